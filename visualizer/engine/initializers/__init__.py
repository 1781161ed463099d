"""Initializers: the weights and biases that a network starts from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.registry import Registry
from visualizer.settings import setting


@dataclass(frozen=True)
class Initializer(ABC):
    """Interface of initializers.

    Examples
    --------
    A block holds one neuron a column, its bias at the bottom:

    >>> block = np.empty((3, 2))
    >>> initializers["constant"](value=2.0).fill(block, np.random.default_rng(1))
    >>> block.tolist()
    [[2.0, 2.0], [2.0, 2.0], [0.0, 0.0]]
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100

    @abstractmethod
    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        """Return weights (n_out, n_in), drawn destination by destination."""

    @abstractmethod
    def variance(self, n_in: int, n_out: int) -> float:
        """Return the mean of w² over all draws, where these have mean 0.

        NaN where the weights are not drawn around 0, so that sums of them are no
        sums of independent numbers.
        """

    def bias(self) -> float:
        """Return the value that every bias starts from."""
        return 0.0

    def kernels(
        self, n_in: int, n_out: int, fan_out: int, random: np.random.Generator
    ) -> Array:
        """Return weights (n_out, n_in) of a layer that shares them among places.

        Parameters
        ----------
        fan_out : int
            Number of sums that one input goes into. A rule that asks for more
            than n_in overrides this method.
        """
        return self.weights(n_in, n_out, random)

    def fill(
        self, block: Array, random: np.random.Generator, fan_out: int | None = None
    ) -> None:
        """Write weights and biases into a layer's block (n_in + 1, n_out).

        Parameters
        ----------
        fan_out : int, optional
            Number of sums that one input goes into; n_out when absent.
        """
        n_in, n_out = block.shape[0] - 1, block.shape[1]
        block[:-1] = self.kernels(n_in, n_out, fan_out or n_out, random).T
        block[-1] = self.bias()


def distribution_setting(default: str) -> Any:
    """Make the field that chooses the shape of a distribution of given variance."""
    return setting(
        default,
        title="Distribution",
        choices=("uniform", "normal"),
        titles=("Uniform", "Normal"),
        help="How weights of the same variance are spread.",
    )


def spread(
    distribution: str,
    gain: float,
    fan: int,
    shape: tuple[int, int],
    random: np.random.Generator,
) -> Array:
    """Draw numbers of mean 0 and variance gain / fan.

    Uniform ones lie in [-r, r) with r = √(3 gain / fan).
    """
    if distribution == "uniform":
        drawn: Array = random.random(shape) * 2.0 - 1.0
        drawn *= np.sqrt(3.0 * gain / fan)
    else:
        drawn = random.standard_normal(shape)
        drawn *= np.sqrt(gain / fan)
    return drawn


initializers: Registry[Initializer] = Registry(
    "initializer", "visualizer.engine.initializers"
)
