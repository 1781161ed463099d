"""Saturation."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

SHARE = 0.5
"""Share of a layer's neurons that must be saturated to be said."""


@detectors.register
class Saturation(Detector):
    """Half of a layer has hardly any slope left: S / n ≥ 1/2.

    S counts the neurons whose mean |slope| over the training examples is at most
    2 % of the steepest slope of their activation.

    References: Glorot & Bengio (2010), section 3.
    """

    key = "saturation"
    title = "saturated"
    rank = 50
    remedies = ("xavier", "relu", "halve_rate")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        for layer in evidence.layers:
            share = layer.saturated / layer.biases.size
            yield Sighting(share / SHARE, share, layer.number)

    def what(self, finding: Finding) -> str:
        return tr(
            "Saturation in layer {layer}: {share} of its neurons have hardly a slope.",
            layer=finding.layer,
            share=percent(finding.amount, 0),
        )

    def why(self) -> str:
        return tr("Where the activation is flat, hardly any gradient passes.")
