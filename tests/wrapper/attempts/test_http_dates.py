"""`Retry-After` and `Date` headers: every form, measured by the clock of the response."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ocr_wrapper.attempts.http_dates import parse_http_date, parse_retry_after

DATE = "Sat, 21 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("2.5", 2.5),
        ("0", 0.0),
        ("299", 299.0),
        ("300.5", 300.0),
        ("100000", 300.0),
        ("Sat, 21 Nov 2026 08:00:07 GMT", 7.0),
        ("Saturday, 21-Nov-26 08:00:07 GMT", 7.0),
        ("Sat Nov 21 08:00:07 2026", 7.0),
        ("Sat, 21 Nov 2026 10:00:07 +0200", 7.0),
        ("Sat, 21 Nov 2026 07:59:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", 300.0),
        ("", None),
        ("1.2.3", None),
        ("-3", None),
        ("soon", None),
        ("²", None),
    ],
)
def test_retry_after_is_read_in_every_form_of_http(text: str, seconds: float | None) -> None:
    """The result is between zero and five minutes."""
    assert seconds == parse_retry_after({"retry-after": text, "date": DATE})


def test_retry_after_date_without_date_header_is_ignored() -> None:
    """Without the response's own date the distance is unknown."""
    assert parse_retry_after({"retry-after": DATE}) is None
    assert parse_retry_after({"date": DATE}) is None


@pytest.fixture
def abroad(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the machine another time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "XYZ-9")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one time zone")
@pytest.mark.usefixtures("abroad")
def test_date_without_zone_is_utc() -> None:
    """One with a zone is converted, and that of the machine does not matter."""
    plain, zoned = parse_http_date("Sat Nov 21 08:00:00 2026"), parse_http_date(DATE)
    assert plain == zoned
    far = parse_http_date("Sat, 21 Nov 2026 10:00:00 +0200")
    assert far == zoned
    assert far is not None
    assert far.utcoffset() == parse_http_date(DATE).utcoffset()  # type: ignore[union-attr]
