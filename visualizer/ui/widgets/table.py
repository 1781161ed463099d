"""A table of texts: rows are chosen, Enter does something with the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from visualizer.ui.widgets.keys import ENTER_KEYS, claims

_KEYS = (*ENTER_KEYS, Qt.Key.Key_Delete, Qt.Key.Key_F2)


class Table(QTableWidget):
    """Rows of texts; columns after the wide one hold numbers, at their right.

    Parameters
    ----------
    parent : QWidget
    wide : int
        The column that takes the room that the others leave.

    Signals
    -------
    entered : int
        Row that was double-clicked or on which Enter was pressed.
    renamed : int, str
        Row whose first text was edited (F2), and the text.
    deleted : int
        Row on which Delete was pressed.
    """

    entered = Signal(int)
    renamed = Signal(int, str)
    deleted = Signal(int)

    def __init__(self, parent: QWidget, wide: int = 0) -> None:
        super().__init__(parent)
        self._wide = wide
        self._shown: tuple[tuple[str, ...], ...] = ()
        self._filling = False
        self.setProperty("role", "table")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setSectionsClickable(False)
        self.doubleClicked.connect(lambda index: self.entered.emit(index.row()))
        self.itemChanged.connect(self._on_changed)

    def set_headings(self, texts: Sequence[str]) -> None:
        """Name the columns."""
        self.setColumnCount(len(texts))
        self.setHorizontalHeaderLabels(list(texts))
        header = self.horizontalHeader()
        for column in range(len(texts)):
            stretch = column == self._wide
            mode = QHeaderView.ResizeMode
            kind = mode.Stretch if stretch else mode.ResizeToContents
            header.setSectionResizeMode(column, kind)
            heading = self.horizontalHeaderItem(column)
            if heading is not None:
                heading.setTextAlignment(self._alignment(column))

    def fit_width(self) -> None:
        """Give each column the same room where it is too little for all texts."""
        header, mode = self.horizontalHeader(), QHeaderView.ResizeMode
        shown = [c for c in range(self.columnCount()) if not self.isColumnHidden(c)]
        wanted = sum(
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in shown
        )
        tight = wanted > self.viewport().width()
        for column in shown:
            stretch = tight or column == self._wide
            kind = mode.Stretch if stretch else mode.ResizeToContents
            header.setSectionResizeMode(column, kind)

    def set_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show rows; equal ones stay as they are, and so does what is chosen."""
        if rows == self._shown:
            return
        chosen = self.chosen()
        self._shown, self._filling = rows, True
        self.setRowCount(len(rows))
        # Each cell that says it has changed lays the whole table out anew.
        with QSignalBlocker(self.model()):
            for row, texts in enumerate(rows):
                for column, text in enumerate(texts):
                    self._write(row, column, text)
        if rows:
            model, last = self.model(), (len(rows) - 1, self.columnCount() - 1)
            model.dataChanged.emit(model.index(0, 0), model.index(*last))
        self._filling = False
        if chosen and max(chosen) < len(rows):
            self.setCurrentCell(chosen[0], 0)

    def _write(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(self._alignment(column))
            if column:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
            item.setToolTip(text)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the texts shown."""
        return self._shown

    def chosen(self) -> list[int]:
        """Return the rows chosen, ascending."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def choose(self, *rows: int) -> None:
        """Choose rows."""
        self.clearSelection()
        model = self.selectionModel()
        for row in rows:
            flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
            model.select(self.model().index(row, 0), flags)

    def fit_height(self, rows: int) -> None:
        """Be as high as so many rows and the heading."""
        inside = self.horizontalHeader().sizeHint().height()
        inside += rows * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(inside + 2 * self.frameWidth() + 4)

    def rename(self, row: int) -> None:
        """Let a person edit the first text of a row."""
        item = self.item(row, 0)
        if item is not None:
            self.editItem(item)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        flag = Qt.AlignmentFlag
        side = flag.AlignLeft if column <= self._wide else flag.AlignRight
        return side | flag.AlignVCenter

    def _on_changed(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == 0:
            # What is shown is what the next rows say; an edit is a wish.
            self._filling = True
            wanted = item.text()
            item.setText(self._shown[item.row()][0])
            self._filling = False
            self.renamed.emit(item.row(), wanted)

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentRow(), event.key()
        if self.state() == QAbstractItemView.State.EditingState:
            # Enter ends the edit; it comes here too, before the edit is over.
            return
        if key in ENTER_KEYS and row >= 0:
            self.entered.emit(row)
        elif key == Qt.Key.Key_F2 and row >= 0:
            self.rename(row)
        elif key == Qt.Key.Key_Delete and row >= 0:
            self.deleted.emit(row)
        else:
            super().keyPressEvent(event)
