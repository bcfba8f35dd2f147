"""Values of a call: reprs show nothing of the user's, and a body is hashed once."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper import OcrError, OptionError, Token
from ocr_wrapper.attempts.body import Body
from ocr_wrapper.call import Call, CallOptions, Result
from tests.wrapper.hand import IMAGE, Hand, refusal, response


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


ADDRESS = "https://u:canary-pass@b.example/x.png?v=image&AccessKeyId=K&Signature=canary%2Babc%3D"


@pytest.mark.parametrize(
    "quoted",
    [
        ADDRESS,
        "https://b.example/x.png?v=image&AccessKeyId=K&Signature=canary+abc=",
        "got the signature canary%2Babc%3D",
        "expected canary+abc=",
        "user u, password canary-pass",
    ],
)
def test_key_in_the_address_of_an_image_is_redacted_however_it_is_quoted(quoted: str) -> None:
    """A service that has parsed the address may quote one of its values, and decoded."""
    body = {"url": ADDRESS, "n": 1, "odd": "https://["}
    for named in (True, False):
        hand = Hand([refusal("ModelArts.4703", 400, f"The image cannot be read: {quoted}")])
        if named:
            options = CallOptions(url=ADDRESS)
            call = hand.pipeline.prepare("recognize_passport", None, options, hand.now)
        else:
            path = "/v2/{project_id}/ocr/new"
            call = hand.pipeline.prepare_request(path, body, CallOptions(), hand.now)
        with pytest.raises(OcrError) as caught:
            hand.run(hand.pipeline.run(call))
        assert "canary" not in f"{caught.value} {caught.value.detail} {caught.value.body!r}"
        assert "The image cannot be read" in str(caught.value.detail)


def test_none_is_not_given() -> None:
    """For settings of a call as for options of the operation."""
    names = ("url", "enterprise_project_id", "timeout", "region", "fit", "country_code")
    assert CallOptions.from_keywords(dict.fromkeys(names)) == CallOptions()


@pytest.mark.parametrize("fit", ["false", 0, 1])
def test_fit_is_true_or_false(fit: Any) -> None:
    """The text "false" would count as true, and the image would be changed."""
    hand = Hand([])
    with pytest.raises(OptionError, match="recognize_passport accepts for fit True or False"):
        hand.pipeline.prepare("recognize_passport", IMAGE, CallOptions(fit=fit), hand.now)


@pytest.mark.parametrize("name", [None, 5, ["recognize_passport"], "recognise_passport"])
def test_name_that_is_no_operation_is_an_option_error(name: Any) -> None:
    """Whatever stands in its place."""
    hand = Hand([])
    with pytest.raises(OptionError, match="There is no operation"):
        hand.pipeline.prepare(name, IMAGE, CallOptions(), hand.now)
