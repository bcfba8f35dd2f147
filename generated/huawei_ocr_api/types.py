"""Base class of the models: a lossless view of a JSON object."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define, field

Reader = Callable[[Any], Any]

_SCALARS = (str, int, float)


class _Lazy:
    """An object with attributes that are read from JSON when they are first used.

    The slot of such an attribute is empty until then, so that one that was used costs no more
    than any other. Copies and pickles have all attributes, and nothing to read any more.
    """

    __slots__ = ("_unread",)

    _unread: dict[str, tuple[str, Any]]
    """JSON name and value of the attributes that have not been used, by attribute."""

    @classmethod
    def _readers(cls) -> Mapping[str, Reader]:
        return {}

    def _read_later(self, values: dict[str, tuple[str, Any]]) -> None:
        """Empty the slots of attributes, to be read when they are used."""
        for name in values:
            delattr(self, name)
        self._unread = values

    if not TYPE_CHECKING:  # a type checker shall refuse names that a class does not have

        def __getattr__(self, name: str) -> Any:
            """Read an attribute; Python calls this when its slot is empty."""
            unread = {} if name == "_unread" else getattr(self, "_unread", {})
            if (found := unread.get(name)) is not None:
                key, value = found
                # Two threads may both do this; what they read is equal.
                setattr(self, name, self._readers()[key](value))
                unread.pop(name, None)
            return object.__getattribute__(self, name)


@define(kw_only=True, repr=False)
class Model(_Lazy):
    """A JSON object as attributes, written back as it was read.

    An attribute is None when its field is absent or null; `to_dict` keeps the difference
    for an object that was read. A value of an unexpected type is kept. Unknown fields are in
    `additional_properties`. `model["field"]` reads any field by its JSON name.

    Nested objects become models when their attribute is first used: a page has thousands of
    them, and most programs read a few.
    """

    additional_properties: dict[str, Any] = field(factory=dict)
    _read: tuple[str, ...] = field(default=(), init=False, eq=False)

    _names: ClassVar[Mapping[str, str]] = {}
    _nested: ClassVar[frozenset[str]] = frozenset()
    """JSON names of the fields that have a reader; `*` is any field that is not known."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a decoded JSON object; no value in it is an error."""
        model = cls()
        unread: dict[str, tuple[str, Any]] = {}
        names, nested = cls._names, cls._nested
        other = cls._readers()["*"] if "*" in nested else None
        for key, value in data.items():
            name = names.get(key)
            if name is None:
                model.additional_properties[key] = other(value) if other else value
            elif key in nested:
                unread[name] = (key, value)
            else:
                setattr(model, name, value)
        model._read = tuple(data)
        model._read_later(unread)
        return model

    def _to_dict(self) -> dict[str, Any]:
        names, rest = self._names, self.additional_properties
        result: dict[str, Any] = {}
        for key in self._read:
            if key in names:
                result[key] = write(getattr(self, names[key]))
            elif key in rest:
                result[key] = write(rest[key])
        for key, name in names.items():
            if key not in result and (value := getattr(self, name)) is not None:
                result[key] = write(value)
        for key, value in rest.items():
            if key not in result:
                result[key] = write(value)
        return result

    def __iter__(self) -> Iterator[str]:
        """Yield the JSON names of the fields that are not None."""
        for key, name in self._names.items():
            if getattr(self, name) is not None:
                yield key
        yield from self.additional_properties

    def __contains__(self, key: object) -> bool:
        """Return whether the field of that JSON name is not None."""
        return any(key == name for name in self)

    def __getitem__(self, key: str) -> Any:
        """Return a field by its JSON name; KeyError if the object has none."""
        if key in self._names:
            return getattr(self, self._names[key])
        return self.additional_properties[key]

    def __repr__(self) -> str:
        """Name the fields and show no values: they are personal data."""
        return f"<{type(self).__name__}: {', '.join(self) or 'empty'}>"


def write(value: Any) -> Any:
    """Return a deep copy of `value` as plain JSON types."""
    if isinstance(value, _SCALARS) or value is None:
        return value
    if isinstance(value, Model):
        return value._to_dict()
    if isinstance(value, list):
        return [write(item) for item in value]
    if isinstance(value, dict):
        return {key: write(item) for key, item in value.items()}
    return copy.deepcopy(value)


def model(kind: type[Model]) -> Reader:
    """Return a reader of JSON objects as `kind`; it keeps any other value."""
    return lambda value: kind.from_dict(value) if isinstance(value, Mapping) else value


def items(read: Reader) -> Reader:
    """Return a reader of list items; it keeps any other value."""
    return lambda value: [read(item) for item in value] if isinstance(value, list) else value


def either(*readers: Reader) -> Reader:
    """Return a reader that uses the first matching one of `readers`."""

    def read(value: Any) -> Any:
        for reader in readers:
            found = reader(value)
            if found is not value:
                return found
        return value

    return read
