"""A row of small flags over a plot, for the moments that are worth one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsPolygonItem

from visualizer.ui.drawing import Text
from visualizer.ui.theme import Theme

GAP = 4.0
"""Between a flag and its text, in pixels."""

BETWEEN = 9.0
"""Between a text and the next flag."""

SHORTEST = 30.0
"""A text that would be cut to less than this is left to the tooltip."""


class Flag(Struct, frozen=True):
    """A moment and its text.

    Attributes
    ----------
    x : float
        Where it stands, in the coordinates of the row's parent.
    text : str
    update : int
        The moment itself.
    """

    x: float
    text: str
    update: int


class FlagRow:
    """Triangles pointing at their moments, with as much text as there is room.

    Flags that would cover one another become one, whose tooltip has the texts
    of all. A text has the room up to the next flag, is cut to it, or left out.

    Parameters
    ----------
    parent : QGraphicsItem
    stems : bool
        Whether a line leads down from each flag.
    """

    def __init__(self, parent: QGraphicsItem, *, stems: bool = False) -> None:
        self._parent = parent
        self._stems = stems
        self._items: list[tuple[QGraphicsPolygonItem, Text, QGraphicsLineItem]] = []
        self._font = QFont()
        self._color = QColor()
        self._areas: list[tuple[QRectF, int]] = []

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Wear a theme and a font."""
        self._font, self._color = QFont(font), theme.color("success")
        for item in self._items:
            self._dress(*item)

    def show(
        self, flags: Sequence[Flag], left: float, right: float, top: float, foot: float
    ) -> None:
        """Draw flags between two edges.

        Parameters
        ----------
        flags : sequence of Flag
            In ascending order; those outside the edges are left out.
        left, right : float
        top : float
            Upper edge of the row.
        foot : float
            Where stems end.
        """
        side = self._side()
        groups = _grouped([flag for flag in flags if left <= flag.x <= right], side)
        while len(self._items) < len(groups):
            self._items.append(self._new_item())
        self._areas = []
        free = left
        for index, group in enumerate(groups):
            follows = index + 1 < len(groups)
            limit = groups[index + 1][0].x - BETWEEN if follows else right
            free = self._place(index, group, free, limit, top, foot)
        for triangle, text, stem in self._items[len(groups) :]:
            for item in (triangle, text, stem):
                item.setVisible(False)

    def update_at(self, point: QPointF) -> int | None:
        """Return the moment of the flag at a point, None where there is none."""
        for area, update in self._areas:
            if area.contains(point):
                return update
        return None

    def height(self) -> float:
        """Return the height of the row."""
        return 1.55 * self._side() + 2.0

    def _side(self) -> float:
        return 0.8 * max(1, QFontInfo(self._font).pixelSize())

    def _new_item(self) -> tuple[QGraphicsPolygonItem, Text, QGraphicsLineItem]:
        stem = QGraphicsLineItem(self._parent)
        triangle = QGraphicsPolygonItem(self._parent)
        triangle.setPen(QPen(Qt.PenStyle.NoPen))
        text = Text(self._parent)
        self._dress(triangle, text, stem)
        return triangle, text, stem

    def _dress(
        self, triangle: QGraphicsPolygonItem, text: Text, stem: QGraphicsLineItem
    ) -> None:
        triangle.setBrush(self._color)
        text.dress(self._font, self._color)
        pale = QColor(self._color)
        pale.setAlphaF(0.45)
        stem.setPen(QPen(pale, 1.0))
        stem.setVisible(self._stems)

    def _place(
        self,
        index: int,
        group: list[Flag],
        free: float,
        limit: float,
        top: float,
        foot: float,
    ) -> float:
        """Draw one flag; return where the room to the left of the next begins."""
        triangle, text, stem = self._items[index]
        side, x = self._side(), group[0].x
        bottom = top + self.height() - 1.0
        triangle.setPolygon(
            QPolygonF(
                [
                    QPointF(x - side / 2, bottom - side * 0.8),
                    QPointF(x + side / 2, bottom - side * 0.8),
                    QPointF(x, bottom),
                ]
            )
        )
        stem.setLine(QLineF(x, bottom, x, foot))
        said = ", ".join(dict.fromkeys(flag.text for flag in group))
        wanted = text.advance_of(said)
        begin = x + side / 2 + GAP
        end = x - side / 2 - GAP
        middle = bottom - side * 0.45
        area = QRectF(x - side / 2 - 2, top, side + 4, bottom - top + 2)
        if wanted <= limit - begin or limit - begin >= max(SHORTEST, end - free):
            width = text.place(said, begin, middle, "left", limit - begin)
            area.setRight(begin + width)
        elif min(wanted, end - free) >= min(wanted, SHORTEST):
            width = text.place(said, end, middle, "right", end - free)
            area.setLeft(end - width)
        else:
            text.place("", begin, middle)
        for item in (triangle, text):
            item.setToolTip("\n".join(dict.fromkeys(flag.text for flag in group)))
        triangle.setVisible(True)
        stem.setVisible(self._stems)
        self._areas.append((area, group[0].update))
        return area.right() + BETWEEN


def _grouped(flags: list[Flag], side: float) -> list[list[Flag]]:
    groups: list[list[Flag]] = []
    for flag in flags:
        if groups and flag.x - groups[-1][0].x < side + 1.0:
            groups[-1].append(flag)
        else:
            groups.append([flag])
    return groups
