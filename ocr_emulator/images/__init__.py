"""Input images: format checks, PDF pages, images behind an address."""
