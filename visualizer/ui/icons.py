"""Line icons, drawn for the program and tinted by the theme.

An icon is an SVG in resources/icons whose color is ``currentColor``. Qt renders
it at the size and device pixel ratio in which it is shown, so it is crisp at
every scale.
"""

from __future__ import annotations

import atexit
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap

from visualizer.resource_files import resource
from visualizer.ui.theme import Theme

DISABLED_OPACITY = 0.35


def icon(name: str, theme: Theme, role: str = "text") -> QIcon:
    """Return an icon in a color of the theme, paler where a control is disabled.

    Parameters
    ----------
    name : str
        File name in resources/icons without its suffix.
    theme : Theme
    role : str
        Role of the color, e.g. ``"text_secondary"``.
    """
    return _icon(name, theme.color(role).name())


def icon_pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture.

    Parameters
    ----------
    name : str
    color : str
        ``#rrggbb``.
    size : int
        Width and height in logical pixels.
    ratio : float
        Device pixels in a logical one.
    """
    return _pixmap(name, color, size, ratio)


@cache
def tinted_file(name: str, color: str, opacity: float = 1.0) -> str:
    """Write an icon in a color to a file of its own.

    Icons and style sheets of Qt take an SVG only from a file and cannot tint
    it. An icon engine written in Python could, but crashes when Qt clones it.

    Returns
    -------
    str
        Path with forward slashes, as style sheets want it.
    """
    text = _drawing(name).replace("currentColor", color)
    text = text.replace("<svg ", f'<svg opacity="{opacity:g}" ', 1)
    path = _folder() / f"{name}-{color.removeprefix('#')}-{opacity:g}.svg"
    path.write_text(text, encoding="utf-8")
    return path.as_posix()


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="neuronaut-icons-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _icon(name: str, color: str) -> QIcon:
    result = QIcon(tinted_file(name, color))
    pale = tinted_file(name, color, DISABLED_OPACITY)
    for state in (QIcon.State.Off, QIcon.State.On):
        result.addFile(pale, QSize(), QIcon.Mode.Disabled, state)
    return result


@lru_cache(maxsize=256)
def _pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    pixmap = _icon(name, color).pixmap(QSize(side, side), 1.0)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
