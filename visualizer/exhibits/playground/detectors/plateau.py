"""Plateau."""

from __future__ import annotations

import math
from collections.abc import Iterator

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

LEVEL = 0.2
"""Least share of the loss at the start that is left."""

WORSE = 1.1
"""More than this share is no plateau: the steps are not short, they led astray."""

FLAT = 0.01
"""Fall of the loss in the last half of the run."""

EPOCHS = 30
"""So long at least a run must have tried."""


@detectors.register
class Plateau(Detector):
    """The loss hardly falls although much of it is left.

    0.2 ≤ L / L₀ ≤ 1.1 for the training loss L now and L₀ at the start, while L has
    fallen by 1 % or less in the last half of a run of 30 epochs at least.

    References: Dauphin et al. (2014), on saddle points and the plateaus around them.
    """

    key = "plateau"
    title = "on a plateau"
    rank = 110
    remedies = ("raise_rate", "adam")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        fall = evidence.fall(1 / 2, EPOCHS)
        flat = FLAT / max(abs(fall), FLAT / 4)
        if not math.isnan(fall) and evidence.level <= WORSE:
            yield Sighting(min(flat, evidence.level / LEVEL), max(fall, 0.0))

    def what(self, finding: Finding) -> str:
        return tr(
            "Plateau: the loss has fallen by {share} in the last half of the run.",
            share=percent(finding.amount, 1),
        )

    def why(self) -> str:
        return tr("The slope is nearly flat here: small steps take very long.")
