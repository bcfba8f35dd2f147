"""Scripted answers: results that a test chooses itself, in Python, sequences and over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, encoded
from tests.emulator.http.test_admin import admin

PASSPORT = "recognize_passport"
TEXT = "recognize_general_text"
pytest_plugins = ("pytester",)


def test_result_of_the_test_is_returned(emu: Emulator) -> None:
    """The value becomes `result`, and the response says that it is scripted."""
    emu.answers.set(PASSPORT, {"surname": "SMITH", "passport_number": "X1"})
    response = call(emu)
    assert (response.status, response.json["result"]["surname"]) == (200, "SMITH")
    assert response.headers["x-emulator-answer"] == "scripted"
    assert emu.journal.last.answer == "scripted"
    assert call(emu, TEXT).headers["x-emulator-answer"] == "example default"


def test_whole_body_is_accepted(emu: Emulator) -> None:
    """A mapping with the one key `result` is the body itself."""
    emu.answers.set(PASSPORT, {"result": {"surname": "SMITH"}})
    assert call(emu).json == {"result": {"surname": "SMITH"}}


def test_array_result_is_accepted(emu: Emulator) -> None:
    """Operations whose result is an array take a list."""
    operation = "recognize_thailand_license_plate"
    emu.answers.set(operation, [])
    assert call(emu, operation).json == {"result": []}


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), date(2020, 1, 1), {("a", "b"): 1}, b"bytes", "\ud800", {1, 2}],
)
@pytest.mark.parametrize("strict", [True, False])
def test_answer_that_json_cannot_hold_is_refused(emu: Emulator, value: Any, strict: bool) -> None:
    """It is an error where it is scripted, also in a field that the contract does not know."""
    answer = {"unknown": value}
    with pytest.raises(ValueError, match="JSON"):
        emu.answers.set(PASSPORT, answer, strict=strict)
    with pytest.raises(ValueError, match="JSON"):
        emu.sequence({"answer": answer}, operation=PASSPORT)
    assert call(emu).headers["x-emulator-answer"] == "example default"


def test_example_is_chosen_by_name(emu: Emulator) -> None:
    """The name stands for the whole body of the example."""
    emu.answers.set(PASSPORT, "nothing-found")
    response = call(emu)
    assert response.json == emu.contract.operations[PASSPORT].examples["nothing-found"]
    assert response.headers["x-emulator-answer"] == "example nothing-found"


def test_answer_ends_after_times(emu: Emulator) -> None:
    """After so many requests the default applies again."""
    rule = emu.answers.set(PASSPORT, {"surname": "SMITH"}, times=2)
    surnames = [call(emu).json["result"]["surname"] for _ in range(3)]
    assert surnames == ["SMITH", "SMITH", "LINDQVIST"]
    assert rule.hits == 2


def test_newest_matching_answer_applies(emu: Emulator) -> None:
    """A later answer hides an earlier one until it is used up."""
    emu.answers.set(PASSPORT, {"surname": "ALWAYS"})
    emu.answers.set(PASSPORT, {"surname": "ONCE"}, times=1)
    assert [call(emu).json["result"]["surname"] for _ in range(2)] == ["ONCE", "ALWAYS"]


def test_answer_can_depend_on_the_request(emu: Emulator) -> None:
    """`when` names options with their values, or is a function of the body."""
    emu.answers.set(PASSPORT, {"surname": "CHINA"}, when={"country_code": "CHN"})
    long = encoded() + ""
    emu.answers.set(PASSPORT, {"surname": "IMAGE"}, when=lambda body: "url" in body)
    assert call(emu, body={"image": long, "country_code": "CHN"}).json["result"] == {
        "surname": "CHINA"
    }
    assert call(emu).json["result"]["surname"] == "LINDQVIST"


def test_answer_can_belong_to_an_account(emu: Emulator) -> None:
    """Other accounts get what they got before."""
    other = emu.add_account("other")
    emu.answers.set(PASSPORT, {"surname": "OTHER"}, account="other")
    project = other.projects["ap-southeast-1"]
    assert call(emu, ak=other.ak, sk=other.sk, project=project).json["result"] == {
        "surname": "OTHER"
    }
    assert call(emu).json["result"]["surname"] == "LINDQVIST"


def test_answer_that_the_contract_forbids_is_an_error_at_once(emu: Emulator) -> None:
    """The error names the place; strict=False allows it."""
    with pytest.raises(ValueError, match="/result/surname must be null or string"):
        emu.answers.set(PASSPORT, {"surname": 5})
    assert len(emu.answers) == 0
    emu.answers.set(PASSPORT, {"surname": 5}, strict=False)
    assert call(emu).json == {"result": {"surname": 5}}


@pytest.mark.parametrize(
    ("operation", "answer", "more", "hint"),
    [
        ("recognize_pasport", {}, {}, "did you mean 'recognize_passport'"),
        (PASSPORT, "nothing-fond", {}, "did you mean 'nothing-found'"),
        (PASSPORT, {}, {"when": {"countrycode": "CHN"}}, "did you mean 'country_code'"),
        (PASSPORT, {}, {"times": 0}, "times must be"),
        (PASSPORT, {}, {"when": 5}, "when must map"),
        (PASSPORT, 5, {}, "forbids"),
        (PASSPORT, None, {}, "forbids"),
    ],
)
def test_mistake_in_an_answer_is_an_error_at_once(
    emu: Emulator, operation: str, answer: Any, more: dict[str, Any], hint: str
) -> None:
    """Nothing is scripted, and the error says what was probably meant."""
    with pytest.raises(ValueError, match=hint):
        emu.answers.set(operation, answer, **more)
    assert len(emu.answers) == 0


def test_example_can_be_changed(emu: Emulator) -> None:
    """The builder replaces fields and single confidences of an example."""
    result = emu.answers.example(PASSPORT, surname="SMITH", confidence={"surname": 0.3})
    assert (result["surname"], result["confidence"]["surname"]) == ("SMITH", 0.3)
    assert result["confidence"]["sex"] == 0.9558
    emu.answers.set(PASSPORT, result)
    assert call(emu).json == {"result": result}
    assert emu.answers.example(PASSPORT)["surname"] == "LINDQVIST"
    assert emu.answers.example(PASSPORT, "chinese", surname="WU")["given_name"] == "YUNFAN"


def test_example_with_one_confidence_says_how_to_change_it(emu: Emulator) -> None:
    """Not every operation has a confidence for each field."""
    with pytest.raises(ValueError, match="has one confidence"):
        emu.answers.example("classify_id_document", confidence={"type": 0.4})


def test_typo_in_a_field_of_the_builder_is_an_error(emu: Emulator) -> None:
    """Fields, confidences and examples are checked against the contract."""
    with pytest.raises(ValueError, match="did you mean 'surname'"):
        emu.answers.example(PASSPORT, surnam="SMITH")
    with pytest.raises(ValueError, match="did you mean 'surname'"):
        emu.answers.example(PASSPORT, confidence={"surnam": 0.3})
    with pytest.raises(ValueError, match="did you mean 'chinese'"):
        emu.answers.example(PASSPORT, "chinesse")
    with pytest.raises(ValueError, match="is no object"):
        emu.answers.example("recognize_smart_document", text="x")


def test_sequence_contains_answers(emu: Emulator) -> None:
    """Steps may be the name of an example, or a mapping with `answer`."""
    smith = {"surname": "SMITH"}
    sequence = emu.sequence(
        "nothing-found", 503, {"answer": smith}, {"answer": {"x": 1}, "strict": False}, "ok",
        operation=PASSPORT,
    )  # fmt: skip
    responses = [call(emu) for _ in range(5)]
    assert [response.status for response in responses] == [200, 503, 200, 200, 200]
    assert responses[2].json["result"] == smith
    assert responses[3].json["result"] == {"x": 1}
    answers = [attempt.answer for attempt in sequence.report().attempts]
    assert answers == ["example nothing-found", "503", "scripted", "scripted", "ok"]


def test_sequence_names_the_examples_that_it_responds_with(emu: Emulator) -> None:
    """Over HTTP it is told apart from an answer of the test."""
    emu.sequence("chinese", {"answer": {"surname": "A"}}, operation=PASSPORT)
    (found,) = admin(emu, "GET", "sequences").json["sequences"]
    assert found["steps"][0] == {"answer": "chinese"}
    assert call(emu).json["result"]["given_name"] == "YUNFAN"


def test_answer_in_a_sequence_needs_an_operation(emu: Emulator) -> None:
    """Without an operation nothing can be checked."""
    with pytest.raises(ValueError, match="needs the operation"):
        emu.sequence({"answer": {}})
    with pytest.raises(ValueError, match="unknown error code"):
        emu.sequence("nothing-found")


def test_fault_rule_can_be_an_answer(emu: Emulator) -> None:
    """An answer has the conditions of a rule, as `times` and `probability`."""
    emu.faults.add({"answer": "nothing-found"}, operation=PASSPORT, times=1)
    sources = [call(emu).headers["x-emulator-answer"] for _ in range(2)]
    assert sources == ["example nothing-found", "example default"]


def test_faults_apply_to_scripted_answers(emu: Emulator) -> None:
    """A response can be scripted and broken; an invalid request uses up nothing."""
    rule = emu.answers.set(PASSPORT, {"surname": "SMITH"}, times=1)
    assert call(emu, body={"image": "?"}).status == 400
    emu.faults.wrong_gzip(times=1)
    assert b"SMITH" in call(emu).body
    assert rule.hits == 1


def test_reset_removes_answers(emu: Emulator) -> None:
    """Answers are scripts; namespaces do not share them."""
    emu.answers.set(PASSPORT, "nothing-found")
    assert emu.namespace("other").answers.rules() == []
    emu.reset()
    assert call(emu).headers["x-emulator-answer"] == "example default"


def test_answers_are_scripted_over_http(emu: Emulator) -> None:
    """Add, list, build from an example, remove."""
    body = {"operation": PASSPORT, "answer": {"surname": "SMITH"}, "times": 5}
    rule = admin(emu, "POST", "answers", {**body, "when": {"country_code": "CHN"}}).json
    assert call(emu, body={"image": encoded(), "country_code": "CHN"}).json == {
        "result": {"surname": "SMITH"}
    }
    assert admin(emu, "GET", "answers").json["rules"][0]["hits"] == 1
    assert admin(emu, "DELETE", f"answers/{rule['id']}").json == {"rules": []}
    built = admin(emu, "POST", f"examples/{PASSPORT}?example=chinese", {"surname": "WU"}).json
    assert (built["result"]["surname"], built["result"]["given_name"]) == ("WU", "YUNFAN")
    admin(emu, "POST", "answers", {"operation": PASSPORT, "answer": built["result"]})
    assert call(emu).json == built
    admin(emu, "DELETE", "answers")
    assert "nothing-found" in admin(emu, "GET", "examples").json["examples"][PASSPORT]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("answers", {"operation": "recognize_pasport", "answer": {}}),
        ("answers", {"operation": PASSPORT, "answer": {"surname": 5}}),
        ("answers", {"operation": PASSPORT, "answer": "default", "strict": "no"}),
        ("answers", {"operation": PASSPORT, "answer": "default", "tmes": 1}),
        ("answers", {"answer": "default"}),
        ("answers", {"operation": PASSPORT}),
        ("examples/recognize_pasport", {}),
        (f"examples/{PASSPORT}", {"surnam": "x"}),
    ],
)
def test_mistake_in_an_answer_over_http_is_400(emu: Emulator, path: str, body: Any) -> None:
    """The error explains, and nothing is scripted."""
    response = admin(emu, "POST", path, body)
    assert (response.status, bool(response.json["error"])) == (400, True)
    assert len(emu.answers) == 0


PLUGIN = ("-p", "no:cacheprovider", "-p", "no:asyncio")


def test_examples_are_parametrized_fixtures(pytester: pytest.Pytester) -> None:
    """Each example is one test case, already scripted; the marker selects some."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.ocr_examples("recognize_passport")
        def test_passport(ocr_example, ocr_emulator):
            rule, = ocr_emulator.answers.rules()
            assert rule.operation == ocr_example.operation == "recognize_passport"
            assert ocr_example.body["result"] is not None

        @pytest.mark.ocr_examples("recognize_passport", "recognize_general_text", names="default")
        def test_some(ocr_example):
            assert ocr_example.name == "default"

        def test_all(ocr_example):
            assert ocr_example.operation
        """
    )
    result = pytester.runpytest(*PLUGIN, "--strict-markers", "-v")
    from ocr_emulator.contract.bundle import load

    operations = load().operations
    total = sum(len(operation.examples) for operation in operations.values())
    result.assert_outcomes(passed=total + len(operations[PASSPORT].examples) + 2)
    result.stdout.fnmatch_lines(["*test_passport?recognize_passport-nothing-found?*PASSED*"])


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [('"recognize_pasport"', "recognize_passport"), ('names="defalt"', "default"),
     ('name="default"', "names")],
)  # fmt: skip
def test_typo_in_the_examples_marker_fails_the_collection(
    pytester: pytest.Pytester, arguments: str, meant: str
) -> None:
    """An unknown operation, example or keyword never selects nothing, or all, in silence."""
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.ocr_examples({arguments})
        def test_one(ocr_example):
            pass
        """
    )
    result = pytester.runpytest(*PLUGIN)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*did you mean '{meant}'*"])
