"""Editors of texts and switches: pills, lists, check boxes, fields."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from visualizer.language import tr
from visualizer.settings import Setting
from visualizer.ui.forms.editor import Editor
from visualizer.ui.widgets import (
    CheckBox,
    Chips,
    ChoiceBox,
    ElidedLabel,
    PushButton,
)

_COLUMNS = ((4, 4), (8, 3))
"""Letters of the longest title, and how many such titles fit side by side."""


class SwitchEditor(Editor):
    """A setting that is on or off."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._box = CheckBox("", self)
        self._box.clicked.connect(lambda on: self._take_edit(on, True))
        self._add_stack(self._box)

    def set_value(self, value: Any) -> None:
        self._box.setChecked(bool(value))

    def control(self) -> QWidget:
        return self._box

    def retranslate(self) -> None:
        super().retranslate()
        self._box.setText(tr(self.described.title))


class ChipsEditor(Editor):
    """One of a few texts."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._label = ElidedLabel("", "secondary", self)
        self._chips = Chips(self, dense=True)
        self._chips.chosen.connect(lambda key: self._take_edit(key, True))
        self._add_stack(self._label, self._chips)

    def set_value(self, value: Any) -> None:
        self._chips.set_chosen(value)

    def control(self) -> QWidget:
        return self._chips

    def chips(self) -> Chips:
        """Return the row of pills."""
        return self._chips

    def retranslate(self) -> None:
        super().retranslate()
        self._label.set_text(tr(self.described.title))
        self._chips.set_items(named_choices(self.described))


class ListEditor(Editor):
    """One of many texts."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._label = ElidedLabel("", "secondary", self)
        self._box = ChoiceBox(self)
        self._box.chosen.connect(lambda key: self._take_edit(key, True))
        if described.control == "wide":
            self._add_stack(self._label, self._box)
        else:
            self._add_row(self._label, self._box)

    def set_value(self, value: Any) -> None:
        self._box.set_chosen(value)

    def control(self) -> QWidget:
        return self._box

    def retranslate(self) -> None:
        super().retranslate()
        self._label.set_text(tr(self.described.title))
        self._box.set_items(named_choices(self.described), self.described.usual)


class SubsetEditor(Editor):
    """Some of several texts, in the order in which they are offered."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._label = ElidedLabel("", "secondary", self)
        self._value: tuple[str, ...] = ()
        self._pills: dict[str, PushButton] = {}
        self._group = QWidget(self)
        grid = QGridLayout(self._group)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        longest = max(len(title) for title in described.titles or described.choices)
        columns = next((count for top, count in _COLUMNS if longest <= top), 2)
        for index, key in enumerate(described.choices):
            pill = PushButton("", "chip", self._group)
            pill.setProperty("dense", True)
            pill.setProperty("packed", True)
            pill.setCheckable(True)
            # The column decides how wide a pill is, not its text.
            pill.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            pill.clicked.connect(lambda on, key=key: self._on_clicked(key, on))
            self._pills[key] = pill
            grid.addWidget(pill, index // columns, index % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._add_stack(self._label, self._group)

    def set_value(self, value: Any) -> None:
        self._value = tuple(value)
        for key, pill in self._pills.items():
            pill.setChecked(key in self._value)

    def control(self) -> QWidget:
        return next(iter(self._pills.values()))

    def pill(self, key: str) -> PushButton:
        """Return the button that takes a text in or out."""
        return self._pills[key]

    def retranslate(self) -> None:
        self._label.set_text(tr(self.described.title))
        self._group.setAccessibleName(tr(self.described.title))
        self.setToolTip(tr(self.described.help) if self.described.help else "")
        for key, name in named_choices(self.described):
            self._pills[key].setText(name)
            self._pills[key].setAccessibleName(name)

    def _on_clicked(self, key: str, on: bool) -> None:
        least, most = self.described.length
        wanted = tuple(
            each for each in self._pills if (on if each == key else each in self._value)
        )
        if not least <= len(wanted) <= most:
            self._pills[key].setChecked(not on)
            self.show_error(tr("Choose {least} to {most}.", least=least, most=most))
            return
        self._value = wanted
        self._take_edit(wanted, True)


class TextEditor(Editor):
    """Any text."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._label = ElidedLabel("", "secondary", self)
        self._field = QLineEdit(self)
        self._field.editingFinished.connect(self._on_typed)
        self._add_stack(self._label, self._field)

    def set_value(self, value: Any) -> None:
        if not self._field.isModified():
            self._field.setText(value)
            self._field.setCursorPosition(0)

    def control(self) -> QWidget:
        return self._field

    def retranslate(self) -> None:
        super().retranslate()
        self._label.set_text(tr(self.described.title))

    def _on_typed(self) -> None:
        if self._field.isModified():
            self._field.setModified(False)
            self._take_edit(self._field.text(), True)


def named_choices(described: Setting) -> list[tuple[str, str]]:
    """Return each choice with its name in the language in use."""
    titles = described.titles or described.choices
    return [
        (key, tr(title)) for key, title in zip(described.choices, titles, strict=True)
    ]
