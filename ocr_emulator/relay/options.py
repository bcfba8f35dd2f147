"""Options of recording and replaying, and what they build."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.relay.replay import Replay
from ocr_emulator.relay.upstream import Upstream


class Relay(Protocol):
    """What responds to an authorized request in place of the emulator's own answers."""

    async def respond(self, context: RequestContext, operation: Operation) -> ApiResponse:
        """Return the response to a request; raises `ApiError`."""
        ...


@dataclass(frozen=True, slots=True)
class RelayOptions:
    """Options of `Emulator` for recording and replaying."""

    record: str | None = None
    record_to: str | None = None
    scrub: bool = False
    upstream_ak: str | None = field(default=None, repr=False)
    upstream_sk: str | None = field(default=None, repr=False)
    replay: str | None = None


class RelayKeywords(TypedDict, total=False):
    """The same options as keywords."""

    record: str | None
    record_to: str | None
    scrub: bool
    upstream_ak: str | None
    upstream_sk: str | None
    replay: str | None


def build_relay(contract: Contract, options: RelayOptions) -> Upstream | Replay | None:
    """Return the relay of the options, None without any; raises `ValueError`."""
    if options.record and options.replay:
        raise ValueError("record and replay cannot both be given")
    if options.replay:
        return Replay(options.replay, contract)
    if not options.record:
        if options.record_to or options.scrub:
            raise ValueError("record_to and scrub need record, the address of the service")
        return None
    if options.scrub and not options.record_to:
        raise ValueError("scrub needs record_to, the file for the responses")
    return Upstream(
        options.record,
        contract,
        ak=options.upstream_ak,
        sk=options.upstream_sk,
        record_to=options.record_to,
        scrubbed=options.scrub,
    )
