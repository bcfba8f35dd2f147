"""Parts of the benchmark, found by the names of their modules, and what each one costs."""

from __future__ import annotations

import contextlib
import importlib
import io
import pkgutil
from typing import cast

import benchmarks.accuracy as package
from benchmarks.accuracy.compare.run import Part, Run
from benchmarks.accuracy.runs.settings import Settings
from ocr_emulator.engine.base import Engine

PREFIX = "part_"
FIRST = ("text", "receipts", "order")


def part_modules() -> dict[str, str]:
    """Return the module of each part by its name, text first."""
    found = {
        info.name.rpartition(".")[2].removeprefix(PREFIX): info.name
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if info.name.rpartition(".")[2].startswith(PREFIX)
    }
    order = [name for name in FIRST if name in found]
    return {name: found[name] for name in [*order, *sorted(found.keys() - set(order))]}


def load(name: str) -> Part:
    """Import a part."""
    return cast("Part", importlib.import_module(part_modules()[name]))


def cpu_seconds(name: str, settings: Settings) -> float:
    """Return about how many CPU seconds a part takes."""
    return load(name).CPU_SECONDS * settings.share * len(settings.seeds)


def measured(name: str, settings: Settings) -> str:
    """Measure a part in this process; returns its section of the report."""
    from benchmarks.accuracy.cache import CachedEngine
    from ocr_emulator.engine.rapid import RapidEngine

    # One thread for every reader: parts that run side by side take no core from one another, and
    # CPU seconds can be compared.
    engine: Engine = RapidEngine(threads=1)
    if settings.cache is not None:
        engine = CachedEngine(engine, settings.cache / "engine")
    run = Run(
        engine,
        settings.seeds,
        settings.folder,
        settings.share,
        settings.only,
        settings.show,
        settings.cache,
    )
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        load(name).measure(run)
    return text.getvalue()
