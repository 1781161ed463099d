"""The speed ladder, from one product at a time to as fast as possible."""

from __future__ import annotations

from msgspec import Struct

from visualizer.exhibits import StepUnit


class Pace(Struct, frozen=True):
    """One rung.

    Attributes
    ----------
    key, title : str
    unit : StepUnit
        What one beat advances by.
    rate : float
        Beats per second; infinite for as fast as possible.
    """

    key: str
    title: str
    unit: StepUnit
    rate: float

    @property
    def slow(self) -> bool:
        """Whether the eye can follow a pulse along the edges."""
        return self.unit not in ("batch", "epoch") or (
            self.unit == "batch" and self.rate <= 2.0
        )


PACES = (
    Pace("product", "one product", "product", 3.0),
    Pace("neuron", "one neuron", "neuron", 2.0),
    Pace("layer", "one layer", "layer", 1.0),
    Pace("example", "one example", "example", 1.0),
    Pace("update", "one update", "batch", 0.5),
    Pace("slow", "2 updates/s", "batch", 2.0),
    Pace("moderate", "10 epochs/s", "epoch", 10.0),
    Pace("full", "as fast as possible", "batch", float("inf")),
)

PACE_BY_KEY = {pace.key: pace for pace in PACES}
