"""The layer over a map on which the hand paints and erases points."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.ui.class_markers import class_color, marker
from visualizer.ui.drawing import KEYBOARD_FOCUS
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.keys import ENTER_KEYS

Place = tuple[float, float]

GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))

NEXT_DAB = 0.8
"""Way of the brush, in its radii, after which it paints again."""

STEP, LARGE_STEP = 1 / 60, 1 / 12
"""Steps of the brush by keyboard, as parts of the plane's width."""

_DOT = 3.0

_DIGITS = range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Brush(Struct, frozen=True):
    """What a stroke does.

    Attributes
    ----------
    kind : "classes", "values" or "eraser"
    mark : float
        The class, counted from 0, or the value.
    radius : float
        In units of the plane.
    density : int
        Points of one dab.
    several : bool
        Whether its class is one of more than two.
    """

    kind: Literal["classes", "values", "eraser"]
    mark: float
    radius: float
    density: int
    several: bool = False

    def color(self, theme: Theme) -> QColor:
        """Return the color that its points have."""
        if self.several:
            return class_color(theme, int(self.mark))
        shade = 2.0 * self.mark - 1.0 if self.kind == "classes" else self.mark
        return theme.signed_color(shade)

    def shape(self) -> QPainterPath:
        """Return the marker that its points have while they are painted."""
        return marker(int(self.mark) if self.several else 0, _DOT)


def scattered(place: Place, brush: Brush, before: int) -> list[Place]:
    """Return the points of one dab, spread evenly over the brush.

    They lie on a sunflower's spiral, which goes on from dab to dab so that two on
    the same spot do not cover each other.

    Parameters
    ----------
    place : (x, y)
        The middle of the brush.
    brush : Brush
    before : int
        Points of the stroke so far.

    References: Vogel (1979), "A better way to construct the sunflower head".
    """
    points = []
    for number in range(brush.density):
        reach = brush.radius * math.sqrt((number + 0.5) / brush.density)
        if brush.density == 1:
            reach = 0.0
        angle = GOLDEN_ANGLE * (before + number)
        x, y = place
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


class PaintLayer(QWidget):
    """Lies over a map, collects strokes and shows them until the data have them.

    Press and drag for a stroke. By keyboard, Alt and the arrows move the brush and
    Enter makes a stroke of one dab there; a digit chooses what is painted.

    Signals
    -------
    stroke_made : tuple of (x, y)
        The points of a stroke, or the path of the eraser.
    digit_pressed : int
        The person wants to paint with the first, second, … mark; 0: to erase.
    left
        The person wants to paint no more (Escape).
    """

    stroke_made = Signal(object)
    digit_pressed = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._brush = Brush("classes", 1.0, 0.6, 4)
        self._map = QRectF(0, 0, 1, 1)
        self._domain = (-1.0, 1.0, -1.0, 1.0)
        self._stroke: list[Place] | None = None
        self._drawn: list[tuple[Place, Brush]] = []
        self._choices = 0
        self._last = QPointF()
        self._at: Place | None = None
        self._tabbed = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.retranslate()

    @property
    def brush(self) -> Brush:
        """What the next stroke does."""
        return self._brush

    @property
    def pending(self) -> int:
        """Points that were painted and that the data have not got yet."""
        return len(self._drawn)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.update()

    def retranslate(self) -> None:
        """Say the accessible texts again."""
        self.setAccessibleName(tr("Painting on the output map"))
        self.setAccessibleDescription(
            tr(
                "Alt+arrows move the brush, Enter paints there, digits choose a class,"
                " 0 the eraser, Escape ends painting"
            )
        )

    def set_brush(self, brush: Brush) -> None:
        """Paint with another brush."""
        self._brush = brush
        self.update()

    def set_choices(self, count: int) -> None:
        """Take the digits from 0 to `count` for itself; others are of the window."""
        self._choices = count

    def cover(self, place: QRectF, domain: tuple[float, float, float, float]) -> None:
        """Lie over a map: its place in this widget, and the plane that it shows."""
        self._map, self._domain = place, domain
        self.update()

    def settle(self) -> None:
        """Show no stroke any more: the data have it."""
        if self._stroke is None and self._drawn:
            self._drawn = []
            self.update()

    def to_pixels(self, place: Place) -> QPointF:
        """Return where a point of the plane is."""
        x_min, x_max, y_min, y_max = self._domain
        return QPointF(
            self._map.left() + (place[0] - x_min) / (x_max - x_min) * self._map.width(),
            self._map.bottom()
            - (place[1] - y_min) / (y_max - y_min) * self._map.height(),
        )

    def _to_plane(self, at: QPointF) -> Place:
        x_min, x_max, y_min, y_max = self._domain
        x = x_min + (at.x() - self._map.left()) / self._map.width() * (x_max - x_min)
        y = y_min + (self._map.bottom() - at.y()) / self._map.height() * (y_max - y_min)
        return min(max(x, x_min), x_max), min(max(y, y_min), y_max)

    def _radius_pixels(self) -> float:
        span = self._domain[1] - self._domain[0]
        return self._brush.radius / span * self._map.width()

    def _dab(self, place: Place) -> None:
        assert self._stroke is not None
        if self._brush.kind == "eraser":
            self._stroke.append(place)
        else:
            x_min, x_max, y_min, y_max = self._domain
            points = [
                (x, y)
                for x, y in scattered(place, self._brush, len(self._stroke))
                if x_min <= x <= x_max and y_min <= y <= y_max
            ]
            self._stroke += points
            self._drawn += [(point, self._brush) for point in points]
        self.update()

    def _end_stroke(self) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke:
            self.stroke_made.emit(tuple(stroke))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if not self._map.adjusted(-8, -8, 8, 8).contains(event.position()):
            event.ignore()
            return
        self._last = event.position()
        self._at = self._to_plane(self._last)
        self._stroke = []
        self._dab(self._at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._at = self._to_plane(at)
        if self._stroke is not None:
            away = at - self._last
            way = math.hypot(away.x(), away.y())
            step = max(2.0, NEXT_DAB * self._radius_pixels())
            for number in range(1, int(way / step) + 1):
                self._dab(self._to_plane(self._last + away * (number * step / way)))
            if way >= step:
                self._last += away * (int(way / step) * step / way)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._stroke is not None:
            self._end_stroke()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._stroke is None:
            self._at = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own_key(event):
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _DIGITS:
            self.digit_pressed.emit(event.key() - Qt.Key.Key_0)
        elif event.key() in ENTER_KEYS:
            self._at = self._at or self._middle()
            self._stroke = []
            self._dab(self._at)
            self._end_stroke()
        else:
            self._nudge(event)

    def _is_own_key(self, event: QKeyEvent) -> bool:
        if event.key() in (*ENTER_KEYS, Qt.Key.Key_Escape):
            return True
        if event.key() in _DIGITS:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            return plain and event.key() - Qt.Key.Key_0 <= self._choices
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return alt and event.key() in _ARROWS

    def _middle(self) -> Place:
        x_min, x_max, y_min, y_max = self._domain
        return 0.5 * (x_min + x_max), 0.5 * (y_min + y_max)

    def _nudge(self, event: QKeyEvent) -> None:
        x_min, x_max, y_min, y_max = self._domain
        x, y = self._at or self._middle()
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if large else STEP
        across, up = _ARROWS[Qt.Key(event.key())]
        x += across * step * (x_max - x_min)
        y += up * step * (y_max - y_min)
        self._at = min(max(x, x_min), x_max), min(max(y, y_min), y_max)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tabbed = event.reason() in KEYBOARD_FOCUS
        if self._tabbed:
            self._at = self._at or self._middle()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        # Otherwise a shortcut of the window takes these keys first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own_key(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("point_outline"), 1.0))
            for place, brush in self._drawn:
                painter.setBrush(brush.color(theme))
                painter.drawPath(brush.shape().translated(self.to_pixels(place)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self._tabbed and self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 2.5))
                painter.drawRect(self._map)
            if self._at is not None:
                self._paint_brush(painter, theme, self.to_pixels(self._at))

    def _paint_brush(self, painter: QPainter, theme: Theme, at: QPointF) -> None:
        radius = max(4.0, self._radius_pixels())
        painter.setPen(QPen(theme.color("point_outline"), 4.0))
        painter.drawEllipse(at, radius, radius)
        erasing = self._brush.kind == "eraser"
        color = theme.color("text") if erasing else self._brush.color(theme)
        pen = QPen(color, 2.0)
        if erasing:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawEllipse(at, radius, radius)
