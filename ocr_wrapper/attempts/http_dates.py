"""HTTP dates and the `Retry-After` header.

Both come from outside, so they are parsed and bounded in this one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

_LONGEST_TEXT = 64
"""Characters of a date or number; what is longer is neither."""

MAX_RETRY_AFTER = 300.0
"""Seconds; a longer time is cut to this."""


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, within 0 and `MAX_RETRY_AFTER`.

    A number is taken as seconds. A date, in any of the three forms of HTTP, is compared with the
    response's own `Date`, so that this machine's clock does not matter; without `Date` it is
    ignored. Names of headers are in lower case.
    """
    text = headers.get("retry-after", "").strip()[:_LONGEST_TEXT]
    if not text:
        return None
    seconds: float | None
    if text.replace(".", "", 1).isdigit() and text.isascii():
        seconds = float(text)
    else:
        until, since = parse_http_date(text), parse_http_date(headers.get("date", ""))
        seconds = (until - since).total_seconds() if until and since else None
    return None if seconds is None else min(max(seconds, 0.0), MAX_RETRY_AFTER)


def parse_http_date(text: str) -> datetime | None:
    """Read a date as HTTP writes it: RFC 1123, RFC 850 or asctime; None if it is not a date."""
    if len(text) > _LONGEST_TEXT:
        return None
    from email.utils import parsedate_to_datetime

    try:
        found = parsedate_to_datetime(text.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
