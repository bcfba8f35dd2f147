"""Codecs, one module per operation: `request` writes its body, `parse` reads its response."""
