"""Fault injection: the kinds of faults and their parameters.

`scripting.rules` says for which account, how often and until when a fault applies.
"""

from __future__ import annotations

from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Literal, get_args

from ocr_emulator.contract import checks

Kind = Literal[
    "error",
    "html",
    "latency",
    "reset-before",
    "reset-after",
    "empty",
    "truncate",
    "bad-json",
    "wrong-length",
    "wrong-gzip",
    "dribble",
    "clock",
]
KINDS: tuple[str, ...] = get_args(Kind)
_MAX_CODE = 64
_MAX_MESSAGE = 2_000
_MAX_SIZE = 1_000_000_000
PAUSE_SECONDS = 0.05
"""Between two pieces of a response that is dribbled."""
IAM = "iam"
"""Operation name of requests to the identity service."""
EARLY = frozenset({"reset-before", "clock"})
"""Kinds that act when a request arrives, before it is checked."""
ADDING = frozenset({"latency", "clock"})
"""Kinds that act together with another fault."""
DROPPING = frozenset({"reset-before", "reset-after", "empty"})
"""Kinds that end the connection without a response."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure; what a field means depends on the kind.

    `error`: `code` and/or `status`, `message`, `retry_after` seconds written as `retry_form`.
    `html`: a gateway's HTML page with `status`. `latency`: `delay` seconds plus up to
    `jitter`. `reset-before`, `reset-after`: the connection is reset before the body is
    read (of a login after it, as the body says who logs in), or instead of the response.
    `empty`: closed without a byte. `truncate`: the body ends after `size` bytes. `bad-json`: a
    200 with cut JSON and a correct length. `wrong-length`: Content-Length is off by `size`.
    `wrong-gzip`: declared as gzip but is not. `dribble`: `size` bytes at a time, `delay`
    seconds between. `clock`: the server's clock is `delay` seconds ahead (negative: behind)
    for this request.
    """

    kind: str
    code: str | None = None
    status: int | None = None
    message: str | None = None
    retry_after: float | None = None
    retry_form: str = "seconds"
    delay: float = 0.0
    jitter: float = 0.0
    size: int | None = None

    def __post_init__(self) -> None:
        checks.name_of("kind of fault", self.kind, KINDS)
        if self.code is not None:
            checks.text("code", self.code, _MAX_CODE)
        if self.status is not None:
            checks.integer("status", self.status, 400, 599)
        if self.kind == "error" and self.code is None and self.status is None:
            raise ValueError("a fault of kind 'error' needs a code, a status or both")
        if self.message is not None and not (
            isinstance(self.message, str) and len(self.message) <= _MAX_MESSAGE
        ):
            raise ValueError(f"message must be a text of at most {_MAX_MESSAGE} characters")
        if self.retry_after is not None:
            checks.number("retry_after", self.retry_after)
        checks.name_of("retry_form", self.retry_form, ("seconds", "date"))
        checks.number("delay", self.delay, -checks.MAX_SECONDS if self.kind == "clock" else 0.0)
        checks.number("jitter", self.jitter, 0.0)
        if self.size is not None:
            low = -_MAX_SIZE if self.kind == "wrong-length" else 0
            checks.integer("size", self.size, low, _MAX_SIZE)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults."""
        defaults = {item.name: item.default for item in fields(self) if item.default is not MISSING}
        return {k: v for k, v in asdict(self).items() if k not in defaults or v != defaults[k]}


FAULT_FIELDS = tuple(item.name for item in fields(Fault))
