"""Ask for a file while everything goes on: nothing here is modal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog


def ask_for_file(
    parent: QWidget,
    title: str,
    kinds: str,
    patterns: Sequence[str],
    take: Callable[[str], object],
) -> None:
    """Let the person choose a file to read.

    Parameters
    ----------
    parent : QWidget
    title, kinds : str
        Of the dialog, and of the files that it offers, translated.
    patterns : sequence of str
        Names of these files, e.g. ``*.csv``.
    take : callable
        Gets the path that was chosen.
    """
    dialog = _dialog(parent, title)
    dialog.setNameFilter(_filter(kinds, patterns))
    _open(dialog, take)


def ask_where_to_save(
    parent: QWidget,
    title: str,
    kinds: Mapping[str, Sequence[str]],
    save: Callable[[str], object],
    name: str = "",
    folder: str = "",
) -> None:
    """Let the person choose where to write a file.

    Parameters
    ----------
    parent : QWidget
    title : str
        Of the dialog, translated.
    kinds : mapping of str to sequence of str
        The kinds of files offered, translated, and the suffixes of each; the first
        one is appended to a name without any.
    save : callable
        Gets the path that was chosen.
    name, folder : str
        The name offered, and where the dialog begins; empty: as Qt has it.
    """
    dialog = _dialog(parent, title)
    dialog.setAcceptMode(dialog.AcceptMode.AcceptSave)
    suffixes = {
        _filter(words, [f"*{each}" for each in of_kind]): of_kind[0]
        for words, of_kind in kinds.items()
    }
    dialog.setNameFilters(list(suffixes))
    dialog.setDefaultSuffix(next(iter(suffixes.values())))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(suffixes[kind]))
    if folder:
        dialog.setDirectory(folder)
    if name:
        dialog.selectFile(name)
    _open(dialog, save)


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    from PySide6.QtWidgets import QFileDialog

    return QFileDialog(parent, title)


def _filter(words: str, patterns: Sequence[str]) -> str:
    return f"{words} ({' '.join(patterns)})"


def _open(dialog: QFileDialog, take: Callable[[str], object]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(take)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.show()
