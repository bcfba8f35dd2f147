"""Tests of the streams: opening, TLS inside TLS, what is known of an upload that ended."""
