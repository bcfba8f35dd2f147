"""Facts of the generated catalog: regions, endpoints, options, codec."""
