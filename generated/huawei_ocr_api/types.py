"""Base class of the models: a lossless view of a JSON object."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define, field

Reader = Callable[[Any], Any]

_SCALARS = (str, int, float)


class _Lazy:
    """An object with attributes that are read from JSON when they are first used.

    The slot of an attribute is empty until then, so that one that was used costs no more than any
    other, and one that is not used costs nothing. Copies and pickles have all attributes, and
    nothing to read any more.
    """

    __slots__ = ("_source",)

    _source: Mapping[str, Any]
    """The JSON object that was read; not set in an object that a program made."""

    def _read_later(self, source: Mapping[str, Any]) -> None:
        """Read attributes from an object when they are used."""
        self._source = source

    if not TYPE_CHECKING:  # a type checker shall refuse names that a class does not have

        def __getattr__(self, name: str) -> Any:
            """Read an attribute; Python calls this when its slot is empty."""
            key = self._keys().get(name)
            if key is None and name != "_read":
                return object.__getattribute__(self, name)
            source = getattr(self, "_source", None)
            if source is None:  # a program has deleted the attribute of an object that it made
                return object.__getattribute__(self, name)
            value = tuple(source) if key is None else source.get(key)
            if value is not None and key in self._nested:
                value = self._readers()[key](value)
            # Two threads may both do this; what they read is equal.
            setattr(self, name, value)
            return object.__getattribute__(self, name)


@define(kw_only=True, repr=False)
class Model(_Lazy):
    """A JSON object as attributes, written back as it was read.

    An attribute is None when its field is absent or null; `to_dict` keeps the difference
    for an object that was read. A value of an unexpected type is kept. Unknown fields are in
    `additional_properties`. `model["field"]` reads any field by its JSON name.

    A value is read, and a nested object becomes a model, when its attribute is first used: a page
    has thousands of them, and most programs read a few.
    """

    additional_properties: dict[str, Any] = field(factory=dict)
    _read: tuple[str, ...] = field(default=(), init=False, eq=False)

    _names: ClassVar[Mapping[str, str]] = {}
    _nested: ClassVar[frozenset[str]] = frozenset()
    """JSON names of the fields that have a reader; `*` is any field that is not known."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a decoded JSON object; no value in it is an error.

        The object is not copied: a value is taken from it when its attribute is first used.
        """
        model = cls.__new__(cls)
        model._read_later(data)
        names = cls._names
        if data.keys() <= names.keys():
            model.additional_properties = {}
        else:
            other = cls._readers()["*"] if "*" in cls._nested else None
            model.additional_properties = {
                key: other(value) if other else value
                for key, value in data.items()
                if key not in names
            }
        return model

    @classmethod
    @cache
    def _keys(cls) -> Mapping[str, str]:
        """Return the JSON names by attribute."""
        return {name: key for key, name in cls._names.items()}

    @classmethod
    def _readers(cls) -> Mapping[str, Reader]:
        """Return the readers of nested values by JSON name; their classes are imported now."""
        return {}

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
