"""Emulate Huawei Cloud OCR on your own machine: strict, scriptable, quick.

    from ocr_emulator import Emulator
    with Emulator() as emu:
        emu.url, emu.ak, emu.sk, emu.projects

It reads the same contract as the client and shares no code with it. Names are loaded
when they are first used: importing this package costs nothing, which the pytest plugin
relies on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ocr_emulator.cli import serve as serve
    from ocr_emulator.emulator import Emulator as Emulator
    from ocr_emulator.scripting.expectations import Expectation as Expectation
    from ocr_emulator.scripting.faults import Fault as Fault
    from ocr_emulator.scripting.journal import Entry as Entry
    from ocr_emulator.scripting.journal import Journal as Journal
    from ocr_emulator.scripting.sequences import Report as Report
    from ocr_emulator.state.accounts import Account as Account
    from ocr_emulator.state.clock import Clock as Clock
    from ocr_emulator.state.namespace import Namespace as Namespace

_WHERE = {
    "Account": "state.accounts",
    "Clock": "state.clock",
    "Emulator": "emulator",
    "Entry": "scripting.journal",
    "Expectation": "scripting.expectations",
    "Fault": "scripting.faults",
    "Journal": "scripting.journal",
    "Namespace": "state.namespace",
    "Report": "scripting.sequences",
    "serve": "cli",
}
__all__ = [
    "Account",
    "Clock",
    "Emulator",
    "Entry",
    "Expectation",
    "Fault",
    "Journal",
    "Namespace",
    "Report",
    "serve",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
