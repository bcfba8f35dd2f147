"""Lines of text: joined from windows, cleaned of rows of fillers, told to be vertical."""
