"""A list that drops down; where it is long, at first with the usual items only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.widgets.keys import ENTER_KEYS

_ALL = "\N{HORIZONTAL ELLIPSIS}"
"""Stands for 'All…' among the keys; no key can be like it."""


class ChoiceBox(QComboBox):
    """A drop-down list of keys with translated names.

    The wheel turns it only while it has the focus, so that scrolling past
    changes nothing.

    Signals
    -------
    chosen : str
        Key of the item that a person chose.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[tuple[str, str], ...] = ()
        self._usual: tuple[str, ...] = ()
        self._whole = False
        self._key = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(5)
        self.activated.connect(self._on_activated)

    def set_items(
        self, items: Sequence[tuple[str, str]], usual: Sequence[str] = ()
    ) -> None:
        """Offer items.

        Parameters
        ----------
        items : sequence of (key, translated name)
        usual : sequence of str
            Keys that are listed at first, above 'All…'; all where it is empty.
        """
        self._items = tuple(items)
        self._usual = tuple(usual)
        self._fill()

    def set_chosen(self, key: str) -> None:
        """Show an item as the chosen one, without a signal."""
        if key != self._key:
            self._key = key
            self._fill()

    def chosen_key(self) -> str:
        """Return the key of the chosen item."""
        return self._key

    def listed_keys(self) -> tuple[str, ...]:
        """Return the keys in the list as it is now, without 'All…'."""
        keys = (self.itemData(index) for index in range(self.count()))
        return tuple(key for key in keys if key != _ALL)

    def _fill(self) -> None:
        listed = self._items
        if self._usual and not self._whole:
            keys = {*self._usual, self._key}
            listed = tuple(item for item in self._items if item[0] in keys)
        self.clear()
        for key, name in listed:
            self.addItem(name, key)
        if len(listed) < len(self._items):
            self.addItem(tr("All…"), _ALL)
        index = self.findData(self._key)
        self.setCurrentIndex(index)
        self.setToolTip(self.itemText(index) if index >= 0 else "")

    def showPopup(self) -> None:
        # Not before: few lists are opened.
        popup = self.view()
        popup.setMinimumWidth(popup.sizeHintForColumn(0) + 24)
        super().showPopup()

    def _on_activated(self, index: int) -> None:
        key = self.itemData(index)
        if key == _ALL:
            self._whole = True
            self._fill()
            self.showPopup()
        elif key != self._key:
            self._key = key
            self.setToolTip(self.itemText(index))
            self.chosen.emit(key)

    def event(self, event: QEvent) -> bool:
        # Letters choose by their name, whatever they mean in the window.
        if event.type() == QEvent.Type.ShortcutOverride:
            key = cast(QKeyEvent, event)
            plain = key.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and key.text().isalpha():
                event.accept()
                return True
        return super().event(event)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        # The style would cut the name in the middle of a letter.
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 2
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
