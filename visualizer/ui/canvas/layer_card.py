"""The floating card in which a hidden layer gets something of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from visualizer.language import tr
from visualizer.scenes.graph import LayerCard
from visualizer.scenes.intents import LayerChoice, SetLayer
from visualizer.ui.drawing import font_pixels
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import (
    CheckBox,
    ChoiceBox,
    ElidedLabel,
    IconButton,
    LabeledSlider,
)

MOST_DROPOUT = 0.95
_USUAL = ("", "tanh", "relu", "sigmoid", "linear", "leaky_relu")


class LayerCardView(QFrame):
    """Activation, normalization, dropout and skip connection of one layer.

    Signals
    -------
    chosen : SetLayer
    closed
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: LayerCard | None = None
        self._title = ElidedLabel("", "secondary", self)
        self._close = IconButton("close", parent=self, size=13)
        self._activation_name = QLabel(self)
        self._activation = ChoiceBox(self)
        self._normalization_name = QLabel(self)
        self._normalization = ChoiceBox(self)
        self._dropout = LabeledSlider("", self)
        self._dropout.set_range(0.0, MOST_DROPOUT)
        self._residual = CheckBox("", self)
        self._note = ElidedLabel("", "small", self)
        for label in (self._activation_name, self._normalization_name):
            label.setProperty("role", "secondary")
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._title, 0, 0, 1, 2)
        self._grid.addWidget(self._close, 0, 2)
        self._grid.addWidget(self._activation_name, 1, 0)
        self._grid.addWidget(self._activation, 1, 1, 1, 2)
        self._grid.addWidget(self._normalization_name, 2, 0)
        self._grid.addWidget(self._normalization, 2, 1, 1, 2)
        self._grid.addWidget(self._dropout, 3, 0, 1, 3)
        left = Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(self._residual, 4, 0, 1, 3, left)
        self._grid.addWidget(self._note, 5, 0, 1, 3)
        self._grid.setColumnStretch(1, 1)
        self._close.clicked.connect(self.closed)
        self._activation.chosen.connect(lambda key: self._choose("activation", key))
        self._normalization.chosen.connect(
            lambda key: self._choose("normalization", key)
        )
        self._dropout.editing_finished.connect(
            lambda value: self._choose("dropout", round(value, 2))
        )
        self._residual.toggled.connect(lambda on: self._choose("residual", on))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.hide()
        self.retranslate()

    @property
    def card(self) -> LayerCard | None:
        """What is shown."""
        return self._card

    @property
    def close_button(self) -> IconButton:
        """The button that closes the card."""
        return self._close

    @property
    def activation(self) -> ChoiceBox:
        """The list of activations."""
        return self._activation

    @property
    def normalization(self) -> ChoiceBox:
        """The list of normalizations."""
        return self._normalization

    @property
    def dropout(self) -> LabeledSlider:
        """The slider of the rate of dropout."""
        return self._dropout

    @property
    def residual(self) -> CheckBox:
        """The box of the skip connection."""
        return self._residual

    def note_text(self) -> str:
        """Return why there can be no skip connection."""
        return self._note.full_text()

    def set_card(self, card: LayerCard) -> None:
        """Show a layer."""
        before, self._card = self._card, card
        if card == before:
            return
        self._title.set_text(card.title)
        self.setAccessibleName(card.title)
        if before is None or before.activations != card.activations:
            self._activation.set_items(card.activations, _USUAL)
        self._activation.set_chosen(card.activation)
        if before is None or before.normalizations != card.normalizations:
            self._normalization.set_items(card.normalizations)
        self._normalization.set_chosen(card.normalization)
        self._dropout.set_value(card.dropout)
        with QSignalBlocker(self._residual):
            self._residual.setChecked(card.residual)
        self._residual.setEnabled(not card.residual_note)
        self._note.set_text(card.residual_note)
        self._note.setVisible(bool(card.residual_note))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)
        self.setStyleSheet(
            f"LayerCardView {{ background: {theme.control}; border-radius: 9px;"
            f" border: 1px solid {theme.accent}; }}"
        )
        self._fit()

    def retranslate(self) -> None:
        """Say the card's own texts in the language in use."""
        self._close.set_title(tr("Close the card"))
        self._activation_name.setText(tr("Activation"))
        self._activation.setAccessibleName(tr("Activation of the layer"))
        self._normalization_name.setText(tr("Normalization"))
        self._normalization.setAccessibleName(tr("Normalization"))
        self._dropout.set_name(tr("Dropout"))
        self._residual.setText(tr("Skip connection"))
        self._residual.setAccessibleName(tr("Skip connection"))
        self._fit()

    def focus_first(self) -> None:
        """Put the keyboard into the card."""
        self._activation.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, name: LayerChoice, value: str | float | bool) -> None:
        if self._card is not None:
            self.chosen.emit(SetLayer(self._card.layer, name, value))

    def _fit(self) -> None:
        """Follow the font."""
        unit = font_pixels(self)
        pad = round(0.7 * unit)
        self._grid.setContentsMargins(pad, round(0.45 * unit), pad, round(0.6 * unit))
        self._grid.setVerticalSpacing(round(0.45 * unit))
        self._grid.setHorizontalSpacing(round(0.6 * unit))
        self.setFixedWidth(round(21 * unit))
        self.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A click on the card is not one on what lies behind it.
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
