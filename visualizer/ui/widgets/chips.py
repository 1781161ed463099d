"""A row of pills of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from visualizer.ui.widgets.keys import claims
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.tab_order import keep_with

_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class Chips(QWidget):
    """Pill-shaped buttons of which exactly one is chosen.

    One of them takes the focus; arrow keys choose its neighbors.

    Signals
    -------
    chosen : str
        Key of the pill that a person chose.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, dense: bool = False) -> None:
        super().__init__(parent)
        self._chips: dict[str, _Chip] = {}
        self._items: tuple[tuple[str, str], ...] = ()
        self._key = ""
        self._dense = dense
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2 if dense else 4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer pills: a key and a translated name each."""
        items = tuple(items)
        if items == self._items:
            return
        if tuple(key for key, _ in items) != tuple(self._chips):
            self._rebuild(tuple(key for key, _ in items))
        self._items = items
        for key, name in items:
            self._chips[key].setText(name)
            self._chips[key].setAccessibleName(name)

    def set_chosen(self, key: str) -> None:
        """Mark a pill as the chosen one, without a signal."""
        self._key = key
        for name, chip in self._chips.items():
            chip.setChecked(name == key)
            chip.setFocusPolicy(
                Qt.FocusPolicy.TabFocus if name == key else Qt.FocusPolicy.NoFocus
            )
        if self._chips and key not in self._chips:
            next(iter(self._chips.values())).setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def chosen_key(self) -> str:
        """Return the key of the chosen pill."""
        return self._key

    def chip(self, key: str) -> PushButton:
        """Return the button of a pill."""
        return self._chips[key]

    def _rebuild(self, keys: tuple[str, ...]) -> None:
        for chip in self._chips.values():
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for key in keys:
            chip = _Chip(self)
            chip.setProperty("dense", self._dense)
            chip.clicked.connect(lambda _=False, key=key: self._on_clicked(key))
            chip.stepped.connect(lambda step, key=key: self._on_stepped(key, step))
            self._chips[key] = chip
            self._row.addWidget(chip)
            # Left to the layout, it would be shown too late to count in its size.
            chip.show()
        keep_with(self, self._chips.values())
        self.set_chosen(self._key)

    def _on_clicked(self, key: str) -> None:
        changed = key != self._key
        self.set_chosen(key)
        if changed:
            self.chosen.emit(key)

    def _on_stepped(self, key: str, step: int) -> None:
        keys = list(self._chips)
        neighbor = keys[(keys.index(key) + step) % len(keys)]
        self._on_clicked(neighbor)
        self._chips[neighbor].setFocus(Qt.FocusReason.TabFocusReason)


class _Chip(PushButton):
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "chip", parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        # Room for the chosen look, whose type is bolder, so that nothing moves.
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        more = max(
            0,
            QFontMetrics(bold).horizontalAdvance(self.text())
            - self.fontMetrics().horizontalAdvance(self.text()),
        )
        return super().sizeHint() + QSize(more, 0)

    def event(self, event: QEvent) -> bool:
        # Arrow keys are shortcuts of the window; a focused pill needs them more.
        return claims(event, _STEPS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)
