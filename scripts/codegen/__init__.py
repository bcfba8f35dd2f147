"""Generate the low-level package from the bundled contract."""
