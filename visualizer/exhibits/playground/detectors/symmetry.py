"""Symmetry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.detectors import Detector, Sighting, detectors
from visualizer.exhibits.playground.evidence import Evidence
from visualizer.exhibits.playground.frame import Finding
from visualizer.language import tr
from visualizer.scenes.numbers import percent

EQUAL = 1e-3
"""Weights that differ by less, as a share of the two neurons' greatest, are equal."""

SHARE = 0.6
"""Share of a layer's neurons that must have a twin."""


@detectors.register
class Symmetry(Detector):
    """Neurons of a layer have equal weights, and so stay equal: T / n ≥ 0.6.

    T counts the neurons i with a twin j: max|w_i - w_j| ≤ 10⁻³ max(|w_i|, |w_j|),
    biases included. Twins that lead on by equal weights get equal gradients and never
    part.

    References: Goodfellow, Bengio & Courville (2016), "Deep Learning", section 8.4.
    """

    key = "symmetry"
    title = "equal"
    rank = 40
    remedies = ("xavier",)

    def look(self, evidence: Evidence) -> Iterator[Sighting]:
        for layer in evidence.layers[:-1]:
            block = np.vstack([layer.weights, layer.biases])
            share = float(with_twins(block).mean())
            yield Sighting(share / SHARE, share, layer.number)

    def what(self, finding: Finding) -> str:
        return tr(
            "Equal neurons in layer {layer}: {share} have a twin of the same weights.",
            layer=finding.layer,
            share=percent(finding.amount, 0),
        )

    def why(self) -> str:
        return tr("Twins get equal gradients: the layer counts as fewer neurons.")


def with_twins(block: Array) -> Array:
    """Return which columns (n,) of a block have an equal one among the others.

    Equal columns stand side by side once they are sorted by a projection, so
    that n columns need no n² comparisons.
    """
    twins = np.zeros(block.shape[1], bool)
    if not np.isfinite(block).all():
        return twins
    order = np.argsort(np.cos(np.arange(len(block))) @ block, kind="stable")
    ordered = block[:, order]
    gaps = np.abs(np.diff(ordered, axis=1)).max(axis=0)
    greatest = np.abs(ordered).max(axis=0)
    equal = gaps <= EQUAL * np.maximum(greatest[:-1], greatest[1:])
    twins[order[:-1]] |= equal
    twins[order[1:]] |= equal
    return twins
