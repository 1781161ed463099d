"""A pad to draw on; the network reads it while the hand draws."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.drawing import DrawingScene
from visualizer.scenes.intents import (
    Act,
    CropPhoto,
    Draw,
    SetOption,
    TogglePixel,
)
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.maps.drawing_pad import DrawingPad
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import Chips, IconButton
from visualizer.ui.widgets.keys import ARROW_KEYS, ENTER_KEYS, claims

_SHIFT = 0.05
"""How far an arrow key moves the frame, in its widths."""

_GROWTH: dict[int, float] = {
    Qt.Key.Key_Plus: 1.1,
    Qt.Key.Key_Equal: 1.1,
    Qt.Key.Key_Minus: 1 / 1.1,
}


@panels.register
class DrawingPanel(Panel):
    """Draw with the hand, or change the pixels one by one.

    With the keyboard, arrows go from pixel to pixel and Enter inks one; with Shift
    they move the frame on a picture of one's own, and + and - resize it.
    """

    key = "drawing"
    title = "Drawing"
    rank = 55
    scene_class = DrawingScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: DrawingScene | None = None
        self._current = 0
        self._pad = DrawingPad(self)
        self._pad.strokes_changed.connect(
            lambda strokes: self.intent.emit(Draw(strokes))
        )
        self._pad.pixel_clicked.connect(
            lambda place: self.intent.emit(TogglePixel(place))
        )
        self._pad.crop_wanted.connect(lambda crop: self.intent.emit(CropPhoto(crop)))
        self._ink = Chips(self, dense=True)
        self._ink.chosen.connect(
            lambda key: self.intent.emit(SetOption("inverted", key == "dark"))
        )
        self._open = IconButton("image", parent=self)
        self._open.clicked.connect(lambda: self.intent.emit(Act("open_picture")))
        self._clear = IconButton("close", parent=self)
        self._clear.clicked.connect(self._on_clear)
        self.retranslate()

    @property
    def pad(self) -> DrawingPad:
        """The pad and the pixels."""
        return self._pad

    def header_widgets(self) -> list[QWidget]:
        return [self._ink, self._open, self._clear]

    def set_theme(self, theme: Theme) -> None:
        for button in (self._open, self._clear):
            button.set_theme(theme)
        self._pad.set_theme(theme)

    def set_scene(self, scene: DrawingScene) -> None:
        self._drawn = scene
        self._pad.set_scene(scene)
        self._clear.setEnabled(scene.drawn)
        self._ink.setVisible(scene.photo is not None)
        self._ink.set_chosen("dark" if scene.inverted else "light")
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Drawing"))
        self._pad.setAccessibleName(tr("Pad to draw on"))
        self._clear.set_title(tr("Take the drawing away"))
        self._open.set_title(tr("Open a picture as the input"))
        self._ink.set_items(
            (("dark", tr("dark is ink")), ("light", tr("light is ink")))
        )
        self._ink.setAccessibleName(tr("What counts as ink"))
        self._pad.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (tr("pad"), tr("Draw with the hand; the network reads along")),
            (
                tr("pixels"),
                tr(
                    "The drawing as the network gets it: scaled, with the share of"
                    " ink in each pixel; a click inks a pixel or cleans it"
                ),
            ),
            (
                tr("frame"),
                tr(
                    "On a picture of one's own: the part that is taken. Drag it; the"
                    " wheel resizes it, on the keyboard Shift with arrows, + and −"
                ),
            ),
            (tr("last lines"), tr("What the network says, and the likeliest classes")),
        ]

    def _has_photo(self) -> bool:
        return self._drawn is not None and self._drawn.photo is not None

    def _on_clear(self) -> None:
        self._pad.clear()
        self.intent.emit(Draw(()))

    def event(self, event: QEvent) -> bool:
        keys = (*ARROW_KEYS, *_GROWTH) if self._has_photo() else ARROW_KEYS
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._drawn is None:
            return
        rows, columns = self._drawn.pixels.shape
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        shifts: dict[int, tuple[float, float, float]] = {
            Qt.Key.Key_Left: (-_SHIFT, 0.0, 1.0),
            Qt.Key.Key_Right: (_SHIFT, 0.0, 1.0),
            Qt.Key.Key_Up: (0.0, -_SHIFT, 1.0),
            Qt.Key.Key_Down: (0.0, _SHIFT, 1.0),
        }
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        photo = self._has_photo()
        if photo and shifted and event.key() in shifts:
            self._pad.move_crop(*shifts[event.key()])
        elif photo and event.key() in _GROWTH:
            self._pad.move_crop(0.0, 0.0, _GROWTH[event.key()])
        elif event.key() in steps:
            self._current = (self._current + steps[event.key()]) % (rows * columns)
            self._pad.mark(self._current)
        elif event.key() in ENTER_KEYS:
            self.intent.emit(TogglePixel(self._current))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in KEYBOARD_FOCUS:
            self._pad.mark(self._current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._pad.mark(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pad.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._pad.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(220 * unit), round(130 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(340 * unit), round(220 * unit))
