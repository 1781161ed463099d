"""Diverging."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import in_sentence

GROWTH = 2.0
"""How many times the loss of the untrained network the loss may be."""


@detectors.register
class Diverging(Detector):
    """The loss is higher than before any training: L / L₀ ≥ 2.

    L is the present training loss, L₀ that before the first update. An answer
    that never changes costs no more than L₀ or so; twice as much means that
    updates lead away. For a quadratic loss of curvature λ this begins where
    η > 2 / λ.

    References: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 5.
    """

    key = "diverging"
    title = "diverging"
    rank = 10
    remedies = ("halve_rate", "clip")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        if evidence.update:
            yield Sighting(evidence.level / GROWTH, evidence.level)

    def what(self, finding: Finding) -> str:
        times = in_sentence(finding.amount)
        return tr(
            "Diverging: the loss is {times} times that at the start.", times=times
        )

    def why(self) -> str:
        return tr("The steps jump over the valley and climb its walls.")
