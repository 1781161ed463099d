"""One size a layer on a logarithmic axis, as stems from a level line."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from visualizer.scenes import FloatArray
from visualizer.scenes.signals import SizesScene
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.axes import Axes, Range
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.polyline import Coordinates, broken_path
from visualizer.ui.plots.ranges import stepped_decades
from visualizer.ui.plots.readout import ReadoutBox
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import linear_ticks, log_ticks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

LEAST_DECADES = 2.0
"""The axis has at least as many, so that noise does not look like a trend."""

RADIUS = 4.2
"""Of a dot, in pixels at the base font; less where there are many."""

DASH = 22.0


class SizeView(PlotCanvas):
    """Draws a `SizesScene`.

    Signals
    -------
    asked : int
        The place of the layer that was clicked.
    """

    asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: SizesScene | None = None
        stage = self.scene()
        self._axes = Axes(self)
        self._level = stage.addPath(QPainterPath())
        self._stems = stage.addPath(QPainterPath())
        self._theory = stage.addPath(QPainterPath())
        self._dots = stage.addPath(QPainterPath())
        self._crosses = stage.addPath(QPainterPath())
        for height, item in enumerate(
            (self._level, self._stems, self._theory, self._dots, self._crosses), start=1
        ):
            item.setZValue(float(height))
        root = stage.addPath(QPainterPath())
        self._words = TextPool(root)
        self._box = ReadoutBox()
        stage.addItem(self._box.item)
        self._focus = FocusBorder(self)
        self._pointed = -1
        self.resized.connect(self.lay_out)
        self.hovered.connect(self._on_hovered)
        self.pressed.connect(self._on_pressed)
        self.left.connect(lambda: self.point_at(-1))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._focus.set_theme(theme)
        self.lay_out()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""
        self._focus.setGeometry(self.rect())
        self._focus.setVisible(focused)

    def set_scene(self, scene: SizesScene) -> None:
        """Draw a scene; where the axes are those of before, only dots move."""
        before, self._drawn = self._drawn, scene
        if self._theme is None:
            return
        if before is None or not _alike(before, scene):
            self.lay_out()
            return
        self._draw_sizes(scene, self._theme)
        self.point_at(self._pointed)

    def map_rect(self) -> QRectF:
        """Return the rectangle between the axes."""
        return self._axes.rect

    def place_of(self, layer: int, size: float) -> QPointF:
        """Return the pixel of a size of a layer."""
        return self._axes.to_pixels(float(layer), math.log10(size))

    def dots(self) -> int:
        """Return how many sizes have a place on the axis."""
        return self._dots.path().elementCount() // _CIRCLE

    def crosses(self) -> int:
        """Return how many have none."""
        return self._crosses.path().elementCount() // 4

    def has_theory(self) -> bool:
        """Return whether a curve of theory is drawn."""
        return not self._theory.path().isEmpty()

    def readout(self) -> str:
        """Return what the box under the pointer says; empty where there is none."""
        shown = self._box.item.isVisible()
        return self._box.texts()[0][1] if shown else ""

    def words(self) -> list[str]:
        """Return what is written beside the curve."""
        return [item.text() for item in self._words.shown()]

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        unit = font_pixels(self) / BASE_PIXELS
        self._axes.dress(theme, font)
        self._words.dress(font, theme.color("text_secondary"))
        self._box.set_look(theme, font)
        em, area = self._axes.line_height(), self.area()
        layers = _layers(scene)
        x = (float(layers[0]) - 0.5, float(layers[-1]) + 0.5)
        y = _range(scene)
        most_x = max(1, min(10, int(area.width() / (3.2 * em))))
        most_y = max(1, min(6, int(area.height() / (2.2 * em))))
        ticks = (
            linear_ticks(layers[0], layers[-1], most_x, whole=True),
            log_ticks(*y, most_y),
        )
        self._axes.lay_out(area, x, y, ticks, (scene.x_label, scene.y_label), 0.4 * em)
        self._draw_sizes(scene, theme)
        self._draw_theory(scene, layers, theme)
        self._words.begin()
        if scene.theory_label:
            self._write_theory(scene.theory_label, em, unit)
        self._words.end()
        self._focus.setGeometry(self.rect())
        self.point_at(self._pointed)

    def _draw_sizes(self, scene: SizesScene, theme: Theme) -> None:
        rect, y, layers = self._axes.rect, _range(scene), _layers(scene)
        unit = font_pixels(self) / BASE_PIXELS
        radius = min(RADIUS * unit, 0.34 * rect.width() / len(layers))
        level = _log(scene.reference)
        base = self._axes.to_pixels(0.0, level if math.isfinite(level) else y[0]).y()
        base = min(max(base, rect.top()), rect.bottom())
        line, stems, dots = QPainterPath(), QPainterPath(), QPainterPath()
        crosses = QPainterPath()
        line.moveTo(rect.left(), base)
        line.lineTo(rect.right(), base)
        heights = np.array([_log(size) for size in scene.sizes.tolist()])
        places = self._axes.pixels(layers, heights)
        for at, top, size in zip(
            *(part.tolist() for part in places), scene.sizes.tolist(), strict=True
        ):
            if math.isfinite(top):
                stems.moveTo(at, base)
                stems.lineTo(at, top)
                dots.addEllipse(QPointF(at, top), radius, radius)
            else:
                edge = rect.bottom() - radius if size == 0.0 else rect.top() + radius
                for way in (-1.0, 1.0):
                    crosses.moveTo(at - radius, edge - way * radius)
                    crosses.lineTo(at + radius, edge + way * radius)
        width = theme.line_width
        flat = Qt.PenCapStyle.FlatCap
        solid = Qt.PenStyle.SolidLine
        self._level.setPath(line)
        self._level.setPen(QPen(theme.color("axis"), 1.0 * width))
        self._stems.setPath(stems)
        self._stems.setPen(QPen(theme.color("ghost"), 0.7 * radius, solid, flat))
        self._dots.setPath(dots)
        self._dots.setPen(QPen(Qt.PenStyle.NoPen))
        self._dots.setBrush(theme.color("text"))
        self._crosses.setPath(crosses)
        self._crosses.setPen(QPen(theme.color("text"), 1.8 * width))

    def _draw_theory(self, scene: SizesScene, layers: FloatArray, theme: Theme) -> None:
        with np.errstate(divide="ignore", invalid="ignore"):
            heights = np.log10(scene.theory)
        heights[~np.isfinite(heights)] = np.nan
        self._theory.setPath(broken_path(*self._axes.pixels(layers, heights)))
        pen = QPen(theme.color("success"), 2.0 * theme.line_width)
        pen.setStyle(Qt.PenStyle.DashLine)
        self._theory.setPen(pen)

    def _write_theory(self, label: str, em: float, unit: float) -> None:
        """Write what the dashed curve is at the right, over the plot."""
        rect = self._axes.rect
        middle = self.area().top() + 0.55 * em
        self._words.add(label, rect.right(), middle, "right", 0.5 * rect.width())
        if not self._theory.path().isEmpty():
            wide = self._words.advance_of(self._words.shown()[0].text())
            right = rect.right() - wide - 0.4 * em
            sample = self._theory.path()
            sample.moveTo(right - DASH * unit, middle)
            sample.lineTo(right, middle)
            self._theory.setPath(sample)

    def pointed(self) -> int:
        """Return the place of the layer whose size is said; -1 for none."""
        return self._pointed

    def point_at(self, place: int) -> None:
        """Say the size of a layer in a box beside its dot; -1 for none."""
        scene = self._drawn
        if scene is None or not 0 <= place < len(scene.texts):
            self._pointed = -1
            self._box.hide()
            return
        self._pointed = place
        rect, size = self._axes.rect, float(scene.sizes[place])
        at = self._axes.to_pixels(float(scene.first + place), _log(size))
        if math.isnan(at.y()):
            at.setY(rect.center().y())
        self._box.show(at, [("", scene.texts[place])], QRectF(self.area()))

    def _on_hovered(self, place: QPointF) -> None:
        scene = self._drawn
        inside = scene is not None and self._axes.rect.contains(place)
        shape = Qt.CursorShape
        self.viewport().setCursor(
            shape.PointingHandCursor if inside else shape.ArrowCursor
        )
        if scene is None or not inside:
            self.point_at(-1)
            return
        number = round(self._axes.x_at(place)) - scene.first
        self.point_at(min(max(number, 0), len(scene.texts) - 1))

    def _on_pressed(self, place: QPointF) -> None:
        self._on_hovered(place)
        if self._pointed >= 0:
            self.asked.emit(self._pointed)


_CIRCLE = 13
"""Elements of an ellipse in a path."""


def _layers(scene: SizesScene) -> Coordinates:
    """Return the numbers of the layers."""
    return scene.first + np.arange(len(scene.sizes), dtype=np.float64)


def _range(scene: SizesScene) -> Range:
    return size_range(scene.sizes, scene.theory, scene.reference)


def _alike(one: SizesScene, other: SizesScene) -> bool:
    """Return whether axes, theory and all that is written are the same."""
    texts = [
        (scene.first, len(scene.sizes), scene.x_label, scene.y_label)
        for scene in (one, other)
    ]
    return (
        texts[0] == texts[1]
        and one.theory_label == other.theory_label
        and _range(one) == _range(other)
        and np.array_equal(one.theory, other.theory, equal_nan=True)
    )


def size_range(sizes: FloatArray, theory: FloatArray, reference: float) -> Range:
    """Return exponents of ten between which all sizes lie."""
    known = np.concatenate([sizes, theory, [reference]])
    known = known[np.isfinite(known) & (known > 0.0)]
    if not known.size:
        return -LEAST_DECADES, 0.0
    low, high = np.log10([known.min(), known.max()]).tolist()
    missing = max(0.0, LEAST_DECADES - (high - low))
    bottom, top = stepped_decades(low - missing / 2.0, high + missing / 2.0)
    # So that no tick stands at the upper end, below the name of the axis.
    return bottom - 0.05 * (top - bottom), top + 0.07 * (top - bottom)


def _log(size: float) -> float:
    return math.log10(size) if math.isfinite(size) and size > 0.0 else math.nan
