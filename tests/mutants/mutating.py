"""Make mutants of a module: one small change of its syntax tree at a time.

What is changed: comparisons, `and`/`or`/`not`, arithmetic, numbers, Booleans, text, what is
returned, conditions, defaults, `break`/`continue`, and statements that are left out. What is
not: docstrings, annotations, and the wording of messages, which no test should repeat.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
# Calls whose text is for people: exceptions and logs.
_SAID = {"debug", "info", "warning"}

Place = tuple[str, int | None]


@dataclass(frozen=True)
class Mutant:
    """One change: where, which, and the tree that has it."""

    line: int
    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse(source)
    for path, node in _nodes(tree, ()):
        for what, replacement in _changes(node):
            changed = copy.deepcopy(tree)
            _put(changed, path, replacement)
            ast.fix_missing_locations(changed)
            yield Mutant(getattr(node, "lineno", 0), what, changed)


def _nodes(node: ast.AST, path: tuple[Place, ...]) -> Iterator[tuple[tuple[Place, ...], ast.AST]]:
    """Walk over all nodes that may be changed."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        if isinstance(value, ast.AST):
            below: list[tuple[int | None, ast.AST]] = [(None, value)]
        elif isinstance(value, list):
            below = [(i, item) for i, item in enumerate(value) if isinstance(item, ast.AST)]
        else:
            continue
        for index, child in below:
            if _left_alone(node, name, child):
                continue
            here = (*path, (name, index))
            yield here, child
            yield from _nodes(child, here)


def _left_alone(parent: ast.AST, name: str, child: ast.AST) -> bool:
    if isinstance(child, ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring
    if isinstance(child, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "__all__" for target in child.targets
    ):
        return True
    if isinstance(child, ast.JoinedStr):
        return isinstance(parent, ast.Call) and _is_said(parent)
    if isinstance(parent, ast.Call) and name == "args" and isinstance(child, ast.Constant):
        return _is_said(parent)
    return False


def _is_said(call: ast.Call) -> bool:
    """Whether a call's text is a message: an exception is made, or a line is logged."""
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    return name in _SAID or name[:1].isupper()


def _put(tree: ast.AST, path: tuple[Place, ...], node: ast.AST) -> None:
    place: Any = tree
    for name, index in path[:-1]:
        place = getattr(place, name) if index is None else getattr(place, name)[index]
    name, index = path[-1]
    if index is None:
        setattr(place, name, node)
    else:
        getattr(place, name)[index] = node


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare(ops=ops):
            for index, op in enumerate(ops):
                for other in _COMPARED.get(type(op), ()):
                    changed = copy.deepcopy(node)
                    changed.ops[index] = other()
                    yield f"{type(op).__name__} → {other.__name__}", changed
        case ast.BoolOp(op=op, values=values):
            other_op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield f"{type(op).__name__} swapped", ast.BoolOp(other_op, values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not removed", operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _COMPUTED:
            other_type = _COMPUTED[type(op)]
            if not isinstance(left, ast.JoinedStr) and not isinstance(right, ast.JoinedStr):
                yield (
                    f"{type(op).__name__} → {other_type.__name__}",
                    ast.BinOp(left, other_type(), right),
                )
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in _COMPUTED:
            yield (
                f"{type(op).__name__}= swapped",
                ast.AugAssign(target, _COMPUTED[type(op)](), value),
            )
        case ast.Constant(value=bool() as flag):
            yield f"{flag} → {not flag}", ast.Constant(not flag)
        case ast.Constant(value=int() | float() as number):
            yield f"{number} → {number + 1}", ast.Constant(number + 1)
        case ast.Constant(value=str() as text):
            yield f"{text[:20]!r} changed", ast.Constant(f"X{text}X")
        case ast.Return(value=value) if value is not None:
            none = isinstance(value, ast.Constant) and value.value is None
            yield "returns another", ast.Return(ast.Constant(0 if none else None))
        case ast.If(test=test, body=body, orelse=orelse):
            yield "condition turned", ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.While(test=test, body=body, orelse=orelse) if not isinstance(test, ast.Constant):
            yield "condition turned", ast.While(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield "condition turned", ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Expr(value=ast.Call()):
            yield "call left out", ast.Pass()
        case ast.Raise():
            yield "not raised", ast.Pass()
        case ast.Break():
            yield "break → continue", ast.Continue()
        case ast.Continue():
            yield "continue → break", ast.Break()
