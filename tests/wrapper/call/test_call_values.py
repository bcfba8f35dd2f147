"""Values of a call: reprs show nothing of the user's, and a body is hashed once."""

from __future__ import annotations

from unittest import mock

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper import Token
from ocr_wrapper.attempts.body import Body
from ocr_wrapper.call import Call, CallOptions, Result
from tests.wrapper.hand import Hand, refusal, response


def test_reprs_of_call_and_result_show_no_content() -> None:
    """They contain no headers, no signed address and no recognized text."""
    hand = Hand([])
    call = Call(
        "recognize_passport",
        "/v2/{project_id}/ocr/passport",
        hand.pipeline.router.route(OPERATIONS["recognize_passport"]),
        Body((b"canary-body",), 11),
        hand.loop,
        hand.pipeline.identities,
        started=0.0,
        deadline=None,
        headers={"x": "canary-header"},
        secrets=("canary-address",),
    )
    assert "canary" not in repr(call)
    assert "canary" not in repr(Result({"result": "canary"}, "id"))
    assert "canary" not in repr(CallOptions(url="canary", operation={"side": "canary"}))


@pytest.mark.parametrize("attempts", [1, 3])
def test_body_is_hashed_once_for_all_attempts(attempts: int) -> None:
    """Hashing 7 MiB costs more than all the rest of an attempt."""
    replies = [refusal("ModelArts.4403", 503)] * (attempts - 1) + [response()]
    hand = Hand(list(replies))
    with mock.patch.object(Body, "sha256", autospec=True, side_effect=Body.sha256) as hashed:
        assert hand.call().attempts == attempts
    assert hashed.call_count == 1


def test_body_is_not_hashed_for_a_token() -> None:
    """Nothing of such a request is signed."""
    hand = Hand([response()], credentials=Token("tok", "p1"), projects={})
    with mock.patch.object(Body, "sha256", autospec=True, side_effect=Body.sha256) as hashed:
        hand.call()
    assert hashed.call_count == 0
