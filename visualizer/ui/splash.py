"""What is seen until the window is built: the name, in the window's colors."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSplashScreen, QWidget

from visualizer.resource_files import resource

WIDTH, HEIGHT = 420, 220
LAYERS = (2, 4, 2, 1)
NAME = "Neuronaut"


def last_theme(folder: Path) -> str:
    """Return the theme worn last, without loading all that is remembered.

    Parameters
    ----------
    folder : Path
        Where the state of the window is kept (`visualizer.ui.memory`).
    """
    try:
        theme = json.loads((folder / "state.json").read_text(encoding="utf-8"))["theme"]
    except (OSError, ValueError, KeyError, TypeError):
        return "dark"
    known = ("dark", "light", "contrast")
    return theme if isinstance(theme, str) and theme in known else "dark"


class Splash(QSplashScreen):
    """A small network and the program's name.

    It needs neither NumPy nor the bundled fonts, so that it is on screen while
    they are still being loaded; nor the namespace `Qt`, whose enumerations take
    a tenth of the time until then.

    Parameters
    ----------
    theme : str
        Key of the theme whose colors it wears.

    Attributes
    ----------
    painted : bool
        Whether it was on screen.
    """

    def __init__(self, theme: str) -> None:
        super().__init__()
        path = resource("themes", f"{theme}.json")
        table = json.loads(path.read_text(encoding="utf-8"))
        roles = ("panel", "text", "accent", "positive", "negative", "border")
        self.painted = False
        self._colors = {role: QColor(table[role]) for role in roles}
        self.resize(WIDTH, HEIGHT)
        screen = self.screen()
        if screen is not None:
            self.move(screen.availableGeometry().center() - self.rect().center())
        self.setWindowTitle(NAME)
        self.setAccessibleName(NAME)

    def event(self, event: QEvent) -> bool:
        # That of QSplashScreen waits up to a second for a window manager.
        return QWidget.event(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._colors
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), colors["panel"])
            painter.setPen(QPen(colors["border"], 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            self._draw_network(painter)
            font = painter.font()
            font.setPixelSize(30)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colors["text"])
            left = (WIDTH - QFontMetricsF(font).horizontalAdvance(NAME)) / 2.0
            painter.drawText(QPointF(left, HEIGHT - 38.0), NAME)
        self.painted = True

    def _draw_network(self, painter: QPainter) -> None:
        columns = []
        for layer, count in enumerate(LAYERS):
            x = WIDTH / 2.0 + (layer - 1.5) * 74.0
            middle = (count - 1) / 2.0
            columns.append([(x, 78.0 + (n - middle) * 30.0) for n in range(count)])
        for layer, (left, right) in enumerate(pairwise(columns)):
            for i, (x1, y1) in enumerate(left):
                for j, (x2, y2) in enumerate(right):
                    sign = "positive" if (i + j + layer) % 2 else "negative"
                    painter.setPen(QPen(self._colors[sign], 1.6))
                    painter.drawLine(round(x1), round(y1), round(x2), round(y2))
        neurons = QPainterPath()
        for column in columns:
            for x, y in column:
                neurons.addEllipse(QPointF(x, y), 8.0, 8.0)
        painter.fillPath(neurons, self._colors["accent"])
