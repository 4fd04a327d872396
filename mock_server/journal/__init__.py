"""What each client sent and got: plain data, bounded, without secrets. A leaf: imports nothing else of the project."""
