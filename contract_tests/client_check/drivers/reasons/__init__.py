"""Why each broken rule is the client's own to keep, and which rules are its caller's: read in the client's source."""
