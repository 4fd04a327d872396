"""Small programs that drive published clients by their own calls, to be watched; each is run as a script.

A driver adds nothing: no retry, no clean-up, no look at rejects that the library does not take itself. `published` says
what a library leaves to its caller, which is not charged to it, and why each rule that it breaks is its own to keep;
`recording` runs the drivers, `pages` shows what came of it.
"""
