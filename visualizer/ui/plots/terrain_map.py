"""The map of a terrain with the runners, the way down and the flag."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from visualizer.language import tr
from visualizer.scenes import FloatArray
from visualizer.scenes.surface import SurfaceScene
from visualizer.scenes.terrain import MapScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.clipping import clipped
from visualizer.ui.plots.loss_scale import LossScale
from visualizer.ui.plots.runner_lines import RunnerLines
from visualizer.ui.plots.surface_view import SurfaceView
from visualizer.ui.runner_marks import flag_shape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS

REACH = 12.0
"""How far from a runner a press still chooses it, in logical pixels."""

FIELD_LENGTH = 13.0
"""Length of the longest arrow of the field, in pixels."""


class TerrainMap(SurfaceView):
    """Draws a `MapScene`; a click sets the start, a drag moves the flag.

    Signals
    -------
    runner_chosen : int
    """

    runner_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        self._shown: MapScene | None = None
        super().__init__(parent)

    def _make_items(self) -> None:
        super()._make_items()
        stage = self.scene()
        no_pen = QPen(Qt.PenStyle.NoPen)
        self._field = stage.addPath(QPainterPath())
        self._field.setZValue(0.3)
        self._valleys = stage.addPath(QPainterPath())
        self._valleys.setZValue(0.35)
        self._valley = stage.addPath(QPainterPath())
        self._valley.setZValue(0.4)
        self._fog = stage.addPath(QPainterPath(), no_pen)
        self._fog.setZValue(0.5)
        self._over = QGraphicsRectItem()
        self._over.setPen(no_pen)
        self._over.setZValue(1.0)
        stage.addItem(self._over)
        self._lines = RunnerLines(self._over)
        self._way = stage.addPath(QPainterPath())
        self._way.setZValue(1.5)
        self._taken = stage.addPath(QPainterPath())
        self._taken.setZValue(1.6)
        self._flag = stage.addPath(QPainterPath())
        self._flag.setZValue(2.0)
        self._frame.setZValue(2.5)
        self._pill.setZValue(3.0)
        self._pill_text.setZValue(3.1)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        width = theme.line_width
        white, halo = theme.color("path"), theme.color("path_halo")
        self._flag.setBrush(white)
        self._flag.setPen(QPen(halo, 1.4 * width))
        faint = theme.color("path")
        faint.setAlphaF(0.6)
        self._field.setPen(QPen(faint, 1.1 * width))
        faint.setAlphaF(0.22)
        self._valleys.setPen(QPen(faint, 1.0))
        self._valley.setPen(QPen(white, 2.4 * width))
        dashes = QPen(white, 2.2 * width, Qt.PenStyle.DashLine)
        self._way.setPen(dashes)
        self._taken.setPen(QPen(white, 3.0 * width))
        self._fog.setBrush(theme.color("control"))
        super().set_theme(theme)

    def set_map(self, scene: MapScene) -> None:
        """Draw a scene."""
        before, self._shown = self._shown, scene
        if before is None or (before.field is not scene.field):
            self._draw_field()
        self.set_scene(scene.surface)
        if before is None or before.valleys is not scene.valleys:
            self._draw_valleys()
        self._draw_valley()
        self._draw_over()
        if before is not None and before.height_name != scene.height_name:
            # The scale says it: in another language, or of another terrain.
            self.lay_out()

    def scale_of(self, scene: SurfaceScene) -> LossScale:
        """Color by what the terrain says, not by how its heights happen to lie."""
        assert self._shown is not None
        ground = self._shown.ground
        return LossScale(ground.low, ground.high, ground.logarithmic)

    def value_name(self) -> str:
        """Return what the values are called."""
        return tr("height") if self._shown is None else self._shown.height_name

    def lay_out(self) -> None:
        """Dress, place and draw everything anew."""
        super().lay_out()
        if self._theme is not None and self._shown is not None:
            self._lines.dress(self._theme, font_pixels(self) / BASE_PIXELS)
            self._draw_field()
            self._draw_valleys()
            self._draw_valley()
            self._draw_over()

    def runner_at(self, point: QPointF) -> int | None:
        """Return the runner whose marker is under a point."""
        return self._lines.at(point, REACH)

    def runner_ends(self) -> dict[int, QPointF]:
        """Return where the markers of the runners in view are."""
        return dict(self._lines.ends)

    @property
    def fogged(self) -> bool:
        """Whether fog hides a part of the map."""
        return not self._fog.path().isEmpty()

    def _draw_over(self) -> None:
        scene = self._shown
        if scene is None or self._theme is None:
            return
        rect = self.map_rect()
        self._lines.begin()
        for runner in scene.runners:
            x, y = self._pixels(runner.path[:, 0], runner.path[:, 1])
            average = None
            if runner.average is not None:
                average = self._pixels(runner.average[:, 0], runner.average[:, 1])
            self._lines.add(runner.number, x, y, rect, runner.selected, average)
        self._lines.end({runner.number for runner in scene.runners})
        self._draw_fog(rect)
        self._draw_arrows(rect)

    def _draw_fog(self, rect: QRectF) -> None:
        scene = self._shown
        assert scene is not None
        path = QPainterPath()
        if scene.sight is not None:
            path.addRect(rect)
            left, right, low, high = self.visible()
            wide = scene.sight * rect.width() / (right - left)
            tall = scene.sight * rect.height() / (high - low)
            places = list(self._lines.ends.values())
            places.append(self.to_pixels(*scene.surface.marker or (0.0, 0.0)))
            for place in places:
                hole = QPainterPath()
                hole.addEllipse(place, wide, tall)
                path = path.subtracted(hole)
        self._fog.setPath(path)
        self.cover_labels(path)

    def _draw_field(self) -> None:
        scene, path = self._shown, QPainterPath()
        if scene is not None and len(scene.field):
            unit = FIELD_LENGTH * font_pixels(self) / BASE_PIXELS
            rect = self.map_rect()
            x, y = self._pixels(scene.field[:, 0], scene.field[:, 1])
            dx, dy = scene.field[:, 2] * unit, -scene.field[:, 3] * unit
            ends = (x + dx, y + dy)
            rows = np.stack((x, y, *ends, dx, dy), axis=-1).tolist()
            for at_x, at_y, to_x, to_y, go_x, go_y in rows:
                inside = rect.contains(at_x, at_y) and rect.contains(to_x, to_y)
                if inside:
                    path.moveTo(at_x, at_y)
                    path.lineTo(to_x, to_y)
                    _add_head(path, to_x, to_y, go_x, go_y, 0.34)
        self._field.setPath(path)

    def _draw_valleys(self) -> None:
        scene = self._shown
        assert scene is not None
        self._valleys.setPath(self._segments(scene.valleys))

    def _draw_valley(self) -> None:
        scene = self._shown
        assert scene is not None
        meant = slice(0, 0)
        if scene.valley is not None:
            meant = slice(scene.valley, scene.valley + 1)
        self._valley.setPath(self._segments(scene.valleys[meant]))

    def _segments(self, rows: FloatArray) -> QPainterPath:
        """Return straight lines x, y to x, y, cut at the edges of the map."""
        path = QPainterPath()
        if len(rows):
            x = np.stack((rows[:, 0], rows[:, 2], rows[:, 2]), axis=1).ravel()
            y = np.stack((rows[:, 1], rows[:, 3], rows[:, 3]), axis=1).ravel()
            x, y = self._pixels(x, y)
            y[2::3] = np.nan
            x, y = clipped(x, y, self.map_rect())
            good = np.isfinite(y)
            for first in np.flatnonzero(good[:-1] & good[1:]).tolist():
                path.moveTo(float(x[first]), float(y[first]))
                path.lineTo(float(x[first + 1]), float(y[first + 1]))
        return path

    def _draw_arrows(self, rect: QRectF) -> None:
        scene = self._shown
        assert scene is not None
        unit = font_pixels(self) / BASE_PIXELS
        for item, dashed in ((self._way, True), (self._taken, False)):
            path = QPainterPath()
            for arrow in scene.arrows:
                tail, tip = self.to_pixels(*arrow.tail), self.to_pixels(*arrow.tip)
                if arrow.dashed == dashed and rect.contains(tail):
                    way = tip - tail
                    size = float(np.hypot(way.x(), way.y()))
                    path.moveTo(tail)
                    path.lineTo(tip)
                    if size > 1.0:
                        share = min(1.0, 9.0 * unit / size)
                        go = (way.x(), way.y())
                        _add_head(path, tip.x(), tip.y(), *go, share)
            item.setPath(path)

    def _place_marker(self) -> None:
        """Plant the flag where the race starts."""
        self._marker.hide()
        self._marker_rim.hide()
        found = self._marker_point()
        self._flag.setVisible(found is not None)
        if found is not None:
            unit = 0.95 * font_pixels(self)
            flag = flag_shape(unit)
            if found[0].y() - flag.boundingRect().height() < 0.0:
                # At the upper edge it hangs down.
                flag = QTransform.fromScale(1.0, -1.0).map(flag)
            self._flag.setPath(flag)
            self._flag.setPos(found[0])

    def _on_pressed(self, point: QPointF) -> None:
        runner = self.runner_at(point)
        on_flag = self._is_on_marker(point)
        if runner is not None and not (on_flag and self._shown_at_start()):
            self.runner_chosen.emit(runner)
        elif on_flag or not self.map_rect().contains(point):
            super()._on_pressed(point)
        else:
            self._grip = QPointF()
            self.grasped.emit()
            self.put_marker(self.to_plane(point))

    def _shown_at_start(self) -> bool:
        """Return whether the race has not begun: the flag is above all runners."""
        scene = self._shown
        return scene is not None and all(len(r.path) <= 1 for r in scene.runners)


def _add_head(
    path: QPainterPath, x: float, y: float, dx: float, dy: float, share: float
) -> None:
    """Add the head of an arrow that comes along (dx, dy), as a share of it."""
    for side in (-0.6, 0.6):
        path.moveTo(x, y)
        path.lineTo(x - share * (dx + side * dy), y - share * (dy - side * dx))
