"""Output of results: formats, terminal tables, files and annotated images."""
