"""Texts of one look, as many as a drawing happens to need."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsItem

from visualizer.ui.drawing import Align, Text


class TextPool:
    """Reuses text items from one drawing to the next.

    Call `begin`, then `add` for each text, then `end`, which hides the items
    that were not needed.

    Parameters
    ----------
    parent : QGraphicsItem
        The item in whose coordinates the texts stand.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        self._parent = parent
        self._items = [Text(parent)]
        self._used = 0
        self._font = QFont()
        self._color = QColor()

    def dress(self, font: QFont, color: QColor) -> None:
        """Give all texts a font and a color."""
        self._font, self._color = QFont(font), QColor(color)
        for item in self._items:
            item.dress(self._font, self._color)

    def line_height(self) -> float:
        """Return the height of a line."""
        return self._items[0].line_height()

    def advance_of(self, text: str) -> float:
        """Return the width that a text would have."""
        return self._items[0].advance_of(text)

    def begin(self) -> None:
        """Start a drawing."""
        self._used = 0

    def add(
        self,
        text: str,
        x: float,
        middle: float,
        align: Align = "left",
        width: float | None = None,
    ) -> Text:
        """Show one more text, placed as by `Text.place`."""
        if self._used == len(self._items):
            self._items.append(Text(self._parent))
            self._items[-1].dress(self._font, self._color)
        item = self._items[self._used]
        self._used += 1
        item.place(text, x, middle, align, width)
        return item

    def end(self) -> None:
        """Finish a drawing."""
        for item in self._items[self._used :]:
            item.hide()

    def shown(self) -> list[Text]:
        """Return the items of the last drawing."""
        return self._items[: self._used]
