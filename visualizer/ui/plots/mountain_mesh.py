"""A terrain as lit quadrilaterals, seen from a side; the picture is QPainter's."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF
from shiboken6 import getCppPointer

from visualizer.scenes import FloatArray
from visualizer.scenes.terrain import Ground
from visualizer.ui.plots.loss_scale import LossScale, viridis
from visualizer.ui.plots.surface_map import sample

RELIEF = 0.52
"""Height of the mountain as a share of its width."""

MARGIN = 0.04

WIDTH = 1.26
"""Of the base as it is seen, in units of its side."""

BOWL = 0.01
"""Share of the heights up to which a logarithmic relief is a plain one."""

SHADES = 24
COLORS = 128

LIGHT = np.array([-0.45, -0.35, 0.82])
"""Where the light comes from, in coordinates of the mountain."""

HORIZON, ROUGH_HORIZON = 96, 48
"""Places along each side at which is known what lies before them; roughly while the
mountain turns."""

CLEAR = 0.006
"""Of the mountain's width: how far below its horizon a point may lie and be seen."""

BELOW = -10.0
"""Stands for ground that is not there; lower than any."""

POINT = 16
"""Bytes of a point: two numbers of double precision."""

LINES = 10
"""Lines of the grid along each side."""

Coordinates = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """From where the mountain is seen.

    Attributes
    ----------
    turn : float
        Degrees around the vertical.
    tilt : float
        Degrees above the horizon.
    zoom : float
    """

    turn: float = -32.0
    tilt: float = 38.0
    zoom: float = 1.0


class Mountain:
    """Projects a terrain into a rectangle of the screen.

    Parameters
    ----------
    ground : Ground
    view : View
    rect : QRectF
    rough : bool
        Whether it is only seen in passing.
    """

    def __init__(
        self, ground: Ground, view: View, rect: QRectF, rough: bool = False
    ) -> None:
        self._ground = ground
        self._places = ROUGH_HORIZON if rough else HORIZON
        turn, tilt = math.radians(view.turn), math.radians(view.tilt)
        self._turn = math.cos(turn), math.sin(turn)
        self._tilt = math.cos(tilt), math.sin(tilt)
        # Of a square that is turned; at 45 degrees its corners come close to the rim.
        tall = WIDTH * self._tilt[1] + RELIEF * self._tilt[0]
        wide, tall = (1.0 + MARGIN) * WIDTH, (1.0 + MARGIN) * tall
        fitting = min(rect.width() / wide, rect.height() / tall)
        self._size = fitting * view.zoom
        self._center = rect.center()
        self._horizon: Coordinates | None = None

    def raised(self, heights: FloatArray) -> Coordinates:
        """Return heights as shares of the relief."""
        return _raised(self._ground, heights)

    def project(
        self, x: FloatArray, y: FloatArray, heights: FloatArray
    ) -> tuple[Coordinates, Coordinates, Coordinates]:
        """Return pixels, right and down, and the distance from the eye."""
        u, v = self._base(x, y)
        w = RELIEF * (self.raised(heights) - 0.5)
        cos, sin = self._turn
        across, away = u * cos - v * sin, u * sin + v * cos
        level, above = self._tilt
        up = away * above + w * level
        return (
            self._center.x() + self._size * across,
            self._center.y() - self._size * up,
            away * level - w * above,
        )

    def inside(self, x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]:
        """Return which places lie on the mountain."""
        ground = self._ground
        return np.asarray(
            (x >= ground.x[0])
            & (x <= ground.x[-1])
            & (y >= ground.y[0])
            & (y <= ground.y[-1])
        )

    def hidden(
        self, x: FloatArray, y: FloatArray, heights: FloatArray
    ) -> npt.NDArray[np.bool_]:
        """Return which points lie behind the mountain as it is seen."""
        if self._horizon is None:
            self._horizon = self._find_horizon()
        column, row = self._base(x, y)
        places = self._places
        with np.errstate(invalid="ignore"):
            i = np.nan_to_num(np.clip((row + 0.5) * places, 0.0, places - 1e-9))
            j = np.nan_to_num(np.clip((column + 0.5) * places, 0.0, places - 1e-9))
        at_i, at_j = i.astype(np.intp), j.astype(np.intp)
        s, t = i - at_i, j - at_j
        before = self._horizon
        seen_from = (
            (1.0 - s) * (1.0 - t) * before[at_i, at_j]
            + (1.0 - s) * t * before[at_i, at_j + 1]
            + s * (1.0 - t) * before[at_i + 1, at_j]
            + s * t * before[at_i + 1, at_j + 1]
        )
        w = RELIEF * (self.raised(heights) - 0.5)
        return np.asarray(self.inside(x, y) & (w + CLEAR < seen_from))

    def _base(self, x: FloatArray, y: FloatArray) -> tuple[Coordinates, Coordinates]:
        """Return places on the base of the mountain, -0.5 … 0.5."""
        ground = self._ground
        return (
            (x - ground.x[0]) / (ground.x[-1] - ground.x[0]) - 0.5,
            (y - ground.y[0]) / (ground.y[-1] - ground.y[0]) - 0.5,
        )

    def _find_horizon(self) -> Coordinates:
        """Return for a grid of places the height from which on they are seen.

        From a place to the eye one passes over the ground in a straight line; what
        stands there hides all that lies lower than it, less the rise of the line.
        """
        places = self._places
        surface = RELIEF * (_mesh_heights(self._ground, places) - 0.5)
        found = np.full(surface.shape, BELOW)
        sin, cos = self._turn[1], self._turn[0]
        level, above = self._tilt
        fastest = max(abs(sin), abs(cos))
        stride = level * fastest * places
        # From straight above nothing hides anything.
        if stride < 1e-6:
            return found
        edge = places + 1
        padded = np.full((3 * edge, 3 * edge), BELOW)
        padded[edge : 2 * edge, edge : 2 * edge] = surface
        # The two nearest places would hide the ground from itself.
        for step in range(2, places + 1):
            rise = step * above / stride
            if rise > RELIEF:
                break
            row, column = -step * cos / fastest, -step * sin / fastest
            i, j = math.floor(row), math.floor(column)
            s, t = row - i, column - j
            shifted = np.zeros_like(surface)
            for di, dj, share in (
                (0, 0, (1.0 - s) * (1.0 - t)),
                (0, 1, (1.0 - s) * t),
                (1, 0, s * (1.0 - t)),
                (1, 1, s * t),
            ):
                if share > 1e-9:
                    top, left = edge + i + di, edge + j + dj
                    part = padded[top : top + edge, left : left + edge]
                    shifted += share * part
            np.maximum(found, shifted - rise, out=found)
        return found

    def picture(
        self,
        size: tuple[int, int],
        ratio: float,
        quads: int,
        ink: QColor,
        seen: list[tuple[float, float]] | None,
        sight: float,
    ) -> QPixmap:
        """Paint the mountain, the far side first.

        Parameters
        ----------
        size : (width, height)
            In logical pixels.
        ratio : float
            Device pixels in a logical one.
        quads : int
            Along each side.
        ink : QColor
            Of the grid.
        seen : list of (x, y) or None
            Places whose neighborhood is all that is painted; None: everything.
        sight : float
            Radius of that neighborhood.
        """
        pixmap = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        mesh = _mesh(self._ground, quads)
        px, py, depth = self.project(mesh.x, mesh.y, mesh.heights)
        corners = np.stack(
            [
                np.stack((part[:-1, :-1], part[:-1, 1:], part[1:, 1:], part[1:, :-1]))
                for part in (px, py)
            ],
            axis=-1,
        )
        flat = corners.transpose(1, 2, 0, 3).reshape(-1, 4, 2)
        middle = (depth[:-1, :-1] + depth[1:, 1:]).ravel()
        drawn = np.asarray(np.isfinite(flat).all(axis=(1, 2)))
        if seen is not None:
            near = np.zeros(mesh.middle_x.shape, bool)
            for x, y in seen:
                near |= np.hypot(mesh.middle_x - x, mesh.middle_y - y) <= sight
            drawn &= near.ravel()
        order = np.argsort(-middle, kind="stable")
        order = order[drawn[order]]
        every = max(1, round(quads / LINES))
        row, column = np.divmod(order, quads)
        # Of two neighbors the line between them belongs to one alone; a line along
        # points that follow each other needs no points of its own.
        lined = (row % every == 0) * 1 + ((column + 1) % every == 0) * 2
        with QPainter(pixmap) as painter:
            colors = [mesh.colors[index] for index in order.tolist()]
            self._paint(painter, flat[order], colors, lined.tolist(), ink)
        return pixmap

    def _paint(
        self,
        painter: QPainter,
        quads: npt.NDArray[np.float64],
        colors: list[int],
        lined: list[int],
        ink: QColor,
    ) -> None:
        """Fill quadrilaterals (N, 4, 2) in their order, and rule some of them.

        Their corners are copied into one polygon. It is drawn as any polygon: asked
        for a convex one, the binding takes it for a sequence of points first, which
        costs four times the drawing.
        """
        brushes = _brushes()
        (polygon, corners), (line, ends) = _points(4), _points(2)
        source, pen, none = quads.ctypes.data, QPen(ink, 1.0), QPen(Qt.PenStyle.NoPen)
        painter.setPen(none)
        draw, dip, take_up = painter.drawPolygon, painter.setBrush, painter.setPen
        move, rule = ctypes.memmove, painter.drawPolyline
        for color, lines in zip(colors, lined, strict=True):
            move(corners, source, 4 * POINT)
            dip(brushes[color])
            draw(polygon)
            if lines:
                take_up(pen)
                if lines & 1:
                    move(ends, source, 2 * POINT)
                    rule(line)
                if lines & 2:
                    move(ends, source + POINT, 2 * POINT)
                    rule(line)
                take_up(none)
            source += 4 * POINT


def _points(count: int) -> tuple[QPolygonF, int]:
    """Return a polygon, and where its points lie in memory."""
    polygon = QPolygonF()
    polygon.resize(count)
    (address,) = getCppPointer(polygon.data())
    return polygon, int(address)


@dataclass(frozen=True, slots=True, eq=False)
class _Mesh:
    """The corners of the quadrilaterals, and what does not depend on the view."""

    x: Coordinates
    y: Coordinates
    heights: Coordinates
    middle_x: Coordinates
    middle_y: Coordinates
    colors: list[int]


def _raised(ground: Ground, heights: FloatArray) -> Coordinates:
    """Return 0 for the floor and 1 for the top.

    Where colors follow the logarithm the relief does so only high above the floor:
    a floor without end would be a crack in the mountain.
    """
    span = ground.high - ground.low
    share = np.clip((np.asarray(heights, np.float64) - ground.low) / span, 0.0, 1.0)
    if not ground.logarithmic:
        return share
    raised: Coordinates = np.log1p(share / BOWL) / np.log1p(1.0 / BOWL)
    return raised


@lru_cache(maxsize=2)
def _mesh_heights(ground: Ground, quads: int) -> Coordinates:
    """Return the relief, 0 … 1, on a grid of places over the base."""
    at_x = np.linspace(ground.x[0], ground.x[-1], quads + 1)
    at_y = np.linspace(ground.y[0], ground.y[-1], quads + 1)
    heights = sample(ground.heights, ground.x, ground.y, at_x, at_y)
    return np.nan_to_num(_raised(ground, heights), nan=0.0)


@lru_cache(maxsize=6)
def _mesh(ground: Ground, quads: int) -> _Mesh:
    at_x = np.linspace(ground.x[0], ground.x[-1], quads + 1)
    at_y = np.linspace(ground.y[0], ground.y[-1], quads + 1)
    heights = sample(ground.heights, ground.x, ground.y, at_x, at_y)
    share = LossScale(ground.low, ground.high, ground.logarithmic).share(heights)
    mean = 0.25 * (share[:-1, :-1] + share[1:, :-1] + share[:-1, 1:] + share[1:, 1:])
    w = RELIEF * _raised(ground, heights)
    along_u = quads * 0.5 * (w[:-1, 1:] - w[:-1, :-1] + w[1:, 1:] - w[1:, :-1])
    along_v = quads * 0.5 * (w[1:, :-1] - w[:-1, :-1] + w[1:, 1:] - w[:-1, 1:])
    facing = -along_u * LIGHT[0] - along_v * LIGHT[1] + LIGHT[2]
    lit = facing / (np.sqrt(along_u**2 + along_v**2 + 1.0) * np.linalg.norm(LIGHT))
    shade = np.clip(0.5 + 0.5 * np.nan_to_num(lit), 0.0, 1.0)
    color = np.rint(np.nan_to_num(mean) * (COLORS - 1)).astype(np.intp)
    level = np.rint(shade * (SHADES - 1)).astype(np.intp)
    x, y = np.meshgrid(at_x, at_y)
    return _Mesh(
        x,
        y,
        heights,
        0.5 * (x[:-1, :-1] + x[1:, 1:]),
        0.5 * (y[:-1, :-1] + y[1:, 1:]),
        (color * SHADES + level).ravel().tolist(),
    )


@lru_cache(maxsize=1)
def _brushes() -> tuple[QBrush, ...]:
    """Return the colors of viridis, each from shadow to light."""
    words = viridis()[np.rint(np.linspace(0, 255, COLORS)).astype(np.intp)].tolist()
    return tuple(
        QBrush(_lit(QColor.fromRgb(word), level / (SHADES - 1)))
        for word in words
        for level in range(SHADES)
    )


def _lit(color: QColor, light: float) -> QColor:
    """Return a color in the shade, or a little brighter in full light."""
    factor = 0.38 + 0.72 * light
    parts = (color.red(), color.green(), color.blue())
    red, green, blue = (min(255, round(factor * part + 6)) for part in parts)
    return QColor(red, green, blue)
