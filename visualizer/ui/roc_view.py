"""The ROC curve: what each cut-off finds, and how many false alarms it costs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.cut_off import CutOffScene
from visualizer.ui.drawing import Canvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_RING = 5.0


class RocView(Canvas):
    """Sensitivity up, false alarms across; a ring marks the cut-off in use."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme: Theme | None = None
        self._drawn: CutOffScene | None = None
        self._rect = QRectF(0, 0, 1, 1)
        stage = self.scene()
        self._frame = stage.addRect(QRectF())
        self._chance = stage.addLine(0, 0, 0, 0)
        self._curve = stage.addPath(QPainterPath())
        self._halo = stage.addEllipse(QRectF(-_RING, -_RING, 2 * _RING, 2 * _RING))
        self._ring = stage.addEllipse(QRectF(-_RING, -_RING, 2 * _RING, 2 * _RING))
        self._area = self.text()
        self._across, self._up = self.text(), self.text()
        self._ticks = tuple(self.text() for _ in range(3))
        self.resized.connect(self._lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        width = theme.line_width
        self.set_ground(theme.color("panel"))
        self._frame.setPen(QPen(theme.color("axis"), 1))
        chance = QPen(theme.color("ghost"), 1.2 * width)
        chance.setStyle(Qt.PenStyle.DashLine)
        self._chance.setPen(chance)
        self._curve.setPen(QPen(theme.color("text"), 2 * width))
        self._halo.setPen(QPen(theme.color("panel"), 5 * width))
        self._ring.setPen(QPen(theme.color("accent"), 2.4 * width))
        self._ring.setBrush(QColor(0, 0, 0, 0))
        self._lay_out()

    def set_scene(self, scene: CutOffScene) -> None:
        """Draw a scene."""
        before, self._drawn = self._drawn, scene
        if before is None or before.curve is not scene.curve:
            self._draw_curve()
        self._place_ring()
        self._place_area()
        self.setAccessibleDescription(scene.area_text)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self.setAccessibleName(tr("ROC curve"))
        self._lay_out()

    def _lay_out(self) -> None:
        theme = self._theme
        if theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        quiet = theme.color("text_secondary")
        for item in (self._across, self._up, *self._ticks):
            item.dress(font, quiet)
        self._area.dress(font, theme.color("text"))
        em = self._across.line_height()
        width, height = self.viewport().width(), self.viewport().height()
        left, below = 1.4 * em, 1.5 * em
        side = max(8.0, min(width - left - 0.6 * em, height - below - 0.4 * em))
        rect = self._rect = QRectF(round(left), round(0.4 * em), int(side), int(side))
        self._frame.setRect(rect)
        corner = rect.topRight()
        self._chance.setLine(rect.left(), rect.bottom(), corner.x(), corner.y())
        line, edge = rect.bottom() + 0.75 * em, rect.left() - 0.35 * em
        self._across.place(
            tr("false alarms"), rect.center().x(), line, "center", 0.7 * side
        )
        zero, right, top = self._ticks
        zero.place("0", edge, line, "right")
        right.place("1", rect.right(), line, "right")
        top.place("1", edge, rect.top() + 0.4 * em, "right")
        self._up.setRotation(0.0)
        taken = self._up.place(tr("found"), 0.0, 0.0, width=0.7 * side)
        self._up.setRotation(-90.0)
        self._up.setPos(rect.left() - 1.2 * em, rect.center().y() + 0.5 * taken)
        self._draw_curve()
        self._place_ring()
        self._place_area()

    def _draw_curve(self) -> None:
        path = QPainterPath()
        curve = np.empty((0, 2)) if self._drawn is None else self._drawn.curve
        for place, (x, y) in enumerate(curve.tolist()):
            at = self._to_pixels(x, y)
            if place:
                path.lineTo(at)
            else:
                path.moveTo(at)
        self._curve.setPath(path)

    def _place_ring(self) -> None:
        at = None if self._drawn is None else self._drawn.at
        for ring in (self._halo, self._ring):
            ring.setVisible(at is not None)
            if at is not None:
                ring.setPos(self._to_pixels(*at))

    def _place_area(self) -> None:
        if self._drawn is not None:
            em = self._across.line_height()
            corner = self._rect.bottomRight()
            self._area.place(
                self._drawn.area_text, corner.x() - 0.5 * em, corner.y() - em, "right"
            )

    def _to_pixels(self, x: float, y: float) -> QPointF:
        rect = self._rect
        return QPointF(
            rect.left() + x * rect.width(), rect.bottom() - y * rect.height()
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
