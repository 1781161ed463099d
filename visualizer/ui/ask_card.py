"""A card that asks for a few settings, then does something with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.settings import Setting
from visualizer.ui.forms import SettingsForm
from visualizer.ui.forms.editor import Editor
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton, PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.keys import ENTER_KEYS
from visualizer.ui.widgets.overlay import Overlay

_WIDTH = 308


class AskCard(Overlay):
    """A title, a form made from a settings class, and a button.

    Enter does what the button does; Escape or a click beside the card closes
    it. What runs in the window goes on meanwhile.

    Parameters
    ----------
    window : QWidget
    title, hint, action : str
        Phrases, said where they are shown.
    settings_class : type
    height : int
        Of the form, in pixels at the base font.
    only : callable, optional
        Which settings are asked for; all when absent.

    Signals
    -------
    answered : object
        The settings as a person left them.
    """

    answered = Signal(object)

    def __init__(
        self,
        window: QWidget,
        title: str,
        hint: str,
        action: str,
        settings_class: type[Any],
        height: int,
        only: Callable[[Setting], bool] | None = None,
    ) -> None:
        super().__init__(window)
        self._texts = title, hint, action
        self._height = height
        self._asked: Any = None
        self.edits: dict[str, Any] = {}
        self._title = ElidedLabel("", "title", self)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "small")
        self._hint.setWordWrap(True)
        self._settings_class, self._only = settings_class, only
        self._theme: Theme | None = None
        self._form = self._new_form()
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_overlay)
        self._go = PushButton("", "primary", self)
        self._go.clicked.connect(self.answer)
        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 14)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self._hint)
        column.addWidget(self._form, 1)
        column.addWidget(self._go)
        self._column = column
        self.retranslate()

    def _new_form(self) -> SettingsForm:
        form = SettingsForm(self._settings_class, self, self._only)
        form.edited.connect(self._on_edited)
        return form

    @property
    def form(self) -> SettingsForm:
        """The settings asked for."""
        return self._form

    @property
    def go_button(self) -> PushButton:
        """The button that answers."""
        return self._go

    def ask(self, settings: Any) -> None:
        """Open the card with settings to begin with."""
        self.edits = {}
        if type(settings) is not self._settings_class:
            self._ask_of(type(settings))
        self.show_settings(settings)
        self.open_overlay()

    def _ask_of(self, settings_class: type[Any]) -> None:
        """Ask for settings of another exhibit from now on."""
        self._settings_class = settings_class
        before, self._form = self._form, self._new_form()
        if self._theme is not None:
            self._form.set_theme(self._theme)
        self._form.retranslate()
        self._column.replaceWidget(before, self._form)
        before.hide()
        before.deleteLater()

    def show_settings(self, settings: Any) -> None:
        """Show settings, but for those that a person has changed.

        Those of another exhibit end the question.
        """
        if type(settings) is not self._settings_class:
            self.close_overlay()
            return
        self._asked = dataclasses.replace(settings, **self.edits)
        self._form.set_values(self._asked)

    def answer(self) -> None:
        """Close the card and tell what was asked for, unless a value is wrong."""
        focused = self.focusWidget()
        if focused is not None:
            # What is being typed counts.
            focused.clearFocus()
        wrong = [each for each in self._form.findChildren(Editor) if each.error()]
        if wrong:
            wrong[0].control().setFocus()
            return
        self.close_overlay()
        self.answered.emit(self._asked)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._form.set_theme(theme)
        self._close.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        title, hint, action = (tr(text) for text in self._texts)
        self._title.set_text(title)
        self.setAccessibleName(title)
        self._hint.setText(hint)
        self._go.setText(action)
        self._close.set_title(tr("Close"))
        self._form.retranslate()

    def first_focus(self) -> QWidget:
        names = self._form.field_names()
        return self._form.editor(names[0]).control() if names else self._go

    def wanted_size(self) -> QSize:
        unit = self.unit()
        return QSize(round(_WIDTH * unit), round((self._height + 130) * unit))

    def _on_edited(self, name: str, value: object, live: bool) -> None:
        self.edits[name] = value
        self.show_settings(self._asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.answer()
        else:
            super().keyPressEvent(event)
