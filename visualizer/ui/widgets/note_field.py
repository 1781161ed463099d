"""A field for a few lines of plain text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from visualizer.ui.widgets.keys import claims

_OWN_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape)


class NoteField(QPlainTextEdit):
    """Takes a note of limited length; Escape leaves it.

    While it has the focus, keys are typed and do nothing else.

    Parameters
    ----------
    most : int
        Characters that it takes.
    parent : QWidget, optional

    Signals
    -------
    edited : str
        A person changed the text.
    left
        The focus has gone elsewhere.
    """

    edited = Signal(str)
    left = Signal()

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._showing = False
        self.setProperty("role", "note")
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.textChanged.connect(self._on_changed)

    def show_text(self, text: str) -> None:
        """Show a text, without a signal; the same text keeps the cursor."""
        if text != self.toPlainText():
            self._showing = True
            self.setPlainText(text)
            self._showing = False

    def _on_changed(self) -> None:
        text = self.toPlainText()
        if len(text) > self._most:
            self._cut(text[: self._most])
        elif not self._showing:
            self.edited.emit(text)

    def _cut(self, kept: str) -> None:
        # Qt counts in halves of signs that have two.
        end = len(kept.encode("utf-16-le")) // 2
        cursor = QTextCursor(self.document())
        cursor.setPosition(end)
        cursor.movePosition(
            QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor
        )
        cursor.removeSelectedText()

    def event(self, event: QEvent) -> bool:
        return claims(event, _OWN_KEYS) or super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.window().setFocus()
        else:
            super().keyPressEvent(event)
