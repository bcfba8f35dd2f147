"""Rows of a page that may be the lines of a machine-readable zone, and groups of such rows."""
