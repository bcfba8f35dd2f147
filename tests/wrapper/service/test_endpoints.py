"""Ambiguous spellings of endpoints, which other parsers read as another host."""

from __future__ import annotations

import pytest

from ocr_wrapper import ConfigurationError
from ocr_wrapper.service.endpoints import parse_endpoint


@pytest.mark.parametrize(
    "text",
    [
        "http:/evil",
        "https:/evil",
        "http:evil",
        "//evil",
        "[::1]evil",
        "http://[::1]evil:80",
        "https://[::1]:443]",
        "https://a.example.com:99999",
        "https://a.example.com:0",
        "https://a.example.com:",
        "https://a.example.com:+443",
        "https://a\n.example.com",
        "h\nttps://a.example.com",
        "https://a.example.com/\tpath",
        "https://a\\@evil",
        "https://a.example.com#@evil",
    ],
)
def test_misspelled_endpoint_is_refused(text: str) -> None:
    """A malformed address is refused and not corrected."""
    with pytest.raises(ConfigurationError):
        parse_endpoint(text)


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("a.example.com", "https://a.example.com"),
        ("a.example.com:8443", "https://a.example.com:8443"),
        ("https://[::1]:8443/a/", "https://[::1]:8443/a"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://localhost:65535", "http://localhost:65535"),
    ],
)
def test_plain_endpoint_is_taken(text: str, endpoint: str) -> None:
    """Scheme, port and path are optional."""
    assert str(parse_endpoint(text)) == endpoint
