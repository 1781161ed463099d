"""What a person wants of a race on a terrain."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.scenes.intents import Intent


@dataclass(frozen=True, slots=True)
class PlaceStart(Intent):
    """Let all runners start at a point (x, y); None: the terrain's own start."""

    point: tuple[float, float] | None
    gesture: int

    def drag(self) -> int:
        return self.gesture


@dataclass(frozen=True, slots=True)
class SelectRunner(Intent):
    """Look closely at a runner; the first is 0."""

    number: int


@dataclass(frozen=True, slots=True)
class SetRate(Intent):
    """Give a runner another learning rate."""

    number: int
    rate: float


@dataclass(frozen=True, slots=True)
class SetCoefficient(Intent):
    """Give a coefficient of a runner's method another value."""

    number: int
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class ChooseMethod(Intent):
    """Let a runner descend by another method."""

    number: int
    method: str


@dataclass(frozen=True, slots=True)
class ShowRunner(Intent):
    """Draw a runner, or leave it out of the drawings."""

    number: int
    shown: bool


@dataclass(frozen=True, slots=True)
class AddRunner(Intent):
    """Let one more runner take part."""


@dataclass(frozen=True, slots=True)
class RemoveRunner(Intent):
    """Let a runner take no part any more."""

    number: int
