"""Line icons, drawn for the program and tinted by the theme.

An icon is an SVG in resources/icons whose color is ``currentColor``. Qt renders
it at the size and device pixel ratio in which it is shown, so it is crisp at
every scale.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap

from visualizer.information import icon_folder
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
    """Find an icon in a color in a file of its own, which is written once.

    Icons and style sheets of Qt take an SVG only from a file and cannot tint
    it. An icon engine written in Python could, but crashes when Qt clones it.
    The file stays for later starts, because to write all takes a while; a sum over
    its content in its name tells it from one of another version.

    Returns
    -------
    str
        Path with forward slashes, as style sheets want it.
    """
    text = _drawing(name).replace("currentColor", color)
    text = text.replace("<svg ", f'<svg opacity="{opacity:g}" ', 1)
    content = text.encode()
    path = f"{_folder()}/{name}-{crc32(content):08x}.svg"
    try:
        whole = os.stat(path).st_size == len(content)
    except OSError:
        whole = False
    if not whole:
        # Another process may be about to read it.
        part = Path(f"{path}.{os.getpid()}")
        part.write_bytes(content)
        part.replace(path)
    return path


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _folder() -> str:
    kept = icon_folder()
    with contextlib.suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        # Not every system tells beforehand whether one can write there.
        with tempfile.TemporaryFile(dir=kept):
            return kept.as_posix()
    passing = tempfile.TemporaryDirectory(prefix="neuronaut-icons-")
    atexit.register(passing.cleanup)
    return Path(passing.name).as_posix()


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
