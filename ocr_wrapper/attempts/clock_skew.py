"""Learn from a refusal how far this machine's clock is from the server's.

The server allows 15 minutes. Its refusal names both times; where it does not, the answer's
``Date`` tells.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ocr_wrapper.attempts.http_dates import parse_http_date
from ocr_wrapper.errors import AuthenticationError, ClockSkewError

TOLERANCE = 14 * 60.0
"""Seconds of difference, by ``Date`` alone, from which the clock is taken to be the cause; a
minute less than the server allows, because ``Date`` is not from the moment of the check."""

_SERVER_TIME = re.compile(r"server\s*time\s*[:=]\s*([^\"}|;]+)", re.IGNORECASE)
_COMPACT = re.compile(r"\d{8}T\d{6}Z")


def find_skew(error: AuthenticationError, sent_at: float) -> float | None:
    """Return the seconds that the server is ahead of ``sent_at``, None if that is no cause.

    ``sent_at`` is the time that the request was signed with, in seconds since the epoch.
    """
    text = (error.body or b"").decode(errors="replace")
    found = _SERVER_TIME.search(text) if "expired" in text.lower() else None
    server = _parse(found[1].strip()) if found else None
    if server is not None:
        return server.timestamp() - sent_at
    date = parse_http_date(error.headers.get("date", ""))
    if date is None:
        return None
    skew = date.timestamp() - sent_at
    return skew if abs(skew) > TOLERANCE else None


def _parse(text: str) -> datetime | None:
    """Read a time in the compact form, as ISO 8601, or as HTTP writes it."""
    compact = _COMPACT.match(text)
    if compact:
        try:
            return datetime.strptime(compact[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return None
    try:
        found = datetime.fromisoformat(text.rstrip(" ,."))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found
    except ValueError:
        return parse_http_date(text)


def skew_error(error: AuthenticationError, skew: float, *, corrected: bool) -> ClockSkewError:
    """Return the refusal as the error that names the clock."""
    ahead = "behind" if skew > 0 else "ahead of"
    tried = "even after one correction" if corrected else "and was not corrected"
    return ClockSkewError(
        f"HTTP {error.status} {error.code or ''}: this machine's clock is {abs(skew):.0f} s {ahead}"
        f" the server's, {tried}: set the clock, the service allows 15 minutes.",
        skew=skew,
        **{name: value for name, value in vars(error).items() if name not in ("message", "skew")},
    )
