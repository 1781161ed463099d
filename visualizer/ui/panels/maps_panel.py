"""The stage of a convolutional network: from the pixels to the classes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.intents import (
    ChooseOption,
    NeuronRef,
    Select,
    SetOption,
    WatchExample,
)
from visualizer.scenes.maps import MapColumn, MapsScene
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import font_pixels
from visualizer.ui.maps.stage import MapStage
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import Chips, ChoiceBox
from visualizer.ui.widgets.keys import ARROW_KEYS, claims

_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@panels.register
class MapsPanel(Panel):
    """Input, kernels, maps and classes of the watched example.

    A click selects a value, a class or an example. With the keyboard, arrows move
    over the map, with Shift to the next map (up, down) or column (left, right).
    """

    key = "maps"
    title = "Maps"
    rank = 40
    scene_class = MapsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: MapsScene | None = None
        self._stage = MapStage(self)
        self._stage.cell_chosen.connect(lambda ref: self.intent.emit(Select(ref)))
        self._stage.example_chosen.connect(
            lambda number: self.intent.emit(WatchExample(number))
        )
        self._shown = Chips(self, dense=True)
        self._shown.chosen.connect(
            lambda key: self.intent.emit(SetOption("gradients", key == "gradients"))
        )
        self._range = ChoiceBox(self)
        self._range.setMinimumContentsLength(10)
        self._range.chosen.connect(
            lambda key: self.intent.emit(ChooseOption("color_range", key))
        )
        self._border = FocusBorder(self)
        self.retranslate()

    @property
    def stage(self) -> MapStage:
        """The drawing."""
        return self._stage

    def header_widgets(self) -> list[QWidget]:
        return [self._shown, self._range]

    def set_theme(self, theme: Theme) -> None:
        self._border.set_theme(theme)
        self._stage.set_theme(theme)

    def set_scene(self, scene: MapsScene) -> None:
        before, self._drawn = self._drawn, scene
        self._stage.set_scene(scene)
        chosen = (scene.gradients, scene.color_range, scene.color_ranges)
        if before is None or chosen != (
            before.gradients,
            before.color_range,
            before.color_ranges,
        ):
            self._shown.set_chosen("gradients" if scene.gradients else "values")
            self._range.set_items(scene.color_ranges)
            self._range.set_chosen(scene.color_range)
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Maps"))
        self._stage.setAccessibleName(tr("Maps of the watched example"))
        self._shown.set_items(
            (("values", tr("activations")), ("gradients", tr("gradients")))
        )
        self._range.setAccessibleName(tr("Color range"))
        self._range.setToolTip(tr("What has one color range together"))
        self._stage.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("map"),
                tr(
                    "What one kernel answers at each place of the picture before:"
                    " blue positive, orange negative, the color of the panel zero"
                ),
            ),
            (
                tr("kernel"),
                tr("The weights that slide over the picture; they change in training"),
            ),
            (
                tr("frame"),
                tr(
                    "The selected value, and the window that it reads; dashed: all"
                    " pixels that it depends on"
                ),
            ),
            (
                tr("bars"),
                tr(
                    "What the network answers: in green where right; the true class"
                    " is underlined"
                ),
            ),
            (tr("± number"), tr("The value in full color, below each column")),
            (
                tr("arrow keys"),
                tr("Move over the map; with Shift to the next map or column"),
            ),
        ]

    def _move(self, event: QKeyEvent) -> bool:
        """Move the selection; return whether the key was for that."""
        step = _STEPS.get(event.key())
        if self._drawn is None or step is None:
            return False
        columns = [c for c in self._drawn.columns if c.kind == "maps"]
        chosen = [c for c in columns if c.cell is not None]
        if not chosen:
            self._select(columns[0], 0, 0, 0)
            return True
        column = chosen[0]
        row, cell = column.cell or (0, 0)
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._select(column, column.selected, row + step[0], cell + step[1])
        elif step[0]:
            self._select(column, column.selected + step[0], row, cell)
        else:
            layers = sorted({c.layer for c in columns})
            at = layers.index(column.layer) + step[1]
            layer = layers[max(0, min(at, len(layers) - 1))]
            target = next(c for c in columns if c.layer == layer)
            self._select(target, column.selected, row, cell)
        return True

    def _select(self, column: MapColumn, picture: int, row: int, cell: int) -> None:
        """Select the value that is nearest to the place asked for."""
        count, rows, cells = column.values.shape
        picture = max(0, min(picture, count - 1))
        row, cell = max(0, min(row, rows - 1)), max(0, min(cell, cells - 1))
        index = (picture * rows + row) * cells + cell
        self.intent.emit(Select(NeuronRef(column.layer, index)))

    def event(self, event: QEvent) -> bool:
        return claims(event, ARROW_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._move(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._border.show_for(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._border.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stage.setGeometry(self.rect())
        self._border.setGeometry(self.rect())
        self._border.raise_()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._stage.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(420 * unit), round(220 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(900 * unit), round(420 * unit))
