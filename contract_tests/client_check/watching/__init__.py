"""Watching: somebody's own program against an instrumented mock, once for each plan of what may happen to it."""
