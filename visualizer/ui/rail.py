"""The rail at the left: one entry for each exhibit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.ui.icons import icon_pixmap
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized
from visualizer.ui.widgets.keys import ENTER_KEYS, came_by_key, claims
from visualizer.ui.widgets.tab_order import keep_with

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

_RADIUS = 10.0


class Rail(QFrame):
    """Exhibits under one another, an icon over a name; one is chosen.

    Signals
    -------
    exhibit_chosen : str
        Key of the exhibit that a person chose.
    """

    exhibit_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._entries: dict[str, _Entry] = {}
        self._key = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 12, 6, 8)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        for entry in self._entries.values():
            entry.set_theme(theme)

    def set_exhibits(self, exhibits: Sequence[tuple[str, str, str]]) -> None:
        """Show exhibits: a key, a translated title and an icon name each."""
        keys = tuple(key for key, _, _ in exhibits)
        if keys != tuple(self._entries):
            self._rebuild(keys)
        for key, title, icon_name in exhibits:
            self._entries[key].show_item(title, icon_name)
        self.set_chosen(self._key)

    def set_chosen(self, key: str) -> None:
        """Mark an exhibit as the one on screen, without a signal."""
        self._key = key
        first = key if key in self._entries else next(iter(self._entries), "")
        for name, entry in self._entries.items():
            entry.setChecked(name == key)
            entry.setFocusPolicy(
                Qt.FocusPolicy.TabFocus if name == first else Qt.FocusPolicy.NoFocus
            )

    def chosen_key(self) -> str:
        """Return the key of the exhibit on screen."""
        return self._key

    def entry(self, key: str) -> QAbstractButton:
        """Return the button of an exhibit."""
        return self._entries[key]

    def _rebuild(self, keys: tuple[str, ...]) -> None:
        for entry in self._entries.values():
            self._column.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self._entries = {}
        for index, key in enumerate(keys):
            entry = _Entry(self)
            if self._theme is not None:
                entry.set_theme(self._theme)
            entry.clicked.connect(lambda _=False, key=key: self._on_clicked(key))
            entry.stepped.connect(lambda step, key=key: self._on_stepped(key, step))
            self._entries[key] = entry
            self._column.insertWidget(index, entry)
            entry.show()
        keep_with(self, self._entries.values())

    def _on_clicked(self, key: str) -> None:
        changed = key != self._key
        self.set_chosen(key)
        if changed:
            self.exhibit_chosen.emit(key)

    def _on_stepped(self, key: str, step: int) -> None:
        keys = list(self._entries)
        neighbor = self._entries[keys[(keys.index(key) + step) % len(keys)]]
        neighbor.setFocus(Qt.FocusReason.TabFocusReason)


class _Entry(QAbstractButton):
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._ringed = False
        self._icon = ""
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_item(self, title: str, icon_name: str) -> None:
        if (title, icon_name) != (self.text(), self._icon):
            self.setText(title)
            self.setAccessibleName(title)
            self.setToolTip(title)
            self._icon = icon_name
            self.updateGeometry()
            self.update()

    def _unit(self) -> float:
        return self.fontInfo().pixelSize() / BASE_PIXELS

    def event(self, event: QEvent) -> bool:
        # Arrow keys may be shortcuts of the window; a focused entry needs them.
        return claims(event, _STEPS) or super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = came_by_key(event)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self.stepped.emit(_STEPS[event.key()])
        elif event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        # The rail decides which entry is checked.
        pass

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        unit = self._unit()
        chosen = self.isChecked()
        whole = QRectF(self.rect())
        side = round(30 * unit)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if chosen or self.underMouse():
                painter.setBrush(theme.color("control"))
                painter.drawRoundedRect(whole.adjusted(2, 0, -2, 0), _RADIUS, _RADIUS)
            if chosen:
                bar = QRectF(2.0, whole.height() * 0.2, 3.0, whole.height() * 0.6)
                painter.setBrush(theme.color("accent"))
                painter.drawRoundedRect(bar, 1.5, 1.5)
            if self.hasFocus() and self._ringed:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.color("accent"), 2.0))
                ring = whole.adjusted(3, 1, -3, -1)
                painter.drawRoundedRect(ring, _RADIUS - 1, _RADIUS - 1)
            if self._icon:
                role = "accent" if chosen else "text_secondary"
                color = theme.color(role).name()
                picture = icon_pixmap(self._icon, color, side, self.devicePixelRatioF())
                left = (self.width() - side) // 2
                painter.drawPixmap(left, round(8 * unit), picture)
            painter.setPen(theme.color("text" if chosen else "text_secondary"))
            painter.setFont(self._font())
            below = whole.adjusted(2, 8 * unit + side + 2, -2, -6 * unit)
            text = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, round(below.width())
            )
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def _font(self) -> QFont:
        font = sized(self.font(), 0.88)
        if self.isChecked():
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def sizeHint(self) -> QSize:
        unit = self._unit()
        return QSize(round(78 * unit), round(8 * unit) + round(52 * unit))
