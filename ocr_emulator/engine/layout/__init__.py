"""Layout analysis: titles, paragraphs, tables and figures of a page, by a neural network."""
