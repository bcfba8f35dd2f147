"""Accuracy on scripts that the built-in engine does not know: lines, and look-alikes."""
