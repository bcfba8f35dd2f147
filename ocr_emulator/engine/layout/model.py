"""Object detection of page areas: PP-PicoDet trained on CDLA, on the CPU by ONNX Runtime.

The model is in the distribution ocr-wrapper-models. For each place of four grids it returns the
probability of each kind, and for each side of the box a distribution over distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.tables.model import Box

Values = npt.NDArray[np.float32]

REQUIREMENT = "ocr-wrapper-models"
FILE = "layout_cdla.onnx"
KINDS = (
    "text",
    "title",
    "figure",
    "figure_caption",
    "table",
    "table_caption",
    "header",
    "footer",
    "reference",
    "equation",
)
"""Kinds of areas, in the order of the model's outputs."""
_SIZE = (608, 800)  # width and height of the model's input
_STRIDES = (8, 16, 32, 64)
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_LEAST = 0.4  # confidence
_SAME = 0.5  # overlap by union from which two boxes are one area
_INSIDE = 0.8  # part of the smaller box


class LayoutUnavailableError(RuntimeError):
    """Raised when the model is not installed; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a page in pixels of the image that was analysed."""

    kind: str
    box: Box
    confidence: float


def find_areas(image: Image.Image) -> tuple[Area, ...]:
    """Return the areas of an upright page.

    Raises:
        LayoutUnavailableError: When the distribution with the model is not installed.
    """
    session = _session()
    resized = cv2.resize(np.asarray(image.convert("RGB")), _SIZE, interpolation=cv2.INTER_AREA)
    normal = (resized.astype(np.float32) / 255 - np.array(_MEAN)) / np.array(_DEVIATION)
    tensor = normal.transpose(2, 0, 1)[None].astype(np.float32)
    outputs = session.run(None, {session.get_inputs()[0].name: tensor})
    boxes, scores = _decoded(outputs)
    scale = np.array([image.width / _SIZE[0], image.height / _SIZE[1]] * 2)
    limit = np.array([image.width, image.height] * 2)
    found = [
        Area(KINDS[kind], Box(*(float(v) for v in box)), float(score))
        for box, kind, score in _best((boxes * scale).clip(0, limit), scores)
    ]
    return tuple(_distinct(found))


@cache
def _session() -> Any:
    import onnxruntime

    try:
        import ocr_wrapper_models

        model = ocr_wrapper_models.path(FILE)
    except (ImportError, FileNotFoundError) as error:
        raise LayoutUnavailableError(
            f"the layout model is in the package {REQUIREMENT}, which is not installed"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _decoded(outputs: Sequence[Values]) -> tuple[Values, Values]:
    """Return boxes (left, top, right, bottom) and the score of each kind, for all places."""
    kinds = sorted((o[0] for o in outputs if o.shape[-1] == len(KINDS)), key=len, reverse=True)
    sides = sorted((o[0] for o in outputs if o.shape[-1] != len(KINDS)), key=len, reverse=True)
    boxes: list[Values] = []
    for distances, stride in zip(sides, _STRIDES, strict=True):
        steps = distances.shape[-1] // 4
        chances = np.exp(distances.reshape(-1, 4, steps))
        chances /= chances.sum(axis=2, keepdims=True)
        # The distance of a side is the mean of its distribution.
        away = chances @ np.arange(steps, dtype=np.float32) * stride
        across = -(-_SIZE[0] // stride)
        places = np.arange(len(distances))
        x = (places % across + 0.5) * stride
        y = (places // across + 0.5) * stride
        boxes.append(
            np.stack([x - away[:, 0], y - away[:, 1], x + away[:, 2], y + away[:, 3]], axis=1)
        )
    return np.concatenate(boxes), np.concatenate(kinds)


def _best(boxes: Values, scores: Values) -> list[tuple[Values, int, float]]:
    """Return the likeliest of the boxes that overlap (non-maximum suppression)."""
    kinds = scores.argmax(axis=1)
    sure = scores.max(axis=1)
    kept: list[int] = []
    for index in np.argsort(-sure):
        if sure[index] < _LEAST:
            break
        if all(_overlap(boxes[index], boxes[other]) < _SAME for other in kept):
            kept.append(int(index))
    return [(boxes[i], int(kinds[i]), float(sure[i])) for i in kept]


def _overlap(one: Values, other: Values) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or tall <= 0:
        return 0.0
    union = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return float(wide * tall / (union - wide * tall))


def _distinct(areas: Sequence[Area]) -> list[Area]:
    """Drop areas inside a surer one of the same kind."""
    kept: list[Area] = []
    for area in sorted(areas, key=lambda one: -one.confidence):
        inside = any(
            other.kind == area.kind
            and area.box.overlap(other.box) >= _INSIDE * min(area.box.area, other.box.area)
            for other in kept
        )
        if not inside:
            kept.append(area)
    return sorted(kept, key=lambda one: (one.box.top, one.box.left))
