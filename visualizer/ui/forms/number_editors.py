"""Editors of numbers: a slider where a range is known, a field otherwise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QWidget

from visualizer.language import tr
from visualizer.settings import Setting
from visualizer.ui.forms.editor import Editor
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import ElidedLabel, LabeledSlider
from visualizer.ui.widgets.labeled_slider import number_text

if TYPE_CHECKING:
    from visualizer.ui.widgets.dice_field import DiceField


_WIDE_RATIO = 1_000
"""From here on a range is walked through in ratios rather than in steps."""


class SliderEditor(Editor):
    """A number with a range or a list of values."""

    def __init__(
        self, described: Setting, whole: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(described, parent)
        self._whole = whole
        self._slider = LabeledSlider("", self)
        low, high = described.minimum, described.maximum
        if described.values:
            self._slider.set_values(described.values, low, high, whole=whole)
        else:
            assert low is not None
            assert high is not None
            wide = low > 0 and high / low >= _WIDE_RATIO
            scale = "log" if wide else described.scale
            self._slider.set_range(low, high, scale, whole=whole)
        self._slider.value_changed.connect(lambda value: self._on_value(value, False))
        self._slider.editing_finished.connect(lambda value: self._on_value(value, True))
        self._slider.rejected.connect(lambda _: self._on_rejected())
        self._add_stack(self._slider)

    def set_value(self, value: Any) -> None:
        self._slider.set_value(float(value))

    def control(self) -> QWidget:
        return self._slider.slider()

    def labeled_slider(self) -> LabeledSlider:
        """Return the slider with its name and value."""
        return self._slider

    def retranslate(self) -> None:
        super().retranslate()
        self._slider.set_name(tr(self.described.title))
        unit = tr(self.described.unit) if self.described.unit else ""
        suffix = f"\N{NO-BREAK SPACE}{unit}" if unit else ""
        self._slider.set_format(lambda value: number_text(value) + suffix)

    def _on_value(self, value: float, finished: bool) -> None:
        self._take_edit(int(value) if self._whole else value, finished)

    def _on_rejected(self) -> None:
        text = self.allowed_text()
        if self._whole:
            text = f"{text} · {tr('whole numbers')}"
        self.show_error(text)


class NumberEditor(Editor):
    """A number without a range: a field to type in."""

    def __init__(
        self, described: Setting, whole: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(described, parent)
        self._whole = whole
        self._value: float = 0
        self._label = ElidedLabel("", "secondary", self)
        self._field = QLineEdit(self)
        self._field.editingFinished.connect(self._on_typed)
        self._add_row(self._label, self._field)

    def set_value(self, value: Any) -> None:
        self._value = value
        if not self._field.isModified():
            self._field.setText(f"{value:.12g}")

    def control(self) -> QWidget:
        return self._field

    def retranslate(self) -> None:
        super().retranslate()
        self._label.set_text(tr(self.described.title))

    def _on_typed(self) -> None:
        self._field.setModified(False)
        text = self._field.text().replace("\N{MINUS SIGN}", "-").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        low = -math.inf if self.described.minimum is None else self.described.minimum
        high = math.inf if self.described.maximum is None else self.described.maximum
        fits = math.isfinite(value) and low <= value <= high
        if not fits or (self._whole and value != int(value)):
            self.show_error(self.allowed_text())
        elif value != self._value:
            self._value = int(value) if self._whole else value
            self._take_edit(self._value, True)


class SeedEditor(Editor):
    """A whole number with a dice beside it."""

    def __init__(self, described: Setting, parent: QWidget | None = None) -> None:
        super().__init__(described, parent)
        self._label = ElidedLabel("", "secondary", self)
        from visualizer.ui.widgets.dice_field import DiceField

        self._field = DiceField(self)
        low, high = described.minimum, described.maximum
        self._field.set_range(
            0 if low is None else int(low), 2**32 - 1 if high is None else int(high)
        )
        self._field.value_changed.connect(lambda value: self._take_edit(value, True))
        self._add_row(self._label, self._field)

    def set_value(self, value: Any) -> None:
        self._field.set_value(int(value))

    def control(self) -> QWidget:
        return self._field.field()

    def dice_field(self) -> DiceField:
        """Return the field with its dice."""
        return self._field

    def set_theme(self, theme: Theme) -> None:
        self._field.set_theme(theme)

    def retranslate(self) -> None:
        super().retranslate()
        self._label.set_text(tr(self.described.title))
        self._field.retranslate()
