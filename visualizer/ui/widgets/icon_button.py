"""A small button with an icon instead of a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from visualizer.ui.icons import icon
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, touch_side
from visualizer.ui.widgets.keys import ENTER_KEYS


class IconButton(QToolButton):
    """A button that shows an icon of `visualizer.ui.icons`.

    Parameters
    ----------
    name : str
        Name of the icon.
    title : str
        What the button does, translated; tooltip and accessible name.
    parent : QWidget, optional
    role : str
        Role of the icon's color.
    size : int
        Width of the icon in pixels at the application's base font; it grows
        with the font.
    touched : bool
        Whether it is large enough for a finger where type is large; otherwise
        whoever places it sees to that.
    """

    def __init__(
        self,
        name: str,
        title: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "text_secondary",
        size: int = 17,
        touched: bool = True,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._role = role
        self._size = size
        self._touched = touched
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_title(title)
        self._fit_icon()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon for a theme."""
        self._theme = theme
        self.setIcon(icon(self._name, theme, self._role))

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon, in the color of another role if one is given."""
        changed = name != self._name or role not in (None, self._role)
        self._name = name
        self._role = role or self._role
        if changed and self._theme is not None:
            self.setIcon(icon(self._name, self._theme, self._role))

    def set_title(self, title: str, keys: str = "") -> None:
        """Say what the button does, and by which keys it can be done."""
        self.setAccessibleName(title)
        self.setToolTip(f"{title}  ({keys})" if keys else title)

    def _fit_icon(self) -> None:
        pixels = self.fontInfo().pixelSize()
        side = round(self._size * pixels / BASE_PIXELS)
        if self.iconSize() != QSize(side, side):
            self.setIconSize(QSize(side, side))
        least = touch_side(pixels) if self._touched else 0
        self.setMinimumSize(least, least)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)
