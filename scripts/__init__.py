"""Turn the contract under `openapi/` into all that is derived from it."""
