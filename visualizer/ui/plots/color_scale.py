"""The colors of viridis from low to high, with what stands at their ends."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPixmap, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from visualizer.ui.drawing import Canvas, font_pixels, mapped_image
from visualizer.ui.plots.loss_scale import viridis
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular


class ColorScale(Canvas):
    """A bar of colors between two numbers, and behind it what they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme: Theme | None = None
        self._said = ("", "", "")
        self._bar = self.scene().addPixmap(QPixmap())
        self._low, self._high, self._name = self.text(), self.text(), self.text()
        self.resized.connect(self._lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        shares = np.linspace(0.0, 1.0, 256)[None, :]
        self._bar.setPixmap(QPixmap.fromImage(mapped_image(shares, viridis())))
        self._lay_out()

    def set_texts(self, low: str, name: str, high: str) -> None:
        """Say what stands at both ends, and of what the colors tell."""
        if (low, name, high) != self._said:
            self._said = (low, name, high)
            self.setAccessibleName(f"{name}: {low} – {high}")
            self._lay_out()

    def texts(self) -> tuple[str, str, str]:
        """Return what is written: lowest, name, highest."""
        return self._said

    def _lay_out(self) -> None:
        theme = self._theme
        if theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        for item in (self._low, self._high, self._name):
            item.dress(font, theme.color("text_secondary"))
        line = self._low.line_height()
        width = float(self.viewport().width())
        middle = 0.5 * self.viewport().height()
        low, name, high = self._said
        taken = self._low.place(low, 0.0, middle)
        left = taken + 0.5 * line
        wide = max(8.0, 0.34 * width)
        thick = 0.6 * line
        self._bar.setTransform(
            QTransform(wide / 256.0, 0, 0, thick, left, middle - 0.5 * thick)
        )
        right = left + wide + 0.5 * line
        right += self._high.place(high, right, middle) + line
        self._name.place(name, right, middle, width=max(0.0, width - right))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(160, round(1.5 * font_pixels(self)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, round(1.5 * font_pixels(self)))
