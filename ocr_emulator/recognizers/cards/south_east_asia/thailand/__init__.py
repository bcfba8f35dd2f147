"""Cards and license plates of Thailand."""
