"""Credentials, their sources, and signed requests."""
