"""The marker of a runner, as a button."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from visualizer.ui.drawing import font_pixels
from visualizer.ui.runner_marks import runner_color, runner_shape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.keys import ENTER_KEYS


class RunnerMark(QAbstractButton):
    """The marker of a runner; pressed, its runner is looked at closely."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._theme: Theme | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.update()

    def nextCheckState(self) -> None:
        # The scene says who is selected.
        pass

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        theme = self._theme
        side = float(min(self.width(), self.height()))
        box = QRectF(0.0, 0.0, side, side).adjusted(1.0, 1.0, -1.0, -1.0)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isChecked() or self.hasFocus():
                role = "accent" if self.hasFocus() else "text_secondary"
                painter.setPen(QPen(theme.color(role), 1.5))
                painter.drawRoundedRect(box, 5.0, 5.0)
            painter.translate(QPointF(side / 2, side / 2))
            painter.setPen(QPen(theme.color("panel"), 1.0))
            painter.setBrush(runner_color(theme, self._number))
            painter.drawPath(runner_shape(self._number, 0.26 * side))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        side = round(24 * font_pixels(self) / BASE_PIXELS)
        return QSize(side, side)
