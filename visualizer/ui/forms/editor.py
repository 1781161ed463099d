"""What every editor of a form has: a value, a title, a place for an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.settings import Setting
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import ElidedLabel

LABEL_SHARE, CONTROL_SHARE = 10, 13
"""How a row is divided between the title and its control."""


class Editor(QWidget):
    """Shows one setting and lets a person change it.

    Signals
    -------
    edited : object, bool
        The new value, and whether the hand has let go: False while a slider is
        being dragged.
    """

    edited = Signal(object, bool)

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.described = described
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._error = QLabel(self)
        self._error.setProperty("role", "warning")
        self._error.setWordWrap(True)
        self._error.hide()

    def set_value(self, value: Any) -> None:
        """Show a value, without a signal."""
        raise NotImplementedError

    def set_member(self, member: Any) -> None:
        """Look at the member that has the setting; its value follows."""

    def control(self) -> QWidget:
        """Return the widget that takes the focus."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""

    def set_pictures(self, pictures: Mapping[str, QPixmap]) -> None:
        """Take pictures of the choices, by key; most editors show none."""

    def folded(self, parent: QWidget) -> QWidget | None:
        """Make what belongs to this setting but stands under 'More'."""
        return None

    def retranslate(self) -> None:
        """Say the title and the help in the language in use."""
        title = tr(self.described.title)
        self.control().setAccessibleName(title)
        self.setToolTip(tr(self.described.help) if self.described.help else "")

    def show_error(self, text: str) -> None:
        """Say under the editor what is wrong; an empty text takes it back."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def error(self) -> str:
        """Return the error shown, or an empty text."""
        return "" if self._error.isHidden() else self._error.text()

    def allowed_text(self) -> str:
        """Say in the language in use which numbers are allowed."""
        low, high = self.described.minimum, self.described.maximum
        if low is not None and high is not None:
            return tr("Allowed: {low} to {high}", low=f"{low:g}", high=f"{high:g}")
        if low is not None:
            return tr("Allowed: at least {low}", low=f"{low:g}")
        if high is not None:
            return tr("Allowed: at most {high}", high=f"{high:g}")
        return tr("A number is wanted here.")

    def _take_edit(self, value: Any, finished: bool) -> None:
        self.show_error("")
        self.edited.emit(value, finished)

    def _add_row(self, label: ElidedLabel, control: QWidget) -> None:
        """Put a title and its control side by side, the error below."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label, LABEL_SHARE)
        row.addWidget(control, CONTROL_SHARE)
        self._column.addLayout(row)
        self._column.addWidget(self._error)

    def _add_stack(self, *widgets: QWidget) -> None:
        """Put widgets under one another, the error below."""
        for widget in widgets:
            self._column.addWidget(widget)
        self._column.addWidget(self._error)
