"""Worker processes: decoding and recognition where time and memory are limited."""
