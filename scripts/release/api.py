"""Description of the public API as text: one line for each class, method, attribute and option.

The committed text is the promise of the last release; `scripts.release.api_changes` compares
with it. Names come from the stubs, signatures and types from the source, so that no dependency
and no Python version changes a line.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import attrs
import click

from scripts.layout import REPOSITORY

PACKAGES = ("ocr_wrapper", "ocr_emulator")
_OURS = (*PACKAGES, "huawei_ocr_api")
SNAPSHOT = REPOSITORY / "scripts" / "release" / "public_api.txt"


def describe() -> list[str]:
    """Return the lines of the public API, sorted within each package."""
    return [
        *(line for package in PACKAGES for line in _package(package)),
        *_command_line(),
    ]


def _package(package: str) -> Iterator[str]:
    module = importlib.import_module(package)
    names = {name: getattr(module, name) for name in sorted(module.__all__)}
    public = {found for found in names.values() if isinstance(found, type)}
    for name, found in names.items():
        path = f"{package}.{name}"
        if isinstance(found, type):
            yield from _class(path, found, public)
        elif isinstance(found, FunctionType):
            yield f"{path}{signature(found)}"
        elif not isinstance(found, ModuleType) and name != "__version__":
            yield f"{path} = {_union(found)}"


def _union(value: object) -> str:
    """Return an alias as text: a union by the names of its classes."""
    parts = getattr(value, "__args__", None)
    return " | ".join(part.__name__ for part in parts) if parts else str(value)


def _class(path: str, kind: type, public: set[type]) -> Iterator[str]:
    bases = [base.__name__ for base in kind.__bases__ if base in public or _is_builtin_error(base)]
    yield f"class {path}({', '.join(bases)})"
    own = "__init__" in vars(kind) or not issubclass(kind, BaseException)
    # Results are made by the library; their fields are listed below.
    if own and not attrs.has(kind):
        yield f"{path}.__init__{signature(inspect.getattr_static(kind, '__init__'))}"
    # What a public base has is listed there.
    ours = [
        base
        for base in kind.__mro__
        if base.__module__.split(".")[0] in _OURS and (base is kind or base not in public)
    ]
    members: dict[str, str] = {}
    for base in reversed(ours):
        members |= dict(_members(base))
    for name in sorted(members):
        yield f"{path}.{name}{members[name]}"


def _is_builtin_error(kind: type) -> bool:
    return kind.__module__ == "builtins" and issubclass(kind, BaseException)


def _members(kind: type) -> Iterator[tuple[str, str]]:
    """Yield name and type or signature of what a class itself defines."""
    for name, annotation in [*_declared(kind), *_assigned(kind)]:
        if not name.startswith("_"):
            yield name, f": {annotation}"
    for name, value in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(value, property | functools.cached_property):
            getter = value.fget if isinstance(value, property) else value.func
            yield name, f": {inspect.get_annotations(getter)['return']}"  # type: ignore[arg-type]
        elif isinstance(value, classmethod | staticmethod):
            yield name, signature(value.__func__)
        elif isinstance(value, FunctionType):
            yield name, signature(value)


def _declared(kind: type) -> Iterator[tuple[str, str]]:
    for name, annotation in vars(kind).get("__annotations__", {}).items():
        yield name, str(annotation)


def _assigned(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the attributes that methods declare, as in `self.url: str = …`."""
    try:
        source = textwrap.dedent(inspect.getsource(kind))
    except (OSError, TypeError):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
            yield node.target.attr, ast.unparse(node.annotation)


def signature(function: Callable[..., Any]) -> str:
    """Return parameters and result of a function, with the annotations of its source."""
    found = inspect.signature(function)
    parts: list[str] = []
    star = False
    for parameter in found.parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            star = True
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        parts.append(_parameter(parameter))
    result = found.return_annotation
    shown = f"({', '.join(parts)})"
    if result is found.empty:
        return shown
    awaited = inspect.iscoroutinefunction(function)
    return f"{shown} -> Awaitable[{result}]" if awaited else f"{shown} -> {result}"


def _parameter(parameter: inspect.Parameter) -> str:
    text = parameter.name
    if parameter.kind is parameter.VAR_POSITIONAL:
        text = f"*{text}"
    elif parameter.kind is parameter.VAR_KEYWORD:
        text = f"**{text}"
    if parameter.annotation is not parameter.empty:
        text += f": {parameter.annotation}"
    if parameter.default is not parameter.empty:
        shown = repr(parameter.default)
        # The address of an object, or the class of a sentinel, is no promise.
        text += " = ..." if shown.startswith("<") else f" = {shown}"
    return text


def _command_line() -> Iterator[str]:
    app = importlib.import_module("ocr_wrapper.cli.app")
    yield from sorted(_command("hwocr", app.build(None)))


def _command(path: str, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _command(f"{path} {name}", inner)
    else:
        yield path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            if not parameter.hidden:
                yield f"{path} {'/'.join((*parameter.opts, *parameter.secondary_opts))}"
        else:
            # Given by its place; what the help calls it is no promise.
            yield f"{path} {'INPUTS' if parameter.nargs < 0 else 'INPUT'}"
