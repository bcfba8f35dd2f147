"""Input images: load, validate, resize; from the caller's input to checked bytes or a URL."""
