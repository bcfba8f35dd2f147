"""Benchmarks, each documented with its method; not part of the package."""
