"""The stations of one training step, from the input to the update."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import Intent

Progress = Literal["done", "current", "ahead"]


class VisitStation(Intent, frozen=True):
    """Go to a station of the walk.

    Attributes
    ----------
    example : int
        Place of the example in the batch.
    phase : Phase or None
        None is where the example comes in.
    """

    example: int
    phase: Phase | None


class Station(Struct, frozen=True):
    """One station.

    Attributes
    ----------
    title, short : str
        The short name stands where there is little room.
    progress : Progress
    visit : VisitStation
        What a click asks for.
    """

    title: str
    short: str
    progress: Progress
    visit: VisitStation


class WalkScene(Scene, frozen=True):
    """All stations, and what happens at the present one.

    Attributes
    ----------
    title, subtitle : str
    stations : tuple of Station
    caption : str
        What is done here, in a sentence.
    """

    title: str
    subtitle: str
    stations: tuple[Station, ...]
    caption: str
