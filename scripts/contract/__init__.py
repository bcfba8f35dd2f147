"""Bundle, lint and compare the contract."""
