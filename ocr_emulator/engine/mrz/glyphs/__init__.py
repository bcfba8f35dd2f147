"""Images of the characters of a zone: cut them out of their rows, and compare them."""
