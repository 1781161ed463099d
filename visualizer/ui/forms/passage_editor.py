"""An editor of a passage: a few lines of text, told when the person goes on."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.settings import Setting
from visualizer.ui.forms.editor import Editor
from visualizer.ui.widgets import ElidedLabel
from visualizer.ui.widgets.note_field import NoteField

_LINES = 4


class PassageEditor(Editor):
    """Text of several lines, which become one; it is told when the focus goes."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._value = ""
        self._label = ElidedLabel("", "secondary", self)
        self._field = NoteField(described.length[1], self)
        self._field.setFixedHeight(
            _LINES * self._field.fontMetrics().lineSpacing() + 14
        )
        self._field.left.connect(self._on_left)
        self._add_stack(self._label, self._field)

    def set_value(self, value: Any) -> None:
        before, self._value = self._value, value
        # What is being typed stays, unless the value itself became another.
        if value != before or not self._field.hasFocus():
            self._field.show_text(value)

    def control(self) -> QWidget:
        return self._field

    def retranslate(self) -> None:
        super().retranslate()
        self._label.set_text(tr(self.described.title))

    def _on_left(self) -> None:
        text = " ".join(self._field.toPlainText().split())
        if text != self._value:
            self._take_edit(text, True)
