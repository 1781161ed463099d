"""What is looked at on the raw data page, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.exhibits.raw_data.material import Material

PANELS = frozenset({"stations", "sum", "detail", "made"})


@dataclass(frozen=True, slots=True)
class RawDataWatch:
    """What is being looked at.

    Attributes
    ----------
    pinned : (int, int, int) or None
        An update, and the line and place at which the kernel was put by hand then;
        it goes back to its way when it moves on.
    channel : int
        Color whose products are shown.
    word : str
        Chosen on the map of words; empty: the first of the text.
    visible : frozenset of str
        Names of the panels in sight.
    """

    pinned: tuple[int, int, int] | None = None
    channel: int = 0
    word: str = ""
    visible: frozenset[str] = PANELS


class RawDataFrame(Struct, frozen=True, eq=False):
    """One moment of the kernel's way.

    Attributes
    ----------
    update : int
    material : Material
    line, place : int
        Where the kernel is on its way.
    """

    update: int
    material: Material
    line: int
    place: int


def where(frame: RawDataFrame, watch: RawDataWatch) -> tuple[int, int]:
    """Return line and place of the kernel: where it was put, or on its way."""
    if watch.pinned is not None and watch.pinned[0] == frame.update:
        lines, places = frame.material.sums.shape
        _, line, place = watch.pinned
        return min(line, lines - 1), min(place, places - 1)
    return frame.line, frame.place
