"""A number in a capsule, which the hand can turn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from visualizer.scenes.cell import Knob
from visualizer.ui.drawing import Text, rounded
from visualizer.ui.theme import Theme

WIDEST = "x₂ = −88.88"
"""What a capsule has room for at least, so that it does not change its width."""


class KnobItem:
    """A capsule with a name and a value.

    Parameters
    ----------
    parent : QGraphicsItem
        The item in whose coordinates it stands.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        self._back = QGraphicsPathItem(parent)
        self._back.setZValue(5.0)
        self._text = Text(parent)
        self._text.setZValue(6.0)
        self._center = QPointF()
        self.box = QRectF()

    def place(self, center: QPointF) -> None:
        """Stand around a place, in the font that the text has."""
        em = self._text.line_height()
        wide, high = self._text.advance_of(WIDEST) + 0.8 * em, 1.5 * em
        self._center = center
        self.box = QRectF(center.x() - wide / 2, center.y() - high / 2, wide, high)
        self._back.setPath(rounded(self.box, 0.5 * high))

    def dress(self, theme: Theme, font: QFont, mark: str) -> None:
        """Wear a theme; `mark` is "keys", "hand" or empty."""
        self._text.dress(font, theme.color("text"))
        fill = "control_hover" if mark else "control"
        self._back.setBrush(theme.color(fill))
        edge = theme.color("accent" if mark == "keys" else "border")
        wide = 2.5 if mark == "keys" else 1.2
        self._back.setPen(QPen(edge, wide * theme.line_width))

    def write(self, knob: Knob) -> None:
        """Show name and value."""
        text = f"{knob.name} = {knob.text}"
        room = self.box.width() - 0.5 * self._text.line_height()
        self._text.place(text, self._center.x(), self._center.y(), "center", room)

    def set_visible(self, visible: bool) -> None:
        """Show or hide the knob."""
        self._back.setVisible(visible)
        self._text.setVisible(visible)
