"""The version of this package, as it is sent in ``User-Agent``."""

__version__ = "0.1.0"
