"""Programs of processes of their own: the servers and the loops that are measured."""
