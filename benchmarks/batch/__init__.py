"""Benchmarks of runs over many inputs."""
