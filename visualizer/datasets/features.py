"""Functions of the two coordinates that a network may be given as inputs.

A fitting feature does the work of hidden layers: with x₁² and x₂² one neuron
learns the circle, with x₁x₂ the exclusive or.

References
----------
Smilkov & Carter (2016), TensorFlow Playground: the same seven.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from visualizer.datasets import Array
from visualizer.registry import UnknownKeyError

Formula: TypeAlias = Callable[[Array, Array], Array]


class Feature(Struct, frozen=True):
    """One input made of the coordinates x₁ and x₂.

    Attributes
    ----------
    key, title : str
        Name in files, and on screen.
    formula : callable
        Takes x₁ and x₂, arrays of the same shape, and returns an array of that
        shape.
    """

    key: str
    title: str
    formula: Formula


features: dict[str, Feature] = {
    feature.key: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, x2: x1),
        Feature("x2", "x₂", lambda x1, x2: x2),
        Feature("x1^2", "x₁²", lambda x1, x2: x1 * x1),
        Feature("x2^2", "x₂²", lambda x1, x2: x2 * x2),
        Feature("x1*x2", "x₁x₂", lambda x1, x2: x1 * x2),
        Feature("sin(x1)", "sin x₁", lambda x1, x2: np.sin(x1)),
        Feature("sin(x2)", "sin x₂", lambda x1, x2: np.sin(x2)),
    )
}
"""All features by key, in the order in which forms list them."""


def apply_features(inputs: Array, keys: Sequence[str]) -> Array:
    """Compute features of points.

    Parameters
    ----------
    inputs : array (N, 2)
        The coordinates x₁ and x₂ of each point.
    keys : sequence of str
        Keys of `features`.

    Returns
    -------
    array (N, len(keys))
        One column a feature, in the order of ``keys``; a new array.

    Raises
    ------
    UnknownKeyError
        If a key is unknown.
    ValueError
        If the inputs are not points of a plane.
    """
    if inputs.ndim != 2 or inputs.shape[1] != 2:
        raise ValueError(
            f"inputs: shape {inputs.shape} is not allowed; allowed: (N, 2)"
        )
    columns = np.empty((len(inputs), len(keys)))
    for column, key in enumerate(keys):
        if key not in features:
            raise UnknownKeyError("feature", key, tuple(features))
        columns[:, column] = features[key].formula(inputs[:, 0], inputs[:, 1])
    return columns
