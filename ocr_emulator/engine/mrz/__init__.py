"""Machine-readable zones of travel documents: locate, align, correct, decode."""
