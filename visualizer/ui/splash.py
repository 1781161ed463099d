"""What is seen until the window is built: the name, in the window's colors."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSplashScreen, QWidget

from visualizer.resource_files import resource

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

    It is a picture, so that it is on screen before NumPy, the fonts and Qt's
    pens and brushes are loaded.

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
        fine = "@2x" if self.devicePixelRatio() > 1.0 else ""
        self.setPixmap(QPixmap(str(resource("splash", f"{theme}{fine}.png"))))
        self.painted = False
        self.setWindowTitle(NAME)
        self.setAccessibleName(NAME)

    def event(self, event: QEvent) -> bool:
        # That of QSplashScreen, which also paints, waits up to a second for a
        # window manager.
        return QWidget.event(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(0, 0, self.pixmap())
        self.painted = True
