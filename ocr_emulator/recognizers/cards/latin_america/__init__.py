"""Identity cards of Latin America."""
