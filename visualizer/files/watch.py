"""What is looked at, as JSON values in a project file."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

W = TypeVar("W")

PASSING = frozenset({"visible", "preview", "surface_serial"})
"""Fields that follow the window's panels and pointer, and are not kept."""

MOST = 1 << 31


def plain_watch(watch: Any) -> dict[str, Any]:
    """Return a watch, a dataclass of any exhibit, as JSON values."""
    return {
        field.name: msgspec.to_builtins(getattr(watch, field.name))
        for field in dataclasses.fields(watch)
        if field.name not in PASSING
    }


def read_watch(watch: W, plain: object) -> W:
    """Return a watch with what JSON values say of it.

    What does not fit is left as it is: a look never keeps a project from opening.
    """
    if not isinstance(plain, Mapping):
        return watch
    hints = typing.get_type_hints(type(watch))
    changes = {}
    for name, value in plain.items():
        if name in hints and name not in PASSING and _small(value):
            for hint in _kinds(hints[name]):
                try:
                    changes[name] = msgspec.convert(value, hint)
                except msgspec.ValidationError:
                    continue
                break
    return dataclasses.replace(watch, **changes)  # type: ignore[type-var]


def _kinds(hint: Any) -> tuple[Any, ...]:
    """Return the types of a union: which of several classes is meant, fields tell."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _small(value: object) -> bool:
    """Tell whether all numbers are of a size that can be meant."""
    if isinstance(value, Mapping):
        return all(_small(each) for each in value.values())
    if isinstance(value, list):
        return all(_small(each) for each in value)
    return not isinstance(value, int | float) or abs(value) < MOST
