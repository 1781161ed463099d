"""The runners of a race as a table, and one step of one of them taken apart."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import Scene

Mood = Literal["good", "warning", "quiet"]


class Coefficient(Struct, frozen=True):
    """A number of a runner's method that can be changed.

    Attributes
    ----------
    name : str
        Of the setting.
    title : str
    value : float
    """

    name: str
    title: str
    value: float


class RunnerRow(Struct, frozen=True):
    """One runner.

    Attributes
    ----------
    number : int
        The first is 0.
    method : str
        Key among `RunnersScene.methods`.
    name : str
    rate : float
    limit : str
        How large the rate may be here, in words; empty where nothing is known.
    exceeded : bool
        Whether the rate is larger.
    height, slope, step, arrival : str
    verdict : str
    mood : Mood
    rule : str
        The update rule as a formula.
    shown : bool
    """

    number: int
    method: str
    name: str
    rate: float
    limit: str
    exceeded: bool
    height: str
    slope: str
    step: str
    arrival: str
    verdict: str
    mood: Mood
    rule: str
    shown: bool


class RunnersScene(Scene, frozen=True):
    """All runners.

    Attributes
    ----------
    title, subtitle : str
    rows : tuple of RunnerRow
    selected : int
    methods : tuple of (key, name)
    coefficients : tuple of Coefficient
        Of the runner selected.
    rates : (least, greatest)
    can_add : bool
    """

    title: str
    subtitle: str
    rows: tuple[RunnerRow, ...]
    selected: int
    methods: tuple[tuple[str, str], ...]
    coefficients: tuple[Coefficient, ...]
    rates: tuple[float, float]
    can_add: bool


class StationText(Struct, frozen=True):
    """One station of a step.

    Attributes
    ----------
    name : str
        What is done.
    formula : str
        With letters; empty where the method has nothing of the kind.
    numbers : str
        With the numbers of this step; hidden before the station is reached.
    reached, current : bool
    """

    name: str
    formula: str
    numbers: str
    reached: bool
    current: bool


class StepScene(Scene, frozen=True):
    """One step of one runner.

    Attributes
    ----------
    title, subtitle : str
    runner : int
        Decides the color; -1 where there is nothing to show.
    stations : tuple of StationText
    hint : str
    """

    title: str
    subtitle: str
    runner: int
    stations: tuple[StationText, ...]
    hint: str
