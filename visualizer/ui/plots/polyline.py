"""A long line as stock graphics items."""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem
from shiboken6 import getCppPointer

PIECE = 32
"""Points of one path item.

Qt strokes an antialiased path wider than one pixel in a time that grows with
the square of its length: 2,400 noisy points take 36 ms in one path and 3 ms in
pieces of this size.
"""

Coordinates = npt.NDArray[np.float64]


class Polyline:
    """A line through many points, drawn by pieces without Python.

    Parameters
    ----------
    parent : QGraphicsItem
        The item in whose coordinates the points are.
    *heights : float
        Over the parent's other children, one for each pen with which the line is
        drawn; a halo below, a line above.
    piece : int
        Points of one path item; fewer for curves that go up and down in every pixel.
    """

    def __init__(
        self, parent: QGraphicsItem, *heights: float, piece: int = PIECE
    ) -> None:
        self._parent = parent
        self._piece = piece
        self._heights = heights or (0.0,)
        self._pens = tuple(QPen() for _ in self._heights)
        self._pieces: list[tuple[QGraphicsPathItem, ...]] = []
        self._slices: list[tuple[int, int]] = []
        self._x = np.empty(0)
        self._y = np.empty(0)

    def set_pens(self, *pens: QPen) -> None:
        """Draw with pens, one for each height, none of them dashed."""
        if pens == self._pens:
            return
        self._pens = pens
        for piece in self._pieces:
            for item, pen in zip(piece, pens, strict=True):
                item.setPen(pen)

    def set_points(self, x: Coordinates, y: Coordinates) -> None:
        """Draw through the points; those that are not finite are gaps.

        Pieces before the first point that changed stay as they are, so that a
        growing line costs little.
        """
        slices = _slices(x, y, self._piece)
        same = self._common(x, y)
        while len(self._pieces) < len(slices):
            self._pieces.append(self._new_piece())
        for index, (first, last) in enumerate(slices):
            if (
                last > same
                or index >= len(self._slices)
                or (self._slices[index] != (first, last))
            ):
                path = path_through(x[first:last], y[first:last])
                for item in self._pieces[index]:
                    item.setPath(path)
        for piece in self._pieces[len(slices) : len(self._slices)]:
            for item in piece:
                item.setPath(QPainterPath())
        self._x, self._y, self._slices = x, y, slices

    def _new_piece(self) -> tuple[QGraphicsPathItem, ...]:
        items = tuple(QGraphicsPathItem(self._parent) for _ in self._heights)
        for item, pen, height in zip(items, self._pens, self._heights, strict=True):
            item.setPen(pen)
            item.setZValue(height)
        return items

    def ends(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return the first and the last finite point; None where there is none."""
        good = np.flatnonzero(np.isfinite(self._y))
        if not len(good):
            return None
        first, last = int(good[0]), int(good[-1])
        return (
            (float(self._x[first]), float(self._y[first])),
            (float(self._x[last]), float(self._y[last])),
        )

    def clear(self) -> None:
        """Draw nothing."""
        self.set_points(np.empty(0), np.empty(0))

    def _common(self, x: Coordinates, y: Coordinates) -> int:
        """Return how many points at the beginning are those drawn already."""
        count = min(len(x), len(self._x))
        same_x = x[:count] == self._x[:count]
        old, new = self._y[:count], y[:count]
        same_y = (old == new) | (np.isnan(old) & np.isnan(new))
        different = np.flatnonzero(~(same_x & same_y))
        return int(different[0]) if len(different) else count


def polygon(x: Coordinates, y: Coordinates) -> QPolygonF:
    """Copy coordinates into a polygon without a Python object for each point."""
    result = QPolygonF()
    if len(x):
        result.resize(len(x))
        (address,) = getCppPointer(result.data())
        memory = (ctypes.c_double * (2 * len(x))).from_address(address)
        points = np.ctypeslib.as_array(memory).reshape(-1, 2)
        points[:, 0], points[:, 1] = x, y
    return result


def path_through(x: Coordinates, y: Coordinates) -> QPainterPath:
    """Return an open path through finite points."""
    path = QPainterPath()
    path.addPolygon(polygon(x, y))
    return path


def broken_path(x: Coordinates, y: Coordinates) -> QPainterPath:
    """Return a path that has gaps where a coordinate is not finite."""
    good = np.isfinite(x) & np.isfinite(y)
    path = QPainterPath()
    for start, stop in _runs(good):
        path.addPath(path_through(x[start:stop], y[start:stop]))
    return path


def _runs(good: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where each run of true begins, and where it has ended."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], good, [False]))))
    return list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))


def _slices(x: Coordinates, y: Coordinates, piece: int) -> list[tuple[int, int]]:
    """Divide the runs of finite points into pieces."""
    good = np.isfinite(x) & np.isfinite(y)
    slices = []
    for start, stop in _runs(good):
        # One segment more than the piece covers hides the seam to the next.
        for first in range(start, max(start + 1, stop - 1), piece):
            slices.append((first, min(stop, first + piece + 2)))
    return slices
