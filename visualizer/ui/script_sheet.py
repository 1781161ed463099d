"""A card with a program's text, to read, copy and save."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import PushButton
from visualizer.ui.widgets.overlay import Overlay

_WIDTH, _HEIGHT = 760, 560


class ScriptSheet(Overlay):
    """Shows a program over the window until it is closed.

    Parameters
    ----------
    window : QWidget

    Signals
    -------
    copy_wanted, save_wanted
    """

    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._note = QLabel(self)
        self._note.setProperty("role", "secondary")
        self._note.setWordWrap(True)
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._copy = PushButton("", "primary", self)
        self._copy.clicked.connect(self.copy_wanted)
        self._save = PushButton("", "", self)
        self._save.clicked.connect(self.save_wanted)
        self._close = PushButton("", "", self)
        self._close.clicked.connect(self.close_overlay)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self._close, self._save, self._copy):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addWidget(self._text, 1)
        column.addLayout(buttons)
        self.retranslate()

    def open_script(self, title: str, note: str, text: str) -> None:
        """Show a program under a title and a sentence about it."""
        self._title.setText(title)
        self._text.setAccessibleName(title)
        self._note.setText(note)
        self._text.setFont(self._fixed())
        self._text.setPlainText(text)
        self.open_overlay()

    def text(self) -> str:
        """Return the program."""
        return self._text.toPlainText()

    def buttons(self) -> tuple[PushButton, PushButton, PushButton]:
        """Return the buttons: copy, save, close."""
        return self._copy, self._save, self._close

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._text.setPalette(theme.palette())

    def retranslate(self) -> None:
        """Say the sheet's own texts again."""
        self._copy.setText(tr("Copy"))
        self._save.setText(tr("Save…"))
        self._close.setText(tr("Close"))
        # What it shows was said in the other language.
        self.close_overlay()

    def first_focus(self) -> QWidget:
        return self._copy

    def wanted_size(self) -> QSize:
        unit = self.unit()
        return QSize(round(_WIDTH * unit), round(_HEIGHT * unit))

    def _fixed(self) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.fontInfo().pixelSize())
        return font
