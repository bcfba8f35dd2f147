"""HTTP over threads or tasks: drivers, connections, adapters."""
