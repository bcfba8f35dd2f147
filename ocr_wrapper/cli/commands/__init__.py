"""Commands of `hwocr` other than the operations of the service."""
