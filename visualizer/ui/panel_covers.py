"""What covers a panel: the curtain, and the answer to 'what am I looking at?'."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.keys import claims
from visualizer.ui.widgets.push_button import PushButton


class PanelCurtain(QFrame):
    """Covers a panel: 'predict first'.

    Signals
    -------
    reveal_requested
    """

    reveal_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = QLabel(self)
        self._text.setProperty("role", "secondary")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._button = PushButton("", "primary", self)
        self._button.clicked.connect(self.reveal_requested)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._text.setText(tr("What will it show? Predict first."))
        self._button.setText(tr("Reveal"))

    def button(self) -> PushButton:
        """Return the button that reveals."""
        return self._button

    def focus_reveal(self) -> None:
        """Let Enter reveal."""
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)


class PanelExplanation(QFrame):
    """Names each part of a panel and what it shows; a click or Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self._title = ElidedLabel("", "title", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_explanation)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 5, 5, 8)
        column.setSpacing(4)
        column.addLayout(header)
        column.addWidget(self._area, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.set_text(tr("What am I looking at?"))
        self._close.set_title(tr("Close"))

    def show_rows(self, rows: list[tuple[str, str]]) -> None:
        """Show parts with what they show, both translated."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(9)
        for part, text in rows:
            column.addLayout(_row(page, part, text))
        column.addStretch(1)
        self._area.setWidget(page)
        # A scroll area lets its widget paint a background of its own.
        page.setAutoFillBackground(False)
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_explanation(self) -> None:
        """Take the overlay away and give the focus back."""
        if self.isHidden():
            return
        before = self._before
        self._before = None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        # Escape may be a shortcut of the window, to leave presenting.
        return claims(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_explanation()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.close_explanation()


def _row(parent: QWidget, part: str, text: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(1)
    for words, role in ((part, "value"), (text, "secondary")):
        label = QLabel(words, parent)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(label)
    return column
