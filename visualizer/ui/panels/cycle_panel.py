"""Supervised training in a picture: forward to the loss, and back to the weights."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.cycle import CycleScene
from visualizer.scenes.why import AskWhy
from visualizer.ui.drawing import Pacer
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import PlotPanel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.cycle_view import CycleView, Part
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import Chips

_STEPS: tuple[Part, ...] = ("weights", "loss", "feedback")


@panels.register
class CyclePanel(PlotPanel):
    """Three pictures, each of which adds to the one before.

    Layers parameterized by weights; then the loss that compares with the target;
    then the optimizer, which the score tells how to change the weights. A click on a
    box, or Alt with the arrows and Enter, opens what made its numbers.
    """

    least: ClassVar[tuple[int, int]] = (300, 150)
    usual: ClassVar[tuple[int, int]] = (480, 240)

    key: ClassVar[str] = "cycle"
    title: ClassVar[str] = "Training loop"
    rank: ClassVar[int] = 74
    scene_class: ClassVar[type[Scene]] = CycleScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: CycleScene | None = None
        self._view = CycleView(self)
        self._view.asked.connect(lambda asked: self.intent.emit(AskWhy(asked)))
        self.fill(self._view, self._view)
        self._chips = Chips(self, dense=True)
        self._chips.chosen.connect(self._on_chosen)
        self._numbers = Pacer(self._write, self)
        self.retranslate()
        self._chips.set_chosen("feedback")

    @property
    def view(self) -> CycleView:
        """The drawing."""
        return self._view

    @property
    def chips(self) -> Chips:
        """How much of the picture is shown."""
        return self._chips

    def header_widgets(self) -> list[QWidget]:
        return [self._chips]

    def set_scene(self, scene: CycleScene) -> None:
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        if scene != before:
            self._numbers.request(now=before is None)

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Training loop"))
        self._view.setAccessibleName(tr("Training loop"))
        self._chips.set_items(
            (
                ("weights", tr("weights")),
                ("loss", tr("loss")),
                ("feedback", tr("feedback")),
            )
        )
        self._view.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("weights"),
                tr("Layers turn the input into a prediction; weights say how"),
            ),
            (
                tr("loss"),
                tr("It compares the prediction with the target and gives a score"),
            ),
            (
                tr("feedback"),
                tr("The optimizer uses the score to change the weights a little"),
            ),
            (tr("a box"), tr("A click, or Alt and arrows, then Enter: what made it")),
        ]

    def _on_chosen(self, key: str) -> None:
        for part in _STEPS:
            if part == key:
                self._chips.set_chosen(key)
                self._view.show_up_to(part)

    def _write(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow, names = alt_arrow(event), self._view.asking()
        if arrow is not None and names:
            here = self._view.pointed()
            ahead = arrow[0] or -arrow[1]
            place = names.index(here) + ahead if here in names else 0
            self._view.point_at(names[place % len(names)])
            told = ", ".join(self._view.texts(self._view.pointed()))
            self.setAccessibleDescription(told)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view.ask()
        else:
            super().keyPressEvent(event)
