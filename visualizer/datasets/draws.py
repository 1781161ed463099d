"""Turn the numbers of a uniform source into the deviates that generators need."""

from __future__ import annotations

import math

import numpy as np

from visualizer.datasets import Array, UniformSource


def draw(uniform: UniformSource, rows: int, columns: int) -> Array:
    """Draw numbers of [0, 1) into an array (rows, columns), row after row."""
    count = rows * columns
    numbers = np.fromiter((uniform() for _ in range(count)), np.float64, count)
    return numbers.reshape(rows, columns)


def between(numbers: Array, low: float, high: float) -> Array:
    """Stretch numbers of [0, 1) to [low, high): numbers * (high - low) + low."""
    return numbers * (high - low) + low


def halves(samples: int) -> tuple[int, int]:
    """Share samples between two classes; the first gets the odd one."""
    return samples - samples // 2, samples // 2


def normal(uniform: UniformSource, mean: float, variance: float) -> float:
    """Draw one normal deviate by the polar method.

    Pairs (v1, v2) of [-1, 1) are drawn until s = v1² + v2² is at most 1; the
    deviate is v1 * sqrt(-2 ln(s) / s). The second deviate that the pair would
    give is not used, as in TensorFlow Playground.

    References
    ----------
    Marsaglia & Bray (1964), A convenient method for generating normal variables.
    """
    while True:
        v1 = 2.0 * uniform() - 1.0
        v2 = 2.0 * uniform() - 1.0
        s = v1 * v1 + v2 * v2
        # s = 0 has no logarithm. Playground would return NaN here.
        if 0.0 < s <= 1.0:
            return mean + math.sqrt(variance) * (math.sqrt(-2.0 * math.log(s) / s) * v1)
