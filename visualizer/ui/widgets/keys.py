"""Keys that a focused control needs more than the window does."""

from __future__ import annotations

from collections.abc import Container
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

ENTER_KEYS: tuple[int, ...] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

ARROW_KEYS: tuple[int, ...] = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)

_KEY_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def came_by_key(event: QFocusEvent) -> bool:
    """Say whether the focus was brought by the keyboard, so that it must show."""
    return event.reason() in _KEY_REASONS


def claims(event: QEvent, keys: Container[int]) -> bool:
    """Take a key from the shortcuts of the window.

    Parameters
    ----------
    event : QEvent
        What a control's ``event`` was called with.
    keys : container of int
        Keys that the control wants for itself while it has the focus.

    Returns
    -------
    bool
        Whether the event was such a key and is now accepted.
    """
    if event.type() != QEvent.Type.ShortcutOverride:
        return False
    if cast(QKeyEvent, event).key() not in keys:
        return False
    event.accept()
    return True
