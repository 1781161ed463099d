"""Curves with the handles of pieces, or with a pen that draws the target."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from visualizer.scenes.approximation import FittingScene, Handle
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.handle_marks import HandleMarks
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS

PEN = 6.0
"""Half the height of the pen's cross, in pixels."""


class FittingView(LineView):
    """Draws a `FittingScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fitting: FittingScene | None = None
        self._handles = HandleMarks(self, self.place_of)
        self._pen = self.scene().addPath(QPainterPath())
        self._pen.setZValue(4.0)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        super().set_theme(theme)
        self._pen.setPen(QPen(theme.color("accent"), 2.4 * theme.line_width))

    def set_scene(self, scene: FittingScene) -> None:
        """Draw a scene; handles stay as they are where nothing moved them."""
        before, self._fitting = self._fitting, scene
        self.set_plot(scene.plot)
        known = before is not None and before.plot.y == scene.plot.y
        same = known and before is not None and before.handles == scene.handles
        if not same or before is None or before.pen != scene.pen:
            self._draw_hands()

    def lay_out(self) -> None:
        """Draw everything anew."""
        super().lay_out()
        self._draw_hands()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""
        self._handles.set_focused(focused)

    def handle_at(self, point: QPointF) -> Handle | None:
        """Return the handle next to a point, if one is within reach."""
        return self._handles.at(point)

    def handle_place(self, handle: Handle) -> QPointF:
        """Return where a handle is drawn."""
        return self._handles.place(handle)

    def coordinates(self, point: QPointF) -> tuple[float, float]:
        """Return the point of the plot under a pixel, or next to it."""
        rect = self._rect
        within = QPointF(
            min(max(point.x(), rect.left()), rect.right()),
            min(max(point.y(), rect.top()), rect.bottom()),
        )
        return self._axes.x_at(within), self._axes.y_at(within)

    def show_cursor(self, point: QPointF) -> None:
        """Give the pointer the shape for what is under it."""
        self.viewport().setCursor(self._handles.cursor(point))

    def _draw_hands(self) -> None:
        scene, theme = self._fitting, self._theme
        if scene is None or theme is None:
            return
        self._handles.draw(scene.handles, self._rect, theme)
        path = QPainterPath()
        if scene.pen is not None:
            at = self.place_of(*scene.pen)
            arm = PEN * font_pixels(self) / BASE_PIXELS
            for way in (QPointF(arm, arm), QPointF(arm, -arm)):
                path.moveTo(at - way)
                path.lineTo(at + way)
        self._pen.setPath(path)
