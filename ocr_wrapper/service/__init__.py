"""What the catalog knows of the service: regions, endpoints, options, codec."""
