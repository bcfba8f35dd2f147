"""What is measured: each library used as its own documentation shows, in a process of its own."""
