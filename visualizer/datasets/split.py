"""Split examples into those to train on and those to test with."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from visualizer.datasets import Examples, Indices, UniformSource
from visualizer.datasets.shuffle import shuffle

LEAST_SHARE = 0.01
GREATEST_SHARE = 0.99
LEAST_PART = 0.05


def split(
    examples: Examples, share: float, uniform: UniformSource, stratify: bool = False
) -> tuple[Examples, Examples]:
    """Shuffle the examples, then share them between training and test.

    Parameters
    ----------
    examples : Examples
        N examples.
    share : float
        Share to train on, 0.01 to 0.99. Training gets floor(N * share) of them,
        at least one.
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
    _check("share", share, LEAST_SHARE, GREATEST_SHARE)
    order = shuffle(len(examples), uniform)
    training, test = _divided(examples, order, _exact(share), stratify)
    return examples.take(training), examples.take(test)


def split_at(
    examples: Examples, count: int, uniform: UniformSource
) -> tuple[Examples, Examples]:
    """Shuffle the examples, then give the first `count` of them to training.

    Parameters
    ----------
    examples : Examples
        N examples.
    count : int
        From 0 to N.
    uniform : callable
        Returns the next number of [0, 1); N numbers are drawn.
    """
    order = shuffle(len(examples), uniform)
    return examples.take(order[:count]), examples.take(order[count:])


def split_in_three(
    examples: Examples,
    share: float,
    validation_share: float,
    uniform: UniformSource,
    stratify: bool = False,
) -> tuple[Examples, Examples, Examples]:
    """Shuffle the examples, then share them between training, validation and test.

    The training part is the one that `split` makes. Choices between runs (when
    to stop, which rate) are made on the validation part, so that the test part,
    looked at once, still says how well a network does on what it never saw.

    Parameters
    ----------
    examples, share, uniform, stratify
        As for `split`.
    validation_share : float
        Share of all examples, 0.05 up to what leaves 0.05 for the test.

    Returns
    -------
    training, validation, test : Examples

    Raises
    ------
    ValueError
        As `split`, and if ``validation_share`` is out of its range.
    """
    _check("share", share, LEAST_SHARE, GREATEST_SHARE)
    most = 1.0 - share - LEAST_PART
    _check("validation_share", validation_share, LEAST_PART, most)
    order = shuffle(len(examples), uniform)
    training, rest = _divided(examples, order, _exact(share), stratify)
    of_rest = _exact(validation_share) / (1 - _exact(share))
    validation, test = _divided(examples, rest, of_rest, stratify)
    return examples.take(training), examples.take(validation), examples.take(test)


def _check(name: str, share: float, low: float, high: float) -> None:
    # A difference of shares may miss the limit by its last digit.
    if not low - 1e-9 <= share <= high + 1e-9:
        raise ValueError(
            f"{name}: {share!r} is out of range; allowed: from {low:g} to {high:g}"
        )


def _exact(share: float) -> Fraction:
    """Return the share that was meant.

    The double nearest to 0.29 is a little less than 29 %: of 100 examples its
    product would take 28.
    """
    return Fraction(share).limit_denominator(1_000_000)


def _part(count: int, share: Fraction) -> int:
    """Return the size of a share of some examples: at least one of them."""
    return max(math.floor(count * share), min(count, 1))


def _divided(
    examples: Examples, order: Indices, share: Fraction, stratify: bool
) -> tuple[Indices, Indices]:
    """Return the numbers of a share of the shuffled examples, and of the rest."""
    targets = examples.targets[order]
    if not stratify:
        chosen = np.arange(len(order)) < _part(len(order), share)
    elif np.array_equal(targets, np.rint(targets)):
        chosen = _in_proportion(targets.astype(np.intp), share)
    else:
        raise ValueError(
            "stratify: the targets are not class labels; allowed: whole numbers"
        )
    return order[chosen], order[~chosen]


def _in_proportion(labels: Indices, share: Fraction) -> npt.NDArray[np.bool_]:
    """Mark the training examples of shuffled ones, by the largest remainders.

    Each class gets the whole part of its count * share; what is left of the
    total goes to the classes that lost the largest fractions, the lower class
    first among equals.
    """
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    wanted = [count * share for count in counts.tolist()]
    quotas = [math.floor(count) for count in wanted]
    left = _part(len(labels), share) - sum(quotas)
    by_loss = sorted(range(len(quotas)), key=lambda c: quotas[c] - wanted[c])
    for index in by_loss[:left]:
        quotas[index] += 1
    chosen = np.zeros(len(labels), dtype=np.bool_)
    for index, quota in enumerate(quotas):
        chosen[np.flatnonzero(classes == index)[:quota]] = True
    return chosen
