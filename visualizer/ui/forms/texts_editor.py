"""An editor of several texts: a field for each, and one more for the next."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.settings import Setting
from visualizer.ui.forms.editor import Editor
from visualizer.ui.widgets import ElidedLabel


class _Field(QWidget):
    """One text, with what is wrong with it below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.error = QLabel(self)
        self.error.setProperty("role", "warning")
        self.error.setWordWrap(True)
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.line)
        column.addWidget(self.error)

    def text(self) -> str:
        return self.line.text().strip()

    def say(self, problem: str) -> None:
        self.error.setText(problem)
        self.error.setVisible(bool(problem))


class TextsEditor(Editor):
    """Several texts, each checked before anybody is told; wrong ones stay to be mended.

    An empty field is no text; the last one is empty as long as more are allowed.
    """

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._label = ElidedLabel("", "secondary", self)
        self._group = QWidget(self)
        rows = QVBoxLayout(self._group)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self._fields: list[_Field] = []
        for _ in range(described.length[1]):
            field = _Field(self._group)
            field.line.editingFinished.connect(
                lambda field=field: self._on_typed(field)
            )
            rows.addWidget(field)
            self._fields.append(field)
        self._add_stack(self._label, self._group)
        self._show_fields()

    def set_value(self, value: Any) -> None:
        texts = [*value, *[""] * (len(self._fields) - len(value))]
        for field, text in zip(self._fields, texts, strict=True):
            if field.text() != text:
                field.line.setText(text)
            field.line.setModified(False)
            field.say("")
        self._show_fields()

    def control(self) -> QWidget:
        return self._fields[0].line

    def lines(self) -> list[QLineEdit]:
        """Return the fields in sight."""
        return [field.line for field in self._fields if not field.isHidden()]

    def problems(self) -> list[str]:
        """Return what is said below each field in sight."""
        shown = [field for field in self._fields if not field.isHidden()]
        return ["" if f.error.isHidden() else f.error.text() for f in shown]

    def retranslate(self) -> None:
        super().retranslate()
        title = tr(self.described.title)
        self._label.set_text(title)
        for number, field in enumerate(self._fields, start=1):
            field.line.setAccessibleName(f"{title} {number}")

    def _on_typed(self, field: _Field) -> None:
        if not field.line.isModified():
            return
        field.line.setModified(False)
        check = self.described.check
        assert check is not None
        filled = [each for each in self._fields if each.text()]
        texts = tuple(each.text() for each in filled)
        for each in self._fields:
            each.say("")
        problems = check(texts)
        for each, problem in zip(filled, problems, strict=True):
            each.say(problem)
        if not any(problems):
            self._take_edit(texts, True)
        self._show_fields()

    def _show_fields(self) -> None:
        """Show the fields up to the first empty one behind all texts."""
        last = max((n for n, f in enumerate(self._fields) if f.text()), default=-1)
        for number, field in enumerate(self._fields):
            field.setVisible(number <= last + 1)
