"""Rows of small pictures: what units look for, what matters, what is compared."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.pictures import PicturesScene
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.maps.picture_rows import PictureRows, Place
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.keys import ARROW_KEYS, ENTER_KEYS, claims

_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class PicturesPanel(Panel):
    """Shows rows of pictures; a click asks for what a picture stands for.

    With the keyboard, arrows go from picture to picture and Enter is a click.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: PicturesScene | None = None
        self._current = Place(0, 0)
        self._view = PictureRows(self)
        self._view.chosen.connect(self._on_chosen)
        self.retranslate()

    @property
    def view(self) -> PictureRows:
        """The drawing."""
        return self._view

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def set_scene(self, scene: PicturesScene) -> None:
        self._drawn = scene
        self._view.set_scene(scene)
        self.setAccessibleName(scene.title)
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Pictures"))
        self._view.setAccessibleName(tr("Rows of pictures"))
        self._view.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [] if self._drawn is None else list(self._drawn.explained)

    def _on_chosen(self, place: Place) -> None:
        self._current = place
        if self._drawn is None or place.row >= len(self._drawn.rows):
            return
        wishes = self._drawn.rows[place.row].wishes
        wish = wishes[place.number] if place.number < len(wishes) else None
        if wish is not None:
            self.intent.emit(wish)

    def _step(self, down: int, across: int) -> None:
        boxes = self._view.boxes
        if not any(boxes):
            return
        row = max(0, min(self._current.row + down, len(boxes) - 1))
        last = max(0, len(boxes[row]) - 1)
        self._current = Place(row, max(0, min(self._current.number + across, last)))
        self._view.mark(self._current)

    def event(self, event: QEvent) -> bool:
        return claims(event, ARROW_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self._step(*_STEPS[event.key()])
        elif event.key() in ENTER_KEYS:
            self._on_chosen(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in KEYBOARD_FOCUS:
            self._view.mark(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._view.mark(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(260 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(460 * unit), round(260 * unit))
