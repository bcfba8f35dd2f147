"""Parallel calls: bounded concurrency over a stream of inputs, in threads or in tasks."""
