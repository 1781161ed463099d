"""What goes wrong in a run, in words, and what can be tried."""

from __future__ import annotations

from msgspec import Struct


class Advice(Struct, frozen=True):
    """One thing that goes wrong.

    Attributes
    ----------
    name : str
        The same as long as it lasts.
    text : str
        What happens, where, and why it matters.
    remedies : tuple of (key, title)
        What can be tried, best first; each key for a `TryRemedy`.
    """

    name: str
    text: str
    remedies: tuple[tuple[str, str], ...]
