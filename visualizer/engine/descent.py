"""What several update rules have in common: running means and decay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.coefficients import epsilon_setting
from visualizer.engine.optimizers import Memory, Optimizer, Rate, Scalars, Workspace
from visualizer.engine.plan import Call
from visualizer.settings import setting


def running_mean(
    mean: Array, value: Array, keep: float, spare: Array
) -> Iterator[Call]:
    """Yield calls for m ← k m + (1 - k) v.

    Parameters
    ----------
    mean, value : arrays (P,)
    keep : float
        The share k that stays, 0 … 1.
    spare : array (P,)
        Overwritten.
    """
    yield np.multiply, mean, keep, mean
    yield np.multiply, value, 1.0 - keep, spare
    yield np.add, mean, spare, mean


def running_square(
    square: Array, value: Array, keep: float, spare: Array
) -> Iterator[Call]:
    """Yield calls for s ← k s + (1 - k) v², with operands as `running_mean`."""
    yield np.multiply, square, keep, square
    yield np.multiply, value, value, spare
    yield np.multiply, spare, 1.0 - keep, spare
    yield np.add, square, spare, square


def decoupled_decay(theta: Array, rate: Rate, decay: float) -> Iterator[Call]:
    """Yield calls for θ ← (1 - η λ) θ, biases included.

    The decay acts on the parameters themselves; a penalty's gradient would be
    scaled with the rest of it.

    References: Loshchilov & Hutter (2017), equation 1.
    """
    if decay > 0.0:
        kept = np.zeros_like(rate)
        yield np.multiply, rate, decay, kept
        yield np.subtract, 1.0, kept, kept
        yield np.multiply, theta, kept, theta


@dataclass(frozen=True)
class AdaptiveMoments(Optimizer):
    """Coefficients and calls that Adam and the rules derived from it share.

    m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², in rows 0 and 1 of the
    state; the scalars are Πβ₁ and Πβ₂, products of the betas that were really
    applied, so that bias corrections stay right when a beta is changed live.
    """

    vectors = 2
    start_scalars: ClassVar[tuple[float, ...]] = (1.0, 1.0)

    beta1: float = setting(
        0.9,
        title="β₁",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running mean of gradients.",
    )
    beta2: float = setting(
        0.999,
        title="β₂",
        minimum=0.0,
        maximum=0.99999,
        live=True,
        help="Memory of the running mean of squared gradients.",
    )
    epsilon: float = epsilon_setting(1e-8, live=True)

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        """Return m, v and both of them without the pull of their start at 0."""
        mean, square = state[0], state[1]
        return (
            Memory("mean", "m", "m ← β₁ m + (1 − β₁) g", mean),
            Memory("square", "v", "v ← β₂ v + (1 − β₂) g²", square),
            Memory("corrected", "m̂", "m̂ = m / (1 − β₁^t)", mean / (1.0 - scalars[0])),
            Memory("corrected", "v̂", "v̂ = v / (1 − β₂^t)", square / (1.0 - scalars[1])),
        )

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        return self.scaled(rate, state[1], scalars)

    def scaled(self, rate: float, square: Array, scalars: Scalars) -> Array:
        """Return η / (√ŝ + ε), with the mean of squares s (P,) in `square`."""
        corrected = square / (1.0 - scalars[1])
        return np.asarray(rate / (np.sqrt(corrected) + self.epsilon))

    def moments(self, work: Workspace, spare: Array) -> Iterator[Call]:
        """Yield calls that update m and v."""
        yield from running_mean(work.state[0], work.grad, self.beta1, spare)
        yield from running_square(work.state[1], work.grad, self.beta2, spare)

    def descend(self, work: Workspace, square: Array, step: Array) -> Iterator[Call]:
        """Yield calls for θ ← θ - η m̂ / (√ŝ + ε), with s in `square`."""
        theta, scalars, rate = work.theta, work.scalars, work.rate
        scale = np.zeros_like(rate)
        floor = np.zeros((), theta.dtype)

        def correct_bias() -> None:
            # √ŝ + ε = (√s + ε √(1 - Πβ₂)) / √(1 - Πβ₂): two scalars do it all.
            # Python's floats, as NumPy's scalars take twice the time.
            first = scalars.item(0) * self.beta1
            second = scalars.item(1) * self.beta2
            scalars[0], scalars[1] = first, second
            spread = (1.0 - second) ** 0.5
            floor[()] = self.epsilon * spread
            np.multiply(rate, spread / (1.0 - first), scale)

        yield (correct_bias,)
        yield np.sqrt, square, step
        yield np.add, step, floor, step
        yield np.divide, work.state[0], step, step
        yield np.multiply, step, scale, step
        yield np.subtract, theta, step, theta
