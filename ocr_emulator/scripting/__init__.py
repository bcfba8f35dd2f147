"""What a test scripts and reads back: faults, sequences, journal, expectations."""
