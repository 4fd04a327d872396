"""Judges somebody else's client by the calls that it made: driven through an adapter, or watched as a program."""
