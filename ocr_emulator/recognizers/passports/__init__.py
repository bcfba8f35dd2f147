"""Recognizer of passports: the zone of every one, and the printed page of Chinese ones."""
