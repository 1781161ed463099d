"""The sheet of keys: what every key and gesture does, by category."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.actions import ActionBook, keys_text
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.overlay import Overlay

_WIDTH = 760
_COLUMNS = 2

Row = tuple[str, tuple[str, ...]]


class ShortcutSheet(Overlay):
    """Keys beside what they do; Escape, F1 or a click closes it."""

    def __init__(self, window: QWidget, book: ActionBook) -> None:
        super().__init__(window)
        self._book = book
        self._title = ElidedLabel("", "title", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_overlay)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self._page = QWidget(self)
        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 12, 14)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self._area, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.retranslate()

    def toggle(self) -> None:
        """Open the sheet, or close it if it is open."""
        if self.isVisible():
            self.close_overlay()
        else:
            self._fill()
            self.open_overlay()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.set_text(tr("Keys and gestures"))
        self._close.set_title(tr("Close"))
        if self.isVisible():
            self._fill()

    def rows(self) -> list[tuple[str, list[Row]]]:
        """Return the sheet: categories with titles and their keys, translated."""
        sheet: list[tuple[str, list[Row]]] = []
        for category in self._book.categories():
            rows: list[Row] = []
            for entry in self._book.entries():
                keys = tuple(keys_text(each) for each in entry.action.shortcuts())
                if entry.category == category and keys:
                    rows.append((tr(entry.title), keys))
            for gesture in self._book.gestures():
                if gesture.category == category:
                    rows.append((tr(gesture.title), (tr(gesture.keys),)))
            if rows:
                sheet.append((tr(category), rows))
        return sheet

    def wanted_size(self) -> QSize:
        height = self._page.sizeHint().height() + 80
        return QSize(round(_WIDTH * self.unit()), height)

    def _fill(self) -> None:
        self._page = QWidget(self._area)
        columns = QHBoxLayout(self._page)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(36)
        for blocks in _balanced(self.rows()):
            column = QVBoxLayout()
            column.setSpacing(16)
            for category, rows in blocks:
                column.addLayout(self._block(category, rows))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._area.setWidget(self._page)
        # A scroll area lets its widget paint a background of its own.
        self._page.setAutoFillBackground(False)

    def _block(self, category: str, rows: list[Row]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        head = QLabel(category, self._page)
        head.setProperty("role", "value")
        grid.addWidget(head, 0, 0, 1, 2)
        for number, (title, keys) in enumerate(rows, start=1):
            name = QLabel(title, self._page)
            name.setProperty("role", "secondary")
            name.setWordWrap(True)
            caps = QHBoxLayout()
            caps.setSpacing(4)
            caps.addStretch(1)
            for key in keys:
                cap = QLabel(key, self._page)
                cap.setProperty("role", "key")
                caps.addWidget(cap, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addLayout(caps, number, 1)
        return grid

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.close_overlay()


def _balanced(
    sheet: list[tuple[str, list[Row]]],
) -> list[list[tuple[str, list[Row]]]]:
    """Share the categories among columns of about the same height, in order."""
    heights = [len(rows) + 2 for _, rows in sheet]
    columns: list[list[tuple[str, list[Row]]]] = [[] for _ in range(_COLUMNS)]
    half, passed = sum(heights) / _COLUMNS, 0.0
    for block, height in zip(sheet, heights, strict=True):
        column = min(_COLUMNS - 1, int((passed + height / 2) // half))
        columns[column].append(block)
        passed += height
    return columns
