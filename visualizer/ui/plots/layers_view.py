"""Distributions of activations, a column for each layer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from visualizer.scenes import FloatArray
from visualizer.ui.drawing import Canvas, color_table, mapped_image
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular


class LayersView(Canvas):
    """Draws shares 0 … 1 (rows, columns) from the panel's color to ink.

    A click on it does nothing; what its axes are is written by its owner.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._shares: FloatArray | None = None
        self._picture = self.scene().addPixmap(QPixmap())
        self._frame = self.scene().addPath(QPainterPath())
        self._texts = TextPool(self._frame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_shares(self, shares: FloatArray | None) -> None:
        """Draw a distribution for each layer; None: nothing."""
        if shares is not self._shares:
            self._shares = shares
            self.lay_out()

    def lay_out(self) -> None:
        """Draw everything anew."""
        theme, shares = self._theme, self._shares
        if theme is None:
            return
        self._texts.dress(
            tabular(sized(self.font(), 0.82)), theme.color("text_secondary")
        )
        self._picture.setVisible(shares is not None)
        self._texts.begin()
        path = QPainterPath()
        if shares is not None:
            em = self._texts.line_height()
            area = QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1.3 * em)
            table = color_table([theme.color("panel"), theme.color("text")])
            image = mapped_image(shares, table)
            self._picture.setPixmap(QPixmap.fromImage(image))
            rows, columns = shares.shape
            wide, high = area.width() / columns, area.height() / rows
            self._picture.setTransform(QTransform.fromScale(wide, high))
            self._picture.setPos(area.topLeft())
            path.addRect(area)
            for number in range(columns):
                x = area.left() + (number + 0.5) * wide
                self._texts.add(str(number + 1), x, area.bottom() + 0.7 * em, "center")
        self._texts.end()
        self._frame.setPath(path)
        self._frame.setPen(QPen(theme.color("border"), 1.0))
