"""Benchmark of the batch engines: rows a second by workers, beside a plain loop."""
