"""The runners panel: who runs, by which method, how fast, and how it goes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.runner_intents import (
    AddRunner,
    ChooseMethod,
    RemoveRunner,
    SelectRunner,
    SetCoefficient,
    SetRate,
    ShowRunner,
)
from visualizer.scenes.runners import Coefficient, RunnerRow, RunnersScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets import CheckBox, ChoiceBox
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.runner_mark import RunnerMark

NUMBERS = ("height", "slope", "step", "arrival")

RULE_FROM, STEP_FROM, SLOPE_FROM, LIMIT_FROM = 930, 720, 640, 555
"""Widths from which rules, last steps and slopes are written, at the base font.

From the last one limits, and the steps to the floor.
"""

METHOD_WIDTH, NARROW_METHOD_WIDTH = 148, 116
"""Of the box that names the method; the first has room for 'Gradient descent'."""

NAMED_FROM = 580
"""Width from which methods are named in full, at the base font."""

USUAL = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam")


@panels.register
class RunnersPanel(Panel):
    """A row for each runner; the method and the rate can be changed in it."""

    key: ClassVar[str] = "runners"
    title: ClassVar[str] = "Runners"
    rank: ClassVar[int] = 64
    scene_class: ClassVar[type[Scene]] = RunnersScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: RunnersScene | None = None
        self._theme: Theme | None = None
        self._rows: list[_Row] = []
        self._fields: dict[str, _NumberField] = {}
        self._page = QWidget(self)
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setVerticalSpacing(1)
        self._grid.setHorizontalSpacing(6)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(8, 3)
        self._grid.setColumnStretch(9, 5)
        self._heads = [QLabel(self._page) for _ in range(len(_COLUMNS))]
        for label, place in zip(self._heads, _COLUMNS, strict=True):
            label.setProperty("role", "small")
            self._grid.addWidget(label, 0, place, _side(place))
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.viewport().installEventFilter(self)
        self._page.setAutoFillBackground(False)
        self._below = QHBoxLayout()
        self._below.setSpacing(8)
        self._rule = ElidedLabel("", "secondary", self)
        self._below.addWidget(self._rule, 1)
        self._error = QLabel(self)
        self._error.setProperty("role", "warning")
        self._error.setWordWrap(True)
        self._error.hide()
        self._add = IconButton("plus", parent=self)
        self._add.clicked.connect(lambda: self.intent.emit(AddRunner()))
        self._numbers = Pacer(self._write_numbers, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._scroll, 1)
        column.addLayout(self._below)
        column.addWidget(self._error)
        self.retranslate()

    def set_scene(self, scene: RunnersScene) -> None:
        """Draw a scene; numbers follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._add.setEnabled(scene.can_add)
        if before is None or _shape(before) != _shape(scene):
            self._rebuild(scene)
        for row, content in zip(self._rows, scene.rows, strict=True):
            row.show_choices(content, scene, content.number == scene.selected)
        for each in scene.coefficients:
            self._fields[each.name].show_value(each.value)
        self._rule.set_text(scene.rows[scene.selected].rule)
        self._numbers.request(now=before is None or _shape(before) != _shape(scene))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._add.set_theme(theme)
        for row in self._rows:
            row.set_theme(theme)
        self._write_numbers()

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._add.set_title(tr("Add a runner"))
        self.setAccessibleName(tr("Runners"))
        texts = (
            tr("method"),
            tr("learning rate"),
            tr("height"),
            tr("slope"),
            tr("step"),
            tr("to floor"),
            tr("verdict"),
            tr("update rule"),
        )
        for label, text in zip(self._heads, texts, strict=True):
            label.setText(text)
        for row in self._rows:
            row.retranslate()
        self._error.hide()

    def header_widgets(self) -> list[QWidget]:
        """Return the button that adds a runner."""
        return [self._add]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the columns."""
        return [
            (tr("marker"), tr("Color and shape everywhere; click to look closely")),
            (
                tr("limit"),
                tr(
                    "With a larger rate the method diverges where the ground is bent "
                    "as it is at the runner"
                ),
            ),
            (tr("height"), tr("Height of the ground where the runner is")),
            (tr("slope"), tr("How steep it is there")),
            (tr("step"), tr("Length of the last step")),
            (tr("to floor"), tr("Steps after which it has stayed near a minimum")),
            (
                tr("verdict"),
                tr("A small slope is not success: a plateau and a saddle have one too"),
            ),
        ]

    def row(self, number: int) -> _Row:
        """Return the controls of a runner."""
        return self._rows[number]

    def coefficient(self, name: str) -> QLineEdit:
        """Return the field of a coefficient of the runner selected."""
        return self._fields[name]

    def error(self) -> str:
        """Return the sentence about a refused number, or an empty text."""
        return "" if self._error.isHidden() else self._error.text()

    def _rebuild(self, scene: RunnersScene) -> None:
        while len(self._rows) > len(scene.rows):
            self._rows.pop().end()
        while len(self._rows) < len(scene.rows):
            row = _Row(len(self._rows), self._page, self._grid)
            row.wanted.connect(self.intent)
            row.refused.connect(self._refuse)
            if self._theme is not None:
                row.set_theme(self._theme)
            self._rows.append(row)
        self._grid.setRowStretch(len(self._rows) + 1, 1)
        self._grid.setRowStretch(len(self._rows), 0)
        for row in self._rows:
            row.set_alone(len(self._rows) == 1)
        self._rebuild_fields(scene)
        self._fold()

    def _rebuild_fields(self, scene: RunnersScene) -> None:
        while self._below.count() > 1:
            item = self._below.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fields = {}
        for place, each in enumerate(scene.coefficients):
            label = QLabel(each.title, self)
            label.setProperty("role", "small")
            field = self._field(scene.selected, each)
            self._below.insertWidget(2 * place, label)
            self._below.insertWidget(2 * place + 1, field)
            self._fields[each.name] = field

    def _field(self, number: int, each: Coefficient) -> _NumberField:
        field = _NumberField(self)
        field.setAccessibleName(each.title)
        field.setFixedWidth(round(68 * font_pixels(self) / BASE_PIXELS))
        field.show_value(each.value)
        field.entered.connect(
            lambda value: self.intent.emit(SetCoefficient(number, each.name, value))
        )
        field.refused.connect(
            lambda text: self._refuse(
                tr("{name}: {text!r} is not a number", name=each.title, text=text)
            )
        )
        return field

    def _refuse(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _write_numbers(self) -> None:
        if self._scene is None or self._theme is None:
            return
        for row, content in zip(self._rows, self._scene.rows, strict=False):
            row.write_numbers(content, self._theme)

    def _fold(self) -> None:
        """Leave out the columns for which there is no room."""
        width = self._scroll.viewport().width() * BASE_PIXELS / font_pixels(self)
        shown = {9: width >= RULE_FROM, 6: width >= STEP_FROM, 5: width >= SLOPE_FROM}
        shown |= dict.fromkeys((3, 7), width >= LIMIT_FROM)
        for head, column in zip(self._heads, _COLUMNS, strict=True):
            head.setVisible(shown.get(column, True))
        self._grid.setColumnStretch(9, 5 if shown[9] else 0)
        wide = METHOD_WIDTH if width >= NAMED_FROM else NARROW_METHOD_WIDTH
        for row in self._rows:
            row.show_columns(shown, round(wide * font_pixels(self) / BASE_PIXELS))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A scroll bar that comes takes room too.
        if event.type() == QEvent.Type.Resize:
            self._fold()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(110 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(640 * unit), round(210 * unit))


_COLUMNS = (1, 2, 4, 5, 6, 7, 8, 9)


def _side(column: int) -> Qt.AlignmentFlag:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    return right if column in (4, 5, 6, 7) else left


def _shape(scene: RunnersScene) -> tuple[object, ...]:
    """Return what widgets are made for; equal as long as only values change."""
    names = tuple((each.name, each.title) for each in scene.coefficients)
    return len(scene.rows), scene.selected, names


class _Row(QWidget):
    """The controls of one runner, in a row of a grid; itself never shown.

    Signals
    -------
    wanted : Intent
    refused : str
        A sentence about a number that is none; empty when it is taken back.
    """

    wanted = Signal(object)
    refused = Signal(str)

    def __init__(self, number: int, page: QWidget, grid: QGridLayout) -> None:
        super().__init__(page)
        self.hide()
        self._number = number
        self._name = ""
        self._rates = (0.0, math.inf)
        self._rate_value = 0.0
        self.mark = RunnerMark(number, page)
        self.mark.clicked.connect(lambda: self.wanted.emit(SelectRunner(number)))
        self.method = ChoiceBox(page)
        self.method.chosen.connect(
            lambda key: self.wanted.emit(ChooseMethod(number, key))
        )
        self.rate = _NumberField(page)
        self.rate.entered.connect(self._on_rate)
        self.rate.refused.connect(self._on_refused)
        self.limit = QLabel(page)
        self.limit.setProperty("role", "small")
        self.numbers = {name: QLabel(page) for name in NUMBERS}
        self.verdict = ElidedLabel("", "secondary", page)
        self.rule = ElidedLabel("", "small", page)
        self.shown = CheckBox("", page)
        self.shown.clicked.connect(lambda on: self.wanted.emit(ShowRunner(number, on)))
        self.remove = IconButton("minus", parent=page, touched=False)
        self.remove.clicked.connect(lambda: self.wanted.emit(RemoveRunner(number)))
        self._widgets: list[QWidget] = [
            *(self.mark, self.method, self.rate, self.limit),
            *self.numbers.values(),
            *(self.verdict, self.rule, self.shown, self.remove),
        ]
        for column, widget in enumerate(self._widgets):
            if widget in self.numbers.values():
                grid.addWidget(widget, number + 1, column, _side(column))
            else:
                grid.addWidget(widget, number + 1, column)
            widget.show()
        self._grid = grid
        self._fit()
        self.retranslate()

    def end(self) -> None:
        """Take everything away."""
        for widget in (*self._widgets, self):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def set_alone(self, alone: bool) -> None:
        """Let the last runner stay."""
        self.remove.setEnabled(not alone)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self.mark.set_theme(theme)
        self.remove.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts of the controls again."""
        self.remove.set_title(tr("Remove this runner"))
        self.shown.setToolTip(tr("Draw this runner"))
        self.shown.setAccessibleName(tr("Draw this runner"))
        self.method.setAccessibleName(tr("Method"))
        self.rate.setAccessibleName(tr("Learning rate"))

    def show_columns(self, shown: Mapping[int, bool], method_width: int) -> None:
        """Show some columns; the marker's tooltip has the rule in any case."""
        self.method.setMinimumWidth(method_width)
        for column, wanted in shown.items():
            self._widgets[column].setVisible(wanted)

    def show_choices(self, row: RunnerRow, scene: RunnersScene, selected: bool) -> None:
        """Show what a person has chosen."""
        self._name, self._rates = row.name, scene.rates
        self._rate_value = row.rate
        self.mark.setChecked(selected)
        self.mark.setAccessibleName(tr("Look closely: {name}", name=row.name))
        self.mark.setToolTip(f"{row.name}: {row.rule}")
        self.method.set_items(scene.methods, USUAL)
        self.method.set_chosen(row.method)
        self.rate.show_value(row.rate)
        self.shown.setChecked(row.shown)
        self.rule.set_text(row.rule)

    def write_numbers(self, row: RunnerRow, theme: Theme) -> None:
        """Write what changes while it runs."""
        for name, label in self.numbers.items():
            text = getattr(row, name)
            if label.text() != text:
                label.setFont(tabular(self.font()))
                label.setText(text)
        self.limit.setText(row.limit)
        self.limit.setStyleSheet(
            f"color: {theme.warning}; font-weight: 600;" if row.exceeded else ""
        )
        self.verdict.set_text(row.verdict)
        color = {
            "good": theme.success,
            "warning": theme.warning,
            "quiet": theme.text_secondary,
        }[row.mood]
        self.verdict.setStyleSheet(f"color: {color};")

    def _fit(self) -> None:
        unit = font_pixels(self) / BASE_PIXELS
        self.rate.setFixedWidth(round(66 * unit))
        self.verdict.setMinimumWidth(round(98 * unit))

    def _on_rate(self, value: float) -> None:
        low, high = self._rates
        if not low <= value <= high:
            self._on_refused(f"{value:g}")
            self.rate.show_value(self._rate_value)
            return
        self.refused.emit("")
        self.wanted.emit(SetRate(self._number, value))

    def _on_refused(self, text: str) -> None:
        low, high = self._rates
        self.refused.emit(
            tr(
                "learning rate of {name}: {text!r} is not allowed; allowed: from {low} "
                "to {high}",
                name=self._name,
                text=text,
                low=f"{low:g}",
                high=f"{high:g}",
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()


class _NumberField(QLineEdit):
    """A number to type in.

    Signals
    -------
    entered : float
    refused : str
        A text that is no number; the field shows the old one again.
    """

    entered = Signal(float)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._value = math.nan
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._on_finished)

    def show_value(self, value: float) -> None:
        """Show a number, unless another one is being typed."""
        if value != self._value or not self.isModified():
            self._value = value
            text = f"{value:.6g}"
            if self.text() != text and not (self.hasFocus() and self.isModified()):
                self.setText(text)

    def _on_finished(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        typed = self.text()
        text = typed.replace("\N{MINUS SIGN}", "-").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.setText(f"{self._value:.6g}")
            self.refused.emit(typed)
        elif value != self._value:
            self.entered.emit(value)
