"""Says what changed between two settings, for marks and for undo."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from visualizer.language import Phrase
from visualizer.session.experiment import differences


def describe_change(old: Any, new: Any) -> str:
    """Say what changed between two settings in a few words."""
    parts = [
        Phrase(
            "{setting} {before} → {after}",
            setting=Phrase(title),
            before=value_in_words(before),
            after=value_in_words(after),
        )
        for _, title, before, after in differences(old, new)
    ]
    if len(parts) > 2:
        return Phrase("several settings")
    if len(parts) == 2:
        return Phrase("{first}, {second}", first=parts[0], second=parts[1])
    return parts[0] if parts else ""


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
    if isinstance(value, tuple) and any(
        isinstance(item, tuple) or is_dataclass(item) for item in value
    ):
        return str(len(value))
    if isinstance(value, tuple):
        floats = any(isinstance(item, float) for item in value)
        apart = ", " if floats else "–"
        return apart.join(value_in_words(item) for item in value) or "–"
    return "–" if value is None else str(value)
