"""State of a namespace: accounts, tokens, clock, quotas, files."""
