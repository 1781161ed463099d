"""The mistakes panel: which answers are wrong, and on which examples."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes.intents import ChooseOutput, SetOption, TurnPage
from visualizer.scenes.mistakes import MistakesScene
from visualizer.ui.answers_view import AnswersView
from visualizer.ui.drawing import Pacer, color_table, font_pixels, mapped_image
from visualizer.ui.output_chooser import OutputChooser
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.table import Table

_PICTURE = 18
"""Logical pixels of an example's image."""

_KEPT, _WIDE = 4, 20
"""Columns that a narrow list has, and the width in ems from which it has more."""


@panels.register
class MistakesPanel(Panel):
    """A confusion matrix beside a page of wrong examples; values as a plot.

    A click on a wrong example, or Enter, shows it in all panels. The chip in the
    header switches between training and test examples.
    """

    key = "mistakes"
    title = "Mistakes"
    rank = 60
    scene_class = MistakesScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: MistakesScene | None = None
        self._view = AnswersView(self)
        self._list = QWidget(self)
        self._table = Table(self._list)
        self._table.setIconSize(QSize(_PICTURE, _PICTURE))
        self._previous = PushButton("", "chip", self._list)
        self._next = PushButton("", "chip", self._list)
        self._page = ElidedLabel("", "small", self._list)
        self._test = PushButton("", "chip", self)
        self._output = OutputChooser(True, self)
        for button in (self._previous, self._next, self._test):
            button.setProperty("dense", True)
        self._test.setCheckable(True)
        pager = QHBoxLayout()
        pager.setContentsMargins(0, 0, 0, 0)
        pager.addWidget(self._previous)
        pager.addWidget(self._page, 1)
        pager.addWidget(self._next)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table, 1)
        column.addLayout(pager)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._view, 5)
        self._layout.addWidget(self._list, 8)
        self._test.clicked.connect(
            lambda on: self.intent.emit(SetOption("mistakes_test", on))
        )
        self._output.output_chosen.connect(
            lambda output: self.intent.emit(ChooseOutput(output))
        )
        self._previous.clicked.connect(lambda: self._turn(-1))
        self._next.clicked.connect(lambda: self._turn(1))
        self._table.entered.connect(self._look_at)
        self._table.clicked.connect(lambda index: self._look_at(index.row()))
        self._pacer = Pacer(self._show, self)
        self.retranslate()

    @property
    def view(self) -> AnswersView:
        """The matrix or the plot."""
        return self._view

    @property
    def table(self) -> Table:
        """The page of wrong examples."""
        return self._table

    @property
    def next_button(self) -> PushButton:
        """Turns to the next page."""
        return self._next

    @property
    def previous_button(self) -> PushButton:
        """Turns to the page before."""
        return self._previous

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._view.set_theme(theme)
        self._show()

    def set_scene(self, scene: MistakesScene) -> None:
        before, self._drawn = self._drawn, scene
        other = before is None or _look(before) != _look(scene)
        self._pacer.request(now=other)

    def header_widgets(self) -> list[QWidget]:
        return [self._output, self._test]

    @property
    def output_chooser(self) -> OutputChooser:
        """Chooses the output that is compared, where there are several."""
        return self._output

    def retranslate(self) -> None:
        self._output.retranslate()
        self._test.setText(tr("test"))
        self._test.setAccessibleName(tr("Mistakes on test examples"))
        self._test.setToolTip(tr("Test examples instead of training examples"))
        self._previous.setText(tr("back"))
        self._previous.setAccessibleName(tr("Previous page of wrong examples"))
        self._next.setText(tr("next"))
        self._next.setAccessibleName(tr("Next page of wrong examples"))
        self._table.setAccessibleName(tr("Wrong examples"))
        self._view.setAccessibleName(tr("Mistakes"))
        self._show()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("matrix"),
                tr(
                    "Examples by true class (row) and answer (column), with the share"
                    " of the row; on the diagonal the answer is right"
                ),
            ),
            (
                tr("list"),
                tr(
                    "Wrong examples, those the network is surest of first: click one"
                    " to watch it"
                ),
            ),
            (
                tr("plot"),
                tr(
                    "For values: predicted against true; on the dashed line the answer"
                    " is right. R² is 1 for perfect answers, 0 for the mean"
                ),
            ),
        ]

    def _show(self) -> None:
        scene = self._drawn
        if scene is None or self._theme is None:
            return
        self.set_heading(scene.title, scene.subtitle)
        self._test.setChecked(scene.test)
        self._output.set_outputs(scene.output_choice, scene.output)
        words = (tr("true"), tr("answered"))
        if not scene.names:
            words = (tr("true value"), tr("predicted value"))
        self._view.set_scene(scene, words)
        self._view.setAccessibleDescription(scene.subtitle)
        self._list.setVisible(bool(scene.names))
        if not scene.names:
            return
        self._table.set_headings(scene.columns)
        self._table.set_rows(tuple(example.texts for example in scene.wrong))
        self._show_pictures(scene)
        self._fit_columns()
        self._page.set_text(scene.page_text)
        self._previous.setEnabled(scene.page > 0)
        self._next.setEnabled(scene.page + 1 < scene.pages)

    def _show_pictures(self, scene: MistakesScene) -> None:
        assert self._theme is not None
        table = color_table([self._theme.color("panel"), self._theme.color("text")])
        for row, example in enumerate(scene.wrong):
            item = self._table.item(row, 0)
            if example.image is not None and item is not None:
                # Pictures are stored from the top, maps from the lowest y.
                image = mapped_image(example.image[::-1], table)
                picture = QPixmap.fromImage(image).scaled(_PICTURE, _PICTURE)
                item.setIcon(QIcon(picture))

    def _fit_columns(self) -> None:
        """Leave the place of points out where there is no room for it."""
        if self._drawn is not None and len(self._drawn.columns) > _KEPT:
            narrow = self._list.width() < _WIDE * font_pixels(self)
            self._table.setColumnHidden(_KEPT, narrow)
        self._table.fit_width()

    def _look_at(self, row: int) -> None:
        scene = self._drawn
        if scene is None or row >= len(scene.wrong):
            return
        look = scene.wrong[row].look
        if look is not None:
            self.intent.emit(look)

    def _turn(self, pages: int) -> None:
        if self._drawn is not None:
            self.intent.emit(TurnPage(self._drawn.page + pages))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > 1.2 * self.height()
        way = QBoxLayout.Direction
        self._layout.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self._layout.activate()
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.draw()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(240 * unit), round(110 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(420 * unit), round(300 * unit))


def _look(scene: MistakesScene) -> tuple[object, ...]:
    """Return what a person has just chosen; it is shown at once."""
    return scene.title, scene.test, scene.page, scene.names, scene.output
