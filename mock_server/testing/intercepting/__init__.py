"""Eloqua's own host names, answered by the mock in this process: a seam for each library, and their switchboard."""
