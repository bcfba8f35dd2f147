"""Setup of the command line: the profile file, and checks of everything that a call needs."""
