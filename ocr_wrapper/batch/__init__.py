"""Batch processing: many inputs with bounded concurrency, and a journal to continue a run.

Nothing heavy is imported here: a module that needs an extra is loaded when its name is used.
"""
