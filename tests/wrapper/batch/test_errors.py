"""What an error says about the bill is the same for files and for tables."""

from __future__ import annotations

import pytest

from ocr_wrapper.attempts.messages import Response
from ocr_wrapper.attempts.responses import refusal
from ocr_wrapper.batch.errors import may_be_billed
from ocr_wrapper.batch.table import LOST, status_of
from ocr_wrapper.errors import (
    ConfigurationError,
    ConnectError,
    InvalidImageError,
    InvalidResponseError,
    OcrError,
    ParametersError,
    RateLimitError,
    ResponseLostError,
    ServerError,
)


def refused(status: int, code: str) -> OcrError:
    """Return the error of a response with a code of the vendor."""
    return refusal(Response(status, {}, b'{"error_code": "%b"}' % code.encode()))


@pytest.mark.parametrize(
    ("error", "billed"),
    [
        (ResponseLostError(), True),
        (InvalidResponseError(), True),
        (ServerError(), True),
        # A success that names an error: whether it was billed is not known.
        (refused(200, "AIS.0105"), True),
        (refused(200, "AIS.0118"), True),
        (refused(400, "AIS.0105"), False),
        (refused(429, "APIG.0308"), False),
        (ConnectError(retry_safe=True), False),
        (ConnectError(retry_safe=False), False),
        (RateLimitError(retry_safe=True), False),
        # An earlier attempt of the same call was lost.
        (RateLimitError(retry_safe=None), True),
        (ParametersError(retry_safe=None), True),
        # A request to the identity service, which bills nothing.
        (InvalidResponseError(retry_safe=True), False),
        (InvalidImageError(), False),
        (ConfigurationError(), False),
    ],
)
def test_files_and_tables_agree_on_what_may_be_billed(error: OcrError, billed: bool) -> None:
    """A call that may have been billed is not made again by the next run, of either kind."""
    assert (may_be_billed(error), status_of(error) == LOST) == (billed, billed)
