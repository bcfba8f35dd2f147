"""Turn the caller's input into checked bytes or an address."""
