"""What the exhibit Inside looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.graph import Phase


@dataclass(frozen=True, slots=True)
class InsideWatch(PlaygroundWatch):
    """What is being looked at.

    Attributes
    ----------
    example : int
        Training example watched without a walk; -1 is the first of the batch.
    table : int or None
        Layer of the batch table; None follows the walk.
    """

    visible: frozenset[str] = frozenset(
        {"walk", "network", "why", "batch", "plan", "output"}
    )
    example: int = -1
    table: int | None = None


class InsideFrame(Struct, frozen=True, eq=False):
    """One moment; arrays are copies.

    Attributes
    ----------
    network : PlaygroundFrame
        The watched example in the network.
    step : StepPass
        The coming training step, number by number; the same object until the
        parameters, the batch or the watched example change.
    walking : bool
    phase : Phase or None
        The station; None where the example comes in, or without a walk.
    place : int
        Place of the watched example in the coming batch; -1 if it is not in it.
    collected : int
        Examples of the batch already walked through.
    phases : tuple of Phase
        Stations of an example layer by layer.
    """

    network: PlaygroundFrame
    step: StepPass
    walking: bool
    phase: Phase | None
    place: int
    collected: int
    phases: tuple[Phase, ...]
