"""How far apart classes are, and how much of a target can be read off linearly.

Three measures of what a layer has made of the data. All of them are of the values
as they are: no network is trained behind the layer.
"""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices
from visualizer.engine.metrics import r_squared

SHRINKAGE = 1e-6
"""Part of the mean variance that takes the place of the covariance's own."""


def discriminant(x: Array, labels: Indices, classes: int) -> tuple[Array, Array]:
    """Return Fisher's linear discriminant, which separates classes by hyperplanes.

    With the means μ_c, the shares π_c and the covariance S within the classes, an
    example is of the class with the largest w_cᵀ x + b_c, where

        w_c = S'⁻¹ μ_c,   b_c = log π_c - ½ μ_cᵀ w_c,
        S' = (1 - s) S + s tr(S) / n · 1.

    The little shrinkage s holds where a neuron does not vary at all.

    Parameters
    ----------
    x : array (n, N)
    labels : int array (N,)
    classes : int
        Those without examples are never the answer.

    Returns
    -------
    weights : array (n, K)
    biases : array (K,)

    References: Fisher (1936); Hastie, Tibshirani & Friedman (2009), section 4.3;
    Friedman (1989), "Regularized discriminant analysis".
    """
    values = x.astype(np.float64)
    count, size = values.shape[1], len(values)
    members = np.bincount(labels, minlength=classes)
    means = _means(values, labels, members)
    moved = values - means[:, labels]
    within = moved @ moved.T / count
    spread = float(np.trace(within)) / size
    within = (1.0 - SHRINKAGE) * within + SHRINKAGE * spread * np.eye(size)
    weights: Array = np.linalg.lstsq(within, means, rcond=None)[0]
    with np.errstate(divide="ignore"):
        shares = np.log(members / count)
    return weights, shares - 0.5 * (means * weights).sum(axis=0)


def discriminant_accuracy(
    x: Array, labels: Indices, test_x: Array, test_labels: Indices, classes: int
) -> float:
    """Return the share of examples on the right side of Fisher's discriminant.

    Parameters
    ----------
    x, labels : arrays (n, N) and (N,)
        What it is fitted to.
    test_x, test_labels : arrays (n, M) and (M,)
        What it is measured on.
    classes : int

    Returns
    -------
    float
        0 … 1; NaN where a value is not finite or there is nothing to measure.
    """
    if not test_labels.size or not _are_finite(x, test_x):
        return math.nan
    weights, biases = discriminant(x, labels, classes)
    answers = (weights.T @ test_x + biases[:, None]).argmax(axis=0)
    return float(np.count_nonzero(answers == test_labels)) / test_labels.size


def scatter_ratio(x: Array, labels: Indices, classes: int) -> float:
    """Return the scatter between classes as a multiple of that within them.

    J = Σ_c N_c ‖μ_c - μ‖² / Σ_i ‖x_i - μ_c(i)‖², which no turn and no common
    change of scale affects.

    Parameters
    ----------
    x : array (n, N)
    labels : int array (N,)
    classes : int

    Returns
    -------
    float
        Infinite where all examples of a class have the same values; NaN where
        there is no scatter at all or a value is not finite.

    References: Fukunaga (1990), "Introduction to statistical pattern recognition",
    section 10.2.
    """
    if not _are_finite(x):
        return math.nan
    values = x.astype(np.float64)
    members = np.bincount(labels, minlength=classes)
    means = _means(values, labels, members)
    middle = values.mean(axis=1, keepdims=True)
    between = float((members * (means - middle) ** 2).sum())
    within = float(((values - means[:, labels]) ** 2).sum())
    if within == 0.0:
        return math.nan if between == 0.0 else math.inf
    return between / within


def linear_fit(x: Array, y: Array, test_x: Array, test_y: Array) -> float:
    """Return the share of the targets' variance that a linear fit explains, R².

    The fit is that of least squares, y ≈ Wᵀ x + b; of several outputs all squares
    are summed, R² = 1 - Σ (y - ŷ)² / Σ (y - mean of y)².

    Parameters
    ----------
    x, y : arrays (n, N) and (k, N)
        What it is fitted to.
    test_x, test_y : arrays (n, M) and (k, M)
        What it is measured on.

    Returns
    -------
    float
        At most 1, below 0 where the mean would be nearer; NaN where a value is not
        finite or the targets do not vary.

    References: Draper & Smith (1998), "Applied regression analysis", chapter 1.
    """
    if not test_y.size or not _are_finite(x, test_x):
        return math.nan
    fitted = np.linalg.lstsq(_with_ones(x).T, y.T.astype(np.float64), rcond=None)[0]
    answers = fitted.T @ _with_ones(test_x)
    # Of several outputs each varies around a mean of its own.
    middle = test_y.mean(axis=1, keepdims=True, dtype=np.float64)
    return r_squared(test_y - middle, answers - middle)


def _means(values: Array, labels: Indices, members: Indices) -> Array:
    """Return the mean of each class (n, K); 0 for those without examples."""
    one_hot = np.eye(len(members))[labels]
    means: Array = values @ one_hot / np.maximum(members, 1)
    return means


def _with_ones(x: Array) -> Array:
    return np.concatenate([x.astype(np.float64), np.ones((1, x.shape[1]))])


def _are_finite(*parts: Array) -> bool:
    return all(bool(np.isfinite(part).all()) for part in parts)
