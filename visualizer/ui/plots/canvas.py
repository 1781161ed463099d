"""A canvas of stock items that reports what the hand does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from visualizer.ui.drawing import Canvas


class PlotCanvas(Canvas):
    """Reports the pointer in its own coordinates; its owner takes the focus.

    Signals
    -------
    pressed, dragged, hovered : QPointF
        Left button down, moved while down, moved while up.
    released, left
        Left button up; pointer out of the canvas.
    double_clicked : QPointF
    wheel_turned : QPointF, float
        Place and notches, away from the hand positive.
    """

    pressed = Signal(QPointF)
    dragged = Signal(QPointF)
    hovered = Signal(QPointF)
    released = Signal()
    left = Signal()
    double_clicked = Signal(QPointF)
    wheel_turned = Signal(QPointF, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._down = False

    def area(self) -> QRectF:
        """Return the rectangle to draw in."""
        return QRectF(self.viewport().rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._down = True
            self.pressed.emit(event.position())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        signal = self.dragged if self._down else self.hovered
        signal.emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._down:
            self._down = False
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._down = True
            self.double_clicked.emit(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120.0
        if notches:
            self.wheel_turned.emit(event.position(), notches)
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()
