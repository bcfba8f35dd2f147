"""Command of the accuracy benchmark.

    python -m benchmarks.accuracy [--part text|order|passports|zones|tables|forms] [--seed 1]

Prints a table for each part. A set is drawn from its seed, so a run repeats the last one; only the
seconds differ: CPU seconds a page, all threads together. Needs the fonts that
`scripts/draw_samples.py` names, and Debian's fonts-liberation for tables. `--cache FOLDER` keeps
what the engine read, for work on what stands above it; the seconds mean nothing then.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.accuracy.cache import CachedEngine
from benchmarks.accuracy.documents import measure_forms
from benchmarks.accuracy.passports.measure import measure_passports, measure_zones
from benchmarks.accuracy.tables import KINDS, measure_tables
from benchmarks.accuracy.text import measure_order, measure_pages
from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.rapid import RapidEngine

PARTS = ("text", "order", "passports", "zones", "tables", "forms")


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description="Measure the engine on drawn pages.")
    parser.add_argument("--pages", type=int, default=40, help="passports a condition, zones a kind")
    parser.add_argument("--tables", type=int, default=60, help="tables of each kind, and forms")
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="several for tables and forms"
    )
    parser.add_argument("--part", choices=PARTS, help="one part alone")
    parser.add_argument("--only", help="one condition of passports or one kind of tables")
    parser.add_argument("--show", action="store_true", help="show what is wrong")
    parser.add_argument("--cache", type=Path, help="folder for what the engine read")
    chosen = parser.parse_args()
    engine: Engine = RapidEngine()
    if chosen.cache is not None:
        engine = CachedEngine(engine, chosen.cache)
    seed = chosen.seed[0]
    if chosen.part in (None, "text") and not chosen.only:
        measure_pages(engine, seed)
    if chosen.part in (None, "order") and not chosen.only:
        measure_order(engine, seed)
    if chosen.part == "passports" or (chosen.part is None and chosen.only not in KINDS):
        measure_passports(engine, seed, chosen.pages, chosen.only)
    if chosen.part == "zones" or (chosen.part is None and not chosen.only):
        measure_zones(engine, seed, chosen.pages, chosen.only)
    if chosen.part == "tables" or (chosen.part is None and chosen.only in (None, *KINDS)):
        measure_tables(engine, chosen.seed, chosen.tables, only=chosen.only, show=chosen.show)
    if chosen.part == "forms" or (chosen.part is None and not chosen.only):
        measure_forms(engine, chosen.seed, chosen.tables, show=chosen.show)


if __name__ == "__main__":
    main()
