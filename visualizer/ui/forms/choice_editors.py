"""Editors of texts and switches: pills, lists, check boxes, fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
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

_COLUMNS = ((4, 4), (8, 3), (17, 2))
"""Letters of the longest title, and how many such titles fit side by side."""

_MANY = 8
"""Of more that a file offers, so many are shown at first."""

_PILL_EDGE = 4
"""Pixels at each end of a pill that its name does not cover."""


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
        self._pills: dict[str, _Pill] = {}
        self._group = QWidget(self)
        self._grid = QGridLayout(self._group)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._add_stack(self._label, self._group)
        if described.choices:
            # By the English titles, so that another language moves nothing.
            columns = _side_by_side(described.titles or described.choices)
            self._make_pills(named_choices(described), columns)

    def set_value(self, value: Any) -> None:
        self._value = tuple(value)
        for key, pill in self._pills.items():
            pill.setChecked(key in self._value)

    def control(self) -> QWidget:
        return next(iter(self._pills.values()), self._group)

    def pill(self, key: str) -> PushButton:
        """Return the button that takes a text in or out."""
        return self._pills[key]

    def offered_keys(self) -> tuple[str, ...]:
        """Return all texts that are offered."""
        return tuple(self._pills)

    def retranslate(self) -> None:
        self._name_title()
        self._group.setAccessibleName(tr(self.described.title))
        self.setToolTip(tr(self.described.help) if self.described.help else "")
        for key, name in named_choices(self.described):
            self._pills[key].set_name(name)

    def _make_pills(self, items: Sequence[tuple[str, str]], columns: int) -> None:
        """Offer these keys with their names, in place of those of before."""
        for pill in self._pills.values():
            self._grid.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self._pills = {}
        for index, (key, name) in enumerate(items):
            pill = _Pill(self._group)
            pill.set_name(name)
            pill.clicked.connect(lambda on, key=key: self._on_clicked(key, on))
            self._pills[key] = pill
            self._grid.addWidget(pill, index // columns, index % columns)
            # Left to the layout, it would be shown too late to count in its size.
            pill.show()
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _on_clicked(self, key: str, on: bool) -> None:
        least, most = max(1, self.described.length[0]), self.described.length[1]
        most = min(most, len(self._pills))
        wanted = tuple(
            each for each in self._pills if (on if each == key else each in self._value)
        )
        if not least <= len(wanted) <= most:
            self._pills[key].setChecked(not on)
            self.show_error(tr("Choose {least} to {most}.", least=least, most=most))
            return
        self._value = wanted
        self._name_title()
        self._take_edit(wanted, True)

    def _name_title(self) -> None:
        self._label.set_text(tr(self.described.title))


class OfferedEditor(SubsetEditor):
    """Some of the texts that a member of a family offers; none chosen means all.

    Of many the first ones are shown, and a button shows the others.
    """

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._all = PushButton("", "tile-link", self)
        self._all.setCheckable(True)
        self._all.toggled.connect(lambda _on: self._show_pills())
        self._column.insertWidget(2, self._all, 0, Qt.AlignmentFlag.AlignLeft)

    def set_member(self, member: Any) -> None:
        offered = getattr(member, self.described.offered)
        if offered != self.offered_keys():
            self._make_pills([(key, key) for key in offered], _side_by_side(offered))
            self._all.setChecked(False)
            self._show_pills()

    def set_value(self, value: Any) -> None:
        super().set_value(value or self.offered_keys())
        self._name_title()

    def title(self) -> str:
        """Return what stands above the pills."""
        return self._label.full_text()

    def all_button(self) -> PushButton:
        """Return the button that shows all of many."""
        return self._all

    def retranslate(self) -> None:
        super().retranslate()
        self._show_pills()

    def _show_pills(self) -> None:
        keys, every = self.offered_keys(), self._all.isChecked()
        for number, key in enumerate(keys):
            self._pills[key].setVisible(every or number < _MANY)
        self._all.setVisible(len(keys) > _MANY)
        self._all.setText(tr("Less") if every else tr("All {count}…", count=len(keys)))

    def _name_title(self) -> None:
        title = tr(self.described.title)
        if 0 < len(self._value) < len(self.offered_keys()):
            title = tr(
                "{title} – {some} of {all}",
                title=title,
                some=len(self._value),
                all=len(self.offered_keys()),
            )
        self._label.set_text(title)


class _Pill(PushButton):
    """A name that is in or out; as wide as its column, and cut where that is narrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "chip", parent)
        self._name = ""
        self.setProperty("dense", True)
        self.setProperty("packed", True)
        self.setCheckable(True)
        # The column decides how wide a pill is, not its text.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Take a name in the language in use."""
        self._name = name
        self.setAccessibleName(name)
        self._cut()

    def _cut(self) -> None:
        room = self.width() - 2 * _PILL_EDGE
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
            self.setToolTip("" if shown == self._name else self._name)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()


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


def _side_by_side(names: Sequence[str]) -> int:
    """Return how many pills with these names stand in a row."""
    # A Chinese character is as wide as two letters.
    longest = max((len(n) + sum(c > "\u2e7f" for c in n) for n in names), default=0)
    return next((count for top, count in _COLUMNS if longest <= top), 1)


def named_choices(described: Setting) -> list[tuple[str, str]]:
    """Return each choice with its name in the language in use."""
    titles = described.titles or described.choices
    return [
        (key, tr(title)) for key, title in zip(described.choices, titles, strict=True)
    ]
