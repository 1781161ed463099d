"""Dead neurons."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

SHARE = 0.5
"""Share of a layer's neurons that must be dead to be said; each has a badge."""


@detectors.register
class DeadNeurons(Detector):
    """Half of a layer answers 0 to every example: D / n ≥ 1/2.

    D counts the neurons with max(a over all training examples) = 0, where the
    activation has no slope left either.

    References: Maas, Hannun & Ng (2013), section 2.
    """

    key = "dead"
    title = "dead"
    rank = 30
    remedies = ("leaky_relu", "he", "halve_rate")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        for layer in evidence.layers:
            share = layer.dead / layer.biases.size
            yield Sighting(share / SHARE, share, layer.number)

    def what(self, finding: Finding) -> str:
        return tr(
            "Dead neurons in layer {layer}: {share} answer 0 to every example.",
            layer=finding.layer,
            share=percent(finding.amount, 0),
        )

    def why(self) -> str:
        return tr("No gradient passes through them, so they cannot learn again.")
