"""Application under test: accept a new customer by a photo of the passport.

It shows what an application has to decide about each outcome of a call; the tests beside it show
how the emulator brings each outcome about.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from ocr_wrapper import (
    AuthenticationError,
    ConfigurationError,
    ImageRejectedError,
    InputError,
    OcrClient,
    OcrError,
    PassportResult,
    RateLimitError,
    Recognition,
    RecognitionFailedError,
)

REQUIRED = ("surname", "passport_number", "date_of_expiry")
MIN_CONFIDENCE = 0.9

Outcome = Literal["accepted", "review", "new photo", "later"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a customer."""

    outcome: Outcome
    reason: str
    surname: str = ""
    seconds: float = 0.0
    """When to come back, for the outcome `later`."""


class Onboarding:
    """Decide about customers; one object serves all of them."""

    def __init__(self, client: OcrClient) -> None:
        self._client = client
        self._known: dict[str, Decision] = {}

    def decide(self, photo: bytes) -> Decision:
        """Return the decision about the customer with this photo.

        The same photo is read once, because each call is billed.

        Raises:
            OcrError: The key or the configuration is wrong; no customer can be served.
        """
        digest = hashlib.sha256(photo).hexdigest()
        if digest not in self._known:
            decision = self._read(photo)
            if decision.outcome == "later":
                return decision
            self._known[digest] = decision
        return self._known[digest]

    def _read(self, photo: bytes) -> Decision:
        try:
            passport = self._client.recognize_passport(photo)
        except (AuthenticationError, ConfigurationError):
            raise
        except (InputError, ImageRejectedError, RecognitionFailedError):
            return Decision("new photo", "no passport can be read in the photo")
        except RateLimitError as error:
            return Decision("later", "too many customers", seconds=error.retry_after or 60.0)
        except OcrError as error:
            if error.retry_safe:
                return Decision("later", "the service is not available", seconds=60.0)
            # The call may have been billed: a person decides whether to pay again.
            return Decision("review", "no result came back")
        return judge(passport)


def judge(passport: Recognition[PassportResult]) -> Decision:
    """Return the decision about a passport that was read."""
    for name in REQUIRED:
        field = passport.fields.get(name)
        if field is None or not field.text:
            return Decision("new photo", f"{name} was not read")
        if field.confidence is None or field.confidence < MIN_CONFIDENCE:
            return Decision("review", f"{name} is uncertain")
    return Decision("accepted", "all fields were read", surname=passport.fields["surname"].text)
