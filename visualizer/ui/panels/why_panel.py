"""The panel 'Why': the sum or product behind a number, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes.formula import has_structure
from visualizer.scenes.why import (
    AskWhy,
    LeaveWhy,
    Quantity,
    WhyAsk,
    WhyCell,
    WhyGrid,
    WhyRow,
    WhyScene,
)
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets.bracketed import Bracketed
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.formula_label import FormulaLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.tab_order import keep_with

_CELL, _SIGN = 52.0, 20.0
"""Width of a number in a matrix and of what stands before it, at the base size."""

_ROOMY = 310.0
"""Height from which there is room for a hint, at the base size of type."""

_BRACKET = 6
"""Room at either side of a matrix for its brackets."""

_APART = 14
"""Gap between the columns of a list."""

_LISTED = 5
"""Named numbers from which they are written as a list, in columns."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


@panels.register
class WhyPanel(Panel):
    """Formula, actual numbers, and what they give; every number can be opened.

    Numbers are buttons: a click or Enter opens what made them. Back goes to the
    number before, and from the first one to what the walk is at.
    """

    key = "why"
    title = "Why"
    rank = 14
    scene_class = WhyScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: WhyScene | None = None
        self._written: WhyScene | None = None
        self._back = IconButton("step_back", parent=self)
        self._back.clicked.connect(self._go_back)
        self._follow = PushButton("", "chip", self)
        self._follow.setProperty("dense", True)
        self._follow.clicked.connect(lambda: self.intent.emit(LeaveWhy(-1)))
        self._whole = PushButton("", "chip", self)
        self._whole.setProperty("dense", True)
        self._whole.clicked.connect(self._open_whole)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget(self._area)
        self._area.setWidget(self._body)
        self._trail = ElidedLabel("", "small", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._area, 1)
        column.addWidget(self._trail)
        self._cells: list[PushButton] = []
        self._numbers = Pacer(self._write, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._write)
        self.retranslate()

    @property
    def cells(self) -> tuple[PushButton, ...]:
        """The numbers that can be opened."""
        return tuple(self._cells)

    @property
    def back_button(self) -> IconButton:
        """The button that goes to the number before."""
        return self._back

    @property
    def follow_button(self) -> PushButton:
        """The button that follows the walk again."""
        return self._follow

    @property
    def whole_button(self) -> PushButton:
        """The button that opens the whole layer."""
        return self._whole

    def trail_text(self) -> str:
        """Return the line below the explanation; empty where it is hidden."""
        return "" if self._trail.isHidden() else self._trail.full_text()

    def texts(self) -> list[str]:
        """Return all texts of the explanation."""
        labels = self._body.findChildren(QLabel)
        return [label.text() for label in labels if not label.isHidden()]

    def header_widgets(self) -> list[QWidget]:
        return [self._back, self._follow, self._whole]

    def set_scene(self, scene: WhyScene) -> None:
        before, self._drawn = self._drawn, scene
        if scene == before:
            return
        other = before is None or _question(before) != _question(scene)
        self._numbers.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        self._back.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Why"))
        self._back.set_title(tr("Back to the number before"))
        self._follow.setText(tr("follow the walk"))
        self._whole.setText(tr("whole layer"))
        self._whole.setToolTip(tr("The same with vectors and matrices"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("numbers"),
                tr(
                    "What the number above was made of; a click or Enter opens each"
                    " one in turn, down to data and parameters"
                ),
            ),
            (
                tr("desired change"),
                tr(
                    "−∂C/∂a: in which direction the activation should change for the"
                    " loss to fall, and how much the loss depends on it"
                ),
            ),
            (
                tr("whole layer"),
                tr("The same sums for all neurons at once, as matrices"),
            ),
        ]

    def _go_back(self) -> None:
        if self._drawn is not None and self._drawn.trail:
            self.intent.emit(LeaveWhy(len(self._drawn.trail) - 2))

    def _open_whole(self) -> None:
        if self._drawn is not None and self._drawn.whole is not None:
            self.intent.emit(AskWhy(self._drawn.whole))

    # Writing ----------------------------------------------------------------

    def _write(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        self.set_heading(scene.title, scene.subtitle)
        self._back.setVisible(not scene.following)
        self._follow.setVisible(not scene.following)
        self._follow.setText(scene.follow or tr("follow the walk"))
        self._whole.setVisible(scene.whole is not None)
        self._trail.set_text(
            " → ".join(scene.trail)
            if scene.trail
            else tr("Click any number to see what made it.")
            if scene.result or scene.grids
            else ""
        )
        # What invites to click gives its line to the numbers where room is scarce.
        roomy = self.height() >= _ROOMY * font_pixels(self) / BASE_PIXELS
        self._trail.setVisible(bool(scene.trail) or roomy)
        held = self._held_place()
        self._cells = []
        # A new body at once: what is taken out one by one would be seen going.
        body = QWidget(self._area)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 2, 4, 0)
        column.setSpacing(6)
        column.addWidget(FormulaLabel(scene.formula, parent=body))
        if scene.grids:
            column.addLayout(self._grids(scene, body))
        if scene.rows:
            column.addLayout(self._rows(scene, body))
        if scene.note:
            note = _small(scene.note, body)
            note.setWordWrap(True)
            column.addWidget(note)
        if scene.result:
            column.addWidget(_line(body))
            column.addLayout(self._result(scene, body))
        if scene.asks:
            title = QLabel(scene.asks_title, body)
            title.setProperty("role", "value")
            column.addSpacing(4)
            column.addWidget(title)
            column.addLayout(self._asks(scene.asks, body))
        column.addStretch(1)
        self._area.takeWidget()
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        self._area.setWidget(body)
        # The area makes its widget opaque; behind it is the panel.
        body.setAutoFillBackground(False)
        body.show()
        keep_with(self, self._cells)
        if held is not None and self._cells:
            place = min(held, len(self._cells) - 1)
            self._cells[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _held_place(self) -> int | None:
        """Return which number has the focus, if one has."""
        places = [n for n, button in enumerate(self._cells) if button.hasFocus()]
        return places[0] if places else None

    def _list(
        self, entries: Sequence[tuple[str, WhyCell]], body: QWidget
    ) -> QGridLayout:
        """Place named numbers in as many columns as fit side by side."""
        made = [(_small(name, body), self._cell(one, body)) for name, one in entries]
        needed = 5 + max(
            name.sizeHint().width() + cell.sizeHint().width() for name, cell in made
        )
        room = self.width() - _BRACKET
        columns = max(1, min(len(made), room // (needed + _APART)))
        lines = -(-len(made) // columns)
        grid = QGridLayout()
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(1)
        for number, (name, cell) in enumerate(made):
            column, line = divmod(number, lines)
            grid.addWidget(name, line, 3 * column, _LEFT)
            grid.addWidget(cell, line, 3 * column + 1, _RIGHT)
            grid.setColumnMinimumWidth(3 * column + 2, _APART)
        grid.setColumnStretch(3 * columns, 1)
        return grid

    def _rows(self, scene: WhyScene, body: QWidget) -> QGridLayout:
        bare = [(row.label, row.cells[0]) for row in scene.rows if _is_bare(row)]
        if len(bare) == len(scene.rows) >= _LISTED:
            return self._list(bare, body)
        grid = QGridLayout()
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(1)
        widest = max(len(row.cells) for row in scene.rows)
        captions: tuple[str, ...] = ()
        for number, row in enumerate(scene.rows):
            line = 2 * number
            grid.addWidget(_small(row.label, body), line, 0, _LEFT)
            last = number == len(scene.rows) - 1
            alike = not last and _captions(scene, number) == _captions(
                scene, number + 1
            )
            captions = _captions(scene, number)
            for place, one in enumerate(row.cells):
                column = 1 + 2 * place
                if place:
                    grid.addWidget(QLabel("·", body), line, column - 1, _CENTER)
                grid.addWidget(self._cell(one, body), line, column, _CENTER)
                # Below the last of several rows whose numbers are called alike.
                if captions[place] and not alike:
                    label = _small(captions[place], body)
                    grid.addWidget(label, line + 1, column, _CENTER)
            if row.result:
                result = QLabel(f"= {row.result}", body)
                result.setProperty("role", "value")
                result.setFont(tabular(result.font()))
                grid.addWidget(result, line, 2 * widest, _RIGHT)
        grid.setColumnStretch(2 * widest, 1)
        return grid

    def _result(self, scene: WhyScene, body: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        label = FormulaLabel(scene.result_label, "secondary", False, body)
        result = QLabel(f"= {scene.result}", body)
        result.setProperty("role", "outcome")
        result.setProperty("sign", scene.result_sign)
        row.addWidget(label, 1)
        row.addWidget(result)
        return row

    def _asks(self, asks: Sequence[WhyAsk], body: QWidget) -> QGridLayout:
        bare = [(ask.label, ask.cells[0]) for ask in asks if len(ask.cells) == 1]
        if len(bare) == len(asks) >= _LISTED:
            return self._list(bare, body)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for number, ask in enumerate(asks):
            grid.addWidget(_small(ask.label, body), 2 * number, 0, _LEFT)
            cells = QHBoxLayout()
            cells.setSpacing(4)
            for one in ask.cells:
                cells.addWidget(self._cell(one, body))
            cells.addStretch(1)
            grid.addLayout(cells, 2 * number, 1)
            if ask.note:
                note = _small(ask.note, body)
                grid.addWidget(note, 2 * number + 1, 1, _LEFT)
        return grid

    def _grids(self, scene: WhyScene, body: QWidget) -> QVBoxLayout:
        """Place vectors and matrices in one line, or in two where it is too long."""
        lines = QVBoxLayout()
        lines.setSpacing(4)
        row = QHBoxLayout()
        unit = font_pixels(self) / BASE_PIXELS
        room, taken = self.width() / unit, 0.0
        for number, grid in enumerate(scene.grids):
            made = self._grid(grid, body)
            needed = max(
                _CELL * len(grid.rows[0]) + 2.0 * _BRACKET,
                made.sizeHint().width() / unit,
            )
            needed += _SIGN
            if not number or taken + needed > room:
                row = QHBoxLayout()
                row.setSpacing(6)
                row.addStretch(1)
                lines.addLayout(row)
                taken = 0.0
            taken += needed
            if number:
                sign = QLabel(scene.operators[number - 1], body)
                sign.setProperty("role", "value")
                row.insertWidget(row.count() - 1, sign, 0, _CENTER)
            row.insertLayout(row.count() - 1, made)
        return lines

    def _grid(self, grid: WhyGrid, body: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addStretch(1)
        column.addWidget(_small(grid.name, body), 0, _CENTER)
        cells = QGridLayout()
        cells.setSpacing(2)
        cells.setContentsMargins(_BRACKET, 0, _BRACKET, 0)
        for line, row in enumerate(grid.rows):
            for place, one in enumerate(row):
                cells.addWidget(self._cell(one, body), line, place)
        matrix = Bracketed(body)
        matrix.setLayout(cells)
        column.addWidget(matrix, 0, _CENTER)
        column.addStretch(1)
        return column

    def _cell(self, one: WhyCell, body: QWidget) -> QWidget:
        """Return a button for a number that can be opened, else a label."""
        if one.quantity is None:
            label = QLabel(one.text, body)
            label.setProperty("role", "value")
            label.setFont(tabular(label.font()))
            return label
        button = PushButton(one.text, "number", body)
        button.setProperty("sign", one.sign)
        button.setFont(tabular(button.font()))
        spoken = tr("{number}, {caption}: open", number=one.text, caption=one.caption)
        plain = tr("{number}: open", number=one.text)
        button.setAccessibleName(spoken if one.caption else plain)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(partial(self._open, one.quantity))
        self._cells.append(button)
        return button

    def _open(self, quantity: Quantity) -> None:
        self.intent.emit(AskWhy(quantity))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            # Not now: Qt is on its way through the widgets that would go.
            self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._drawn is not None:
            self._later.start()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(240 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(420 * unit))


def _question(scene: WhyScene) -> tuple[object, ...]:
    """Return what is asked, whatever the numbers are."""
    return scene.trail, scene.formula.removesuffix(f" = {scene.result}")


def _is_bare(row: WhyRow) -> bool:
    return len(row.cells) == 1 and not row.cells[0].caption and not row.result


def _captions(scene: WhyScene, number: int) -> tuple[str, ...]:
    return tuple(one.caption for one in scene.rows[number].cells)


def _small(text: str, body: QWidget) -> QLabel:
    if has_structure(text):
        return FormulaLabel(text, "small", False, body)
    label = QLabel(text, body)
    label.setProperty("role", "small")
    label.setWordWrap(len(text) > 60)
    return label


def _line(body: QWidget) -> QFrame:
    line = QFrame(body)
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line
