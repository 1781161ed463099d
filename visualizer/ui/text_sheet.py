"""A card with a longer text: licenses, what the program is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QTextBrowser, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import PushButton
from visualizer.ui.widgets.overlay import Overlay


class TextSheet(Overlay):
    """Shows Markdown over the window until it is closed.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._say: tuple[Callable[[], str], Callable[[], str]] = (str, str)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._text = QTextBrowser(self)
        self._text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._text.setOpenLinks(False)
        self._close = PushButton("", "", self)
        self._close.clicked.connect(self.close_overlay)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text, 1)
        column.addWidget(self._close)
        self.retranslate()

    def open_text(self, title: Callable[[], str], markdown: Callable[[], str]) -> None:
        """Show a text under a title.

        Parameters
        ----------
        title, markdown : callable
            Return them in the language in use; asked again when it changes.
        """
        self._say = (title, markdown)
        self._fill()
        self.open_overlay()

    def text(self) -> str:
        """Return the text shown, without its marks."""
        return self._text.toPlainText()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._text.setPalette(theme.palette())

    def retranslate(self) -> None:
        """Say the sheet's own texts again."""
        self._close.setText(tr("Close"))
        if self.isVisible():
            self._fill()

    def first_focus(self) -> QWidget:
        return self._close

    def wanted_size(self) -> QSize:
        unit = self.unit()
        width = round(640 * unit)
        margins = self._column.contentsMargins()
        inside = self._text.document().clone(self)
        inside.setTextWidth(width - margins.left() - margins.right())
        # A line more: the border of the card takes a little of the room.
        text = round(inside.size().height()) + self.fontMetrics().lineSpacing()
        inside.deleteLater()
        around = self._title.sizeHint().height() + self._close.sizeHint().height()
        around += margins.top() + margins.bottom() + 2 * self._column.spacing()
        return QSize(width, min(around + text, round(520 * unit)))

    def _fill(self) -> None:
        title, markdown = (say() for say in self._say)
        self._title.setText(title)
        self._text.setMarkdown(markdown)
        self._text.setAccessibleName(title)
