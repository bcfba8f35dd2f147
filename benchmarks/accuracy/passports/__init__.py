"""Accuracy on machine-readable zones: drawn passports, visas and cards, and what is read."""
