"""Parts of the accuracy benchmark: a module `part_NAME` measures the part NAME."""
