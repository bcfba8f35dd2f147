"""Files on this machine: written completely or not at all, and recognized by their content."""
