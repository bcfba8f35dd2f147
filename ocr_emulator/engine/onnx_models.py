"""ONNX sessions of RapidOCR's detector and recognizer, one set for each number of threads.

A session keeps its number of threads for life. One thread an image uses the cores best while
several images are read at once; an image that is read alone is done sooner with two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
import rapidocr
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecognizer

from ocr_emulator.engine.base import EngineUnavailableError

Scores = npt.NDArray[np.float32]

# Settings found by measurement; benchmarks/accuracy.md has the figures.
DETECTION_SIDE = 1280
LINE_HEIGHT = 48
LEAST_WIDTH = 96
DETECTOR_FILE = "PP-OCRv6_det_small.onnx"
RECOGNIZER_FILE = "PP-OCRv6_rec_small.onnx"


class Detector(Protocol):
    """What is used of RapidOCR's detector."""

    def __call__(self, img: npt.NDArray[np.uint8]) -> Any:
        """Return an object whose `boxes` are the areas of text."""


class Session(Protocol):
    """What is used of the recognizer's session."""

    def __call__(self, input_content: Scores) -> Scores:
        """Return the probability of each character at each place of each line."""


@dataclass(frozen=True, slots=True)
class Models:
    """Detector and recognizer with one number of threads."""

    detector: Detector
    session: Session
    alphabet: Sequence[str] = field(repr=False)
    """Characters by their number; the first is the blank between characters."""


def check_models() -> Path:
    """Return the folder of the models.

    Raises:
        EngineUnavailableError: When the models are missing from the package.
    """
    folder = Path(rapidocr.__file__).parent / "models"
    for name in (DETECTOR_FILE, RECOGNIZER_FILE):
        if not (folder / name).is_file():
            raise EngineUnavailableError(
                f"The installed rapidocr has no model {name}. Install a supported "
                "version: pip install 'ocr-wrapper[local]'"
            )
    return folder


def load_models(threads: int) -> Models:
    """Load both models; raises what `check_models` raises."""
    settings = _settings(check_models(), threads)
    recognizer = TextRecognizer(settings.Rec)
    return Models(
        TextDetector(settings.Det), recognizer.session, list(recognizer.postprocess_op.character)
    )


def _settings(folder: Path, threads: int) -> Any:
    """Return RapidOCR's configuration with our changes and sessions; nothing is logged."""
    settings = rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Det.model_path": str(folder / DETECTOR_FILE),
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_SIDE,
            "Rec.model_path": str(folder / RECOGNIZER_FILE),
            "Rec.rec_img_shape": [3, LINE_HEIGHT, LEAST_WIDTH],
        }
    ).cfg
    for part, name in ((settings.Det, DETECTOR_FILE), (settings.Rec, RECOGNIZER_FILE)):
        part.engine_cfg = settings.EngineConfig.onnxruntime
        part._set_flag("allow_objects", True)
        part.session = _session(folder / name, threads)
    settings.Rec.font_path = None
    return settings


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Memory goes back to the system after each image instead of staying in an arena.
    options.enable_cpu_mem_arena = False
    # Images of other sizes need other blocks, and a block for a whole run is larger than its parts.
    options.enable_mem_pattern = False
    # A thread without work sleeps: one that spins takes the core from another image.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
