"""Clock skew: the difference between this machine's clock and the server's.

A signature is valid for 15 minutes around the server's time. The refusal of a signature names
both times; if it does not, the `Date` header of the response is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ocr_wrapper.attempts.http_dates import parse_http_date
from ocr_wrapper.errors import AuthenticationError, ClockSkewError

TOLERANCE = 14 * 60.0
"""Seconds of difference, by `Date` alone, from which the clock is taken to be the cause; a minute
less than the server allows, because `Date` is not from the moment of the check."""

_PLAUSIBLE_YEARS = range(2020, 2100)
"""Years of a server's time; another year is an error of the server, and could not be signed."""

_SERVER_TIME = re.compile(r"server\s*time\s*[:=]\s*([^\"}|;]{1,64})", re.IGNORECASE)
_COMPACT = re.compile(r"\d{8}T\d{6}Z")


@dataclass(slots=True)
class ClockSkew:
    """The correction that a client applies to its signing time, learned from refusals."""

    seconds: float = 0.0
    """How far the server's clock is ahead of this machine's."""

    def learn(self, error: AuthenticationError, now: float, signed_at: float) -> float | None:
        """Set the correction if the clock is the cause of a refusal.

        Args:
            error: The refusal of a signed request.
            now: This machine's clock when the request was signed.
            signed_at: The time in the signature, which may hold an earlier correction.

        Returns:
            How far the server was ahead of `signed_at`; None if the clock is not the cause.
        """
        found = find_skew(error, signed_at)
        if found is not None:
            # Set, not added: others may learn the same at the same time.
            self.seconds = signed_at - now + found
        return found


def find_skew(error: AuthenticationError, signed_at: float) -> float | None:
    """Return the seconds that the server is ahead of `signed_at`, None if that is no cause."""
    text = (error.body or b"").decode(errors="replace")
    found = _SERVER_TIME.search(text) if "expired" in text.lower() else None
    server = _plausible(_parse(found[1].strip())) if found else None
    if server is not None:
        return server.timestamp() - signed_at
    date = _plausible(parse_http_date(error.headers.get("date", "")))
    if date is None:
        return None
    skew = date.timestamp() - signed_at
    return skew if abs(skew) > TOLERANCE else None


def _plausible(time: datetime | None) -> datetime | None:
    return time if time is not None and time.year in _PLAUSIBLE_YEARS else None


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


def skew_error(error: AuthenticationError, skew: float) -> ClockSkewError:
    """Return the refusal of a corrected request as the error that names the clock."""
    ahead = "behind" if skew > 0 else "ahead of"
    return ClockSkewError(
        f"HTTP {error.status} {error.code or ''}: this machine's clock is {abs(skew):.0f} s {ahead}"
        " the server's, even after one correction: set the clock, the service allows 15 minutes.",
        skew=skew,
        **{name: value for name, value in vars(error).items() if name not in ("message", "skew")},
    )
