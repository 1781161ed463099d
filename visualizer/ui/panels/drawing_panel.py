"""A pad to draw on; the network reads it while the hand draws."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.drawing import DrawingScene
from visualizer.scenes.intents import Draw, TogglePixel
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.maps.drawing_pad import DrawingPad
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton
from visualizer.ui.widgets.keys import ARROW_KEYS, ENTER_KEYS, claims


@panels.register
class DrawingPanel(Panel):
    """Draw with the hand, or change the pixels one by one.

    With the keyboard, arrows go from pixel to pixel and Enter inks one.
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
        self._clear = IconButton("close", parent=self)
        self._clear.clicked.connect(self._on_clear)
        self.retranslate()

    @property
    def pad(self) -> DrawingPad:
        """The pad and the pixels."""
        return self._pad

    def header_widgets(self) -> list[QWidget]:
        return [self._clear]

    def set_theme(self, theme: Theme) -> None:
        self._clear.set_theme(theme)
        self._pad.set_theme(theme)

    def set_scene(self, scene: DrawingScene) -> None:
        self._drawn = scene
        self._pad.set_scene(scene)
        self._clear.setEnabled(scene.drawn)
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Drawing"))
        self._pad.setAccessibleName(tr("Pad to draw on"))
        self._clear.set_title(tr("Take the drawing away"))
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
            (tr("last lines"), tr("What the network says, and the likeliest classes")),
        ]

    def _on_clear(self) -> None:
        self._pad.clear()
        self.intent.emit(Draw(()))

    def event(self, event: QEvent) -> bool:
        return claims(event, ARROW_KEYS) or super().event(event)

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
        if event.key() in steps:
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
