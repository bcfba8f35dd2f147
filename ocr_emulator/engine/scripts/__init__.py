"""Recognition of scripts that the built-in engine does not know: line readers by Tesseract."""
