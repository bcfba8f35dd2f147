"""Document analysis above lines of text: contacts, pairs of label and value, layout areas."""
