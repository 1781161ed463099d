"""Cells in rows and columns, each a run or several of a race, to be opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QWidget

from visualizer.ui.drawing import KEYBOARD_FOCUS, Canvas, font_pixels
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular
from visualizer.ui.widgets.keys import ENTER_KEYS, claims

GAP = 3.0
"""Between two cells, at the base font."""

_STEPS = {
    Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""Rows are counted from below, where the lowest rate is."""

_KEYS = (*ENTER_KEYS, *_STEPS)


class RaceGrid(Canvas):
    """Lays out cells with names of rows and columns; the first row is the lowest.

    A cell is chosen with the arrow keys and opened by Enter or a click.

    Signals
    -------
    opened : int, int
        Row and column of a cell.
    laid_out
        The cells have other places.
    """

    opened = Signal(int, int)
    laid_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme: Theme | None = None
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._told: tuple[tuple[str, ...], ...] = ()
        self._rect = QRectF(0.0, 0.0, 1.0, 1.0)
        self._cursor = (0, 0)
        self._by_keys = False
        root = self.scene().addRect(QRectF())
        root.setPen(Qt.PenStyle.NoPen)
        self._words = TextPool(root)
        self._ring = self.scene().addRect(QRectF())
        self._ring.setZValue(10.0)
        self._ring.hide()
        self.resized.connect(self._lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._lay_out()

    def set_names(
        self,
        rows: tuple[str, ...],
        columns: tuple[str, ...],
        told: tuple[tuple[str, ...], ...],
    ) -> None:
        """Name rows and columns, and say what each cell is."""
        same = (rows, columns) == (self._rows, self._columns)
        self._rows, self._columns, self._told = rows, columns, told
        row, column = self._cursor
        self._cursor = min(row, len(rows) - 1), min(column, len(columns) - 1)
        self._tell()
        if not same:
            self._lay_out()

    def cell(self, row: int, column: int) -> QRectF:
        """Return the place of a cell."""
        gap = GAP * self._unit()
        wide = self._rect.width() / max(1, len(self._columns))
        tall = self._rect.height() / max(1, len(self._rows))
        x = self._rect.left() + column * wide
        y = self._rect.bottom() - (row + 1) * tall
        return QRectF(x, y, max(1.0, wide - gap), max(1.0, tall - gap))

    def cursor_cell(self) -> tuple[int, int]:
        """Return row and column of the cell that Enter opens."""
        return self._cursor

    def names(self) -> tuple[str, ...]:
        """Return the names that are written, columns first."""
        return tuple(text.text() for text in self._words.shown())

    def _unit(self) -> float:
        return font_pixels(self) / BASE_PIXELS

    def _lay_out(self) -> None:
        theme = self._theme
        if theme is None or not self._rows:
            return
        self._words.dress(
            tabular(sized(self.font(), 0.85)), theme.color("text_secondary")
        )
        line = self._words.line_height()
        left = max(map(self._words.advance_of, self._rows)) + 0.6 * line
        width = float(self.viewport().width())
        height = float(self.viewport().height())
        top = 1.35 * line
        self._rect = QRectF(
            left, top, max(1.0, width - left), max(1.0, height - top - 1.0)
        )
        self._words.begin()
        for number, name in enumerate(self._columns):
            box = self.cell(0, number)
            room = box.width() - 0.3 * line
            self._words.add(name, box.center().x(), 0.6 * line, "center", room)
        every = max(1, -(-int(line) // max(1, int(self.cell(0, 0).height()))))
        for number, name in enumerate(self._rows):
            if number % every == 0:
                middle = self.cell(number, 0).center().y()
                self._words.add(name, left - 0.5 * line, middle, "right")
        self._words.end()
        self._place_ring()
        self.laid_out.emit()

    def _place_ring(self) -> None:
        theme = self._theme
        shown = theme is not None and self._by_keys and self.hasFocus()
        self._ring.setVisible(shown)
        if theme is not None and shown:
            self._ring.setPen(QPen(theme.color("accent"), 2.0 * theme.line_width))
            self._ring.setRect(self.cell(*self._cursor))

    def _tell(self) -> None:
        row, column = self._cursor
        if row < len(self._told) and column < len(self._told[row]):
            self.setAccessibleDescription(self._told[row][column])

    def _at(self, place: QPointF) -> tuple[int, int] | None:
        for row in range(len(self._rows)):
            for column in range(len(self._columns)):
                if self.cell(row, column).contains(place):
                    return row, column
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        text = "" if found is None else self._told[found[0]][found[1]]
        if text != self.viewport().toolTip():
            self.viewport().setToolTip(text)
        self.viewport().setCursor(
            Qt.CursorShape.ArrowCursor
            if found is None
            else Qt.CursorShape.PointingHandCursor
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self._cursor = found
            self._by_keys = False
            self._tell()
            self._place_ring()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        left = event.button() is Qt.MouseButton.LeftButton
        if left and found is not None and found == self._cursor:
            self.opened.emit(*found)

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ENTER_KEYS and self._rows:
            self.opened.emit(*self._cursor)
        elif key in _STEPS and self._rows:
            up, right = _STEPS[key]
            row, column = self._cursor
            self._cursor = (
                min(max(row + up, 0), len(self._rows) - 1),
                min(max(column + right, 0), len(self._columns) - 1),
            )
            self._by_keys = True
            self._tell()
            self._place_ring()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_keys = event.reason() in KEYBOARD_FOCUS
        self._place_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._place_ring()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
