"""Drawn pages of text: layouts, receipts, columns, and damage to them."""
