"""Arrow keys held together with Alt: they move what a panel has under the hand.

Alone they are the window's, which steps with them.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


def alt_arrow(event: QKeyEvent) -> tuple[int, int] | None:
    """Return the way that a key points, right and up positive; None for others."""
    if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return None
    return _ARROWS.get(Qt.Key(event.key()))
