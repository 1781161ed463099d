"""Show a widget in a plain window, as tests of a single control need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from visualizer import language
from visualizer.ui.style import style_sheet
from visualizer.ui.theme import load_theme
from visualizer.ui.typography import application_font

W = TypeVar("W", bound=QWidget)


def hosted(
    qtbot: Any, make: Callable[[QWidget], W], size: tuple[int, int] = (400, 300)
) -> W:
    """Make a widget inside an active window without a layout.

    The window has no least size, of which the offscreen platform would warn.
    """
    host = QWidget()
    host.resize(*size)
    qtbot.addWidget(host)
    widget = make(host)
    # Otherwise the window goes with the last reference to it.
    widget.host = host  # type: ignore[attr-defined]
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    # An active window gives the focus to the first control; a test begins without.
    host.setFocus()
    return widget


def speak_chinese(monkeypatch: pytest.MonkeyPatch, **further: str) -> None:
    """Switch to Chinese until the test ends, with further texts."""
    table = {**language.catalog("zh"), **further}
    monkeypatch.setattr(language, "catalog", lambda code: table)
    monkeypatch.setattr(language, "_language", "zh")


@contextmanager
def dressed(app: QApplication, theme: str = "dark") -> Iterator[None]:
    """Wear the program's font and style sheet for the time of a test."""
    font = app.font()
    app.setFont(application_font())
    app.setStyleSheet(style_sheet(load_theme(theme)))
    yield
    app.setStyleSheet("")
    app.setFont(font)
