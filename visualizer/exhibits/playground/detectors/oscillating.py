"""Oscillating."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

LOOKS = 32
"""Last measurements of the loss that are looked at."""

SWING = 0.2
"""Mean |change| of the loss from one to the next, as a share of the mean loss."""

PROGRESS = 0.1
"""Share by which the loss may fall from the first half of them to the second."""

LEVEL = 0.05
"""Oscillations below this share of the loss at the start do no harm."""


@detectors.register
class Oscillating(Detector):
    """The loss goes up and down and gets nowhere.

    Over the last 32 measurements mean|ΔL| / mean L ≥ 0.2 and mean L ≥ 0.05 L₀,
    while the median of their second half is at most 10 % below that of the first.
    Along a direction of curvature λ
    each step overshoots where η > 1 / λ.

    References: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 5.
    """

    key = "oscillating"
    title = "oscillating"
    rank = 70
    remedies = ("halve_rate", "bigger_batch")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        losses = evidence.train_loss[-LOOKS:]
        mean = float(losses.mean()) if losses.size == LOOKS else 0.0
        if not mean > 0.0:
            return
        swing = float(np.abs(np.diff(losses)).mean()) / mean
        before, now = (float(np.median(half)) for half in np.split(losses, 2))
        fall = 1.0 - now / before if before > 0.0 else 0.0
        steady = PROGRESS / max(fall, PROGRESS / 4)
        level = mean / float(evidence.train_loss[0])
        yield Sighting(min(swing / SWING, steady, level / LEVEL), swing)

    def what(self, finding: Finding) -> str:
        return tr(
            "Oscillating: the loss jumps up and down by {share} and gets nowhere.",
            share=percent(finding.amount, 0),
        )

    def why(self) -> str:
        return tr("Each step overshoots the valley floor.")
