"""Clients to measure: each library used as its documentation shows, in a separate process."""
