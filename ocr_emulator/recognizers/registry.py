"""Plugin discovery: which module recognizes which operation.

A recognizer is found by its name, so that adding one is adding a file. Nothing is imported until an
image needs it: the server process looks up names alone.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from ocr_emulator.recognizers.base import Recognizer

ENTRY_POINT_GROUP = "ocr_emulator.recognizers"
_PREFIX = "recognize_"


class Registry(Mapping[str, Recognizer]):
    """Recognizers by the id of their operation.

    The operation `recognize_web_image` is recognized by the function `recognize_web_image` of the
    module `web_image`, anywhere in `package`: a family shares a sub-package. An installed
    distribution adds or replaces one by an entry point whose name is the operation's id.
    """

    def __init__(self, package: str, operations: Iterable[str] | None = None) -> None:
        self._package = package
        self._operations = None if operations is None else tuple(operations)

    def __repr__(self) -> str:
        return f"<Registry of {self._package}>"

    def __getitem__(self, operation: str) -> Recognizer:
        point = _points().get(operation)
        if point is not None:
            return cast("Recognizer", point.load())
        name = self._modules()[operation.removeprefix(_PREFIX)]
        return cast("Recognizer", getattr(import_module(name), operation))

    def __contains__(self, operation: object) -> bool:
        if not isinstance(operation, str):
            return False
        return operation in _points() or operation.removeprefix(_PREFIX) in self._modules()

    def __iter__(self) -> Iterator[str]:
        return (operation for operation in self._known() if operation in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _known(self) -> Iterable[str]:
        if self._operations is not None:
            return self._operations
        from ocr_emulator.contract.bundle import load

        return load().operations

    def _modules(self) -> dict[str, str]:
        """Return the dotted name of each module by its last part."""
        path = import_module(self._package).__path__
        found = pkgutil.walk_packages(path, f"{self._package}.")
        return {info.name.rpartition(".")[2]: info.name for info in found if not info.ispkg}


@cache
def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
