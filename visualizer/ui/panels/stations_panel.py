"""Data on their way into a network, station by station."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.intents import Act
from visualizer.scenes.stations import PutKernel, StationsScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.sound_player import SoundPlayer, missing_for_sound
from visualizer.ui.stations.stations_view import NOTCH, StationsView
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton
from visualizer.ui.widgets.keys import ARROW_KEYS, claims

_NEARER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_FARTHER = (Qt.Key.Key_Minus,)
_PAN = 0.25
"""Share of what is in sight that an arrow key moves by."""


@panels.register
class StationsPanel(Panel):
    """Stations side by side, zoomed together until their numbers can be read.

    The wheel and Plus and Minus zoom, dragging and the arrow keys move what is in
    sight, a click puts the kernel.
    """

    key = "stations"
    title = "Stations"
    rank = 46
    scene_class = StationsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: StationsScene | None = None
        self._view = StationsView(self)
        self._view.cell_chosen.connect(
            lambda sheet, row, column: self.intent.emit(PutKernel(sheet, row, column))
        )
        self._view.zoomed.connect(self._show_zoom)
        self._player = SoundPlayer(self)
        self._player.changed.connect(self._show_player)
        self._open = IconButton("image", parent=self)
        self._open.clicked.connect(lambda: self.intent.emit(Act("open_raw")))
        self._hear = IconButton("sound", parent=self)
        self._hear.clicked.connect(lambda: self.intent.emit(Act("hear_sound")))
        self._nearer = IconButton("plus", parent=self)
        self._nearer.clicked.connect(lambda: self._view.zoom(NOTCH))
        self._farther = IconButton("minus", parent=self)
        self._farther.clicked.connect(lambda: self._view.zoom(1.0 / NOTCH))
        self._fit = IconButton("fit", parent=self)
        self._fit.clicked.connect(self._view.fit)
        self.retranslate()

    @property
    def view(self) -> StationsView:
        """The drawing."""
        return self._view

    def header_widgets(self) -> list[QWidget]:
        return [self._hear, self._open, self._farther, self._nearer, self._fit]

    def set_theme(self, theme: Theme) -> None:
        for button in (self._open, self._hear, self._nearer, self._farther, self._fit):
            button.set_theme(theme)
        self._view.set_theme(theme)

    def set_scene(self, scene: StationsScene) -> None:
        before, self._drawn = self._drawn, scene
        self._view.set_scene(scene)
        if before is None or before.sound is not scene.sound:
            self._player.stop()
        self._hear.setVisible(scene.sound is not None)
        self._open.setVisible(scene.files)
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Stations"))
        self._view.setAccessibleName(tr("Numbers at each station"))
        self._open.set_title(tr("Open a picture, a sound or a text of your own"))
        self._nearer.set_title(tr("Nearer"))
        self._farther.set_title(tr("Farther"))
        self._fit.set_title(tr("As at first"))
        self._show_player()
        self._view.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("stations"),
                tr("The same data, from left to right on their way into a network"),
            ),
            (
                tr("wheel"),
                tr(
                    "All stations are zoomed together, until their numbers can be"
                    " read; dragging moves what is in sight, a double-click shows all"
                ),
            ),
            (
                tr("blue and orange"),
                tr("Above and below the mean: numbers with a sign"),
            ),
            (
                tr("frame"),
                tr(
                    "What the kernel reads at this place; a click puts it there until"
                    " it moves on"
                ),
            ),
        ]

    def hear(self) -> str:
        """Let the sound be heard, where there is one, or stop it.

        Returns why that cannot be done, or nothing.
        """
        scene = self._drawn
        if scene is None or scene.sound is None:
            return tr("There is no sound in sight.")
        self._player.toggle(scene.sound.samples, scene.sound.rate)
        return self._player.problem

    def _show_player(self) -> None:
        missing = missing_for_sound()
        self._hear.setEnabled(not missing)
        self._hear.set_icon("pause" if self._player.playing else "sound")
        playing = tr("Stop the sound") if self._player.playing else tr("Hear the sound")
        self._hear.set_title(missing or self._player.problem or playing)

    def _show_zoom(self) -> None:
        self._fit.setEnabled(not self._view.at_home)

    def event(self, event: QEvent) -> bool:
        keys = (*ARROW_KEYS, *_NEARER, *_FARTHER)
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways: dict[int, tuple[float, float]] = {
            Qt.Key.Key_Left: (-_PAN, 0.0),
            Qt.Key.Key_Right: (_PAN, 0.0),
            Qt.Key.Key_Up: (0.0, -_PAN),
            Qt.Key.Key_Down: (0.0, _PAN),
        }
        if event.key() in _NEARER:
            self._view.zoom(NOTCH)
        elif event.key() in _FARTHER:
            self._view.zoom(1.0 / NOTCH)
        elif event.key() in ways:
            self._view.pan(*ways[event.key()])
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._player.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(300 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(640 * unit), round(280 * unit))
