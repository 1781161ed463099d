"""A map of words, each near those that stand beside like words in a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.stations import ChooseWord, WordsScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.stations.words_view import WordsView
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.keys import claims

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


@panels.register
class WordsPanel(Panel):
    """Dots with words, and a list of the nearest ones.

    A click chooses a word; with the keyboard, Up and Down go through them by how
    frequent they are.
    """

    key = "words"
    title = "Map of words"
    rank = 47
    scene_class = WordsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: WordsScene | None = None
        self._view = WordsView(self)
        self._view.word_chosen.connect(
            lambda number: self.intent.emit(ChooseWord(number))
        )
        self.retranslate()

    @property
    def view(self) -> WordsView:
        """The drawing."""
        return self._view

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def set_scene(self, scene: WordsScene) -> None:
        self._drawn = scene
        self._view.set_scene(scene)
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Map of words"))
        self._view.setAccessibleName(tr("Words as places"))
        self._view.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("dot"),
                tr("A word of the text, at the first two numbers of its vector"),
            ),
            (tr("large dot"), tr("A word that is fed to the network")),
            (
                tr("list"),
                tr(
                    "The words whose vectors point most the same way as the chosen"
                    " one's, with the cosine; 1 is the same direction"
                ),
            ),
        ]

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene = self._drawn
        if scene is None or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        step = 1 if event.key() == Qt.Key.Key_Down else -1
        self.intent.emit(ChooseWord((scene.chosen + step) % len(scene.words)))

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
        return QSize(round(480 * unit), round(240 * unit))
