"""Version of this package, the one place that states it; also sent in `User-Agent`."""

__version__ = "0.1.0"
