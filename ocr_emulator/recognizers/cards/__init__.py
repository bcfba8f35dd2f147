"""Recognizers of identity cards: descriptions of cards as data, and the response made of them."""
