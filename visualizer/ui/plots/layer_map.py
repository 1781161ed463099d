"""One map of a layer: the bent grid, the examples, and the line of decision."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsScene

from visualizer.scenes import FloatArray
from visualizer.scenes.plane import PointSet
from visualizer.scenes.representations import LayerMap
from visualizer.ui.plane_points import PointLook
from visualizer.ui.plots.clipping import clipped
from visualizer.ui.plots.point_stamps import PointStamps
from visualizer.ui.plots.polyline import broken_path
from visualizer.ui.theme import Theme

Domain = tuple[float, float, float, float]
Coordinates = npt.NDArray[np.float64]
Pixels = Callable[[FloatArray, FloatArray], tuple[Coordinates, Coordinates]]


def widened(domain: Domain, width: float, height: float) -> Domain:
    """Return a range of both axes that fills a rectangle, with one unit for both."""
    left, right, low, high = domain
    unit = max((right - left) / width, (high - low) / height)
    across, up = 0.5 * unit * width, 0.5 * unit * height
    x, y = 0.5 * (left + right), 0.5 * (low + high)
    return x - across, x + across, y - up, y + up


class LayerMapItems:
    """The stock items of a map.

    Parameters
    ----------
    stage : QGraphicsScene
    fine : bool
        Whether all lines of the grid are drawn, rather than every second one.
    """

    def __init__(self, stage: QGraphicsScene, fine: bool) -> None:
        self._fine = fine
        self._frame = stage.addPath(QPainterPath())
        self._up = stage.addPath(QPainterPath())
        self._across = stage.addPath(QPainterPath())
        self._halo = stage.addPath(QPainterPath())
        self._border = stage.addPath(QPainterPath())
        self._points = stage.addPixmap(QPixmap())
        self._ring_halo = stage.addPath(QPainterPath())
        self._ring = stage.addPath(QPainterPath())
        self._items = (
            *(self._frame, self._up, self._across, self._halo, self._border),
            *(self._points, self._ring_halo, self._ring),
        )
        for height, item in enumerate(self._items):
            item.setZValue(0.2 + 0.01 * height)
        self._stamps: PointStamps | None = None
        self.rect = QRectF(0.0, 0.0, 1.0, 1.0)
        self.places: tuple[Coordinates, Coordinates] = (np.empty(0), np.empty(0))

    def show(self, shown: bool) -> None:
        """Show the map or hide it."""
        for item in self._items:
            item.setVisible(shown)

    def set_frame(self, rect: QRectF, color: QColor, width: float) -> None:
        """Place the map, and give its edge a color."""
        self.rect = QRectF(rect)
        path = QPainterPath()
        path.addRect(self.rect)
        self._frame.setPath(path)
        self._frame.setPen(QPen(color, width))

    def draw(
        self,
        scene: LayerMap,
        points: PointSet,
        show_test: bool,
        pixels: Pixels,
        look: PointLook,
    ) -> None:
        """Draw a map.

        Parameters
        ----------
        scene : LayerMap
        points : PointSet
            Colors and markers of its first places.
        show_test : bool
        pixels : callable
            Turns coordinates into pixels.
        look : PointLook
        """
        theme = look.theme
        width = theme.line_width
        self._draw_grid(scene, pixels, theme)
        path = QPainterPath()
        if scene.border is not None:
            ends = np.array(scene.border)
            path = self._path(*pixels(ends[:, 0], ends[:, 1]))
        self._halo.setPath(path)
        self._border.setPath(path)
        bold = (2.4 if self._fine else 1.4) * width
        self._halo.setPen(QPen(theme.color("panel"), 2.0 * bold))
        self._border.setPen(QPen(theme.color("text"), bold))
        self._draw_points(scene, points, show_test, pixels, look)
        ring = QPainterPath()
        x, y = (float(v[0]) for v in pixels(*np.array(scene.watched)[:, None]))
        if self.rect.adjusted(-1, -1, 1, 1).contains(QPointF(x, y)):
            ring.addEllipse(QPointF(x, y), 2.1 * look.radius, 2.1 * look.radius)
        self._ring_halo.setPath(ring)
        self._ring.setPath(ring)
        self._ring_halo.setPen(QPen(theme.color("point_outline"), 4.4 * width))
        self._ring.setPen(QPen(theme.color("text"), 2.0 * width))

    def _draw_grid(self, scene: LayerMap, pixels: Pixels, theme: Theme) -> None:
        path, across = QPainterPath(), QPainterPath()
        if scene.grid is not None and self._fine:
            half = len(scene.grid) // 2
            path = self._path(*pixels(*_joined(scene.grid[:half])))
            across = self._path(*pixels(*_joined(scene.grid[half:])))
        elif scene.grid is not None:
            # Small: every second line, and both ways in one look.
            path = self._path(*pixels(*_joined(scene.grid[::2, ::2])))
        for item, drawn, role in (
            (self._up, path, "ghost"),
            (self._across, across, "axis"),
        ):
            item.setPath(drawn)
            item.setPen(QPen(theme.color(role), 1.0))

    def _path(self, x: Coordinates, y: Coordinates) -> QPainterPath:
        return broken_path(*clipped(x, y, self.rect))

    def _draw_points(
        self,
        scene: LayerMap,
        points: PointSet,
        show_test: bool,
        pixels: Pixels,
        look: PointLook,
    ) -> None:
        rect, count = self.rect, len(points.values)
        x, y = pixels(scene.places[:count, 0], scene.places[:count, 1])
        self.places = (x, y)
        inside = (x >= rect.left()) & (x <= rect.right())
        inside &= (y >= rect.top()) & (y <= rect.bottom())
        if not show_test:
            inside &= ~points.is_test
        if self._stamps is None or not self._stamps.are_of(points, look):
            self._stamps = PointStamps(points, look)
        chosen = np.flatnonzero(inside)
        pixmap, margin = self._stamps.picture(
            chosen, x[chosen] - rect.left(), y[chosen] - rect.top(), rect.size()
        )
        self._points.setPixmap(pixmap)
        self._points.setPos(rect.topLeft() - QPointF(margin, margin))


def _joined(lines: FloatArray) -> tuple[Coordinates, Coordinates]:
    """Return lines (L, K, 2) as one, with a gap behind each."""
    gaps = np.full((len(lines), 1, 2), np.nan)
    joined = np.concatenate([lines, gaps], axis=1).reshape(-1, 2)
    return joined[:, 0], joined[:, 1]
