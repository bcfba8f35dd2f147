"""One call as a sequence of attempts: retries, limits, clock skew; no I/O."""
