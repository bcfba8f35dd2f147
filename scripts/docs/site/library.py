"""Write the pages of the library reference: one page for each group of public names.

The names come from the stubs of the two packages, so that a new public name is on a page without
being listed a second time. Signatures and texts come from the code (autodoc).
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Group:
    """One page: the public names of some modules."""

    page: str
    title: str
    about: str
    modules: tuple[str, ...]
    """Modules, by the start of their path inside the package; empty takes all that is left."""
    also: tuple[str, ...] = ()
    """Names that are documented and are not among the public names of the package."""
    constructed: tuple[str, ...] | None = None
    """Classes that users create objects of, so that the signature matters; None is all."""
    options: tuple[str, ...] = ()
    """Further options of the directive of each class."""
    hidden: tuple[str, ...] = ()
    """Members that no class of the page shows."""
    module: str = ""
    """A module whose docstring opens the page."""


_INHERITED = (":inherited-members:",)

GROUPS = {
    "ocr_wrapper": (
        Group(
            "clients",
            "Clients",
            "A method for each operation, and `call` and `request` for everything else. Both"
            " clients take the same settings.",
            (".client",),
            options=_INHERITED,
        ),
        Group(
            "settings",
            "Settings",
            "The keywords of both clients, those that every call accepts, and the objects that are"
            " given as settings.",
            (".attempts", ".environment", ".telemetry", ".config"),
            also=("ocr_wrapper.config.ClientConfig", "ocr_wrapper.call.CallOptions"),
        ),
        Group(
            "credentials",
            "Credentials",
            "What `credentials=` takes.",
            (".auth",),
        ),
        Group(
            "results",
            "Results",
            "What a call returns, and the views of it.",
            (".results", ".images"),
        ),
        Group(
            "result-types",
            "Types of the results",
            "The class of `r.result` for each operation, generated from the contract. A field that"
            " is absent or null is `None`.",
            (".service.result_types",),
            constructed=(),
            options=_INHERITED,
            hidden=("from_dict", "to_dict", "additional_properties", "additional_keys"),
        ),
        Group(
            "errors",
            "Errors",
            "Every exception of the client, as one tree.",
            (".errors",),
            options=(":show-inheritance:",),
            module="ocr_wrapper.errors",
        ),
        Group("other", "Other names", "Everything else that the package exports.", ()),
    ),
    "ocr_wrapper.exports": (
        Group("exports", "Exports", "Files and data frames that are made of results.", ()),
    ),
    "ocr_wrapper.batch": (
        Group("batch", "Batches", "Many inputs in one run, with a journal to continue it.", ()),
    ),
    "ocr_emulator": (
        Group(
            "emulator",
            "Emulator",
            "The server, and the objects that a test gets from it.",
            (),
            also=(
                "ocr_emulator.scripting.rules.Faults",
                "ocr_emulator.scripting.rules.Rule",
                "ocr_emulator.scripting.answers.ScriptedAnswers",
                "ocr_emulator.scripting.answers.AnswerRule",
                "ocr_emulator.scripting.answers.ScriptedAnswer",
                "ocr_emulator.scripting.sequences.Sequences",
                "ocr_emulator.scripting.sequences.Sequence",
                "ocr_emulator.scripting.sequences.Attempt",
                "ocr_emulator.scripting.journal.Watch",
                "ocr_emulator.state.quotas.Quotas",
                "ocr_emulator.state.files.Files",
                "ocr_emulator.state.files.StoredFile",
                "ocr_emulator.state.accounts.Key",
                "ocr_emulator.relay.differences.Difference",
            ),
            constructed=("ocr_emulator.Emulator", "ocr_emulator.Fault"),
        ),
    ),
}

_INTERNAL = {
    "ocr_wrapper.RateLimiter": (
        "after_fork",
        "wait_for_turn",
        "try_turn",
        "sent",
        "give_back",
        "learn",
    ),
    "ocr_wrapper.config.ClientConfig": ("transport_settings", "make_retry_loop", "make_routing"),
    "ocr_wrapper.call.CallOptions": ("from_keywords",),
}
"""Methods that other modules of the package call and users do not."""


def public_names(package: Path) -> dict[str, str]:
    """Return the public names of a package with their modules, from its stub; none without one."""
    if not (package / "__init__.pyi").is_file():
        return {}
    tree = ast.parse((package / "__init__.pyi").read_text(encoding="utf-8"))
    return {
        alias.asname or alias.name: "." + (node.module or "")
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module
    }


def pages(root: Path) -> dict[str, str]:
    """Return the pages by their path in the site."""
    return {
        f"reference/library/{group.page}.md": "\n".join(_page(group, names))
        for group, names in grouped(root)
    }


def contents(root: Path) -> str:
    """Return the list of the pages."""
    groups = [group for group, _ in grouped(root)]
    lines = [
        *(f"- [{group.title}](library/{group.page}.md): {group.about}" for group in groups),
        "\n```{toctree}\n:hidden:\n",
        *(f"library/{group.page}" for group in groups),
        "```",
    ]
    return "\n".join(lines)


def grouped(root: Path) -> Iterator[tuple[Group, list[str]]]:
    """Yield each group that has names, with their full names in the order of the page."""
    for package, groups in GROUPS.items():
        left = public_names(root / package.replace(".", "/"))
        for group in groups:
            found = [
                name
                for name, module in left.items()
                if not group.modules or module.startswith(group.modules)
            ]
            for name in found:
                del left[name]
            full = [
                f"{package}.{name}"
                for name in sorted(found, key=functools.partial(_place, package))
            ]
            names = [*group.also, *full] if group.constructed is None else [*full, *group.also]
            if names:
                yield group, names


def _place(package: str, name: str) -> tuple[bool, str, int]:
    """Return where a name is defined: a page has the order of the code."""
    found = getattr(importlib.import_module(package), name)
    if not isinstance(found, type) and not inspect.isfunction(found):
        return True, name, 0
    return False, found.__module__, inspect.getsourcelines(found)[1]


def _page(group: Group, names: list[str]) -> Iterator[str]:
    yield f"# {group.title}\n"
    if not group.module:
        yield group.about + "\n"
    else:
        yield _rst(f".. automodule:: {group.module}", ":no-members:")
    for full in names:
        yield _directive(full, group)


def _directive(full: str, group: Group) -> str:
    module, _, name = full.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    if isinstance(found, type):
        hidden = ", ".join([*group.hidden, *_INTERNAL.get(full, ())])
        options = [":members:", *group.options]
        shown = group.constructed is None or full in group.constructed
        lines = [f".. autoclass:: {full}{'' if shown else '()'}", *options]
        return _rst(*lines, *([f":exclude-members: {hidden}"] if hidden else []))
    if callable(found):
        return _rst(f".. autofunction:: {full}")
    return _rst(f".. autodata:: {full}", ":no-value:")


def _rst(directive: str, *options: str) -> str:
    return "\n".join(["```{eval-rst}", directive, *(f"   {option}" for option in options), "```\n"])
