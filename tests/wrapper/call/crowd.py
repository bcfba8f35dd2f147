"""Many hand-driven flows at once: one clock, one scripted server, no threads and no I/O."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ocr_wrapper.attempts.messages import Command, Failure, Request, Response, Send, Sleep, Wait
from ocr_wrapper.errors import OcrError
from tests.wrapper.hand import Hand

Flow = Generator[Any, Any, Any]


@dataclass
class _Member:
    """One flow, what it asked for last, and when its time is over."""

    place: int
    flow: Flow
    command: Command | None = None
    until: float | None = None


@dataclass
class Crowd:
    """Run flows side by side: each round every request that is under way is responded to."""

    hand: Hand
    server: Callable[[Request], Response | Failure]
    latency: float = 0.0
    """Seconds that a round takes."""

    wakeups: int = 0
    """How often a waiting flow was woken."""

    most_in_flight: int = 0
    requests: list[Request] = field(default_factory=list)

    def run(self, flows: Sequence[Flow]) -> list[Any]:
        """Return the results and errors of the flows, in their order."""
        ends: list[Any] = [None] * len(flows)
        members = [_Member(place, flow) for place, flow in enumerate(flows)]
        live = [member for member in members if self._advance(member, None, ends)]
        while live:
            progress = self._round(live, ends)
            live = [member for member in live if member.command is not None]
            if not progress:
                self.hand.now = min(m.until for m in live if m.until is not None)
        return ends

    def _round(self, live: list[_Member], ends: list[Any]) -> bool:
        """Respond to every request, then resume who was woken or whose time is over."""
        sends = [member for member in live if isinstance(member.command, Send)]
        self.most_in_flight = max(self.most_in_flight, len(sends))
        self.hand.now += self.latency if sends else 0.0
        progress = bool(sends)
        for member in sends:
            assert isinstance(member.command, Send)
            self.requests.append(member.command.request)
            self._advance(member, self.server(member.command.request), ends)
        for member in live:
            command = member.command
            woken = isinstance(command, Wait) and command.waiter.woken
            over = member.until is not None and self.hand.now >= member.until
            if isinstance(command, (Sleep, Wait)) and (woken or over):
                self.wakeups += woken
                self._advance(member, None, ends)
                progress = True
        return progress

    def _advance(self, member: _Member, reply: Any, ends: list[Any]) -> bool:
        try:
            member.command = member.flow.send(reply)
        except StopIteration as stop:
            member.command, ends[member.place] = None, stop.value
            return False
        except OcrError as error:
            member.command, ends[member.place] = None, error
            return False
        seconds = getattr(member.command, "seconds", None)
        member.until = None if seconds is None else self.hand.now + seconds
        return True
