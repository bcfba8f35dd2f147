"""Write results to the terminal and to files."""
