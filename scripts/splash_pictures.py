"""Draw the splash in each theme: a small network and the program's name."""

from __future__ import annotations

import sys
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from visualizer.app import make_application
from visualizer.resource_files import resource
from visualizer.ui.splash import NAME
from visualizer.ui.theme import THEMES, Theme, load_theme
from visualizer.ui.typography import application_font

SIZE = QSize(420, 220)
"""In logical pixels."""

FILES = {"": 1, "@2x": 2}
"""Scale by what stands behind the theme's key; Qt chooses by these names."""

LAYERS = (2, 4, 2, 1)


def main() -> int:
    """Draw them all; return the exit code."""
    make_application(["neuronaut"])
    folder = resource("splash")
    for key in THEMES:
        for suffix, scale in FILES.items():
            path = folder / f"{key}{suffix}.png"
            if not draw(load_theme(key), scale).save(str(path)):
                raise OSError(f"{path} cannot be written")
    return 0


def draw(theme: Theme, scale: int) -> QImage:
    """Return the splash, `scale` pixels to a logical one."""
    image = QImage(SIZE * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(theme.color("panel"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1.0))
        painter.drawRect(QRectF(0.5, 0.5, SIZE.width() - 1.0, SIZE.height() - 1.0))
        _draw_network(painter, theme)
        font = application_font()
        font.setPixelSize(30)
        font.setBold(True)
        left = (SIZE.width() - QFontMetricsF(font).horizontalAdvance(NAME)) / 2.0
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(left, SIZE.height() - 38.0), NAME)
    return image


def _draw_network(painter: QPainter, theme: Theme) -> None:
    columns = []
    for layer, count in enumerate(LAYERS):
        x = SIZE.width() / 2.0 + (layer - 1.5) * 74.0
        middle = (count - 1) / 2.0
        columns.append([QPointF(x, 78.0 + (n - middle) * 30.0) for n in range(count)])
    for layer, (left, right) in enumerate(pairwise(columns)):
        for i, start in enumerate(left):
            for j, end in enumerate(right):
                sign = "positive" if (i + j + layer) % 2 else "negative"
                painter.setPen(QPen(theme.color(sign), 1.6))
                painter.drawLine(start, end)
    neurons = QPainterPath()
    for column in columns:
        for center in column:
            neurons.addEllipse(center, 8.0, 8.0)
    painter.fillPath(neurons, theme.color("accent"))


if __name__ == "__main__":
    sys.exit(main())
