"""Cards: identity cards described by data, their fields found by printed labels and position."""
