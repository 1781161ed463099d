"""A whole number with a dice that throws a new one."""

from __future__ import annotations

import random

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from visualizer.language import tr
from visualizer.ui.theme import Theme
from visualizer.ui.typography import tabular
from visualizer.ui.widgets.icon_button import IconButton

_THROWS = 10_000
"""Numbers the dice chooses from: short enough to be said aloud."""


class DiceField(QWidget):
    """A number field and a dice, for seeds.

    Signals
    -------
    value_changed : int
        When a person has typed a number, stepped it, or thrown the dice.
    """

    value_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._minimum, self._maximum = 0, 2**32 - 1
        self._value = 0
        self._field = _NumberField(self)
        self._dice = IconButton("dice", "", self, size=19)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._field, 1)
        row.addWidget(self._dice)
        self._field.editingFinished.connect(self._on_typed)
        self._field.stepped.connect(lambda step: self._take(self._value + step))
        self._dice.clicked.connect(self._on_thrown)
        self.set_value(0)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Tint the dice."""
        self._dice.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._dice.set_title(tr("Throw the dice: another random number"))

    def set_name(self, name: str) -> None:
        """Say what the number is, to those who cannot see its label."""
        self._field.setAccessibleName(name)

    def set_range(self, minimum: int, maximum: int) -> None:
        """Allow the numbers from ``minimum`` to ``maximum``."""
        self._minimum, self._maximum = minimum, maximum

    def set_value(self, value: int) -> None:
        """Show a number, without a signal."""
        self._value = value
        if not self._field.hasFocus() or not self._field.isModified():
            self._field.setText(str(value))

    def value(self) -> int:
        """Return the number."""
        return self._value

    def field(self) -> QLineEdit:
        """Return the field to type in."""
        return self._field

    def dice(self) -> IconButton:
        """Return the button that throws."""
        return self._dice

    def _on_typed(self) -> None:
        text = self._field.text()
        self._field.setModified(False)
        self._take(int(text) if text else self._value)

    def _on_thrown(self) -> None:
        top = min(self._maximum, self._minimum + _THROWS - 1)
        thrown = random.randint(self._minimum, top)
        if thrown == self._value:
            thrown = self._minimum if thrown == top else thrown + 1
        self._take(thrown)

    def _take(self, value: int) -> None:
        value = min(max(value, self._minimum), self._maximum)
        self._field.setText(str(value))
        if value != self._value:
            self._value = value
            self.value_changed.emit(value)


class _NumberField(QLineEdit):
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(tabular(QFont()))
        pattern = QRegularExpression(r"\d{0,10}")
        self.setValidator(QRegularExpressionValidator(pattern, self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up:
            self.stepped.emit(1)
        elif event.key() == Qt.Key.Key_Down:
            self.stepped.emit(-1)
        else:
            super().keyPressEvent(event)
