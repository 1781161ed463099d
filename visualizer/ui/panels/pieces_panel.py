"""What is built by hand: one piece in numbers, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import (
    AddPiece,
    DividePiece,
    HoldPiece,
    LevelPieces,
    PieceSlider,
    PiecesScene,
    RemovePiece,
    SetPiece,
    TrainFromBuilt,
)
from visualizer.scenes.intents import Intent
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.panels.plot_panel import next_gesture
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import IconButton
from visualizer.ui.widgets.formula_label import FormulaLabel
from visualizer.ui.widgets.labeled_slider import LabeledSlider
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.tab_order import keep_with

_COLUMNS = 2
"""Of sliders, and of buttons where not all fit beside one another."""

_GAP = 6


@panels.register
class PiecesPanel(Panel):
    """Sliders of the held piece; buttons that build, divide and take away."""

    key: ClassVar[str] = "pieces"
    title: ClassVar[str] = "Built by hand"
    rank: ClassVar[int] = 78
    scene_class: ClassVar[type[Scene]] = PiecesScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: PiecesScene | None = None
        self._gesture = next_gesture()
        self._sliders: dict[str, LabeledSlider] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget(self._scroll)
        self._scroll.setWidget(page)
        self._scroll.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        self._error = QLabel(page)
        self._error.setProperty("role", "warning")
        self._error.setWordWrap(True)
        self._error.hide()
        self._rules = QVBoxLayout()
        self._rules.setSpacing(2)
        self._lines: list[FormulaLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(3)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        column.addLayout(self._make_chooser(page))
        column.addLayout(self._grid)
        column.addWidget(self._error)
        column.addLayout(self._rules)
        column.addStretch(1)
        column.addLayout(self._make_buttons(page))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._scroll)
        self.retranslate()

    def _make_chooser(self, page: QWidget) -> QHBoxLayout:
        self._before = IconButton("step_back", parent=page)
        self._after = IconButton("step_forward", parent=page)
        self._before.clicked.connect(lambda: self._hold(-1))
        self._after.clicked.connect(lambda: self._hold(1))
        self._name = QLabel(page)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._before)
        row.addWidget(self._name, 1)
        row.addWidget(self._after)
        return row

    def _make_buttons(self, page: QWidget) -> QGridLayout:
        """Make a button for each thing that can be done."""
        wishes: tuple[tuple[str, Callable[[], Intent]], ...] = (
            ("first", lambda: self._addition(0)),
            ("second", lambda: self._addition(1)),
            ("divide", DividePiece),
            ("divide_all", lambda: DividePiece(all=True)),
            ("level", LevelPieces),
            ("remove", RemovePiece),
        )
        self._actions = QGridLayout()
        self._actions.setHorizontalSpacing(_GAP)
        self._actions.setVerticalSpacing(4)
        self._buttons: dict[str, PushButton] = {}
        for name, wish in wishes:
            button = PushButton("", "chip", page)
            button.setProperty("dense", True)
            # What cannot be done now leaves its place free.
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.clicked.connect(lambda _, wish=wish: self.intent.emit(wish()))
            self._buttons[name] = button
        self._train = PushButton("", "chip", self)
        self._train.setProperty("dense", True)
        self._train.clicked.connect(lambda: self.intent.emit(TrainFromBuilt()))
        return self._actions

    def header_widgets(self) -> list[QWidget]:
        """Return what begins training with the weights of what is built."""
        return [self._train]

    def slider(self, name: str) -> LabeledSlider:
        """Return the slider of a number."""
        return self._sliders[name]

    def button(self, name: str) -> PushButton:
        """Return a button: ``first`` and ``second`` add, others do as named."""
        return self._buttons[name]

    def rules(self) -> str:
        """Return the formulas, as written."""
        lines = () if self._scene is None else self._scene.rules
        return "\n".join(label.text() for label in self._lines[: len(lines)])

    def error(self) -> str:
        """Return what is wrong with what was typed last; empty for nothing."""
        return self._error.text() if not self._error.isHidden() else ""

    def set_scene(self, scene: PiecesScene) -> None:
        """Show the held piece."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        if scene == before:
            return
        names = tuple(each.name for each in scene.sliders)
        for name in names:
            if name not in self._sliders:
                self._add_slider(name)
        if before is None or names != tuple(each.name for each in before.sliders):
            self._place_sliders(names)
        for each in scene.sliders:
            self._show_value(each)
        self._name.setText(scene.name)
        self._write_rules(scene.rules)
        self._follow_buttons(scene)

    def _write_rules(self, rules: tuple[str, ...]) -> None:
        while len(self._lines) < len(rules):
            label = FormulaLabel("", "secondary", False, self._scroll.widget())
            self._rules.addWidget(label)
            self._lines.append(label)
        for number, label in enumerate(self._lines):
            label.setVisible(number < len(rules))
        for label, text in zip(self._lines, rules, strict=False):
            label.set_text(text)

    def _show_value(self, each: PieceSlider) -> None:
        slider = self._sliders[each.name]
        slider.set_name(each.title)
        slider.set_range(each.low, each.high)
        slider.set_value(each.value)

    def _follow_buttons(self, scene: PiecesScene) -> None:
        curve = len(scene.kinds) > 1
        self._before.setEnabled(scene.count > 1)
        self._after.setEnabled(scene.count > 1)
        possible = {
            "first": scene.room,
            "second": scene.room,
            "divide": scene.divisible,
            "divide_all": scene.all_divisible,
            "level": True,
            "remove": scene.removable,
        }
        others = ("second", "divide", "divide_all")
        used = [name for name in possible if curve or name not in others]
        for name, (_, title) in zip(("first", "second"), scene.kinds, strict=False):
            self._buttons[name].setText(title)
        for name, button in self._buttons.items():
            self._actions.removeWidget(button)
            button.setVisible(name in used and possible[name])
        wide = sum(self._buttons[name].sizeHint().width() + _GAP for name in used)
        columns = len(used) if wide <= self.width() else _COLUMNS
        for place, name in enumerate(used):
            self._actions.addWidget(self._buttons[name], *divmod(place, columns))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._before.set_theme(theme)
        self._after.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Built by hand"))
        self._scroll.setAccessibleName(tr("Built by hand"))
        self._before.set_title(tr("The piece before"))
        self._after.set_title(tr("The piece after"))
        for name, text, tip in (
            ("divide", tr("Divide"), tr("Make two bumps of this one")),
            ("divide_all", tr("Divide all"), tr("Make two bumps of each")),
            (
                "level",
                tr("Mean heights"),
                tr("Give each piece the mean height of the target under it"),
            ),
            ("remove", tr("Remove"), tr("Take this piece away")),
        ):
            self._buttons[name].setText(text)
            self._buttons[name].setToolTip(tip)
        self._train.setText(tr("Train on"))
        self._train.setToolTip(
            tr("Let training begin anew with the weights of what is built")
        )
        self._error.hide()
        if self._scene is not None:
            self._follow_buttons(self._scene)

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("Step at s"),
                tr("Where the sigmoid is one half: where w x + b = 0, s = −b / w"),
            ),
            (tr("Height h"), tr("The weight to the output; a step down has −h")),
            (
                tr("Mean heights"),
                tr("With ever more bumps this alone comes as near as you like"),
            ),
        ]

    def _addition(self, place: int) -> Intent:
        assert self._scene is not None
        return AddPiece(self._scene.kinds[place][0])

    def _hold(self, steps: int) -> None:
        if self._scene is not None:
            number = (self._scene.number + steps) % self._scene.count
            self.intent.emit(HoldPiece(number))

    def _add_slider(self, name: str) -> None:
        slider = LabeledSlider("", self._scroll.widget())
        slider.value_changed.connect(lambda value: self._on_changed(name, value))
        slider.editing_finished.connect(self._on_let_go)
        slider.rejected.connect(lambda text: self._on_rejected(name, text))
        self._sliders[name] = slider

    def _place_sliders(self, names: tuple[str, ...]) -> None:
        for name, slider in self._sliders.items():
            self._grid.removeWidget(slider)
            slider.setVisible(name in names)
        for place, name in enumerate(names):
            self._grid.addWidget(self._sliders[name], *divmod(place, _COLUMNS))
        keep_with(self._after, (self._sliders[name].slider() for name in names))

    def _on_changed(self, name: str, value: float) -> None:
        self._error.hide()
        self.intent.emit(SetPiece(name, value, self._gesture))

    def _on_let_go(self) -> None:
        self._gesture = next_gesture()

    def _on_rejected(self, name: str, text: str) -> None:
        sliders = () if self._scene is None else self._scene.sliders
        (each,) = (each for each in sliders if each.name == name)
        self._error.setText(
            tr(
                "{field}: {value!r} is not allowed; allowed: {allowed}",
                field=each.title,
                value=text,
                allowed=tr(
                    "from {low} to {high}", low=f"{each.low:g}", high=f"{each.high:g}"
                ),
            )
        )
        self._error.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scene is not None:
            self._follow_buttons(self._scene)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(230 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(290 * unit), round(300 * unit))
