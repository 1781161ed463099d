"""Where Tab reaches controls that are made while the window is there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def keep_with(owner: QWidget, controls: Iterable[QWidget]) -> None:
    """Let Tab reach controls in this order, where their owner stands.

    Otherwise each control comes behind all that were made before it, wherever it is
    on screen.

    Parameters
    ----------
    owner : QWidget
        What they are parts of. They follow it, or the control before it where it does
        not take the focus itself.
    controls : iterable of QWidget
        Those that do not take the focus now, or lie in a window of their own, such as
        a list that drops down, stay where they are.
    """
    before: QWidget | None = owner
    while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
        before = before.previousInFocusChain()
        if before is owner:
            return
    for control in controls:
        reached = control.focusPolicy() != Qt.FocusPolicy.NoFocus
        if before is not None and reached and control.window() is owner.window():
            QWidget.setTabOrder(before, control)
            before = control
