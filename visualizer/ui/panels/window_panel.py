"""The sum behind one value of a map, and the kernel sliding on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.language import tr
from visualizer.scenes.intents import OpenChannel, SetOption, SlideKernel
from visualizer.scenes.window import WindowScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.maps.window_view import WindowView
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import Chips, IconButton
from visualizer.ui.widgets.keys import claims

SLIDE_MILLISECONDS = 320
"""Time at each place while the kernel slides by itself."""

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


@panels.register
class WindowPanel(Panel):
    """Window times kernel, product by product, and the sum that they make.

    Buttons let the kernel slide on, by one place or by itself; with the keyboard,
    Up and Down open the products of another map.
    """

    key = "window"
    title = "Sum of a window"
    rank = 45
    scene_class = WindowScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: WindowScene | None = None
        self._view = WindowView(self)
        self._view.channel_chosen.connect(
            lambda channel: self.intent.emit(OpenChannel(channel))
        )
        self._direction = Chips(self, dense=True)
        self._direction.chosen.connect(self._on_direction)
        self._place = QLabel(self)
        self._place.setProperty("role", "small")
        self._back = IconButton("step_back", parent=self)
        self._play = IconButton("play", parent=self)
        self._on = IconButton("step_forward", parent=self)
        self._back.clicked.connect(lambda: self._slide(-1))
        self._on.clicked.connect(lambda: self._slide(1))
        self._play.clicked.connect(self.toggle_slide)
        self._timer = QTimer(self)
        self._timer.setInterval(SLIDE_MILLISECONDS)
        self._timer.timeout.connect(lambda: self.intent.emit(SlideKernel(1)))
        self._hint = QLabel(self)
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retranslate()

    @property
    def view(self) -> WindowView:
        """The drawing."""
        return self._view

    @property
    def sliding(self) -> bool:
        """Whether the kernel slides by itself."""
        return self._timer.isActive()

    def toggle_slide(self) -> None:
        """Let the kernel slide by itself, or stop it."""
        if self.sliding:
            self._timer.stop()
        else:
            self.intent.emit(SlideKernel(1))
            self._timer.start()
        self._show_play()

    def header_widgets(self) -> list[QWidget]:
        return [self._place, self._back, self._play, self._on, self._direction]

    def set_theme(self, theme: Theme) -> None:
        for button in (self._back, self._play, self._on):
            button.set_theme(theme)
        self._view.set_theme(theme)

    def set_scene(self, scene: WindowScene) -> None:
        self._drawn = scene
        self._hint.setText(scene.hint)
        self._hint.setVisible(bool(scene.hint))
        self._view.setVisible(not scene.hint)
        self._view.set_scene(scene)
        self._place.setText(scene.place_text)
        for control in (self._back, self._play, self._on, self._direction):
            control.setVisible(scene.slides)
        backward = "collected" if scene.collected else "backward"
        self._direction.set_chosen(backward if scene.backward else "forward")
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Sum of a window"))
        self._view.setAccessibleName(tr("Window, kernel and products"))
        self._direction.set_items(
            (
                ("forward", tr("forward")),
                ("backward", tr("sends back")),
                ("collected", tr("gets back")),
            )
        )
        self._back.set_title(tr("Slide the kernel back"))
        self._on.set_title(tr("Slide the kernel on"))
        self._show_play()
        self._view.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("window × kernel"),
                tr(
                    "Each value read times its weight; dotted cells are the zeros"
                    " around the picture"
                ),
            ),
            (
                tr("numbered bars"),
                tr("The sum over each map that is read; a click opens its products"),
            ),
            ("Σ", tr("All products together; with the bias it is z")),
            (
                tr("framed cell"),
                tr("In a pooling window: the largest value, which alone goes on"),
            ),
            (
                tr("sends back"),
                tr(
                    "The gradient of the loss at this value, times each weight, is"
                    " what it sends back to the value read"
                ),
            ),
            (
                tr("gets back"),
                tr(
                    "The same seen from a value: gradients of all that read it, times"
                    " the kernel turned by half a turn; the convolution, transposed"
                ),
            ),
        ]

    def _on_direction(self, key: str) -> None:
        self.intent.emit(SetOption("collected", key == "collected"))
        self.intent.emit(SetOption("backward", key != "forward"))

    def _slide(self, count: int) -> None:
        self._timer.stop()
        self._show_play()
        self.intent.emit(SlideKernel(count))

    def _show_play(self) -> None:
        if self.sliding:
            self._play.set_icon("pause")
            self._play.set_title(tr("Stop the kernel"))
        else:
            self._play.set_icon("play")
            self._play.set_title(tr("Let the kernel slide by itself"))

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene = self._drawn
        if scene is None or scene.subtotals is None or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        step = 1 if event.key() == Qt.Key.Key_Down else -1
        self.intent.emit(OpenChannel((scene.channel + step) % len(scene.subtotals)))

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._show_play()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.setGeometry(self.rect())
        self._hint.setGeometry(self.rect().adjusted(20, 10, -20, -10))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(380 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(640 * unit), round(240 * unit))
