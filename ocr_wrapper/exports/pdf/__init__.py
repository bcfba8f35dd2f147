"""Searchable PDF: the image of each page with its text invisibly above it."""
