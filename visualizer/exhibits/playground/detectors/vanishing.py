"""Vanishing gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import in_sentence

SHARE = 1e-3
"""Least gradient of a layer, as a share of that of the output layer."""


@detectors.register
class VanishingGradient(Detector):
    """The gradient hardly reaches a layer: rms(g) / rms(g of the output) ≤ 10⁻³.

    rms is the root of the mean square over a layer's weights and biases. On the
    way back each layer multiplies the gradient by its weights and slopes; where
    these are below 1 it shrinks with every layer.

    References: Hochreiter (1991); Bengio, Simard & Frasconi (1994).
    """

    key = "vanishing"
    title = "vanishing"
    rank = 60
    remedies = ("relu", "xavier", "adam")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        sizes = [np.sqrt(np.mean(np.square(one.gradient))) for one in evidence.layers]
        if not sizes[-1] > 0.0:
            return
        for layer, size in zip(evidence.layers[:-1], sizes, strict=False):
            share = float(size / sizes[-1])
            strength = SHARE / max(share, 1e-3 * SHARE)
            yield Sighting(strength, share, layer.number)

    def what(self, finding: Finding) -> str:
        return tr(
            "Vanishing gradient in layer {layer}: only {share} of that of the output"
            " arrives.",
            layer=finding.layer,
            share=in_sentence(finding.amount),
        )

    def why(self) -> str:
        return tr("The first layers learn last, or not at all.")
