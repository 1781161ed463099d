"""What panels with one size a layer have in common."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.intents import ChooseOption
from visualizer.scenes.signals import SizesScene
from visualizer.scenes.why import AskWhy
from visualizer.ui.drawing import Pacer
from visualizer.ui.panels.line_panel import REDRAW_INTERVAL
from visualizer.ui.panels.plot_panel import PlotPanel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.size_view import SizeView
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.chips import Chips


class SignalSizesPanel(PlotPanel):
    """Sizes, what theory expects, and a choice of what is shown.

    The pointer, or Alt+left and right, says the numbers of a layer; a click or Enter
    opens what made them. A subclass names its scene class, and its option where there
    is a choice.
    """

    least: ClassVar[tuple[int, int]] = (240, 130)
    usual: ClassVar[tuple[int, int]] = (440, 240)
    option: ClassVar[str] = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SizesScene | None = None
        self._view = SizeView(self)
        self._kinds = Chips(self, dense=True)
        self._kinds.hide()
        self._kinds.chosen.connect(
            lambda key: self.intent.emit(ChooseOption(self.option, key))
        )
        self._view.asked.connect(self._ask)
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        self.fill(self._view, self._view)
        self.retranslate()

    @property
    def view(self) -> SizeView:
        """The plot."""
        return self._view

    @property
    def kinds(self) -> Chips:
        """The choice of what is shown."""
        return self._kinds

    def set_scene(self, scene: SizesScene) -> None:
        """Draw a scene, fifteen times a second at most while little changes."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._kinds.setVisible(bool(scene.kinds))
        self._kinds.set_items(scene.kinds)
        if self._kinds.chosen_key() != scene.kind:
            self._kinds.set_chosen(scene.kind)
        other = before is None or before.kind != scene.kind
        self._drawing.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr(self.title))
        self._view.setAccessibleName(tr(self.title))
        self._kinds.setAccessibleName(tr("Quantity"))

    def header_widgets(self) -> list[QWidget]:
        """Return the choice of what is shown."""
        return [self._kinds]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        return [
            (
                tr("Dot"),
                tr("Size of the signal in a layer, on a logarithmic axis"),
            ),
            (
                tr("Level line"),
                tr("The size that it begins with: stems show how far it has come"),
            ),
            (
                tr("Dashed curve"),
                tr(
                    "What wide networks of such random weights have on average, before "
                    "the first update"
                ),
            ),
            (tr("Cross"), tr("Nothing at all below, no finite number above")),
            (tr("Alt + arrows"), tr("Say the numbers of a layer")),
            (tr("click, Enter"), tr("Open what made the size of a layer")),
        ]

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)
            self.setAccessibleDescription(self._scene.told)

    def _ask(self, place: int) -> None:
        if self._scene is not None and place >= 0:
            self.intent.emit(AskWhy(self._scene.asks[place]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self._view.pointed())
            return
        arrow = alt_arrow(event)
        if arrow is None or not arrow[0] or self._scene is None:
            super().keyPressEvent(event)
            return
        count = len(self._scene.texts)
        pointed = self._view.pointed()
        if pointed < 0:
            pointed = 0 if arrow[0] > 0 else count - 1
        else:
            pointed = min(max(pointed + arrow[0], 0), count - 1)
        self._view.point_at(pointed)
        self.setAccessibleDescription(self._scene.texts[pointed])
