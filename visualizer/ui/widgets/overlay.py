"""A card that floats over the window until it has done its work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.keys import claims


class Overlay(QFrame):
    """A card inside the window; Escape or a click beside it closes it.

    What runs in the window goes on meanwhile. When the card closes, the focus
    is where it was before.

    Parameters
    ----------
    window : QWidget

    Signals
    -------
    closed
    """

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self._around = _Around(window)
        self._around.pressed.connect(self.close_overlay)
        self._around.hide()
        self.hide()

    def open_overlay(self) -> None:
        """Show the card and give it the focus."""
        if not self.isVisible():
            self._before = self._window.focusWidget()
            # Only while it is open: a filter is asked at each frame.
            self._window.installEventFilter(self)
        self._around.show()
        self._around.raise_()
        self.show()
        self.raise_()
        self._place()
        self.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def close_overlay(self) -> None:
        """Take the card away."""
        if self.isHidden():
            return
        before, self._before = self._before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def first_focus(self) -> QWidget:
        """Return what has the focus when the card opens."""
        return self

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; only icons need to be told."""

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""

    def wanted_size(self) -> QSize:
        """Return the size of the card where the window has the room for it."""
        return self.sizeHint()

    def unit(self) -> float:
        """Return the scale of the font."""
        return self.fontInfo().pixelSize() / BASE_PIXELS

    def _place(self) -> None:
        room = self._window.rect().adjusted(16, 16, -16, -16)
        size = self.wanted_size().boundedTo(room.size())
        left = room.left() + (room.width() - size.width()) // 2
        top = room.top() + min(
            (room.height() - size.height()) // 2, round(room.height() * 0.12)
        )
        self.setGeometry(QRect(left, top, size.width(), size.height()))
        self._around.setGeometry(self._window.rect())

    def event(self, event: QEvent) -> bool:
        # Escape may be a shortcut of the window, to leave presenting.
        return claims(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A window that is being destroyed can no longer be used.
        resized = event.type() == QEvent.Type.Resize
        if resized and isValid(self._window) and self.isVisible():
            self._place()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if isValid(self._around):
            self._around.hide()
            self._window.removeEventFilter(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            super().keyPressEvent(event)


class _Around(QWidget):
    """Catches the click beside the card; draws nothing."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
