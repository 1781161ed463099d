"""The sandbox: a kernel made by hand on a picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes.intents import ChooseOption, EditKernel, SetSliding
from visualizer.scenes.sandbox import SandboxScene
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels, number_text
from visualizer.ui.maps.sandbox_view import CellField, SandboxView
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import Chips, ChoiceBox
from visualizer.ui.widgets.keys import ARROW_KEYS, ENTER_KEYS, claims

_COLUMNS = 3
"""Places for lists in a row: the kernels take two of them."""

_WIDE = 520
"""From this width on, in pixels at normal type, all lists stand in one row."""


@panels.register
class SandboxPanel(Panel):
    """Choose a kernel, change its cells, and see what it makes of a picture.

    A click on a cell lets it be typed; with the keyboard, arrows go from cell to
    cell and Enter opens one.
    """

    key = "sandbox"
    title = "Sandbox"
    rank = 50
    scene_class = SandboxScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn: SandboxScene | None = None
        self._current = 0
        self._edited: int | None = None
        self._kernel = ChoiceBox(self)
        self._kernel.chosen.connect(
            lambda key: self.intent.emit(ChooseOption("kernel", key))
        )
        self._sliding: dict[str, ChoiceBox] = {}
        self._source = Chips(self, dense=True)
        self._source.chosen.connect(
            lambda key: self.intent.emit(ChooseOption("source", key))
        )
        self._view = SandboxView(self)
        self._view.cell_wanted.connect(self.edit)
        self._field = CellField(self._view)
        self._field.editingFinished.connect(self._on_typed)
        self._controls = QGridLayout()
        self._controls.setContentsMargins(0, 0, 0, 0)
        self._controls.setHorizontalSpacing(6)
        self._controls.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._controls)
        column.addWidget(self._view, 1)
        self.retranslate()

    @property
    def view(self) -> SandboxView:
        """The drawing."""
        return self._view

    @property
    def field(self) -> CellField:
        """Where a cell of the kernel is typed."""
        return self._field

    def choice(self, name: str) -> ChoiceBox:
        """Return the list of the stride, the padding, the dilation or the size."""
        return self._sliding[name]

    def header_widgets(self) -> list[QWidget]:
        return [self._source]

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def set_scene(self, scene: SandboxScene) -> None:
        self._drawn = scene
        self._kernel.set_items(scene.kernels)
        self._kernel.set_chosen(scene.chosen)
        for choice in scene.choices:
            if choice.name not in self._sliding:
                self._add_choice(choice.name)
            box = self._sliding[choice.name]
            box.set_items([(str(v), f"{choice.title} {v}") for v in choice.values])
            box.set_chosen(str(choice.value))
            box.setAccessibleName(choice.title)
        self._source.set_items(scene.sources)
        self._source.set_chosen(scene.source)
        self._view.set_scene(scene)
        self.set_heading(scene.title, scene.subtitle)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Sandbox"))
        self._view.setAccessibleName(tr("Picture, kernel and what it makes"))
        self._kernel.setAccessibleName(tr("Kernel"))
        self._field.setAccessibleName(tr("Value of the kernel's cell"))
        self._view.lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (tr("left"), tr("The picture as it is")),
            (
                tr("middle"),
                tr("The kernel; a click on a cell lets its value be typed"),
            ),
            (
                tr("right"),
                tr(
                    "What the kernel makes: blue positive, orange negative; in gray"
                    " where its weights sum to 1 or none is negative"
                ),
            ),
            (
                tr("last lines"),
                tr(
                    "The output size, columns first; a warning where it is not"
                    " whole, because the stride steps over the end"
                ),
            ),
        ]

    def edit(self, place: int) -> None:
        """Let a cell of the kernel be typed."""
        if self._drawn is None:
            return
        self._current = self._edited = place
        box = self._view.cell_box(place).toRect()
        least = self._field.fontMetrics().horizontalAdvance("−88.888")
        grown = max(0, (least - box.width()) // 2)
        self._field.setGeometry(box.adjusted(-grown, 0, grown, 0))
        value = float(self._drawn.kernel.ravel()[place])
        self._field.setText(number_text(value))
        self._field.selectAll()
        self._field.show()
        self._field.setFocus()

    def _on_typed(self) -> None:
        place, self._edited = self._edited, None
        self._field.hide()
        if place is None:
            return
        text = self._field.text().strip().replace("−", "-").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        self.intent.emit(EditKernel(place, value))
        self.setFocus()

    def _add_choice(self, name: str) -> None:
        box = ChoiceBox(self)
        box.chosen.connect(
            lambda key, name=name: self.intent.emit(SetSliding(name, int(key)))
        )
        self._sliding[name] = box
        self._place_lists()

    def _place_lists(self) -> None:
        """Stand the lists in one row where there is room, else in two."""
        unit = font_pixels(self) / 13
        columns = 6 if self.width() >= _WIDE * unit else _COLUMNS
        self._controls.addWidget(self._kernel, 0, 0, 1, 2)
        for place, box in enumerate(self._sliding.values(), start=2):
            row, column = divmod(place, columns)
            self._controls.addWidget(box, row, column)
        # The list of kernels, over two columns, has the longest names.
        shares = (2, 2, 3, 3, 3, 3) if columns == 6 else (1, 1, 1, 0, 0, 0)
        for column, share in enumerate(shares):
            self._controls.setColumnStretch(column, share)

    def event(self, event: QEvent) -> bool:
        return claims(event, ARROW_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._drawn is None:
            return
        side = len(self._drawn.kernel)
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -side,
            Qt.Key.Key_Down: side,
        }
        self._current = min(self._current, side**2 - 1)
        if event.key() in steps:
            self._current = (self._current + steps[event.key()]) % side**2
            self._view.mark(self._current)
        elif event.key() in ENTER_KEYS:
            self.edit(self._current)
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
        self._place_lists()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(260 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(400 * unit), round(260 * unit))
