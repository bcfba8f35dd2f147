"""Commands of `hwocr` that are no operation of the service."""
