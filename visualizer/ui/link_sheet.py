"""A card to put a link of TensorFlow Playground into."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from visualizer.files.tf_playground_link import ADDRESS
from visualizer.language import tr
from visualizer.ui.widgets import PushButton
from visualizer.ui.widgets.keys import ENTER_KEYS
from visualizer.ui.widgets.overlay import Overlay

_WIDTH = 560


class LinkSheet(Overlay):
    """Takes a link; what is wrong with it stands under the field.

    Parameters
    ----------
    window : QWidget
    open_link : callable
        Opens a link; returns why not, or an empty text.
    """

    def __init__(self, window: QWidget, open_link: Callable[[str], str]) -> None:
        super().__init__(window)
        self._open_link = open_link
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(f"{ADDRESS}#…")
        self._field.textChanged.connect(lambda _: self._say(""))
        self._trouble = QLabel(self)
        self._trouble.setProperty("role", "warning")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._open = PushButton("", "primary", self)
        self._open.clicked.connect(self._try)
        self._close = PushButton("", "", self)
        self._close.clicked.connect(self.close_overlay)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        buttons.addWidget(self._open)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._field)
        column.addWidget(self._trouble)
        column.addLayout(buttons)
        self.retranslate()

    def open_sheet(self, link: str = "") -> None:
        """Open with a link to begin with, selected."""
        self._field.setText(link)
        self._field.setCursorPosition(0)
        self._say("")
        self.open_overlay()
        self._field.selectAll()

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.setText(tr("Open a link of TensorFlow Playground"))
        self._field.setAccessibleName(tr("Link"))
        self._open.setText(tr("Open"))
        self._close.setText(tr("Close"))
        # What was wrong was said in the other language.
        self._say("")

    def field(self) -> QLineEdit:
        """Return the field to type in."""
        return self._field

    def trouble(self) -> str:
        """Return what is said to be wrong with the link, or an empty text."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def first_focus(self) -> QWidget:
        return self._field

    def wanted_size(self) -> QSize:
        width = round(_WIDTH * self.unit())
        # Only what is wrong needs more height where the card is narrow.
        if self._column.hasHeightForWidth():
            return QSize(width, self._column.totalHeightForWidth(width))
        return QSize(width, self._column.totalSizeHint().height())

    def _try(self) -> None:
        trouble = self._open_link(self._field.text())
        if trouble:
            self._say(trouble)
            self._field.setFocus()
        else:
            self.close_overlay()

    def _say(self, trouble: str) -> None:
        self._field.setProperty("wrong", bool(trouble))
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
        self._field.setAccessibleDescription(trouble)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        if self.isVisible():
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self._try()
        else:
            super().keyPressEvent(event)
