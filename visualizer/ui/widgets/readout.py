"""A number with its name, calm enough to read while it changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.ui.drawing import Pacer
from visualizer.ui.typography import tabular
from visualizer.ui.widgets.keys import ENTER_KEYS
from visualizer.ui.widgets.steady_label import SteadyLabel

EDGE = 4
"""Room at either side for the ring around the one with the focus."""


class Readout(QWidget):
    """A small name over a large value in figures of one width.

    Its width is that of the widest value to expect, so nothing moves when the
    value changes, and it changes at most five times a second. Where one can ask what
    made it, a click or Enter does.

    Signals
    -------
    asked
    """

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel(self)
        self._name.setProperty("role", "small")
        self._value = SteadyLabel("readout", self)
        self._value.setFont(tabular(QFont()))
        self._widest = ""
        self._wanted = ""
        self._pacer = Pacer(self._show, self)
        self._asks = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, 0)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._value)

    def set_name(self, name: str, widest: str) -> None:
        """Say what the number is, and the widest value to keep room for."""
        if (name, widest) != (self._name.text(), self._widest):
            self._name.setText(name)
            self._widest = widest
            self._tell()
            self._fit()

    def set_value(self, value: str) -> None:
        """Show a value now or, after a recent change, a moment later."""
        if value != self._wanted:
            self._wanted = value
            self._pacer.request()

    def set_asks(self, asks: bool) -> None:
        """Say whether one can ask what made the number."""
        if asks == self._asks:
            return
        self._asks = asks
        focus, shape = Qt.FocusPolicy, Qt.CursorShape
        self.setFocusPolicy(focus.TabFocus if asks else focus.NoFocus)
        self.setCursor(shape.PointingHandCursor if asks else shape.ArrowCursor)
        self.retranslate()

    def retranslate(self) -> None:
        """Say again what a click does."""
        self.setToolTip(tr("Why is it this number?") if self._asks else "")

    def name(self) -> str:
        """Return the name shown."""
        return self._name.text()

    def value(self) -> str:
        """Return the value shown."""
        return self._value.text()

    def _show(self) -> None:
        self._value.set_text(self._wanted)
        self._tell()

    def _tell(self) -> None:
        """Let a screen reader have name and value at once."""
        self.setAccessibleName(f"{self._name.text()}: {self._value.text()}")

    def _fit(self) -> None:
        self._name.ensurePolished()
        self._value.reserve(self._widest)
        name = self._name.fontMetrics().horizontalAdvance(self._name.text())
        wide = max(name + 2, self._value.minimumWidth())
        self.setFixedWidth(wide + 2 * EDGE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if self._asks and left and self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._asks and event.key() in ENTER_KEYS:
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # A style sheet changes the fonts of the labels, not this widget's own.
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
