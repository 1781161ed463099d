"""Split examples into those to train on and those to test with."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from visualizer.datasets import Examples, Indices, UniformSource
from visualizer.datasets.shuffle import shuffle

LEAST_SHARE = 0.1
GREATEST_SHARE = 0.9


def split(
    examples: Examples, share: float, uniform: UniformSource, stratify: bool = False
) -> tuple[Examples, Examples]:
    """Shuffle the examples, then share them between training and test.

    Parameters
    ----------
    examples : Examples
        N examples.
    share : float
        Share to train on, 0.1 to 0.9. Training gets floor(N * share) of them.
    uniform : callable
        Returns the next number of [0, 1); N numbers are drawn.
    stratify : bool
        Whether each class keeps its proportion in both parts, to within one
        example. Otherwise training gets the first of the shuffled examples, as
        in TensorFlow Playground.

    Returns
    -------
    training, test : Examples
        Both in shuffled order; every example is in exactly one of them.

    Raises
    ------
    ValueError
        If ``share`` is out of its range, or if ``stratify`` is set and the
        targets are not class labels.
    """
    if not LEAST_SHARE <= share <= GREATEST_SHARE:
        raise ValueError(
            f"share: {share!r} is out of range; "
            f"allowed: from {LEAST_SHARE:g} to {GREATEST_SHARE:g}"
        )
    if stratify and not np.array_equal(examples.targets, np.rint(examples.targets)):
        raise ValueError(
            "stratify: the targets are not class labels; allowed: whole numbers"
        )
    # The double nearest to 0.29 is a little less than 29 %: of 100 examples its
    # product would take 28.
    exact = Fraction(share).limit_denominator(1_000_000)
    order = shuffle(len(examples), uniform)
    if stratify:
        chosen = _in_proportion(examples.targets[order].astype(np.intp), exact)
    else:
        chosen = np.arange(len(order)) < math.floor(len(order) * exact)
    return examples.take(order[chosen]), examples.take(order[~chosen])


def _in_proportion(labels: Indices, share: Fraction) -> npt.NDArray[np.bool_]:
    """Mark the training examples of shuffled ones, by the largest remainders.

    Each class gets the whole part of its count * share; what is left of the
    total goes to the classes that lost the largest fractions, the lower class
    first among equals.
    """
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    wanted = [count * share for count in counts.tolist()]
    quotas = [math.floor(count) for count in wanted]
    left = math.floor(len(labels) * share) - sum(quotas)
    by_loss = sorted(range(len(quotas)), key=lambda c: quotas[c] - wanted[c])
    for index in by_loss[:left]:
        quotas[index] += 1
    chosen = np.zeros(len(labels), dtype=np.bool_)
    for index, quota in enumerate(quotas):
        chosen[np.flatnonzero(classes == index)[:quota]] = True
    return chosen
