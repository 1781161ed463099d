"""The floating card in which a weight or bias is read and changed."""

from __future__ import annotations

import itertools
import math
from typing import cast

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QStackedLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes.graph import ParameterCard
from visualizer.scenes.intents import EditParameter, ToggleLocked
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.keys import ENTER_KEYS, claims

_STEPS = 1_000
"""Positions of the slider on either side of zero."""

_NOTCH = 0.01
"""Change by one notch of the wheel, as a share of the slider's half."""

_BURST = 700
"""Milliseconds of rest that end a burst of the wheel or of a key."""

_gestures = itertools.count(1)


class CardView(QFrame):
    """Title, live value, gradient and slider of one parameter.

    A double-click on the value or Enter lets a person type it; the wheel turns
    it anywhere on the card. What belongs to one drag, one burst of the wheel
    or one typed value carries one gesture number, and is undone as one.

    Signals
    -------
    edited : EditParameter
    lock_toggled : ToggleLocked
    why_asked
        What made the value, and what is about to change it, is to be shown.
    closed
    typing_ended
        The field that had the focus is gone.
    """

    edited = Signal(object)
    lock_toggled = Signal(object)
    why_asked = Signal()
    closed = Signal()
    typing_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: ParameterCard | None = None
        self._gesture: int | None = None
        self._turned = 0.0
        self._title = ElidedLabel("", "secondary", self)
        self._close = IconButton("close", parent=self, size=13)
        self._why = IconButton("help", parent=self, size=14)
        self._why.clicked.connect(self.why_asked)
        self._lock = IconButton("unlock", parent=self, size=14)
        self._lock.clicked.connect(self._on_lock)
        self._value = _Value(self)
        self._editor = _Editor(self)
        self._gradient_name = QLabel(self)
        self._gradient_name.setProperty("role", "secondary")
        self._gradient = QLabel(self)
        self._gradient.setTextFormat(Qt.TextFormat.PlainText)
        self._slider = _Slider(self)
        self._slider.setRange(-_STEPS, _STEPS)
        self._least, self._most = QLabel(self), QLabel(self)
        for label in (self._least, self._most):
            label.setProperty("role", "small")
        self._build()
        self._numbers = Pacer(self._write, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_BURST)
        self._rest.timeout.connect(self._end_gesture)
        self._close.clicked.connect(self.closed)
        self._value.double_clicked.connect(self.edit)
        self._editor.committed.connect(self._on_typed)
        self._editor.left.connect(self._end_typing)
        self._slider.valueChanged.connect(self._on_slid)
        self._slider.sliderPressed.connect(self._begin_gesture)
        self._slider.sliderReleased.connect(self._end_gesture)
        self.setFocusProxy(self._slider)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.hide()
        self.retranslate()

    def _build(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self._value)
        self._stack.addWidget(self._editor)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._title, 0, 0)
        self._grid.addWidget(self._why, 0, 1)
        self._grid.addWidget(self._lock, 0, 2)
        self._grid.addWidget(self._close, 0, 3)
        self._grid.addLayout(self._stack, 1, 0, 1, 4)
        self._grid.addWidget(self._gradient_name, 2, 0)
        right = Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(self._gradient, 2, 1, 1, 3, right)
        track = QHBoxLayout()
        track.setSpacing(8)
        track.addWidget(self._least)
        track.addWidget(self._slider, 1)
        track.addWidget(self._most)
        self._grid.addLayout(track, 3, 0, 1, 4)
        self._grid.setColumnStretch(0, 1)

    @property
    def card(self) -> ParameterCard | None:
        """What is shown."""
        return self._card

    @property
    def slider(self) -> QSlider:
        """The slider from -limit to limit."""
        return self._slider

    @property
    def editor(self) -> QLineEdit:
        """The field to type the value in."""
        return self._editor

    @property
    def close_button(self) -> IconButton:
        """The button that closes the card."""
        return self._close

    @property
    def why_button(self) -> IconButton:
        """The button that opens the value."""
        return self._why

    @property
    def lock_button(self) -> IconButton:
        """The button that keeps the parameter from being trained."""
        return self._lock

    @property
    def editing(self) -> bool:
        """Whether a person is typing or holds the slider."""
        return self._typing or self._slider.isSliderDown()

    @property
    def _typing(self) -> bool:
        return self._stack.currentWidget() is self._editor

    def value_text(self) -> str:
        """Return the value as written."""
        return self._value.text()

    def set_card(self, card: ParameterCard) -> None:
        """Show a parameter; what a person is changing meanwhile is left alone."""
        before, self._card = self._card, card
        if before is None or before.target != card.target:
            self._end_typing()
            self._end_gesture()
        if before is None or before.title != card.title:
            self._title.set_text(card.title)
            self._slider.setAccessibleName(card.title)
            self._editor.setAccessibleName(card.title)
            self.setAccessibleName(card.title)
        if before is None or before.locked != card.locked:
            self._show_lock()
        if before is None or before.limit != card.limit:
            limit = f"{card.limit:g}"
            self._least.setText("\N{MINUS SIGN}" + limit)
            self._most.setText(limit)
        # What the hand changes is read at once, what trains five times a second.
        fresh = before is None or before.target != card.target
        self._numbers.request(now=fresh or self._gesture is not None)
        if not self._slider.isSliderDown():
            position = round(card.value / card.limit * _STEPS) if _finite(card) else 0
            with QSignalBlocker(self._slider):
                self._slider.setValue(max(-_STEPS, min(_STEPS, position)))

    def _write(self) -> None:
        if self._card is not None:
            self._value.setText(self._card.value_text)
            self._gradient.setText(self._card.gradient_text)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)
        self._lock.set_theme(theme)
        self._why.set_theme(theme)
        self.setStyleSheet(
            f"CardView {{ background: {theme.control}; border-radius: 9px;"
            f" border: 1px solid {theme.accent}; }}"
        )
        self._fit()

    def retranslate(self) -> None:
        """Say the card's own texts in the language in use."""
        self._close.set_title(tr("Close the card"))
        self._why.set_title(tr("Why is it this number?"))
        self._show_lock()
        self._gradient_name.setText(tr("gradient"))
        self._value.setToolTip(tr("Double-click to type a value"))

    def edit(self) -> None:
        """Let a person type the value."""
        if self._card is None:
            return
        self._editor.setText(self._card.value_text)
        self._editor.mark(False)
        self._stack.setCurrentWidget(self._editor)
        self._editor.selectAll()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lock(self) -> None:
        locked = self._card is not None and self._card.locked
        self._lock.set_icon(*(("lock", "accent") if locked else ("unlock", "text")))
        self._lock.set_title(
            tr("Locked: training leaves it as it is; press to unlock")
            if locked
            else tr("Lock: training leaves it as it is")
        )

    def _on_lock(self) -> None:
        if self._card is not None:
            self.lock_toggled.emit(ToggleLocked(self._card.target))

    def _begin_gesture(self) -> None:
        self._rest.stop()
        self._gesture = next(_gestures)

    def _end_gesture(self) -> None:
        self._rest.stop()
        self._gesture = None

    def _on_slid(self, position: int) -> None:
        if self._card is None:
            return
        if not self._slider.isSliderDown():
            self._continue_burst()
        self._emit(position / _STEPS * self._card.limit)

    def _continue_burst(self) -> None:
        """Begin a gesture, or stay in the one that a moment ago went on."""
        if self._gesture is None:
            self._gesture = next(_gestures)
        self._rest.start()

    def _on_typed(self, text: str) -> None:
        value = parse_number(text)
        if value is None:
            self._editor.mark(True)
            return
        self._begin_gesture()
        self._emit(value)
        self._end_gesture()
        self._end_typing()

    def _end_typing(self) -> None:
        if self._typing:
            focused = self._editor.hasFocus()
            self._stack.setCurrentWidget(self._value)
            if focused:
                # Not to the slider, which would then keep the arrow keys.
                self.typing_ended.emit()

    def _emit(self, value: float) -> None:
        if self._card is not None and self._gesture is not None:
            self.edited.emit(EditParameter(self._card.target, value, self._gesture))

    def _fit(self) -> None:
        """Follow the font."""
        unit = font_pixels(self)
        large = tabular(sized(self.font(), 1.55))
        large.setWeight(QFont.Weight.DemiBold)
        self._value.setFont(large)
        self._editor.setFont(tabular(self.font()))
        self._gradient.setFont(tabular(self.font()))
        pad = round(0.7 * unit)
        self._grid.setContentsMargins(pad, round(0.45 * unit), pad, round(0.55 * unit))
        self._grid.setVerticalSpacing(round(0.15 * unit))
        self.setFixedWidth(round(16.5 * unit))
        self.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.edit()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A click on the card is not one on the edge behind it.
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self._card is None or self._typing:
            return
        self._turned += event.angleDelta().y() / 120.0
        notches = math.trunc(self._turned)
        if notches:
            self._turned -= notches
            self._slider.setValue(
                self._slider.value() + round(notches * _NOTCH * _STEPS)
            )


def parse_number(text: str) -> float | None:
    """Read a number as people write it, with '−' or ',' too; None if it is none."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _finite(card: ParameterCard) -> bool:
    return math.isfinite(card.value) and card.limit > 0


class _Value(QLabel):
    double_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()


class _Editor(QLineEdit):
    """Commits on Enter; Escape or leaving it changes nothing."""

    committed = Signal(str)
    left = Signal()

    def mark(self, wrong: bool) -> None:
        """Show that what is typed is no number."""
        self.setProperty("wrong", "true" if wrong else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        # Escape is a shortcut of the window, which would close the whole card.
        return claims(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.committed.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class _Slider(QSlider):
    """A slider that has the arrow keys where the Tab key led to it.

    Everywhere else in the window they step through the training, and so a click
    on the slider does not focus it. Enter, Escape and the wheel are the card's.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSingleStep(round(_NOTCH * _STEPS))
        self.setPageStep(round(10 * _NOTCH * _STEPS))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            key = cast(QKeyEvent, event).key()
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER_KEYS, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
