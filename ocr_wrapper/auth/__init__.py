"""Credentials, their sources, identity providers, and signed requests."""
