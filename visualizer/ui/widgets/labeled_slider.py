"""A slider with its name and its value above it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from visualizer.ui.typography import tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.keys import ENTER_KEYS, came_by_key, claims

_DECADES = 6
"""Reach of a logarithmic slider whose range begins at zero."""

_PER_DECADE = 20
"""Positions in a decade: neighbors differ when rounded to two digits."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class LabeledSlider(QWidget):
    """Name at the left, value at the right, a thin slider below them.

    A double-click on the value, or Enter, lets a person type it. The wheel
    turns the slider only after a click on it, so that scrolling past changes
    nothing. Left and right arrows belong to it only when the Tab key led
    there: elsewhere they step through the training.

    Signals
    -------
    value_changed : float
        While a person drags, turns, or types.
    editing_finished : float
        When a person lets go.
    rejected : str
        What a person typed that is not a value of the range.
    """

    value_changed = Signal(float)
    editing_finished = Signal(float)
    rejected = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self._minimum, self._maximum = 0.0, 1.0
        self._scale: Literal["linear", "log"] = "linear"
        self._whole = False
        self._typing = True
        self._value = 0.0
        self._format: Callable[[float], str] = number_text
        self._name = ElidedLabel("", "secondary", self)
        self._number = _Number(self)
        self._slider = _Slider(self)
        self._editor = _Editor(self)
        self._editor.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._number, 0, 1)
        grid.addWidget(self._slider, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_name(name)
        self._slider.moved.connect(self._on_moved)
        self._slider.let_go.connect(self._on_let_go)
        self._slider.edit_wanted.connect(self.edit)
        self._number.double_clicked.connect(self.edit)
        self._editor.committed.connect(self._on_committed)
        self._editor.left.connect(self._on_left)
        self.set_range(0.0, 1.0)
        self.set_value(0.0)

    def set_name(self, name: str) -> None:
        """Say what the value is."""
        self._name.set_text(name)
        self._slider.setAccessibleName(name)
        self._editor.setAccessibleName(name)

    def set_titled(self, titled: bool) -> None:
        """Write the name, or leave it to a screen reader where room is scarce."""
        self._name.setVisible(titled)

    def set_range(
        self,
        minimum: float,
        maximum: float,
        scale: Literal["linear", "log"] = "linear",
        *,
        whole: bool = False,
    ) -> None:
        """Offer a continuous range, both ends included.

        Parameters
        ----------
        minimum, maximum : float
        scale : "linear" or "log"
            A logarithmic range that begins at zero has zero at its left end
            and six decades beside it.
        whole : bool
            Whether only whole numbers count.
        """
        self._values = ()
        self._minimum, self._maximum = minimum, maximum
        self._scale, self._whole = scale, whole
        if scale == "log":
            decades = math.log10(maximum / self._floor())
            steps = math.ceil(decades * _PER_DECADE)
        else:
            steps = math.ceil((maximum - minimum) / self._grain() - 1e-9)
        self._slider.set_steps(steps)
        self._slider.set_position(self._position(self._value))

    def set_values(
        self,
        values: Sequence[float],
        minimum: float | None = None,
        maximum: float | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """Offer a list of values; typing reaches what lies between them.

        Parameters
        ----------
        values : sequence of float
            Ascending.
        minimum, maximum : float, optional
            Range of what may be typed; the ends of the list if not given.
        whole : bool
            Whether only whole numbers count.
        """
        self._values = tuple(values)
        self._minimum = self._values[0] if minimum is None else minimum
        self._maximum = self._values[-1] if maximum is None else maximum
        self._whole = whole
        self._slider.set_steps(len(self._values) - 1)
        self._slider.set_position(self._position(self._value))

    def set_typing(self, allowed: bool) -> None:
        """Allow or forbid typing; a ladder of words has nothing to type."""
        self._typing = allowed
        shape = Qt.CursorShape.IBeamCursor if allowed else Qt.CursorShape.ArrowCursor
        self._number.setCursor(shape)

    def set_format(self, text_of: Callable[[float], str]) -> None:
        """Choose how the value is written."""
        self._format = text_of
        self._write()

    def set_value(self, value: float) -> None:
        """Show a value, without a signal; kept back while a person edits."""
        if self._slider.isSliderDown() or self._editor.isVisible():
            return
        self._value = value
        self._slider.set_position(self._position(value))
        self._write()

    def value(self) -> float:
        """Return the value shown."""
        return self._value

    def value_text(self) -> str:
        """Return the value as written beside the name."""
        return self._number.text()

    def slider(self) -> QSlider:
        """Return the slider itself."""
        return self._slider

    def edit(self) -> None:
        """Let a person type the value."""
        if not self._typing:
            return
        height = self._editor.sizeHint().height()
        width = max(self._number.width() + 20, min(96, self.width() // 2))
        middle = self._number.geometry().center().y()
        corner = QPoint(self.width() - width, max(0, middle - height // 2))
        self._editor.setGeometry(QRect(corner.x(), corner.y(), width, height))
        self._editor.setText(f"{self._value:.12g}")
        self._editor.selectAll()
        self._editor.show()
        self._editor.raise_()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def editor(self) -> QLineEdit:
        """Return the field to type in; hidden unless somebody types."""
        return self._editor

    def _on_moved(self, position: int) -> None:
        value = self._at(position)
        if value != self._value:
            self._value = value
            self._write()
            self.value_changed.emit(value)

    def _on_let_go(self) -> None:
        self.editing_finished.emit(self._value)

    def _on_committed(self, text: str) -> None:
        value = _parsed(text)
        fits = value is not None and self._minimum <= value <= self._maximum
        if value is None or not fits or (self._whole and value != int(value)):
            self.rejected.emit(text)
            return
        if value != self._value:
            self._value = value
            self._slider.set_position(self._position(value))
            self._write()
            self.value_changed.emit(value)
            self.editing_finished.emit(value)

    def _on_left(self) -> None:
        # Escape and Enter hand the focus on to the slider, so that the next
        # key does not go nowhere.
        focused = self._editor.hasFocus()
        self._editor.hide()
        if focused:
            self._slider.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self) -> None:
        text = self._format(self._value)
        self._number.setText(text)
        self._slider.setAccessibleDescription(text)

    def _at(self, position: int) -> float:
        """Return the value at a position of the slider."""
        if self._values:
            return self._values[position]
        if position == 0:
            return self._minimum
        if position == self._slider.maximum():
            return self._maximum
        if self._scale == "log":
            share = position / self._slider.maximum()
            low, high = math.log(self._floor()), math.log(self._maximum)
            value = float(f"{math.exp(low + share * (high - low)):.2g}")
        else:
            value = self._minimum + position * self._grain()
            value = float(f"{value:.12g}")
        value = float(round(value)) if self._whole else value
        return min(max(value, self._minimum), self._maximum)

    def _position(self, value: float) -> int:
        """Return the position nearest to a value."""
        steps = self._slider.maximum()
        if self._values:
            right = min(bisect_left(self._values, value), steps)
            left = max(0, right - 1)
            nearer_left = value - self._values[left] < self._values[right] - value
            return left if nearer_left else right
        bounded = min(max(value, self._minimum), self._maximum)
        if self._scale == "log":
            low, high = math.log(self._floor()), math.log(self._maximum)
            if bounded <= self._floor():
                return 0 if bounded == self._minimum else 1
            return round((math.log(bounded) - low) / (high - low) * steps)
        return round((bounded - self._minimum) / self._grain())

    def _grain(self) -> float:
        """Return the step of a linear slider: a power of ten, 40 … 400 in all."""
        span = max(self._maximum - self._minimum, 1e-12)
        grain = 10.0 ** math.floor(math.log10(span / 40))
        return max(1.0, grain) if self._whole else grain

    def _floor(self) -> float:
        if self._minimum > 0:
            return self._minimum
        return self._maximum * 10.0**-_DECADES


def number_text(value: float) -> str:
    """Write a number as controls show it: four digits, true minus."""
    if value == int(value) and abs(value) < 1e7:
        text = f"{int(value):,}"
    else:
        text = f"{value:.4g}"
        if "e" in text:
            digits, exponent = text.split("e")
            power = str(int(exponent)).translate(_SUPERSCRIPTS)
            text = f"{digits}×10{power}"
    return text.replace("-", "\N{MINUS SIGN}")


def _parsed(text: str) -> float | None:
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


class _Slider(QSlider):
    """A slider that jumps to where it is clicked and minds its keys."""

    moved = Signal(int)
    let_go = Signal()
    edit_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._reached_by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self.moved)
        self.sliderReleased.connect(self.let_go)

    def set_steps(self, steps: int) -> None:
        self.blockSignals(True)
        self.setRange(0, max(1, steps))
        self.blockSignals(False)

    def set_position(self, position: int) -> None:
        self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(False)

    def _step(self, steps: int) -> None:
        before = self.value()
        self.setValue(before + steps)
        if self.value() != before:
            self.let_go.emit()

    def event(self, event: QEvent) -> bool:
        # Left and right step through the training unless the Tab key led here.
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right) if self._reached_by_key else ()
        return claims(event, keys) or super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._reached_by_key = came_by_key(event)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in ENTER_KEYS:
            self.edit_wanted.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._step(-self.singleStep())
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._step(self.singleStep())
        elif key == Qt.Key.Key_Home:
            self._step(-self.maximum())
        elif key == Qt.Key.Key_End:
            self._step(self.maximum())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        handle = self._handle()
        if not handle.contains(event.position().toPoint()):
            room = max(1, self.width() - handle.width())
            at = round(event.position().x()) - handle.width() // 2
            self.setSliderDown(True)
            self.setValue(QStyle.sliderValueFromPosition(0, self.maximum(), at, room))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._step(self.singleStep() * (turned > 0) - self.singleStep() * (turned < 0))
        event.accept()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider,
            option,
            QStyle.SubControl.SC_SliderHandle,
            self,
        )


class _Number(QLabel):
    double_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "value")
        self.setFont(tabular(QFont()))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()


class _Editor(QLineEdit):
    """Commits on Enter or when left; Escape leaves without a trace."""

    committed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def event(self, event: QEvent) -> bool:
        # Escape may be a shortcut of the window, to leave presenting.
        return claims(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in ENTER_KEYS:
            self.committed.emit(self.text())
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        popup = event.reason() == Qt.FocusReason.PopupFocusReason
        if self.isVisible() and not popup:
            self.committed.emit(self.text())
            self.hide()
