"""The editor of a family's member, with the member's own settings below it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Set
from typing import Any

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.settings import Setting, SettingError, describe
from visualizer.ui.forms.editor import Editor
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import ChoiceBox, ElidedLabel, TileChooser

MakeEditor = Callable[[Any, Setting, QWidget], Editor | None]

_MANY = 6
"""From here on a list without a choice of usual members is cut short."""

_USUAL_IN_LIST, _USUAL_TILES = 5, 4

SPACING = 9


class MemberEditor(Editor):
    """A list or pictures of members; the settings of the chosen one follow.

    The member's common settings stand right below. The others are in `folded`,
    which the form puts under 'More'.

    Parameters
    ----------
    described : Setting
        With a registry.
    make : callable
        Makes the editor of a nested setting from its type and description.
    parent : QWidget, optional
    """

    def __init__(
        self, described: Setting, make: MakeEditor, parent: QWidget | None = None
    ) -> None:
        super().__init__(described, parent)
        assert described.registry is not None
        self._registry = described.registry
        self._make = make
        self._member: Any = None
        self._theme: Theme | None = None
        self._nested: dict[str, Editor] = {}
        self._left_out: Set[str] = frozenset()
        self._kinds: Set[str] = frozenset()
        self._tiles: TileChooser | None = None
        self._box: ChoiceBox | None = None
        if described.control == "tiles":
            self._tiles = TileChooser(self)
            self._tiles.chosen.connect(self._on_chosen)
            self._add_stack(self._tiles)
        else:
            self._label = ElidedLabel("", "secondary", self)
            self._box = ChoiceBox(self)
            self._box.chosen.connect(self._on_chosen)
            if described.control == "wide":
                self._add_stack(self._label, self._box)
            else:
                self._add_row(self._label, self._box)
        self._inline = _Group(self, SPACING - 3)
        self._column.addWidget(self._inline)
        self._folded: _Group | None = None

    def set_value(self, value: Any) -> None:
        same = type(value) is type(self._member)
        self._member = value
        if not same:
            self._rebuild()
            if self._kinds:
                self._offer()
        if self._tiles is not None:
            self._tiles.set_chosen(value.key)
        if self._box is not None:
            self._box.set_chosen(value.key)
        for name, editor in self._nested.items():
            editor.set_member(value)
            editor.set_value(getattr(value, name))

    def leave_out(self, chooser: bool, fields: Set[str]) -> None:
        """Hide the choice of the member, and settings of it; show all others.

        Parameters
        ----------
        chooser : bool
            Whether no other member can be chosen.
        fields : set of str
            What of the member cannot be changed. Where this is no setting but what
            the member's kind brings, members of other kinds are not offered.
        """
        before, self._left_out = self._kinds, fields
        self._kinds = fields - self._settings_of_kinds() if fields else fields
        if self._kinds != before:
            self._offer()
        self.control().setVisible(not chooser)
        for name, editor in self._nested.items():
            editor.setVisible(name not in fields)

    def control(self) -> QWidget:
        chooser = self._tiles or self._box
        assert chooser is not None
        return chooser

    def nested(self, name: str) -> Editor:
        """Return the editor of one of the member's own settings."""
        return self._nested[name]

    def folded(self, parent: QWidget) -> QWidget:
        self._folded = _Group(parent, 0)
        if self._member is not None:
            self._fill(self._folded, common=False)
        return self._folded

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._tiles is not None:
            self._tiles.set_theme(theme)
        for editor in self._nested.values():
            editor.set_theme(theme)

    def set_pictures(self, pictures: Mapping[str, QPixmap]) -> None:
        if self._tiles is not None:
            self._tiles.set_pictures(pictures)

    def retranslate(self) -> None:
        super().retranslate()
        if self._tiles is not None:
            self._tiles.retranslate()
        if self._box is not None:
            self._label.set_text(tr(self.described.title))
        self._offer()
        for editor in self._nested.values():
            editor.retranslate()

    def _offer(self) -> None:
        """Offer the members that can be chosen."""
        titles = self._registry.titles()
        names = [(key, tr(title)) for key, title in titles.items() if self._fits(key)]
        keys = tuple(key for key, _ in names)
        if self._tiles is not None:
            self._tiles.set_items(names, self._usual(keys, _USUAL_TILES))
        if self._box is not None:
            self._box.set_items(names, self._usual(keys, _USUAL_IN_LIST))

    def _fits(self, key: str) -> bool:
        """Return whether a member is like the chosen one in what cannot be changed."""
        chosen = self._member
        if not self._kinds or chosen is None or key == chosen.key:
            return True
        other = self._registry[key]()
        return all(getattr(other, of) == getattr(chosen, of) for of in self._kinds)

    def _settings_of_kinds(self) -> Set[str]:
        """Return the names of all settings that some member has."""
        return {name for kind in self._registry for name, _, _ in describe(kind)}

    def _usual(self, offered: tuple[str, ...], count: int) -> tuple[str, ...]:
        usual = tuple(key for key in self.described.usual if key in offered)
        if usual or len(offered) <= _MANY:
            return usual
        return offered[:count]

    def _rebuild(self) -> None:
        self._nested = {}
        self._inline.clear()
        self._fill(self._inline, common=True)
        if self._folded is not None:
            self._folded.clear()
            self._fill(self._folded, common=False)

    def _fill(self, group: _Group, *, common: bool) -> None:
        for name, hint, described in describe(type(self._member)):
            if described.common != common:
                continue
            editor = self._make(hint, described, group)
            if editor is None:
                continue
            editor.retranslate()
            if self._theme is not None:
                editor.set_theme(self._theme)
            editor.set_member(self._member)
            editor.set_value(getattr(self._member, name))
            editor.edited.connect(
                lambda value, done, name=name: self._on_nested(name, value, done)
            )
            group.add(editor)
            editor.setVisible(name not in self._left_out)
            self._nested[name] = editor

    def _on_chosen(self, key: str) -> None:
        member = self._registry[key]()
        carried = _carried(self._member, member)
        self.set_value(dataclasses.replace(member, **carried))
        self._take_edit(self._member, True)

    def _on_nested(self, name: str, value: Any, finished: bool) -> None:
        try:
            member = dataclasses.replace(self._member, **{name: value})
        except SettingError as error:
            # What was typed stays, to be put right.
            self._nested[name].show_error(str(error))
            return
        self._member = member
        self._take_edit(self._member, finished)


class _Group(QWidget):
    """Editors under one another; takes no room while there are none."""

    def __init__(self, parent: QWidget, above: int) -> None:
        super().__init__(parent)
        self._editors: list[Editor] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, above, 0, 0)
        self._column.setSpacing(SPACING)
        self.hide()

    def add(self, editor: Editor) -> None:
        self._editors.append(editor)
        self._column.addWidget(editor)
        # Left to the layout, it would be shown too late to count in its size.
        editor.show()
        self.show()

    def clear(self) -> None:
        for editor in self._editors:
            self._column.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        self._editors = []
        self.hide()


def _carried(old: Any, new: Any) -> dict[str, Any]:
    """Return what a person had changed in one member and the next one has too."""
    if old is None:
        return {}
    defaults = type(old)()
    offered = {name: (hint, item) for name, hint, item in describe(type(new))}
    return {
        name: getattr(old, name)
        for name, hint, item in describe(type(old))
        if getattr(old, name) != getattr(defaults, name)
        and offered.get(name) == (hint, item)
    }
