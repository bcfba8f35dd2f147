"""Compare the public API with the committed one; a breaking change fails.

Breaking is what can stop a correct program of a user: a name, parameter or option that is gone,
another default, a parameter that is now required or has another place, another type. An addition
is only named here, and has to be accepted before a release.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.release.api import SNAPSHOT, describe

ACCEPT = "make api-accept"


@dataclass(frozen=True)
class Changes:
    """What differs from the committed API, a line each."""

    breaking: tuple[str, ...]
    added: tuple[str, ...]


def compare(before: Sequence[str], after: Sequence[str]) -> Changes:
    """Return what changed between two descriptions."""
    old, new = _by_name(before), _by_name(after)
    breaking: list[str] = []
    added = [new[name] for name in new if name not in old]
    for name, line in old.items():
        if name not in new:
            breaking.append(f"gone: {line}")
        elif new[name] != line:
            reason = _reason(line, new[name])
            if reason:
                breaking.append(f"{reason}:\n    {line}\n    {new[name]}")
            else:
                added.append(new[name])
    return Changes(tuple(breaking), tuple(added))


def _by_name(lines: Sequence[str]) -> dict[str, str]:
    """Return the lines by the name that they describe."""
    return {line if line.startswith("hwocr") else _name(line): line for line in lines}


def _name(line: str) -> str:
    if line.startswith("class "):
        return line.partition("(")[0]
    ends = [place for mark in ("(", ": ", " = ") if (place := line.find(mark)) > 0]
    return line[: min(ends)]


def _reason(before: str, after: str) -> str | None:
    """Return why a changed line breaks programs; None when it only adds something."""
    if before.startswith("class "):
        lost = set(_bases(before)) - set(_bases(after))
        return f"no longer a {', '.join(sorted(lost))}" if lost else None
    old, new = _function(before), _function(after)
    if old is None or new is None:
        return "another type"
    if ast.unparse(old.returns or ast.Constant(None)) != ast.unparse(
        new.returns or ast.Constant(None)
    ):
        return "another result"
    return _arguments_reason(old.args, new.args)


def _bases(line: str) -> list[str]:
    return [base for base in line.partition("(")[2].rstrip(")").split(", ") if base]


def _function(line: str) -> ast.FunctionDef | None:
    """Parse a line as a function; None for an attribute."""
    name = _name(line)
    if not line.removeprefix(name).startswith("("):
        return None
    parsed = ast.parse(f"def f{line.removeprefix(name)}: ...").body[0]
    return parsed if isinstance(parsed, ast.FunctionDef) else None


def _arguments_reason(old: ast.arguments, new: ast.arguments) -> str | None:
    before, after = _parameters(old), _parameters(new)
    places = [name for name in before if before[name][0]]
    if places != [name for name in after if after[name][0]][: len(places)]:
        return "other parameters by position"
    for name, (_, required, default, annotation) in before.items():
        if name not in after:
            return f"parameter {name} is gone"
        _, now_required, now_default, now_annotation = after[name]
        if now_required and not required:
            return f"parameter {name} is required now"
        if (default, annotation) != (now_default, now_annotation):
            return f"parameter {name} has another type or default"
    fresh = [name for name in after if name not in before and after[name][1]]
    return f"parameter {fresh[0]} is new and required" if fresh else None


def _parameters(found: ast.arguments) -> dict[str, tuple[bool, bool, str, str]]:
    """Return by name: given by position, required, default, type."""
    known: dict[str, tuple[bool, bool, str, str]] = {}
    places = [*found.posonlyargs, *found.args]
    defaults: list[ast.expr | None] = [None] * (len(places) - len(found.defaults))
    for argument, default in zip(places, [*defaults, *found.defaults], strict=True):
        known[argument.arg] = (True, default is None, _text(default), _text(argument.annotation))
    for argument, default in zip(found.kwonlyargs, found.kw_defaults, strict=True):
        known[argument.arg] = (False, default is None, _text(default), _text(argument.annotation))
    for rest in (found.vararg, found.kwarg):
        if rest is not None:
            known[f"*{rest.arg}"] = (False, False, "", _text(rest.annotation))
    return known


def _text(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, or accept what there is; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write what there is")
    parser.add_argument("--exact", action="store_true", help="fail for additions too")
    options = parser.parse_args(arguments)
    after = describe()
    if options.accept:
        SNAPSHOT.write_text("\n".join(after) + "\n", encoding="utf-8")
        print(f"{SNAPSHOT.name}: {len(after)} lines. Review and commit its difference.")
        return 0
    before = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    changes = compare(before, after)
    for line in changes.breaking:
        print(f"breaking: {line}", file=sys.stderr)
    for line in changes.added:
        print(f"added: {line}", file=sys.stderr if options.exact else sys.stdout)
    if changes.breaking or (options.exact and changes.added):
        print(
            f"The public API differs from {SNAPSHOT.name}. If that is intended, run {ACCEPT} and "
            "name the change in CHANGELOG.md.",
            file=sys.stderr,
        )
        return 1
    print(f"No breaking change in {len(before)} lines of public API.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
