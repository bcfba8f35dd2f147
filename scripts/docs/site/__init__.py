"""Build the documentation site: hand-written pages, generated pages, Sphinx."""
