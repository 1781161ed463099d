"""Weights that let rare classes count as much as frequent ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def balanced(labels: Labels, classes: int) -> Weights:
    """Return weights with which all classes count alike: w_k = N / (K n_k).

    The mean weight of all examples is 1, so that the learning rate means the same
    as without weights.

    Parameters
    ----------
    labels : int array (N,)
        0 … K - 1.
    classes : int
        Their number, K.

    Returns
    -------
    float64 array (K,)

    Raises
    ------
    ValueError
        If a label is out of range, or a class has no example.

    References
    ----------
    King & Zeng (2001), "Logistic regression in rare events data", section 4.2.

    Examples
    --------
    >>> balanced(np.array([0, 0, 0, 1]), 2).round(4).tolist()
    [0.6667, 2.0]
    """
    _check_labels(labels, classes)
    counts = np.bincount(labels, minlength=classes)
    if not counts.all():
        raise ValueError(
            f"class {counts.argmin()} has no example; allowed: at least one of each"
        )
    weights: Weights = labels.size / (classes * counts)
    return weights


def check_class_weights(weights: Sequence[float], labels: Labels | None) -> Weights:
    """Return class weights as an array, if they fit the labels of the examples.

    Raises
    ------
    ValueError
        If there are no labels, a class has no weight, or a weight is not a finite
        number above 0.
    """
    if labels is None:
        raise ValueError("class weights need labels; the examples have none")
    values = np.array(weights, np.float64)
    for number, weight in enumerate(values):
        if not 0.0 < weight < np.inf:
            raise ValueError(
                f"weight {weight} of class {number} is out of range; "
                "allowed: finite and above 0"
            )
    _check_labels(labels, values.size)
    return values


def _check_labels(labels: Labels, classes: int) -> None:
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if wrong.size:
        raise ValueError(
            f"label {labels[wrong[0]]} of example {wrong[0]} is out of range; "
            f"allowed: 0 to {classes - 1}"
        )
