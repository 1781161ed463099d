"""What panels that consist of one plot have in common: focus, keys, gestures."""

from __future__ import annotations

import itertools
from typing import ClassVar, Protocol

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.plots.surface_view import SurfaceView
from visualizer.ui.typography import BASE_PIXELS

PATIENCE = 600
"""How long a marker waits where the hand left it for the scenes to follow."""

STEP, LARGE_STEP = 1 / 50, 1 / 10
"""Steps by keyboard, as parts of the visible range."""

# One count for all panels, so that two never share the number of a gesture.
_gestures = itertools.count(1)


def next_gesture() -> int:
    """Return the number of a gesture, which no other one has."""
    return next(_gestures)


class FocusedPlot(Protocol):
    """What a plot must be able to do."""

    def lay_out(self) -> None:
        """Draw everything anew."""

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""


class PlotPanel(Panel):
    """A panel that is one plot; the plot shows when keys reach it.

    A subclass makes its plot and hands it to `fill`.

    Attributes
    ----------
    least, usual : (width, height)
        Sizes in pixels at the base font.
    """

    least: ClassVar[tuple[int, int]]
    usual: ClassVar[tuple[int, int]]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._plot: FocusedPlot | None = None

    def fill(self, plot: FocusedPlot, widget: QWidget) -> None:
        """Take in the plot, which is a widget of this panel."""
        self._plot = plot
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)

    def claims(self, event: QKeyEvent) -> bool:
        """Return whether a key is the panel's rather than a shortcut's."""
        return alt_arrow(event) is not None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._plot is not None:
            self._plot.lay_out()

    def event(self, event: QEvent) -> bool:
        # Otherwise a shortcut of the window takes the keys first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.claims(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._plot is not None:
            self._plot.set_focused(event.reason() in KEYBOARD_FOCUS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._plot is not None:
            self._plot.set_focused(False)

    def minimumSizeHint(self) -> QSize:
        return self._scaled(self.least)

    def sizeHint(self) -> QSize:
        return self._scaled(self.usual)

    def _scaled(self, size: tuple[int, int]) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(size[0] * unit), round(size[1] * unit))


class MovingPanel(PlotPanel):
    """A plot on which hand and Alt+arrows move something.

    A drag, or a key held down, is one gesture: its intents carry one number, and go
    out once in a turn of the event loop.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture = 0
        self._moves = LatestIntent(self.intent.emit, self)

    def begin_gesture(self) -> None:
        """Count what follows as one gesture."""
        self._gesture = next_gesture()

    def nudge(self, across: float, up: float) -> bool:
        """Move by parts of the visible range; return whether there is anything."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = alt_arrow(event)
        if arrow is None:
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat() or not self._gesture:
            self.begin_gesture()
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if far else STEP
        if not self.nudge(arrow[0] * step, arrow[1] * step):
            super().keyPressEvent(event)


class MarkerPanel(MovingPanel):
    """A map with a marker, which stays under the hand until the scenes follow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: SurfaceView | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.follow)

    def fill_with_map(self, view: SurfaceView) -> None:
        """Take in the map."""
        self.fill(view, view)
        self._map = view
        view.grasped.connect(self.begin_gesture)
        view.marker_moved.connect(self._on_marker_moved)
        view.released.connect(self._moves.flush)

    def moved(self, x: float, y: float) -> None:
        """Offer the intent that answers a move of the marker."""
        raise NotImplementedError

    def follow(self) -> None:
        """Let the scenes move the marker, unless the hand is ahead of them."""
        if self._map is not None and not self._map.dragging:
            self._patience.stop()
            self._map.let_go()

    def nudge(self, across: float, up: float) -> bool:
        at = None if self._map is None else self._map.marker()
        if self._map is None or at is None:
            return False
        left, right, bottom, top = self._map.visible()
        self._map.put_marker(
            (at[0] + across * (right - left), at[1] + up * (top - bottom))
        )
        return True

    def _on_marker_moved(self, x: float, y: float) -> None:
        self._patience.start()
        self.moved(x, y)
