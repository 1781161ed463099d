"""A band with a line in it: how much several runs differ."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from visualizer.scenes.curve import Band
from visualizer.ui.plots.halo_text import HaloText
from visualizer.ui.plots.polyline import Coordinates, Polyline, polygon
from visualizer.ui.plots.reduction import Curve, log10_or_gap
from visualizer.ui.theme import Theme

OPACITY = 0.28


class BandItem:
    """Stock items for a `Band`: its area, its median, and what it is.

    Parameters
    ----------
    parent : QGraphicsItem
        In whose coordinates it is drawn.
    labels : QGraphicsItem
        Over which its text stands.
    """

    def __init__(self, parent: QGraphicsItem, labels: QGraphicsItem) -> None:
        self._area = QGraphicsPathItem(parent)
        self._area.setPen(QPen(Qt.PenStyle.NoPen))
        self._middle = Polyline(parent, 0.5)
        self._label = HaloText(labels, 3.0)

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Wear a theme and a font."""
        color = theme.color("text_secondary")
        self._middle.set_pens(QPen(color, 1.2 * theme.line_width))
        self._label.dress(font, color, theme.color("panel"))
        color.setAlphaF(OPACITY)
        self._area.setBrush(color)

    def show(
        self,
        text: str,
        x: Coordinates,
        low: Coordinates,
        middle: Coordinates,
        high: Coordinates,
        bounds: QRectF,
    ) -> None:
        """Draw between two edges; all coordinates in pixels.

        The text stands in the lower left corner of the bounds.
        """
        path = QPainterPath()
        for first, last in _runs(np.isfinite(low) & np.isfinite(high)):
            there = slice(first, last)
            edge_x = np.concatenate([x[there], x[there][::-1]])
            edge_y = np.concatenate([low[there], high[there][::-1]])
            path.addPolygon(polygon(edge_x, edge_y))
        self._area.setPath(path)
        self._middle.set_points(x, middle)
        # Losses begin high: the lower left corner is where least is drawn.
        em = self._label.size_of(text)[1]
        self._label.place(text, bounds.left() + 0.4 * em, bounds.bottom() - 0.6 * em)

    def clear(self) -> None:
        """Draw nothing."""
        self._area.setPath(QPainterPath())
        self._middle.clear()
        self._label.hide()

    def text(self) -> str:
        """Return what is written at the band; empty where there is none."""
        front = self._label.front
        return front.text() if front.isVisible() else ""

    def area(self) -> QPainterPath:
        """Return the area drawn."""
        return self._area.path()


def edges(band: Band | None, log: bool) -> list[Curve]:
    """Return the lower edge, the median and the upper edge as curves to scale by."""
    if band is None:
        return []
    x, *rows = (
        np.asarray(row, np.float64)
        for row in (band.x, band.low, band.middle, band.high)
    )
    return [(x, log10_or_gap(row) if log else row) for row in rows]


def _runs(good: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return first and last + 1 of each group of neighbors that are good."""
    steps = np.flatnonzero(np.diff(np.concatenate(([False], good, [False]))))
    return list(zip(steps[0::2].tolist(), steps[1::2].tolist(), strict=True))
