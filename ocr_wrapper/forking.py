"""Make what holds locks or connections usable in a forked child.

A lock that another thread held at the moment of the fork stays held in the child for ever, and
a connection shared with the parent would mix up their answers. Whatever holds either registers
here and starts afresh in the child.
"""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forkable(Protocol):
    """Be told in the child, by its only thread, that a fork happened."""

    def after_fork(self) -> None:
        """Replace locks and connections; never touch those of the parent."""
        ...


_registered: weakref.WeakSet[Forkable] = weakref.WeakSet()


def register(thing: Forkable) -> None:
    """Have ``after_fork`` called in every child, as long as the thing lives."""
    _registered.add(thing)


def _in_child() -> None:
    for thing in list(_registered):
        thing.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
