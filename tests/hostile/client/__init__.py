"""Attacks on the client and its command line."""
