"""Recognized rows → the lines of a zone: align, correct by check digits, compare with the print."""
