"""Version of this package, sent in `User-Agent`."""

__version__ = "0.1.0"
