"""A border around a drawing that the keyboard has reached."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from visualizer.ui.theme import Theme

_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class FocusBorder(QFrame):
    """Lies over its parent, which shows no focus of its own.

    A border of the parent itself would take room from the drawing and make it
    jump. Who points with the hand knows where he is and sees none.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self.setStyleSheet(
            f"FocusBorder {{ border: 2px solid {theme.accent}; border-radius: 6px;"
            " background: transparent; }"
        )

    def show_for(self, reason: Qt.FocusReason) -> None:
        """Show the border if a key gave the focus."""
        self.setVisible(reason in _BY_KEY)
