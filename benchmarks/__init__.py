"""Measurements, each with its method beside its numbers; nothing here is shipped."""
