"""What a flow holds shows nothing of the caller's, and hashes a body once."""

from __future__ import annotations

from unittest import mock

import pytest

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.call import Answer, Call
from ocr_wrapper.service.endpoints import Endpoint
from ocr_wrapper.service.regions import Route
from tests.wrapper.hand import OPERATIONS, Hand, answer, refusal


def test_the_repr_of_a_call_and_of_an_answer_shows_no_content() -> None:
    """Neither headers nor a signed address, nor what was recognized."""
    call = Call(
        OPERATIONS["recognize_passport"],
        Route("ap-southeast-1", Endpoint("https", "a.example"), Endpoint("https", "b.example")),
        Body((b"canary-body",), 11),
        started=0.0,
        until=None,
        headers={"x": "canary-header"},
        secrets=("canary-address",),
    )
    assert "canary" not in repr(call)
    assert "canary" not in repr(Answer({"result": "canary"}, "id", 1, 0.0))


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_body_is_hashed_once_however_often_it_is_sent(attempts: int) -> None:
    """Hashing 7 MiB costs more than all the rest of an attempt."""
    replies = [refusal("ModelArts.4403", 503)] * (attempts - 1) + [answer()]
    hand = Hand(list(replies))
    with mock.patch.object(Body, "sha256", autospec=True, side_effect=Body.sha256) as hashed:
        assert hand.call().attempts == attempts
    assert hashed.call_count == 1
