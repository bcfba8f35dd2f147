"""Tests of the application with the fixture `ocr_emulator`, which the package installs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from onboarding import REQUIRED, Onboarding

from ocr_emulator import Emulator
from ocr_emulator.pytest_plugin import Example
from ocr_wrapper import AkSk, AuthenticationError, OcrClient, PasswordToken

PASSPORT = "recognize_passport"
REGION = "ap-southeast-1"
PHOTO = (Path(__file__).parents[1] / "images" / "passport.png").read_bytes()


@pytest.fixture
def client(ocr_emulator: Emulator) -> Iterator[OcrClient]:
    """Return a client of the emulator, set up as in production but for the address and the key."""
    with OcrClient(
        region=REGION,
        endpoint=ocr_emulator.url,
        credentials=AkSk(ocr_emulator.ak, ocr_emulator.sk),
    ) as client:
        yield client


@pytest.fixture
def onboarding(client: OcrClient) -> Onboarding:
    """Return the application."""
    return Onboarding(client)


# --- scripted answers ---------------------------------------------------------


def test_customer_with_a_clear_passport_is_accepted(
    onboarding: Onboarding, ocr_emulator: Emulator
) -> None:
    """The answer is an example of the contract with another name."""
    result = ocr_emulator.answers.example(PASSPORT, surname="SMITH")
    ocr_emulator.answers.set(PASSPORT, result)
    decision = onboarding.decide(PHOTO)
    assert (decision.outcome, decision.surname) == ("accepted", "SMITH")


def test_uncertain_number_is_reviewed(onboarding: Onboarding, ocr_emulator: Emulator) -> None:
    """One low confidence is enough."""
    result = ocr_emulator.answers.example(PASSPORT, confidence={"passport_number": 0.6})
    ocr_emulator.answers.set(PASSPORT, result)
    assert onboarding.decide(PHOTO).outcome == "review"


def test_missing_name_needs_a_new_photo(onboarding: Onboarding, ocr_emulator: Emulator) -> None:
    """An empty field is not accepted, however high its confidence is."""
    ocr_emulator.answers.set(PASSPORT, ocr_emulator.answers.example(PASSPORT, surname=""))
    assert onboarding.decide(PHOTO).outcome == "new photo"


@pytest.mark.ocr_examples(PASSPORT)
def test_every_example_of_the_contract_leads_to_a_decision(
    onboarding: Onboarding, ocr_example: Example
) -> None:
    """Missing, null and odd values do not crash the application, and are never accepted."""
    complete = all(ocr_example.body["result"].get(name) for name in REQUIRED)
    decision = onboarding.decide(PHOTO)
    assert complete or decision.outcome in ("review", "new photo")


# --- faults ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("AIS.0105", "new photo"),  # nothing was recognized
        ("AIS.0103", "new photo"),  # the image is too large for the service
        ("reset-after", "review"),  # the response was lost
        ("bad-json", "review"),  # a response that is cut off
    ],
)
def test_fault_leads_to_a_decision(
    fault: str, outcome: str, onboarding: Onboarding, ocr_emulator: Emulator
) -> None:
    """What the customer is told depends on whose problem it is."""
    ocr_emulator.faults.add(fault, operation=PASSPORT)
    assert onboarding.decide(PHOTO).outcome == outcome


# --- sequences --------------------------------------------------------------------


def test_short_outage_goes_unnoticed(onboarding: Onboarding, ocr_emulator: Emulator) -> None:
    """The client tries again by itself; the server measured that it did not come too early."""
    sequence = ocr_emulator.sequence("ModelArts.4403", "ok", operation=PASSPORT)
    assert onboarding.decide(PHOTO).outcome == "accepted"
    assert sequence.report().verdict == "ok"


# --- quotas -------------------------------------------------------------------------


def test_customer_over_the_quota_comes_back_later(ocr_emulator: Emulator) -> None:
    """The quota is that of the service, and the application says how long to wait."""
    ocr_emulator.quotas.per_minute(1)
    with OcrClient(
        region=REGION,
        endpoint=ocr_emulator.url,
        credentials=AkSk(ocr_emulator.ak, ocr_emulator.sk),
        max_attempts=1,
    ) as client:
        onboarding = Onboarding(client)
        assert onboarding.decide(PHOTO).outcome == "accepted"
        second = onboarding.decide(PHOTO + b"another photo")
    assert (second.outcome, second.seconds > 0) == ("later", True)


# --- clock --------------------------------------------------------------------------


def test_application_runs_longer_than_a_token(ocr_emulator: Emulator) -> None:
    """A token is valid for a day; the test moves the emulator's clock by two."""
    user = ocr_emulator.user
    with OcrClient(
        region=REGION,
        endpoint=ocr_emulator.url,
        credentials=PasswordToken(user["name"], user["password"], user["domain"]),
    ) as client:
        onboarding = Onboarding(client)
        assert onboarding.decide(PHOTO).outcome == "accepted"
        ocr_emulator.clock.advance(2 * 24 * 3600)
        assert onboarding.decide(PHOTO + b"another photo").outcome == "accepted"


# --- expectations -------------------------------------------------------------------


def test_same_photo_is_paid_once(onboarding: Onboarding, ocr_emulator: Emulator) -> None:
    """The emulator counts the requests, also those that the application does not know of."""
    with ocr_emulator.expect(PASSPORT, times=1, status=200):
        assert onboarding.decide(PHOTO) == onboarding.decide(PHOTO)


def test_lost_response_is_not_paid_twice(onboarding: Onboarding, ocr_emulator: Emulator) -> None:
    """Neither the client nor the application sends such a request again."""
    ocr_emulator.faults.reset(operation=PASSPORT)
    with ocr_emulator.expect(PASSPORT, times=1):
        onboarding.decide(PHOTO)
        onboarding.decide(PHOTO)


def test_invalid_photo_is_not_sent(onboarding: Onboarding, ocr_emulator: Emulator) -> None:
    """What the service would refuse costs no request."""
    assert onboarding.decide(b"no image").outcome == "new photo"
    assert ocr_emulator.journal.count() == 0


# --- wrong keys -----------------------------------------------------------------------


def test_wrong_key_is_an_error_of_the_operator(ocr_emulator: Emulator) -> None:
    """No customer is sent away because of it, and the service does not lock the key."""
    account = ocr_emulator.add_account("branch office")
    with OcrClient(
        region=REGION, endpoint=ocr_emulator.url, credentials=AkSk(account.ak, "wrong")
    ) as client:
        onboarding = Onboarding(client)
        for _ in range(10):
            with pytest.raises(AuthenticationError):
                onboarding.decide(PHOTO)
    assert ocr_emulator.journal.count(status=401) <= 5
