"""The terrain as a mountain that can be turned, with the runners on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from visualizer.language import said, tr
from visualizer.scenes.surface import GhostPath
from visualizer.scenes.terrain import GhostTrail, MountainScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.ghost_paths import GhostPaths, Line
from visualizer.ui.plots.mountain import Mountain, View
from visualizer.ui.plots.readout import ReadoutBox
from visualizer.ui.plots.runner_lines import DASH, GAP, RunnerLines, parted
from visualizer.ui.plots.stipple import stippled
from visualizer.ui.runner_marks import flag_shape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

REST = 180
"""Milliseconds without a turn after which the mountain is painted finely."""

FINER = 2
"""At rest each pixel is the mean of so many by so many."""

SHARPEST = 3.0
"""Most pixels in a logical one that a figure gets."""

GRID = 0.3
"""Opacity of the lines over the ground."""

REACH = 12.0

DEGREES_A_PIXEL = 0.45
ZOOM = 1.12
LEAST_ZOOM, GREATEST_ZOOM = 0.6, 4.0
LEAST_TILT, GREATEST_TILT = 8.0, 90.0


class MountainView(PlotCanvas):
    """Draws a `MountainScene`. A drag turns it, the wheel zooms.

    The terrain is a picture that is painted when terrain, view or size change; the
    paths are stock items over it.

    Signals
    -------
    runner_chosen : int
    run_wanted : int, int
        The path of a run that was left was clicked: its number and last update.
    """

    runner_chosen = Signal(int)
    run_wanted = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: MountainScene | None = None
        self._view = View()
        self._from: QPointF | None = None
        self._mountain: Mountain | None = None
        self._painted: tuple[object, ...] = ()
        self._painted_finely = False
        self._seen_as: tuple[object, ...] = ()
        self._sharpness = 1.0
        no_pen = QPen(Qt.PenStyle.NoPen)
        stage = self.scene()
        self._picture = stage.addPixmap(QPixmap())
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._over = QGraphicsRectItem()
        self._over.setPen(no_pen)
        stage.addItem(self._over)
        self._ghosts = GhostPaths(self._over)
        self._ghosts_drawn: tuple[object, ...] = ()
        self._lines = RunnerLines(self._over)
        self._stems = stage.addPath(QPainterPath())
        self._stems.setZValue(0.8)
        self._flag = stage.addPath(QPainterPath())
        self._flag.setZValue(1.0)
        self._ring = stage.addPath(QPainterPath())
        self._ring.setZValue(2.0)
        self._readout = ReadoutBox()
        stage.addItem(self._readout.item)
        self._pressed_on: GhostPath | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.come_to_rest)
        self._focused = False
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._on_released)
        self.hovered.connect(self._on_hovered)
        self.left.connect(lambda: self._point_at(None, QPointF()))
        self.wheel_turned.connect(lambda _, notches: self.zoom(notches))
        self.double_clicked.connect(lambda _: self.reset())
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._flag.setBrush(theme.color("path"))
        self._flag.setPen(QPen(theme.color("path_halo"), 1.4 * theme.line_width))
        # What is beside the terrain rather than on it, in the color of what is meant.
        self._stems.setPen(QPen(theme.color("marker"), 1.6 * theme.line_width))
        self._ring.setPen(QPen(theme.color("accent"), 2.5))
        self._painted = ()
        self.lay_out()

    def set_scene(self, scene: MountainScene) -> None:
        """Draw a scene; the terrain is painted only if it changed."""
        before, self._drawn = self._drawn, scene
        if before is None or before.sight != scene.sight:
            self.lay_out()
            return
        # A surface that becomes finer step by step, and a fog that moves with the
        # runners, are painted finely once.
        if self._paint(fine=False):
            self._rest.start()
        self._draw_runners()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys turn the mountain."""
        self._focused = focused
        self._draw_ring()

    @property
    def view(self) -> View:
        """From where the mountain is seen."""
        return self._view

    def turn(self, degrees: float, tilt: float) -> None:
        """Turn the mountain around the vertical, and tilt it."""
        kept = min(max(self._view.tilt + tilt, LEAST_TILT), GREATEST_TILT)
        around = (self._view.turn + degrees + 180.0) % 360.0 - 180.0
        self._look(View(around, kept, self._view.zoom))

    def zoom(self, notches: float) -> None:
        """Come nearer, or go away where negative."""
        zoom = self._view.zoom * ZOOM**notches
        kept = min(max(zoom, LEAST_ZOOM), GREATEST_ZOOM)
        self._look(View(self._view.turn, self._view.tilt, kept))

    def reset(self) -> None:
        """See the mountain as at first."""
        self._look(View())

    def come_to_rest(self) -> None:
        """Paint finely, as when nobody turns the mountain any more."""
        self._rest.stop()
        self._paint(fine=True)
        # What is hidden is known exactly now.
        self._draw_runners()

    def runner_ends(self) -> dict[int, QPointF]:
        """Return where the markers of the runners in view are."""
        return dict(self._lines.ends)

    def sharpen(self, scale: float) -> None:
        """Paint the ground with more pixels in a logical one."""
        self._sharpness = scale
        self._paint(fine=True)

    def lay_out(self) -> None:
        """Draw everything anew."""
        if self._theme is None or self._drawn is None:
            return
        self._lines.dress(self._theme, font_pixels(self) / BASE_PIXELS)
        font = tabular(sized(self.font(), 0.85))
        self._ghosts.set_look(self._theme, font)
        self._ghosts_drawn = ()
        self._readout.set_look(self._theme, font)
        self._paint(fine=True)
        self._draw_runners()
        self._draw_ring()

    def _look(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self._paint(fine=False)
            self._draw_runners()
            self._rest.start()

    def _paint(self, fine: bool) -> bool:
        """Paint the ground unless it is there; return whether it was to be painted."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return False
        area = self.area()
        seen = None
        if scene.sight is not None:
            places = [scene.start[:2], *(runner.path[-1] for runner in scene.runners)]
            seen = [
                (float(x), float(y)) for x, y in places if np.isfinite((x, y)).all()
            ]
        ratio = max(self.devicePixelRatioF(), min(self._sharpness, SHARPEST))
        wanted = (scene.ground, self._view, area, ratio, seen)
        if self._painted == wanted and (self._painted_finely or not fine):
            return False
        self._painted, self._painted_finely = wanted, fine
        finer = FINER if fine else 1
        seen_as = (scene.ground, self._view, area, ratio * finer)
        if self._mountain is None or self._seen_as != (*seen_as, fine):
            self._seen_as = (*seen_as, fine)
            self._mountain = Mountain(*seen_as, rough=not fine)
        ink = theme.color("path_halo")
        ink.setAlphaF(GRID)
        picture = self._mountain.picture(ink.rgba(), seen, scene.sight or 0.0)
        if fine:
            smooth = Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(picture.size() / FINER, mode=smooth)
        picture.setDevicePixelRatio(ratio)
        self._picture.setPixmap(QPixmap.fromImage(picture))
        return True

    def _draw_runners(self) -> None:
        scene, mountain = self._drawn, self._mountain
        if scene is None or mountain is None or self._theme is None:
            return
        area = self.area()
        self._lines.begin()
        paths = [runner.path for runner in scene.runners]
        ends = np.cumsum([len(path) for path in paths])[:-1]
        x, y = np.concatenate(paths).T if paths else np.empty((2, 0))
        heights = np.concatenate([runner.heights for runner in scene.runners] or [x])
        px, py, _ = mountain.project(x, y, heights)
        # What left the mountain would hang in the air.
        py = np.where(mountain.inside(x, y), py, np.nan)
        hidden = mountain.hidden(x, y, heights)
        parts = (np.split(part, ends) for part in (px, py, hidden))
        drawn = set()
        for runner, at_x, at_y, behind in zip(scene.runners, *parts, strict=False):
            average = None
            if runner.average is not None:
                mean_at = runner.average.T
                mean_x, mean_y, _ = mountain.project(*mean_at)
                on = mountain.inside(*mean_at[:2])
                average = mean_x, np.where(on, mean_y, np.nan)
            if np.isfinite(at_y).any():
                drawn.add(runner.number)
                self._lines.add(
                    runner.number, at_x, at_y, area, runner.selected, average, behind
                )
        self._lines.end(drawn)
        spot = self._spot(mountain, *scene.start)
        self._flag.setVisible(spot is not None)
        if spot is not None:
            self._flag.setPath(flag_shape(0.95 * font_pixels(self)))
            self._flag.setPos(spot)
        self._draw_stems(mountain, scene)
        self._draw_ghosts(mountain, scene, (px, py))

    def _draw_ghosts(self, mountain: Mountain, scene: MountainScene, own: Line) -> None:
        wanted = (mountain, scene.ghosts)
        if self._ghosts_drawn == wanted:
            return
        self._ghosts_drawn = wanted
        lines = [_trail(mountain, ghost) for ghost in scene.ghosts]
        radius = 0.22 * font_pixels(self)
        taken = [
            QRectF(end.x() - 12.0, end.y() - 12.0, 24.0, 24.0)
            for end in self._lines.ends.values()
        ]
        paths = [ghost.path for ghost in scene.ghosts]
        self._ghosts.show(paths, lines, self.area(), radius, taken, own)

    def _draw_stems(self, mountain: Mountain, scene: MountainScene) -> None:
        """Draw lines from the ground to the true heights, a dot at their ends."""
        path = QPainterPath()
        if scene.stems is not None and len(scene.stems):
            x, y, ground, true = scene.stems.T
            inside = mountain.inside(x, y)
            px, foot, _ = mountain.project(x, y, ground)
            _, tip, _ = mountain.project(x, y, true)
            radius = 2.4 * font_pixels(self) / BASE_PIXELS
            rows = np.stack((px, foot, tip), axis=1)[inside].tolist()
            for at, low, high in rows:
                path.moveTo(at, low)
                path.lineTo(at, high)
                path.addEllipse(QPointF(at, high), radius, radius)
        self._stems.setPath(path)

    @property
    def ghosts(self) -> GhostPaths:
        """The runs that were left."""
        return self._ghosts

    def stem_count(self) -> int:
        """Return how many stems are drawn."""
        path = self._stems.path()
        kinds = [path.elementAt(n).isLineTo() for n in range(path.elementCount())]
        return sum(kinds)

    def _spot(
        self, mountain: Mountain, x: float, y: float, height: float
    ) -> QPointF | None:
        at_x, at_y = np.array([x]), np.array([y])
        if not (mountain.inside(at_x, at_y)[0] and np.isfinite(height)):
            return None
        px, py, _ = mountain.project(at_x, at_y, np.array([height]))
        return QPointF(float(px[0]), float(py[0]))

    def _draw_ring(self) -> None:
        path = QPainterPath()
        if self._focused:
            area = QRectF(self.area()).adjusted(1.5, 1.5, -1.5, -1.5)
            path.addRoundedRect(area, 6.0, 6.0)
        self._ring.setPath(path)

    def _on_pressed(self, point: QPointF) -> None:
        runner = self._lines.at(point, REACH)
        if runner is not None:
            self.runner_chosen.emit(runner)
            return
        self._pressed_on = self._ghosts.at(point)
        self._from = point
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _on_dragged(self, point: QPointF) -> None:
        if self._from is not None:
            way = point - self._from
            self._from = point
            self._pressed_on = None
            self._point_at(None, point)
            self.turn(-DEGREES_A_PIXEL * way.x(), DEGREES_A_PIXEL * way.y())

    def _on_released(self) -> None:
        self._from = None
        wanted, self._pressed_on = self._pressed_on, None
        if wanted is not None:
            self.run_wanted.emit(wanted.run, wanted.tip)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def _on_hovered(self, point: QPointF) -> None:
        self._point_at(self._ghosts.at(point), point)

    def _point_at(self, ghost: GhostPath | None, point: QPointF) -> None:
        """Say which run a path belongs to, if one is pointed at."""
        self._ghosts.light(None if ghost is None else ghost.run)
        if ghost is None:
            self._readout.hide()
            return
        differs = said(ghost.text) or tr("the same settings")
        rows = [(tr("run {number}", number=ghost.run + 1), differs)]
        self._readout.show(point, rows, self.area())


def _trail(mountain: Mountain, ghost: GhostTrail) -> Line:
    """Return a path in pixels: in dashes behind the mountain, then what is in front."""
    x, y = np.asarray(ghost.path.path, np.float64).T
    px, py, _ = mountain.project(x, y, ghost.heights)
    py = np.where(mountain.inside(x, y), py, np.nan)
    front, behind = parted(px, py, mountain.hidden(x, y, ghost.heights))
    dashes_x, dashes_y = stippled(*behind, DASH, GAP)
    return np.concatenate((dashes_x, front[0])), np.concatenate((dashes_y, front[1]))
