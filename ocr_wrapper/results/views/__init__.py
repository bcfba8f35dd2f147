"""Views of a result: words, machine-readable zone, dates, images, notebook."""
