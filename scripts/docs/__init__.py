"""Build the reference pages from the bundled contract."""
