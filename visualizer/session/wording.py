"""Says what changed between two settings, for marks and for undo."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from typing import Any

from msgspec import Struct

from visualizer.language import Phrase, said, tr
from visualizer.session.experiment import differences


class SettingRow(Struct, frozen=True):
    """A setting in which two experiments differ.

    Attributes
    ----------
    field : str
        Its path, e.g. ``"optimizer.momentum"``.
    texts : tuple of str
        Its title, the one value, the other one.
    """

    field: str
    texts: tuple[str, str, str]


def setting_rows(one: Any, other: Any) -> tuple[SettingRow, ...]:
    """Return the settings that differ, in the language in use."""
    rows = []
    for field, title, *values in differences(one, other):
        before, after = _values_in_words(*values)
        texts = (_titled(field, tr(title)), said(before), said(after))
        rows.append(SettingRow(field, texts))
    return tuple(rows)


def _titled(field: str, title: str) -> str:
    """Return a title, with the number of the layer or the like that it is of."""
    places = [str(int(place) + 1) for place in re.findall(r"\[(\d+)\]", field)]
    if not places:
        return title
    return tr("{setting} (no. {number})", setting=title, number=".".join(places))


def describe_change(old: Any, new: Any) -> str:
    """Say what changed between two settings in a few words."""
    parts = []
    for _, title, *values in differences(old, new):
        before, after = _values_in_words(*values)
        parts.append(
            Phrase(
                "{setting} {before} → {after}",
                setting=Phrase(title),
                before=before,
                after=after,
            )
        )
    if len(parts) > 2:
        return Phrase("several settings")
    if len(parts) == 2:
        return Phrase("{first}, {second}", first=parts[0], second=parts[1])
    return parts[0] if parts else ""


def _values_in_words(before: Any, after: Any) -> tuple[str, str]:
    """Say two values of a setting; where one of them is a number of things, both."""
    if _is_counted(before) or _is_counted(after):
        return str(len(before)), str(len(after))
    return value_in_words(before), value_in_words(after)


def _is_counted(value: Any) -> bool:
    """Return whether a value is told as the number of its items."""
    return isinstance(value, tuple) and any(
        isinstance(item, tuple) or is_dataclass(item) for item in value
    )


def value_in_words(value: Any) -> str:
    """Say the value of a setting in a few words."""
    title = getattr(type(value), "title", None)
    if isinstance(title, str):
        return Phrase(title)
    if isinstance(value, bool):
        return Phrase("on") if value else Phrase("off")
    if isinstance(value, str):
        return Phrase(value)
    if isinstance(value, float):
        return f"{value:.3g}"
    if _is_counted(value):
        return str(len(value))
    if isinstance(value, tuple):
        floats = any(isinstance(item, float) for item in value)
        apart = ", " if floats else "–"
        return apart.join(value_in_words(item) for item in value) or "–"
    return "–" if value is None else str(value)
