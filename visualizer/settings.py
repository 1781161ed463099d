"""Describe, check and convert the settings that people can change.

A settings class is a frozen dataclass whose fields are made by `setting`. The
description of each field (range, choices, whether it takes effect while a run
goes on) serves the forms on screen, the check of files, and the messages of
the command line, so that each limit is written once.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from visualizer.language import tr
from visualizer.registry import Registry, UnknownKeyError

S = TypeVar("S")

Scale = Literal["linear", "log"]
Control = Literal["auto", "tiles", "dice", "chips", "wide", "hidden"]


class SettingError(ValueError):
    """A value does not fit its setting; the message names field, value and range."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about one field of a settings class.

    Attributes
    ----------
    title : str
        Label on screen (English; translated where it is shown).
    minimum, maximum : float or None
        Allowed range, both ends included. For a tuple: of each item.
    choices : tuple of str
        Allowed values of a text field; empty where any are. Of a field that is a
        number or one of some words, the words.
    titles : tuple of str
        Names of the choices on screen; the choices themselves where empty.
    registry : Registry or None
        The family that the value is a member of.
    live : bool
        Whether a change takes effect in the running run. Any other change
        starts a new run.
    common : bool
        Whether forms show the field at once; others stand under 'More'.
    values : tuple of float
        The values offered by a slider or list; empty for a continuous range.
    scale : "linear" or "log"
        How a slider runs through the range.
    length : tuple of int
        Least and greatest number of items of a tuple, or of characters of a passage.
    filled : bool
        Of a tuple of settings, one for each place: whether places at its end that
        are missing have what their class has by default.
    control : Control
        How a form shows the field where its type does not tell: pictures to
        choose from, a number with a dice beside it, a row of chips, a list below
        its title for long names or a text of several lines, or not at all because
        the value is edited elsewhere.
    usual : tuple of str
        Keys that a list shows at first; the others stand under 'All…'.
    unit : str
        Printed behind the value.
    only_with : pair of str
        Name of another field of the class, or ``field.attribute`` of its value, and
        the value of it with which this one means something; forms hide it otherwise.
        Two empty texts: always.
    offered : str
        Of a tuple of texts in a member of a family: the member's attribute with those
        to choose from, where that depends on its other settings, such as a file.
        Empty: not chosen from a list.
    check : callable or None
        Of a tuple of texts: says of each what is wrong with it, or nothing. Forms
        ask it before they tell anybody of an edit.
    help : str
        One sentence for the tooltip.
    """

    title: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    registry: Registry[Any] | None = None
    live: bool = False
    common: bool = False
    values: tuple[float, ...] = ()
    scale: Scale = "linear"
    length: tuple[int, int] = (0, 1_000)
    filled: bool = False
    control: Control = "auto"
    usual: tuple[str, ...] = ()
    unit: str = ""
    only_with: tuple[str, str] = ("", "")
    offered: str = ""
    check: Callable[[Sequence[str]], tuple[str, ...]] | None = None
    help: str = ""

    def allowed(self) -> str:
        """Say the allowed values in words, e.g. ``from 0 to 10``."""
        if self.choices:
            words = tr("one of {keys}", keys=", ".join(self.choices))
            if self.minimum is None or self.maximum is None:
                return words
            low, high = _number(self.minimum), _number(self.maximum)
            return tr(
                "{words}, or a number from {low} to {high}",
                words=words,
                low=low,
                high=high,
            )
        if self.registry is not None:
            return tr("one of {keys}", keys=", ".join(self.registry.keys()))
        if self.minimum is not None and self.maximum is not None:
            low, high = _number(self.minimum), _number(self.maximum)
            return tr("from {low} to {high}", low=low, high=high)
        if self.minimum is not None:
            return tr("at least {low}", low=_number(self.minimum))
        if self.maximum is not None:
            return tr("at most {high}", high=_number(self.maximum))
        return tr("any value of its type")


def setting(
    default: Any = dataclasses.MISSING,
    *,
    factory: Callable[[], Any] | None = None,
    **description: Any,
) -> Any:
    """Make a dataclass field that carries a `Setting`.

    Parameters
    ----------
    default : object
        Default value; for members of a registry that load late use `factory`.
    factory : callable, optional
        Makes the default value.
    **description
        The attributes of `Setting`.
    """
    metadata = {"setting": Setting(**description)}
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def setting_like(cls: type[Any], name: str, **description: Any) -> Any:
    """Make a dataclass field as another settings class has it.

    Parameters
    ----------
    cls : type
        The other class.
    name : str
        Of its field, from which default and description are taken.
    **description
        Attributes of `Setting` that are otherwise here.
    """
    other = cls.__dataclass_fields__[name]
    item = dataclasses.replace(other.metadata["setting"], **description)
    metadata = {"setting": item}
    if other.default_factory is not dataclasses.MISSING:
        return dataclasses.field(
            default_factory=other.default_factory, metadata=metadata
        )
    return dataclasses.field(default=other.default, metadata=metadata)


def describe(cls: type[Any]) -> Iterator[tuple[str, Any, Setting]]:
    """Yield name, resolved type and `Setting` of each field made by `setting`.

    The choices of a field of a Literal type are those of the type.
    """
    yield from _described(cls)  # type: ignore[arg-type]


@cache
def _described(cls: type[Any]) -> tuple[tuple[str, Any, Setting], ...]:
    hints = typing.get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        described = field.metadata.get("setting")
        if described is not None:
            hint = hints[field.name]
            if typing.get_origin(hint) is Literal and not described.choices:
                described = dataclasses.replace(
                    described, choices=typing.get_args(hint)
                )
            found.append((field.name, hint, described))
    return tuple(found)


def to_plain(value: object) -> Any:
    """Turn settings into JSON values: members become ``{"key": …, …}`` or a key.

    A member whose settings all have their default values is written as its key
    alone.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Any] = {
            name: to_plain(getattr(value, name)) for name, _, _ in describe(type(value))
        }
        key = getattr(type(value), "key", None)
        if key is None:
            return plain
        defaults = _defaults(type(value))
        changed = {
            name: item
            for name, item in plain.items()
            if name not in defaults or getattr(value, name) != defaults[name]
        }
        return {"key": key, **changed} if changed else key
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(cls: type[S], plain: object, path: str = "") -> S:
    """Build a settings object from JSON values and check each of them.

    Parameters
    ----------
    cls : type
        The settings class; missing fields take their defaults.
    plain : mapping
        Values by field name.
    path : str
        Where the mapping stands in its file, for messages.

    Raises
    ------
    SettingError
        If a field is unknown, missing though it has no default, of the wrong
        type, or out of its range.
    """
    if not isinstance(plain, Mapping):
        where = path or "settings"
        raise SettingError(
            tr(
                "{field}: {value!r} is not an object of fields",
                field=where,
                value=plain,
            )
        )
    described = {name: (hint, item) for name, hint, item in describe(cls)}
    values: dict[str, Any] = {}
    for name, raw in plain.items():
        values[name] = _convert_field(described, name, raw, path)
    defaults = _defaults(cls)
    for name, (_, item) in described.items():
        if name not in values and name not in defaults:
            where = f"{path}.{name}" if path else name
            raise SettingError(
                tr(
                    "{field}: is missing; allowed: {allowed}",
                    field=where,
                    allowed=item.allowed(),
                )
            )
    return cls(**values)


def field_from_plain(cls: type[Any], name: str, plain: object) -> Any:
    """Make the value of one field of a settings class from JSON values.

    Raises
    ------
    SettingError
        As `from_plain`.
    """
    described = {known: (hint, item) for known, hint, item in describe(cls)}
    return _convert_field(described, name, plain, "")


def check(value: object, path: str = "") -> None:
    """Check a settings object that was built in code.

    Raises
    ------
    SettingError
        As `from_plain`.
    """
    from_plain(type(value), _shallow(value), path)


def _defaults(cls: type[Any]) -> dict[str, Any]:
    """Return the default values by name, of the fields that have one."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        if field.default is not dataclasses.MISSING:
            values[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            values[field.name] = field.default_factory()
    return values


def _convert_field(
    described: Mapping[str, tuple[Any, Setting]], name: str, raw: Any, path: str
) -> Any:
    where = f"{path}.{name}" if path else str(name)
    if name not in described:
        names = ", ".join(described) or tr("none")
        raise SettingError(
            tr(
                "{field}: unknown field; allowed fields: {names}",
                field=where,
                names=names,
            )
        )
    hint, item = described[name]
    return _convert(raw, hint, item, where)


def _shallow(value: object) -> dict[str, Any]:
    return {name: getattr(value, name) for name, _, _ in describe(type(value))}


def _convert(raw: Any, hint: Any, item: Setting, where: str) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kinds = typing.get_args(hint)
        if raw is None and type(None) in kinds:
            return None
        words = next((k for k in kinds if typing.get_origin(k) is Literal), None)
        items = next((k for k in kinds if typing.get_origin(k) is tuple), None)
        if words is not None and isinstance(raw, str):
            hint = words
        elif items is not None and isinstance(raw, list | tuple):
            hint, item = items, dataclasses.replace(item, choices=(), titles=())
        else:
            rest = (k for k in kinds if k not in (type(None), words, items))
            hint = next(rest, items)
    if typing.get_origin(hint) is tuple:
        return _tuple(raw, typing.get_args(hint), item, where)
    if item.registry is not None:
        return _member(raw, item, where)
    if dataclasses.is_dataclass(hint):
        if isinstance(hint, type) and isinstance(raw, hint):
            raw = _shallow(raw)
        return from_plain(hint, raw, where)  # type: ignore[arg-type]
    return _scalar(raw, hint, item, where)


def _member(raw: Any, item: Setting, where: str) -> Any:
    registry = item.registry
    assert registry is not None
    fields: Mapping[str, Any] = {}
    if isinstance(raw, str):
        key: Any = raw
    elif isinstance(raw, Mapping):
        key = raw.get("key")
        fields = {name: value for name, value in raw.items() if name != "key"}
    elif dataclasses.is_dataclass(raw) and not isinstance(raw, type):
        key = getattr(type(raw), "key", None)
        fields = _shallow(raw)
    else:
        key = raw
    if not isinstance(key, str):
        raise SettingError(_not_allowed(where, raw, item.allowed()))
    try:
        cls = registry[key]
    except UnknownKeyError:
        raise SettingError(_not_allowed(where, key, item.allowed())) from None
    return from_plain(cls, fields, where)


def _tuple(
    raw: Any, hints: tuple[Any, ...], item: Setting, where: str
) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple):
        raise SettingError(
            tr("{field}: {value!r} is not a list", field=where, value=raw)
        )
    if hints[-1] is Ellipsis:
        least, most = item.length
        hints = hints[:1] * len(raw)
    else:
        least = most = len(hints)
    if not least <= len(raw) <= most:
        raise SettingError(
            tr(
                "{field}: has {count} items; allowed: from {low} to {high}",
                field=where,
                count=len(raw),
                low=least,
                high=most,
            )
        )
    return tuple(
        _convert(value, hint, item, f"{where}[{index}]")
        for index, (value, hint) in enumerate(zip(raw, hints, strict=True))
    )


def _scalar(raw: Any, hint: Any, item: Setting, where: str) -> Any:
    if hint is bool:
        if not isinstance(raw, bool):
            raise SettingError(_not_allowed(where, raw, "true, false"))
        return raw
    if hint in (int, float):
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise SettingError(
                tr("{field}: {value!r} is not a number", field=where, value=raw)
            )
        try:
            # A whole number beyond 1.8e308 overflows: it has no double.
            finite = math.isfinite(raw)
        except OverflowError:
            finite = hint is int
        if not finite or (hint is int and raw != int(raw)):
            raise SettingError(
                tr("{field}: {value!r} is not a whole number", field=where, value=raw)
                if hint is int
                else tr(
                    "{field}: {value!r} is not a finite number", field=where, value=raw
                )
            )
        value = hint(raw)
        low = -math.inf if item.minimum is None else item.minimum
        high = math.inf if item.maximum is None else item.maximum
        if not low <= value <= high:
            raise SettingError(
                tr(
                    "{field}: {value} is out of range; allowed: {allowed}",
                    field=where,
                    value=_number(value),
                    allowed=item.allowed(),
                )
            )
        return value
    if not isinstance(raw, str):
        raise SettingError(
            tr("{field}: {value!r} is not a text", field=where, value=raw)
        )
    if item.choices and raw not in item.choices:
        raise SettingError(_not_allowed(where, raw, item.allowed()))
    return raw


def _not_allowed(where: str, value: object, allowed: str) -> str:
    return tr(
        "{field}: {value!r} is not allowed; allowed: {allowed}",
        field=where,
        value=value,
        allowed=allowed,
    )


def _number(value: float) -> str:
    """Write a number in full, unlike ``:g``, which would round 10.0000001 to 10."""
    text = str(value)
    return text.removesuffix(".0")
