"""Experiments: all settings of a run, as a value and as a JSON file."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from visualizer.exhibits import Exhibit, exhibits
from visualizer.language import tr
from visualizer.resource_files import resource
from visualizer.settings import (
    SettingError,
    check,
    describe,
    from_plain,
    to_plain,
)

VERSION = 1
"""Version of the file format."""

MAX_BYTES = 1_000_000
"""A larger file is refused before it is parsed."""


class ExperimentError(ValueError):
    """A file or preset is no valid experiment; the message says where and why."""


class Experiment(Struct, frozen=True):
    """An exhibit with its settings.

    Attributes
    ----------
    exhibit : str
        Key of the exhibit.
    settings : object
        Of the exhibit's settings class.
    name : str
        File or preset that it came from; empty for one made by hand.
    """

    exhibit: str
    settings: Any
    name: str = ""

    def exhibit_class(self) -> type[Exhibit[Any, Any, Any]]:
        """Return the class of the exhibit."""
        return exhibits[self.exhibit]

    def with_settings(self, settings: Any) -> Experiment:
        """Return this experiment with other settings, checked.

        Raises
        ------
        SettingError
            If one is out of its range.
        """
        check(settings)
        return structs.replace(self, settings=settings)


def is_live(old: Any, new: Any) -> bool:
    """Return whether a running learner can take the difference of two settings."""
    for name, _, described in describe(type(old)):
        before, after = getattr(old, name), getattr(new, name)
        if before == after or described.live:
            continue
        pairs = _nested(before, after, described.filled)
        if not pairs or not all(is_live(*pair) for _, *pair in pairs):
            return False
    return True


def differences(old: Any, new: Any) -> list[tuple[str, str, Any, Any]]:
    """Return (field, title, before, after) for each setting that differs.

    The field is a path: ``learning_rate``, ``optimizer.momentum`` of a member's own
    setting, ``layers[1].dropout`` of one in a tuple.
    """
    found: list[tuple[str, str, Any, Any]] = []
    for name, _, described in describe(type(old)):
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        pairs = _nested(before, after, described.filled)
        for place, *pair in pairs:
            for field, *told in differences(*pair):
                found.append((f"{name}{place}.{field}", *told))
        if not pairs:
            found.append((name, described.title, before, after))
    return found


def _nested(
    before: Any, after: Any, filled: bool = False
) -> tuple[tuple[str, Any, Any], ...]:
    """Return the pairs of settings inside two values of one shape; else nothing.

    Parameters
    ----------
    before, after : object
        Settings objects, or tuples of them.
    filled : bool
        Whether what is missing at the end of a tuple is as its class has it.

    Returns
    -------
    tuple of (place, before, after)
        The place is empty, or ``[1]`` in a tuple.
    """
    if isinstance(before, tuple) and isinstance(after, tuple):
        if not (before or after):
            return ()
        kind = type((*before, *after)[0])
        if filled and dataclasses.is_dataclass(kind):
            pairs = itertools.zip_longest(before, after, fillvalue=kind())
        else:
            pairs = itertools.zip_longest(before, after)
        each = [
            [(f"[{place}]{inner}", *two) for inner, *two in _nested(*pair)]
            for place, pair in enumerate(pairs)
        ]
        return tuple(item for items in each for item in items) if all(each) else ()
    described = dataclasses.is_dataclass(before) and type(before) is type(after)
    return (("", before, after),) if described else ()


def to_fields(experiment: Experiment) -> dict[str, Any]:
    """Return an experiment as the fields of its file."""
    return {
        "version": VERSION,
        "exhibit": experiment.exhibit,
        "settings": to_plain(experiment.settings),
    }


def encode(experiment: Experiment) -> bytes:
    """Return an experiment as JSON text."""
    text = msgspec.json.encode(to_fields(experiment))
    return msgspec.json.format(text, indent=2) + b"\n"


def decode(text: bytes, name: str = "") -> Experiment:
    """Read an experiment from JSON text.

    Raises
    ------
    ExperimentError
        If the text is no JSON, of another version, or a value is not allowed.
    """
    if len(text) > MAX_BYTES:
        raise ExperimentError(_too_large(name, len(text)))
    try:
        plain = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ExperimentError(
            tr("{file}: not a JSON file: {reason}", file=name, reason=error)
        ) from None
    return from_fields(plain, name)


def from_fields(plain: Any, name: str = "") -> Experiment:
    """Make an experiment of the fields of a file.

    Raises
    ------
    ExperimentError
        If the version or a value is not allowed.
    """
    if not isinstance(plain, dict):
        raise ExperimentError(tr("{file}: not an object of fields", file=name))
    unknown = set(plain) - {"version", "exhibit", "settings"}
    if unknown:
        raise ExperimentError(
            tr(
                "{file}: unknown field {field!r}; allowed fields: version, exhibit, "
                "settings",
                file=name,
                field=min(unknown),
            )
        )
    version, key = plain.get("version"), plain.get("exhibit")
    if version != VERSION or isinstance(version, bool):
        raise ExperimentError(
            tr(
                "{file}: version {version!r} is not allowed; allowed: {allowed}",
                file=name,
                version=version,
                allowed=VERSION,
            )
        )
    if not isinstance(key, str) or key not in exhibits:
        allowed = ", ".join(exhibits.keys())
        raise ExperimentError(
            tr(
                "{file}: exhibit {key!r} is not allowed; allowed: {allowed}",
                file=name,
                key=key,
                allowed=allowed,
            )
        )
    try:
        fields = plain.get("settings", {})
        settings = from_plain(exhibits[key].settings_class, fields, "settings")
    except SettingError as error:
        raise ExperimentError(f"{name}: {error}") from None
    return Experiment(key, settings, name)


def read(path: Path) -> Experiment:
    """Read an experiment file.

    Raises
    ------
    ExperimentError
        If it cannot be read or is not valid.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ExperimentError(_too_large(str(path), size))
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExperimentError(
            tr("{file}: cannot be read: {reason}", file=path, reason=reason)
        ) from None


def _too_large(name: str, size: int) -> str:
    return tr(
        "{file}: has {size} bytes; allowed: at most {most}",
        file=name,
        size=size,
        most=MAX_BYTES,
    )


def preset_keys() -> tuple[str, ...]:
    """Return the keys of the shipped experiments."""
    return tuple(sorted(path.stem for path in resource("presets").glob("*.json")))


def preset(key: str) -> Experiment:
    """Return a shipped experiment.

    Raises
    ------
    ExperimentError
        If there is none of this key.
    """
    if key not in preset_keys():
        allowed = ", ".join(preset_keys())
        raise ExperimentError(
            tr(
                "preset {key!r} is unknown; allowed: {allowed}",
                key=key,
                allowed=allowed,
            )
        )
    found = read(resource("presets", f"{key}.json"))
    return structs.replace(found, name=key)
