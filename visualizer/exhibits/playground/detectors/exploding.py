"""Exploding gradient."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import in_sentence

LONGER = 10.0
"""How many times as long as its weights a layer's gradient may be."""

LEAST_WEIGHT = 1.0
"""Weights are taken to be no smaller than this on average."""


@detectors.register
class ExplodingGradient(Detector):
    """A layer's gradient is much longer than its weights: ‖g‖ / ‖w‖ ≥ 10.

    ‖w‖ counts as √n at least for n weights, so that weights near 0 do not make any
    gradient long. On the way back the gradient is multiplied by each layer's
    weights; where these are large it grows with every layer.

    References: Pascanu, Mikolov & Bengio (2013), section 2.
    """

    key = "exploding"
    title = "exploding"
    rank = 20
    remedies = ("clip", "xavier", "halve_rate")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        for layer in evidence.layers:
            least = LEAST_WEIGHT * math.sqrt(layer.weights.size)
            length = max(float(np.linalg.norm(layer.weights)), least)
            times = float(np.linalg.norm(layer.gradient[:-1])) / length
            yield Sighting(times / LONGER, times, layer.number)

    def what(self, finding: Finding) -> str:
        return tr(
            "Exploding gradient in layer {layer}: it is {times} times as long as the"
            " weights.",
            layer=finding.layer,
            times=in_sentence(finding.amount),
        )

    def why(self) -> str:
        return tr("One update may throw away all that was learned.")
