"""Streams: the socket of one connection, as httpcore reads and writes it."""
