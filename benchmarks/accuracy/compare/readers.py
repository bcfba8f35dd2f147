"""Readers of plain text that are compared: the emulator, the raw engine, Tesseract.

Each gets the same file and returns lines of text in its own order, with one thread. CPU seconds
include those of Tesseract's process. What others than the emulator read can be kept in a folder,
because it does not change with the emulator.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ocr_emulator.engine.base import Engine

OURS = "emulator"
TUNED = "raw engine, tuned"
DEFAULTS = "raw engine, defaults"
TESSERACT = "Tesseract"
TUNING = {
    "Global.use_cls": False,
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    "Rec.rec_img_shape": [3, 48, 96],
}
"""Settings with which the engine was tried before the emulator was written."""
Languages = Mapping[str, str]
_TESSERACT_LANGUAGES = {"en": "eng", "zh": "chi_sim"}


@dataclass(frozen=True)
class Reading:
    """Lines of text, and what it cost to read them."""

    lines: list[str]
    cpu: float
    seconds: float


@dataclass(frozen=True)
class Reader:
    """A way to read text; `languages` are those that it is measured in."""

    name: str
    read: Callable[[Image.Image, str], list[str]]
    languages: frozenset[str] = field(default_factory=lambda: frozenset({"en", "zh"}))
    folder: Path | None = None
    """Where readings are kept; None to read every time."""

    def measure(self, image: Image.Image, language: str) -> Reading | None:
        """Read an image; None for a language that this reader does not have."""
        if language not in self.languages:
            return None
        if self.folder is None:
            return self._measured(image, language)
        question = f"{self.name} {language} {image.mode} {image.size}".encode()
        digest = hashlib.sha256(question + image.tobytes()).hexdigest()
        path = self.folder / f"{digest}.pickle"
        if path.exists():
            known: Reading = pickle.loads(path.read_bytes())
            return known
        reading = self._measured(image, language)
        path.write_bytes(pickle.dumps(reading))
        return reading

    def _measured(self, image: Image.Image, language: str) -> Reading:
        cpu, start = _cpu(), time.monotonic()
        lines = self.read(image, language)
        return Reading(lines, _cpu() - cpu, time.monotonic() - start)


def readers(
    engine: Engine, *, only: tuple[str, ...] = (), cache: Path | None = None
) -> Iterator[Reader]:
    """Return the readers that are installed; what others than the emulator read can be kept."""
    yield Reader(OURS, partial(_ours, engine))
    folder = None if cache is None else cache / "readers"
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    for name, settings in ((TUNED, TUNING), (DEFAULTS, {})):
        if not only or name in only:
            yield Reader(name, partial(_raw, raw_engine(settings)), folder=folder)
    if not only or TESSERACT in only:
        installed = tesseract_languages()
        if installed:
            yield Reader(TESSERACT, _tesseract, installed, folder)


def _cpu() -> float:
    """Return CPU seconds of this process and of those that it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _ours(engine: Engine, image: Image.Image, _language: str) -> list[str]:
    # With the options of a request that names none: general-text's defaults.
    page = engine.read(image, orient=False, mixed=True)
    return [line.text for line in page.lines]


def raw_engine(settings: Mapping[str, Any]) -> Any:
    """Return RapidOCR itself with some settings and one thread."""
    import rapidocr

    # A model's file by name: without one, the library asks its host for it.
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            **settings,
        }
    )


def _raw(raw: Any, image: Image.Image, _language: str) -> list[str]:
    pixels = np.asarray(image.convert("RGB"))[:, :, ::-1]
    return list(raw(np.ascontiguousarray(pixels)).txts or ())


def tesseract_languages() -> frozenset[str]:
    """Return the languages of the installed Tesseract; none where it is missing."""
    if shutil.which("tesseract") is None:
        return frozenset()
    command = ["tesseract", "--list-langs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    files = set(done.stdout.split())
    return frozenset(code for code, file in _TESSERACT_LANGUAGES.items() if file in files)


def _tesseract(image: Image.Image, language: str) -> list[str]:
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "PNG")
    command = ["tesseract", "stdin", "stdout", "-l", _TESSERACT_LANGUAGES[language]]
    done = subprocess.run(
        ["env", "OMP_THREAD_LIMIT=1", *command],
        input=buffer.getvalue(), capture_output=True, check=True,
    )  # fmt: skip
    return [line for line in done.stdout.decode().splitlines() if line.strip()]
