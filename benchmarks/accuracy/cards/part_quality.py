"""Accuracy of the alarms: false ones on sound images, and misses on damaged ones."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.accuracy.cards.drawn import DrawnCard, draw
from benchmarks.accuracy.cards.photo import Photo
from benchmarks.accuracy.compare.run import Run, table
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.outline import ID1_ASPECT, ID3_ASPECT, find_outline
from ocr_emulator.engine.quality import ALARM, Quality, assess

CARDS = 40
CPU_SECONDS = 300.0
_KINDS = ("peru_id_card", "thailand_id_card", "passport", "hongkong_id_card", "myanmar_id_card",
          "cambodian_id_card", "id_card", "vietnam_id_card")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the camera, and the range in which it has to be noticed."""

    name: str
    setting: str
    least: float
    most: float


FAULTS = (
    Fault("blur", "blur", 3.0, 6.0),
    Fault("glare", "glare", 0.15, 0.35),
    Fault("darkness", "darkness", 0.68, 0.85),
    Fault("cropping", "crop", 0.22, 0.4),
    Fault("copy", "grey", 1.0, 1.0),
)


def _photo(rng: random.Random) -> Photo:
    """Return a photo that nobody would complain about."""
    return Photo(
        resolution=rng.uniform(8, 12),
        angle=rng.choice((0.0, rng.uniform(-8, 8))),
        tilt=rng.uniform(0, 0.04),
        shadow=rng.uniform(0, 0.25),
        blur=rng.uniform(0, 0.8),
        noise=rng.uniform(0, 6),
        quality=rng.randint(60, 92),
    )


def _assessed(card: DrawnCard) -> Quality:
    """Assess a card with the areas of text that are in the image."""
    width, height = card.image.size
    areas = [
        area for areas in card.places.values() for area in areas
        if all(0 <= x < width and 0 <= y < height for x, y in area)
    ]  # fmt: skip
    aspect = ID3_ASPECT if card.kind == "passport" else ID1_ASPECT
    return assess(card.image, find_outline(card.image, areas), areas, aspect)


def measure(run: Run) -> None:
    """Print false alarms and misses of each fault."""
    count = run.count(CARDS)
    sound: list[Quality] = []
    missed = dict.fromkeys((fault.name for fault in FAULTS), 0)
    with Progress("quality", count * (len(FAULTS) + 1)) as progress:
        for index in range(count):
            rng = random.Random(f"{run.seed} {index} quality")
            kind, photo = _KINDS[index % len(_KINDS)], _photo(rng)
            sound.append(_assessed(draw(kind, f"{run.seed} {index}", photo)))
            progress.step()
            for fault in FAULTS:
                strength = rng.uniform(fault.least, fault.most)
                worse = replace(photo, **{fault.setting: strength})  # type: ignore[arg-type]
                quality = _assessed(draw(kind, f"{run.seed} {index}", worse))
                value = getattr(quality, fault.name)
                missed[fault.name] += value <= ALARM
                if run.show and value <= ALARM:
                    print(f"   missed: {fault.name} {strength:.2f} on {kind}: {value}", flush=True)
                progress.step()
    rows = []
    for fault in FAULTS:
        false = sum(getattr(quality, fault.name) > ALARM for quality in sound)
        extent = f"{fault.setting} {fault.least:g} to {fault.most:g}"
        rows.append((fault.name, f"{false}/{count}", extent, f"{missed[fault.name]}/{count}"))
    table(("alarm", "false on sound images", "drawn fault", "missed"), rows)
