"""The least-squares loss of adversarial networks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from visualizer.engine.arrays import Array
from visualizer.engine.cross_entropy import scaled_difference, squared_error
from visualizer.engine.domains import SHARES
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class LeastSquaresGAN(Loss):
    """½ Σ_k (a_k - y_k)², with targets 1 for what is real and 0 for what is made.

    The discriminator has a linear output and learns both targets; the generator
    learns from the loss of its own samples at target 1. Where a sigmoid would
    have no slope left, a sample far on the wrong side still gets a gradient,
    a - y. Targets between, such as 0.9 for real, are allowed.

    References: Mao, Li, Xie, Lau, Wang & Smolley (2017), equation 2 with labels
    a = 0, b = c = 1.

    Examples
    --------
    >>> import numpy as np
    >>> a, y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])
    >>> LeastSquaresGAN().value(a, y).tolist()
    [0.0, 2.0]
    """

    key = "least_squares_gan"
    title = "Least-squares GAN"
    rank = 120
    formula = "½ Σ (a − y)²"
    targets = "share"
    domain = SHARES
    output = "linear"

    def value(self, a: Array, y: Array) -> Array:
        summed: Array = 0.5 * squared_error(a, y)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield from scaled_difference(a, y, scale, da)
