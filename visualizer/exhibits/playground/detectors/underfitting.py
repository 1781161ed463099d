"""Underfitting."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

LEVEL = 0.3
"""Least share of the loss at the start that is left."""

FLAT = 0.05
"""Fall of the loss in the last third of the run."""

GAP = 1.5
"""How many times the training loss the test loss may be: more is overfitting."""

EPOCHS = 100
"""So long at least a run must have tried."""


@detectors.register
class Underfitting(Detector):
    """Much of the loss is left, on training and test alike, and it stays.

    L / L₀ ≥ 0.3 and T / L ≤ 1.5 for the training loss L, L₀ at the start and the
    test loss T, while L has fallen by 5 % or less in the last third of a run of
    100 epochs at least.

    References: Goodfellow, Bengio & Courville (2016), "Deep Learning", section 5.2.
    """

    key = "underfitting"
    title = "underfitting"
    rank = 100
    remedies = ("wider", "more_inputs")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        fall = evidence.fall(1 / 3, EPOCHS)
        train = evidence.present(evidence.train_loss) if evidence.update else 0.0
        if not train > 0.0:
            return
        gap = evidence.present(evidence.test_loss) / train
        flat = FLAT / max(abs(fall), FLAT / 4)
        if not gap > GAP:
            yield Sighting(min(flat, evidence.level / LEVEL), evidence.level)

    def what(self, finding: Finding) -> str:
        return tr(
            "Underfitting: {share} of the loss at the start is left, on training and"
            " test data alike.",
            share=percent(finding.amount, 0),
        )

    def why(self) -> str:
        return tr("This network cannot form what the data ask for.")
