"""The paths of runs that were left, over the loss as a map or a mountain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsItem

from visualizer.language import said
from visualizer.scenes.surface import GhostPath
from visualizer.ui.plots.clipping import clipped, holds
from visualizer.ui.plots.halo_text import HaloText
from visualizer.ui.plots.polyline import Coordinates, Polyline
from visualizer.ui.theme import Theme

REACH = 6.0
"""How far from a path the pointer still means it, in pixels."""

FAINT = 0.6
"""Opacity of what is not pointed at."""

LONGEST = 0.6
"""Longest label, as a share of the map's width."""

Line = tuple[Coordinates, Coordinates]
"""Pixels of a path, right and down; NaN in the second where it is not seen."""


class GhostPaths:
    """Lines with a ring at their ends and what tells them from the present run.

    Drawn anew only when the runs or the place of the map have changed.

    Parameters
    ----------
    parent : QGraphicsItem
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        self._parent = parent
        self._theme: Theme | None = None
        self._font = QFont()
        self._items: list[tuple[Polyline, QGraphicsEllipseItem, HaloText]] = []
        self._ghosts: tuple[GhostPath, ...] = ()
        self._lines: list[Line] = []
        self._lit: int | None = None

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Wear a theme and a font."""
        self._theme, self._font = theme, QFont(font)
        self._dress()

    def show(
        self,
        ghosts: Sequence[GhostPath],
        lines: Sequence[Line],
        rect: QRectF,
        radius: float,
        taken: list[QRectF] | None,
        own: Line,
    ) -> None:
        """Draw paths within a rectangle.

        Parameters
        ----------
        ghosts : sequence of GhostPath
        lines : sequence of (x, y)
            For each ghost its path in pixels, oldest first.
        rect : QRectF
        radius : float
            Of the rings at their ends, in pixels.
        taken : list of QRectF or None
            Where no text can stand; None where there is no room for texts.
        own : (x, y)
            The path of the present run in pixels; no text stands on it.
        """
        self._ghosts, self._lines = tuple(ghosts), list(lines)
        while len(self._items) < len(ghosts):
            self._items.append(self._new_item())
        for ghost, (x, y), item in zip(ghosts, lines, self._items, strict=False):
            line, ring, label = item
            inside = clipped(x, y, rect)
            line.set_points(*inside)
            end = QPointF(float(x[-1]), float(y[-1]))
            seen = holds(rect, end)
            if seen:
                side = 2.0 * radius
                ring.setRect(end.x() - radius, end.y() - radius, side, side)
            ring.setVisible(seen)
            label.hide()
            if seen and taken is not None:
                self._label(label, said(ghost.text), end, radius, rect, taken, own)
        for line, ring, label in self._items[len(ghosts) :]:
            line.clear()
            ring.hide()
            label.hide()
        self._dress()

    def at(self, point: QPointF) -> GhostPath | None:
        """Return the path under a point."""
        best, found = REACH, None
        for ghost, (x, y) in zip(self._ghosts, self._lines, strict=True):
            distance = _distance(x, y, point)
            if distance <= best:
                best, found = distance, ghost
        return found

    def light(self, run: int | None) -> None:
        """Draw the path of one run more clearly."""
        if run != self._lit:
            self._lit = run
            self._dress()

    def lit_run(self) -> int | None:
        """Return the run whose path is pointed at."""
        return self._lit

    def texts(self) -> list[str]:
        """Return what is written at the paths."""
        labels = [label.front for _, _, label in self._items]
        return [front.text() for front in labels if front.isVisible()]

    def lines(self) -> list[Line]:
        """Return the paths in pixels, before they are cut at the edges."""
        return list(self._lines)

    def _label(
        self,
        label: HaloText,
        text: str,
        end: QPointF,
        radius: float,
        rect: QRectF,
        taken: list[QRectF],
        own: Line,
    ) -> None:
        """Write a text beside an end, where there is room for it."""
        width, height = label.size_of(text)
        gap = radius + 4.0
        for left in (end.x() + gap, end.x() - gap - width):
            place = QRectF(left, end.y() - height / 2, width, height)
            free = not any(place.intersects(other) for other in taken)
            free = free and not _crosses(place, *own)
            if width <= LONGEST * rect.width() and rect.contains(place) and free:
                label.place(text, left, end.y())
                taken.append(place)
                return

    def _new_item(self) -> tuple[Polyline, QGraphicsEllipseItem, HaloText]:
        ring = QGraphicsEllipseItem(self._parent)
        item = (
            Polyline(self._parent, -3.0, -2.0),
            ring,
            HaloText(self._parent, 1.0),
        )
        ring.setZValue(-1.0)
        return item

    def _dress(self) -> None:
        theme = self._theme
        if theme is None:
            return
        width = theme.line_width
        runs = [ghost.run for ghost in self._ghosts]
        runs += [-1] * (len(self._items) - len(runs))
        for (line, ring, label), run in zip(self._items, runs, strict=True):
            path, rim = theme.color("path"), theme.color("path_halo")
            label.dress(self._font, path, rim)
            if run != self._lit:
                path.setAlphaF(FAINT)
                rim.setAlphaF(FAINT)
            wide = 1.6 if run == self._lit else 1.0
            line.set_pens(QPen(rim, (wide + 2.0) * width), QPen(path, wide * width))
            ring.setPen(QPen(path, 1.6 * width))
            ring.setBrush(rim)


def _distance(x: Coordinates, y: Coordinates, point: QPointF) -> float:
    """Return how far a point is from a line through points."""
    if len(x) < 2:
        away = np.hypot(x - point.x(), y - point.y())
        return float(np.nan_to_num(away, nan=np.inf).min(initial=np.inf))
    along_x, along_y = np.diff(x), np.diff(y)
    square = along_x**2 + along_y**2
    toward = (point.x() - x[:-1]) * along_x + (point.y() - y[:-1]) * along_y
    share = np.clip(toward / np.where(square > 0.0, square, 1.0), 0.0, 1.0)
    away_x = x[:-1] + share * along_x - point.x()
    away_y = y[:-1] + share * along_y - point.y()
    return float(np.nan_to_num(np.hypot(away_x, away_y), nan=np.inf).min())


def _crosses(place: QRectF, x: Coordinates, y: Coordinates) -> bool:
    """Return whether a line through points enters a rectangle."""
    return bool(np.isfinite(clipped(x, y, place)[1]).any())
