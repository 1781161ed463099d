"""A message at the top of the content that blocks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from visualizer.language import tr
from visualizer.ui.icons import icon
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.push_button import PushButton

Kind = Literal["info", "warning", "error"]

_ICONS: dict[Kind, tuple[str, str]] = {
    "info": ("info", "accent"),
    "warning": ("warning", "warning"),
    "error": ("warning", "on_warning"),
}


class Banner(QFrame):
    """One sentence with buttons that answer it; hidden while there is none.

    Signals
    -------
    action_triggered : str
        Name of the action whose button was pressed.
    dismissed : str
        Name of the message that was closed.
    """

    action_triggered = Signal(str)
    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._kind: Kind = "info"
        self._name = ""
        self._actions: tuple[tuple[str, str], ...] = ()
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        # The text takes the width it gets, rather than asking for its own.
        self._text.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self._close = IconButton("close", "", self, size=15)
        self._close.clicked.connect(self.dismiss)
        self._buttons: list[PushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 8, 6)
        self._row.setSpacing(10)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        # Not Fixed: that would keep free the height of the text at its narrowest.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.retranslate()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._close.set_theme(theme)
        self._tint()

    def retranslate(self) -> None:
        """Say the banner's own texts again; its owner gives the message again."""
        self._close.set_title(tr("Dismiss"))

    def show_message(
        self,
        name: str,
        text: str,
        kind: Kind = "info",
        actions: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Show a message.

        Parameters
        ----------
        name : str
            Names the message, so that its owner can take it back.
        text : str
            Translated.
        kind : "info", "warning" or "error"
        actions : sequence of (name, translated title)
            The first one is emphasized.
        """
        self._name = name
        self._text.setText(text)
        self.setAccessibleName(text)
        self._kind = kind
        if tuple(actions) != self._actions:
            self._set_actions(tuple(actions))
        self.setProperty("kind", kind)
        # Rules for what is inside a banner of this kind are looked up anew as well.
        for part in (self, self._text, self._close, *self._buttons):
            part.style().unpolish(part)
            part.style().polish(part)
        self._tint()
        self.show()

    def dismiss(self) -> None:
        """Close the message, as its button does."""
        name = self._name
        self.take_back(name)
        self.dismissed.emit(name)

    def take_back(self, name: str) -> None:
        """Close the message if it is the named one."""
        if name == self._name:
            self._name = ""
            self.hide()

    def message(self) -> str:
        """Return the name of the message shown, or an empty text."""
        return self._name

    def text(self) -> str:
        """Return the sentence shown."""
        return self._text.text()

    def buttons(self) -> tuple[PushButton, ...]:
        """Return the buttons of the actions, in their order."""
        return tuple(self._buttons)

    def _set_actions(self, actions: tuple[tuple[str, str], ...]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._actions = actions
        self._buttons = []
        for index, (name, title) in enumerate(actions):
            button = PushButton(title, "" if index else "primary", self)
            button.clicked.connect(
                lambda _=False, name=name: self.action_triggered.emit(name)
            )
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)

    def _tint(self) -> None:
        if self._theme is None:
            return
        name, role = _ICONS[self._kind]
        side = round(18 * self.fontInfo().pixelSize() / BASE_PIXELS)
        ratio = self.devicePixelRatioF()
        picture = icon(name, self._theme, role).pixmap(QSize(side, side), ratio)
        self._icon.setPixmap(picture)
        close = "on_warning" if self._kind == "error" else "text_secondary"
        self._close.set_icon("close", close)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._tint()
