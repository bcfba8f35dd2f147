"""Build, check and describe what is published."""
