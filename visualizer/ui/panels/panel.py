"""What every panel has: a scene to draw, intents to emit, a theme to wear."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from visualizer.scenes import Scene
from visualizer.ui.theme import Theme


class Panel(QWidget):
    """The content of one panel; the frame around it is made by the window.

    A subclass names the scene class that it draws and is registered with
    ``@panels.register``. Its constructor takes the parent alone. It draws with
    the theme it was last given, at the font of the widget, and holds no text
    that does not come from its scene or from ``tr`` in `retranslate`.

    Signals
    -------
    intent : Intent
        What the person wants (`visualizer.scenes.intents`).
    heading_changed : str, str
        Title and subtitle, for the frame around the panel.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 0
    scene_class: ClassVar[type[Scene]]
    labeled: ClassVar[bool] = False
    """Whether the subtitle says what is held fixed: then it is always to be read."""

    intent = Signal(object)
    heading_changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = ("", "")

    def set_scene(self, scene: Any) -> None:
        """Draw a scene (of `scene_class`); cheap where little has changed."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; called once before the first scene and at each switch."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say the panel's own texts again, in the language in use."""

    def hide_controls(self, names: frozenset[str]) -> None:
        """Leave out the controls that a lesson hides, and show all others."""

    def set_heading(self, title: str, subtitle: str) -> None:
        """Announce title and subtitle if they changed."""
        if (title, subtitle) != self._heading:
            self._heading = (title, subtitle)
            self.heading_changed.emit(title, subtitle)

    def header_widgets(self) -> list[QWidget]:
        """Return small controls that the frame places at the right of the title."""
        return []

    def toggle_spotlight(self) -> bool:
        """Put the spotlight on what the person points at; there again, end it.

        Returns whether the panel has a spotlight and something for it.
        """
        return False

    def end_spotlight(self) -> bool:
        """Light everything again; return whether there was a spotlight."""
        return False

    def explanation(self) -> list[tuple[str, str]]:
        """Answer 'what am I looking at?': (part, what it shows) in this language."""
        return []
