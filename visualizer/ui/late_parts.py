"""Cards and sheets of the window that are made when they are first asked for."""

from __future__ import annotations

from typing import TypeVar

from visualizer.ui.theme import Theme
from visualizer.ui.widgets.overlay import Overlay

P = TypeVar("P", bound=Overlay)


class LateParts:
    """Dresses what was made late like the window around it.

    Most cards and sheets are not opened in a lecture, and each takes milliseconds of
    the start to import and to make. Their owners make one in a ``cached_property``
    and add it here; from then on it follows theme and language.
    """

    def __init__(self) -> None:
        self._parts: list[Overlay] = []
        self._theme: Theme | None = None

    def add(self, part: P) -> P:
        """Dress a new part, and keep it dressed; returns the part."""
        if self._theme is not None:
            part.set_theme(self._theme)
        self._parts.append(part)
        return part

    def close(self) -> bool:
        """Close whatever is open; returns whether anything was."""
        opened = [part for part in self._parts if not part.isHidden()]
        for part in opened:
            part.close_overlay()
        return bool(opened)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        for part in self._parts:
            part.set_theme(theme)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        for part in self._parts:
            part.retranslate()
