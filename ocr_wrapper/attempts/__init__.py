"""Retries of one call: rate limit, circuit breaker, clock skew, responses; no I/O."""
