"""Places of a card's texts: printed words, labels among them, and values beside the labels."""
