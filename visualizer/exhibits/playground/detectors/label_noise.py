"""Label noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

CONTRADICTING = 0.06
"""Share of examples whose label is not that of most of their neighbors."""

FLAT = 0.1
"""Fall of the loss in the last third of the run."""

EPOCHS = 30
"""So long at least a run must have tried."""


@detectors.register
class LabelNoise(Detector):
    """The loss cannot fall, for labels contradict their neighbors.

    D ≥ 0.06, where D is the share of examples whose label is not that of most
    of their five nearest neighbors; at most 1 - D / 2 of the answers are right;
    and the loss has fallen by 10 % or less in the last third of the run.

    References: Wilson (1972), the rule that edits neighbors.
    """

    key = "label_noise"
    title = "noisy labels"
    rank = 80
    remedies = ("less_noise", "more_data")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        share, fall = evidence.disagreement, evidence.fall(1 / 3, EPOCHS)
        if math.isnan(fall) or not evidence.accuracy[-1] <= 1.0 - share / 2:
            return
        flat = FLAT / max(abs(fall), FLAT / 4)
        yield Sighting(min(share / CONTRADICTING, flat), share)

    def what(self, finding: Finding) -> str:
        return tr(
            "Label noise: {share} of the labels contradict their neighbors.",
            share=percent(finding.amount, 0),
        )

    def why(self) -> str:
        return tr(
            "The loss cannot fall to 0 without learning them by heart, which helps"
            " nobody on new data."
        )
