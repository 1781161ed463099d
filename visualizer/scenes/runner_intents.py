"""What a person wants of a race on a terrain."""

from __future__ import annotations

from visualizer.scenes.intents import Intent


class PlaceStart(Intent, frozen=True):
    """Let all runners start at a point (x, y); None: the terrain's own start."""

    point: tuple[float, float] | None
    gesture: int

    def drag(self) -> int:
        return self.gesture


class SelectRunner(Intent, frozen=True):
    """Look closely at a runner; the first is 0."""

    number: int


class SetRate(Intent, frozen=True):
    """Give a runner another learning rate."""

    number: int
    rate: float


class SetCoefficient(Intent, frozen=True):
    """Give a coefficient of a runner's method another value."""

    number: int
    name: str
    value: float


class ChooseMethod(Intent, frozen=True):
    """Let a runner descend by another method."""

    number: int
    method: str


class ShowRunner(Intent, frozen=True):
    """Draw a runner, or leave it out of the drawings."""

    number: int
    shown: bool


class AddRunner(Intent, frozen=True):
    """Let one more runner take part."""


class RemoveRunner(Intent, frozen=True):
    """Let a runner take no part any more."""

    number: int
