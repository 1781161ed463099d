"""Overfitting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import in_sentence

GAP = 2.0
"""How many times the training loss the test loss may be."""

RISE = 1.15
"""How many times its lowest value the test loss may be."""

LEVEL = 0.05
"""Test losses below this share of the loss at the start do no harm."""

EPOCHS = 20
"""So long at least a run must have tried."""


@detectors.register
class Overfitting(Detector):
    """The test loss rises while the training loss falls.

    T / L ≥ 2, T / min T ≥ 1.15 and T ≥ 0.05 L₀, for test loss T and training
    loss L now and L₀ at the start, after 20 epochs at least.

    References: Prechelt (1998), "Early stopping - but when?", generalization loss.
    """

    key = "overfitting"
    title = "overfitting"
    rank = 90
    remedies = ("more_data", "l2", "narrower")

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        if evidence.epochs < EPOCHS or not np.isfinite(evidence.test_loss).all():
            return
        test = evidence.present(evidence.test_loss)
        train = evidence.present(evidence.train_loss)
        lowest, first = evidence.test_loss.min(), evidence.train_loss[0]
        if not (train > 0.0 and lowest > 0.0 and first > 0.0):
            return
        gap = test / train
        rise, level = float(test / lowest), float(test / first)
        yield Sighting(min(gap / GAP, rise / RISE, level / LEVEL), gap)

    def what(self, finding: Finding) -> str:
        return tr(
            "Overfitting: the test loss is {times} times the training loss, and rises.",
            times=in_sentence(finding.amount),
        )

    def why(self) -> str:
        return tr("The network learns the examples by heart, not what they share.")
