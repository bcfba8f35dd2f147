"""Sync and async clients."""
