"""Reading of pictures: an engine's protocol, and what stands above any engine."""
