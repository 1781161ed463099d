"""A form for a settings class: the common settings, the others under 'More'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.settings import Setting, describe
from visualizer.ui.forms.editor import Editor
from visualizer.ui.forms.making import make_editor
from visualizer.ui.forms.member_editor import SPACING, MemberEditor
from visualizer.ui.icons import icon
from visualizer.ui.own_viewport import own_viewport
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import PushButton

_WIDTH, _LEAST_WIDTH, _MOST_WIDTH = 210, 184, 280


class SettingsForm(QScrollArea):
    """Editors of all settings of a class, made from their descriptions.

    Parameters
    ----------
    settings_class : type
        A dataclass with fields made by `visualizer.settings.setting`.
    parent : QWidget, optional
    only : callable, optional
        Which settings the form shows; all when absent.

    Signals
    -------
    edited : str, object, bool
        Name of the field, its whole new value (of a family: a member), and
        whether the setting takes effect while a run goes on. Such a setting is
        told with each move of a slider, any other when the hand lets go.
    """

    edited = Signal(str, object, bool)

    def __init__(
        self,
        settings_class: type[Any],
        parent: QWidget | None = None,
        only: Callable[[Setting], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings: Any = None
        self._theme: Theme | None = None
        self._told: dict[str, Any] = {}
        self._pictures: dict[str, Mapping[str, QPixmap]] = {}
        self._described = tuple(
            each for each in describe(settings_class) if only is None or only(each[2])
        )
        self._complete = False
        self._left_out: frozenset[str] = frozenset()
        self._editors: dict[str, Editor] = {}
        page = self._page = QWidget(self)
        self._common = QVBoxLayout()
        self._more = QWidget(page)
        self._others = QVBoxLayout(self._more)
        self._fold = PushButton("", "fold", page)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._on_folded)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 2, 4)
        column.setSpacing(SPACING)
        column.addLayout(self._common)
        column.addWidget(self._fold)
        column.addWidget(self._more)
        column.addStretch(1)
        for part in (self._common, self._others):
            part.setContentsMargins(0, 0, 0, 0)
            part.setSpacing(SPACING)
        for name, hint, described in self._described:
            if described.common:
                self._add(name, hint, described, self._common)
        self._more.hide()
        self._fold.setVisible(
            any(_stands_below(item) for _, _, item in self._described)
        )
        viewport = own_viewport(self)
        self.setWidget(page)
        # A scroll area lets its widget paint a background of its own.
        page.setAutoFillBackground(False)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        viewport.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._limit_width()
        self.retranslate()

    def set_values(self, settings: Any) -> None:
        """Show the settings of an object of the class."""
        if settings is self._settings:
            return
        first = self._settings is None
        self._settings = settings
        for name, editor in self._editors.items():
            value = getattr(settings, name)
            if first or value != self._told[name]:
                editor.set_value(value)
                editor.show_error("")
            self._told[name] = value
        self._show_what_counts()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        for editor in self._editors.values():
            editor.set_theme(theme)
        self._point_chevron()

    def retranslate(self) -> None:
        """Say all texts again in the language in use."""
        for editor in self._editors.values():
            editor.retranslate()
        self._name_fold()

    def set_previews(self, name: str, pictures: Mapping[str, QPixmap]) -> None:
        """Give a field that is chosen by pictures its pictures, by key."""
        self._pictures[name] = pictures
        if name in self._editors:
            self._editors[name].set_pictures(pictures)

    def hide_fields(self, names: frozenset[str]) -> None:
        """Leave fields out, and show all others.

        Parameters
        ----------
        names : frozenset of str
            Of a family of pictures the chooser alone is left out; what belongs to the
            chosen member is named ``"data.noise"``.
        """
        self._left_out = names
        self._leave_out()
        self._show_what_counts()

    def show_error(self, name: str, text: str) -> None:
        """Say under a field why its value was refused, after `set_values`."""
        self.editor(name).show_error(text)
        if text:
            self._reveal(name)

    def editor(self, name: str) -> Editor:
        """Return the editor of a field, or of a nested one: ``"optimizer.momentum"``.

        Raises
        ------
        KeyError
            If the form has no such field.
        """
        first, *rest = name.split(".")
        if first not in self._editors or rest:
            self._complete_more()
        editor = self._editors[first]
        for part in rest:
            if not isinstance(editor, MemberEditor):
                raise KeyError(name)
            editor = editor.nested(part)
        return editor

    def field_names(self) -> tuple[str, ...]:
        """Return the names of the fields that the form shows, in its order."""
        self._complete_more()
        return tuple(name for name, _, _ in self._described if name in self._editors)

    def focus_field(self, name: str) -> None:
        """Bring a field into view and give it the focus.

        Where it is hidden, this is the field whose value hides it.
        """
        while self.editor(name).isHidden() and (other := self._other(name)):
            name = other
        self._reveal(name)
        control = self.editor(name).control()
        target = control
        if control.focusPolicy() == Qt.FocusPolicy.NoFocus:
            inside = control.findChildren(QWidget)
            target = next(
                (w for w in inside if w.focusPolicy() & Qt.FocusPolicy.TabFocus), target
            )
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def set_open(self, opened: bool) -> None:
        """Open or close 'More'."""
        self._fold.setChecked(opened)

    def is_open(self) -> bool:
        """Say whether 'More' is open."""
        return self._fold.isChecked()

    def more_button(self) -> PushButton:
        """Return the button that opens 'More'."""
        return self._fold

    def _add(self, name: str, hint: Any, described: Setting, part: QVBoxLayout) -> None:
        editor = make_editor(hint, described, self._page)
        if editor is None:
            return
        editor.retranslate()
        if self._theme is not None:
            editor.set_theme(self._theme)
        if name in self._pictures:
            editor.set_pictures(self._pictures[name])
        if self._settings is not None:
            self._told[name] = getattr(self._settings, name)
            editor.set_value(self._told[name])
        part.addWidget(editor)
        editor.edited.connect(
            lambda value, finished: self._on_edited(name, value, finished)
        )
        self._editors[name] = editor

    def _complete_more(self) -> None:
        """Make what stands under 'More'; a start of the program need not wait."""
        if self._complete:
            return
        self._complete = True
        for name, hint, described in self._described:
            if not described.common:
                self._add(name, hint, described, self._others)
            if name in self._editors:
                folded = self._editors[name].folded(self._more)
                if folded is not None:
                    self._others.addWidget(folded)
        self._leave_out()
        self._show_what_counts()

    def _leave_out(self) -> None:
        for name, editor in self._editors.items():
            if isinstance(editor, MemberEditor) and editor.described.control == "tiles":
                inside = f"{name}."
                editor.leave_out(
                    name in self._left_out,
                    {
                        field.removeprefix(inside)
                        for field in self._left_out
                        if field.startswith(inside)
                    },
                )
            elif not editor.described.only_with[0]:
                editor.setVisible(name not in self._left_out)

    def _on_edited(self, name: str, value: Any, finished: bool) -> None:
        live = self._is_live(name, value)
        if (live or finished) and value != self._told.get(name):
            self._told[name] = value
            self.edited.emit(name, value, live)

    def _is_live(self, name: str, value: Any) -> bool:
        """Say whether every difference to the present value takes effect live."""
        described = self._editors[name].described
        if described.live or described.registry is None:
            return described.live
        before = getattr(self._settings, name, None)
        if type(before) is not type(value):
            return False
        return all(
            item.live or getattr(before, field) == getattr(value, field)
            for field, _, item in describe(type(value))
        )

    def _on_folded(self, opened: bool) -> None:
        if opened:
            self._complete_more()
        self._more.setVisible(opened)
        self._name_fold()
        self._point_chevron()

    def _name_fold(self) -> None:
        self._fold.setText(tr("Less") if self._fold.isChecked() else tr("More"))

    def _point_chevron(self) -> None:
        if self._theme is not None:
            name = "chevron_up" if self._fold.isChecked() else "chevron_down"
            self._fold.setIcon(icon(name, self._theme, "text_secondary"))

    def _show_what_counts(self) -> None:
        """Hide the fields that mean nothing beside the values of others."""
        if self._settings is None:
            return
        meant: dict[str, bool] = {}
        for name, editor in self._editors.items():
            path, wanted = editor.described.only_with
            if path:
                # What hangs on a field that means nothing now means nothing either.
                deciding = meant.get(self._other(name), True)
                meant[name] = deciding and attrgetter(path)(self._settings) == wanted
                editor.setVisible(meant[name] and name not in self._left_out)

    def _other(self, name: str) -> str:
        """Return the field that decides whether one is shown; none: always."""
        return self.editor(name).described.only_with[0].partition(".")[0]

    def _reveal(self, name: str) -> None:
        editor = self.editor(name)
        if self._more.isAncestorOf(editor) and not self.is_open():
            self.set_open(True)
            # The page gets its new height now, not with the next turn of the loop.
            request = QEvent.Type.LayoutRequest
            QCoreApplication.sendPostedEvents(None, request.value)
        self.ensureWidgetVisible(editor)

    def _limit_width(self) -> None:
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        self.setMinimumWidth(round(_LEAST_WIDTH * unit))
        self.setMaximumWidth(round(_MOST_WIDTH * unit))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit_width()

    def sizeHint(self) -> QSize:
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        return QSize(round(_WIDTH * unit), self._page.sizeHint().height())


def _stands_below(item: Setting) -> bool:
    """Return whether a setting, or something of its own, stands under 'More'."""
    shown = item.control != "hidden"
    return shown and (not item.common or item.registry is not None)
