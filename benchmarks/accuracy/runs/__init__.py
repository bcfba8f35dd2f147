"""Runs of the accuracy benchmark: a process for each part, estimated, shown, saved at its end."""
