"""Text recognition: the protocol of an OCR engine, and page analysis above any engine."""
