"""All actions of the window in one book: it feeds menus, palette and key sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from visualizer.language import LANGUAGES, Phrase, tr
from visualizer.ui.icons import icon
from visualizer.ui.theme import Theme

_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


class Entry(Struct, frozen=True):
    """One action.

    Attributes
    ----------
    name : str
        Stays the same in every language, e.g. ``"play_pause"``.
    title, category : str
        In English; translated where they are shown.
    synonyms : tuple of str
        What else people call it, in any language.
    icon : str
        Name of its icon; may be empty.
    action : QAction
    """

    name: str
    title: str
    category: str
    synonyms: tuple[str, ...]
    icon: str
    action: QAction

    def titles(self) -> tuple[str, ...]:
        """Return the title in each language."""
        return tuple(in_every_language(self.title))


class Gesture(Struct, frozen=True):
    """What hands can do that is no action: a drag, the wheel, keys 1 to 9.

    Attributes
    ----------
    category, keys, title : str
        In English; translated where they are shown.
    """

    category: str
    keys: str
    title: str


class ActionBook(QObject):
    """Every action once, with its title, keys, synonyms and category.

    Parameters
    ----------
    owner : QWidget
        The window in which the shortcuts work.
    """

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._entries: dict[str, Entry] = {}
        self._gestures: list[Gesture] = []
        self._owners: dict[QKeySequence, str] = {}
        self._theme: Theme | None = None

    def add(
        self,
        name: str,
        title: str,
        do: Callable[[], object],
        *,
        category: str,
        keys: Sequence[str] = (),
        synonyms: Sequence[str] = (),
        icon_name: str = "",
        checkable: bool = False,
        repeats: bool = False,
    ) -> QAction:
        """Add an action.

        Parameters
        ----------
        name, title, category : str
            Title and category in English.
        do : callable
            Called without arguments; a checkable action knows its state itself.
        keys : sequence of str
            Shortcuts, e.g. ``"Ctrl+K"``; the first one is shown.
        synonyms : sequence of str
        icon_name : str
        checkable : bool
        repeats : bool
            Whether holding the key repeats the action.

        Raises
        ------
        ValueError
            If the name or one of the keys is taken.
        """
        if name in self._entries:
            raise ValueError(f"action {name!r} is added twice")
        sequences = [QKeySequence(each) for each in keys]
        for sequence in sequences:
            owner = self._owners.setdefault(sequence, name)
            if owner != name:
                raise ValueError(f"{name} and {owner} want the same key")
        action = QAction(self)
        action.setObjectName(name)
        action.setCheckable(checkable)
        action.setShortcuts(sequences)
        action.setAutoRepeat(repeats)
        action.triggered.connect(lambda _=False: do())
        self._owner.addAction(action)
        entry = Entry(name, title, category, tuple(synonyms), icon_name, action)
        self._entries[name] = entry
        _translate(entry)
        return action

    def add_gesture(self, category: str, keys: str, title: str) -> None:
        """Add something for the key sheet alone, in English."""
        self._gestures.append(Gesture(category, keys, title))

    def retitle(self, name: str, title: str) -> None:
        """Give an action another title, in English."""
        entry = replace(self._entries[name], title=title)
        self._entries[name] = entry
        _translate(entry)

    def action(self, name: str) -> QAction:
        """Return an action by its name."""
        return self._entries[name].action

    def entry(self, name: str) -> Entry:
        """Return what is known about an action."""
        return self._entries[name]

    def entries(self) -> tuple[Entry, ...]:
        """Return all actions in the order in which they were added."""
        return tuple(self._entries.values())

    def gestures(self) -> tuple[Gesture, ...]:
        """Return what was added for the key sheet alone."""
        return tuple(self._gestures)

    def categories(self) -> tuple[str, ...]:
        """Return the categories, in English, in the order of their first use."""
        used = [entry.category for entry in self._entries.values()]
        used += [gesture.category for gesture in self._gestures]
        return tuple(dict.fromkeys(used))

    def trigger(self, name: str) -> None:
        """Do what an action does, if it can be done now."""
        self._entries[name].action.trigger()

    def fill_menu(self, menu: QMenu, names: Iterable[str | None]) -> None:
        """Put actions into a menu; None makes a line between them."""
        menu.aboutToShow.connect(self._tint)
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._entries[name].action)

    def retranslate(self) -> None:
        """Say all titles again in the language in use."""
        for entry in self._entries.values():
            _translate(entry)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons, once a menu is opened that shows some."""
        self._theme = theme

    def _tint(self) -> None:
        theme, self._theme = self._theme, None
        if theme is not None:
            for entry in self._entries.values():
                if entry.icon:
                    entry.action.setIcon(icon(entry.icon, theme, "text_secondary"))


def keys_text(sequence: QKeySequence) -> str:
    """Return a shortcut as it is shown: arrows as signs, words in this language."""
    text = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    key = sequence.toString(QKeySequence.SequenceFormat.PortableText).split("+")[-1]
    shown = tr("Space") if key == "Space" else _ARROWS.get(key)
    if shown is None:
        return text
    # Qt has names of its own for these, in the language that it speaks.
    named = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return text.removesuffix(named) + shown


def in_every_language(text: str) -> list[str]:
    """Return an English text in English and in each other language."""
    others = (code for code in LANGUAGES if code != "en")
    phrase = text if isinstance(text, Phrase) else Phrase(text)
    return [text, *(phrase.said_in(code) for code in others)]


def _translate(entry: Entry) -> None:
    entry.action.setText(tr(entry.title))
    entry.action.setToolTip(tr(entry.title))
