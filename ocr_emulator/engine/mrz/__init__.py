"""Machine-readable zones of travel documents: find, fit, repair, check."""
