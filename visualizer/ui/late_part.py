"""A part of a panel that is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from visualizer.ui.theme import Theme


class Dressed(Protocol):
    """What wears a theme and speaks the language in use."""

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""

    def isHidden(self) -> bool:
        """Return whether it was hidden."""

    def hide(self) -> None:
        """Hide it."""


P = TypeVar("P", bound=Dressed)


class LatePart(Generic[P]):
    """Makes a part once it is needed, and dresses it like the panel around it.

    Parameters
    ----------
    make : callable
        Returns the part, speaking the language in use.

    Attributes
    ----------
    made : the part, or None while nobody has asked for it
    """

    def __init__(self, make: Callable[[], P]) -> None:
        self._make = make
        self._theme: Theme | None = None
        self.made: P | None = None

    def __call__(self) -> P:
        """Return the part."""
        if self.made is None:
            self.made = self._make()
            if self._theme is not None:
                self.made.set_theme(self._theme)
        return self.made

    @property
    def open(self) -> bool:
        """Whether it is there and not hidden."""
        return self.made is not None and not self.made.isHidden()

    def hide(self) -> None:
        """Hide it, if it is there."""
        if self.made is not None:
            self.made.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme, now or when it is made."""
        self._theme = theme
        if self.made is not None:
            self.made.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        if self.made is not None:
            self.made.retranslate()
