"""What a lecturer sees alone: where the lecture stands, and what comes next."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import Scene


class Moment(Struct, frozen=True):
    """A rehearsed moment: a bookmark of the present line.

    Attributes
    ----------
    update : int
    name : str
        That of the bookmark.
    text : str
        E.g. ``"update 1,240 · loss 0.021"``.
    """

    update: int
    name: str
    text: str


class LectureScene(Scene, frozen=True):
    """The lecture at one moment of its run.

    Attributes
    ----------
    experiment : str
        File or preset; notes are kept by it.
    headline : str
        What the audience sees, in one line.
    moments : tuple of Moment
        In the order of their updates.
    here : int or None
        Place of the last moment that was reached.
    next : int or None
        Place of the first moment that lies ahead.
    can_go_back : bool
        Whether a moment lies behind the one that is shown.
    """

    experiment: str
    headline: str
    moments: tuple[Moment, ...]
    here: int | None
    next: int | None
    can_go_back: bool
