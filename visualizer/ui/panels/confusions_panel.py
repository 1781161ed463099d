"""The confusions panel: which digits each way takes for which."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import SetOption
from visualizer.scenes.mistakes import MistakesScene
from visualizer.scenes.shallow import ConfusionsScene
from visualizer.ui.answers_view import AnswersView
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.push_button import PushButton


@panels.register
class ConfusionsPanel(Panel):
    """Two confusion matrices side by side, of training or of test images."""

    key: ClassVar[str] = "confusions"
    title: ClassVar[str] = "Mixed up"
    rank: ClassVar[int] = 82
    scene_class: ClassVar[type[Scene]] = ConfusionsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: ConfusionsScene | None = None
        self._shown: list[MistakesScene | None] = [None, None]
        self._views = (AnswersView(self), AnswersView(self))
        self._test = PushButton("", "chip", self)
        self._test.setProperty("dense", True)
        self._test.setCheckable(True)
        self._test.clicked.connect(
            lambda on: self.intent.emit(SetOption("on_test", on))
        )
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        for view in self._views:
            self._layout.addWidget(view, 1)
        self._pacer = Pacer(self._show, self)
        self.retranslate()

    @property
    def views(self) -> tuple[AnswersView, AnswersView]:
        """The matrices: shallow, deep."""
        return self._views

    @property
    def test_button(self) -> PushButton:
        """Switches between training and test images."""
        return self._test

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        for view in self._views:
            view.set_theme(theme)

    def set_scene(self, scene: ConfusionsScene) -> None:
        """Show a scene; numbers follow five times a second."""
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        self._test.setChecked(scene.test)
        other = before is None or (before.test, before.title) != (
            scene.test,
            scene.title,
        )
        self._pacer.request(now=other)

    def header_widgets(self) -> list[QWidget]:
        """Return the switch between training and test images."""
        return [self._test]

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Mixed up"))
        self._test.setText(tr("test"))
        self._test.setAccessibleName(tr("Mistakes on test examples"))
        self._test.setToolTip(tr("Test examples instead of training examples"))
        self._shown = [None, None]
        self._show()

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("matrix"),
                tr(
                    "Examples by true class (row) and answer (column), with the share"
                    " of the row; on the diagonal the answer is right"
                ),
            ),
        ]

    def _show(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        words = (tr("true"), tr("answered"))
        for number, (view, side) in enumerate(
            zip(self._views, scene.sides, strict=True)
        ):
            before = self._shown[number]
            view.setAccessibleName(side.title)
            view.setAccessibleDescription(side.note)
            same = before is not None and before.note == side.note
            if before is None or not (same and (before.counts == side.counts).all()):
                self._shown[number] = side
                view.set_scene(side, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > 1.2 * self.height()
        way = QBoxLayout.Direction
        self._layout.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for view in self._views:
                view.draw()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(300 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(480 * unit), round(250 * unit))
