"""Choose the editor of a setting by its type and its description."""

from __future__ import annotations

import typing
from typing import Any

from PySide6.QtWidgets import QWidget

from visualizer.settings import Setting
from visualizer.ui.forms.choice_editors import (
    ChipsEditor,
    ListEditor,
    OfferedEditor,
    SubsetEditor,
    SwitchEditor,
    TextEditor,
)
from visualizer.ui.forms.editor import Editor
from visualizer.ui.forms.member_editor import MemberEditor
from visualizer.ui.forms.number_editors import NumberEditor, SeedEditor, SliderEditor

_FEW = 3
"""So many choices stand beside one another; more go into a list."""


def make_editor(hint: Any, described: Setting, parent: QWidget) -> Editor | None:
    """Make the editor of a setting.

    Parameters
    ----------
    hint : type
        Of the setting's value.
    described : Setting
    parent : QWidget

    Returns
    -------
    Editor or None
        None for what is edited elsewhere, e.g. on the canvas.
    """
    if described.control == "hidden":
        return None
    if described.registry is not None:
        return MemberEditor(described, make_editor, parent)
    if described.offered:
        return OfferedEditor(described, parent)
    if described.choices:
        return _choice_editor(hint, described, parent)
    if hint is bool:
        return SwitchEditor(described, parent)
    if hint in (int, float):
        return _number_editor(hint is int, described, parent)
    if described.check is not None:
        from visualizer.ui.forms.texts_editor import TextsEditor

        return TextsEditor(described, parent)
    if hint is str and described.control == "wide":
        from visualizer.ui.forms.passage_editor import PassageEditor

        return PassageEditor(described, parent)
    return TextEditor(described, parent) if hint is str else None


def _choice_editor(hint: Any, described: Setting, parent: QWidget) -> Editor:
    if typing.get_origin(hint) is tuple:
        return SubsetEditor(described, parent)
    if described.control == "chips" or len(described.choices) <= _FEW:
        return ChipsEditor(described, parent)
    return ListEditor(described, parent)


def _number_editor(whole: bool, described: Setting, parent: QWidget) -> Editor:
    if described.control == "dice":
        return SeedEditor(described, parent)
    ranged = described.minimum is not None and described.maximum is not None
    if described.values or ranged:
        return SliderEditor(described, whole, parent)
    return NumberEditor(described, whole, parent)
