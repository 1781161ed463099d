"""Layers whose neurons do not all have the same activation function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.settings import setting


@dataclass(frozen=True)
class PerNeuron(Activation):
    """A function of its own for each neuron: a_i = f_i(z_i), slope f_i'(z_i).

    Neighbors with equal functions are computed together, so a layer of two kinds
    that stand side by side costs the calls of both.

    References: Yao (1999), "Evolving artificial neural networks", section III-C.

    Examples
    --------
    >>> relu, tanh = activations["relu"](), activations["tanh"]()
    >>> mixed = PerNeuron((relu, tanh, tanh))
    >>> mixed(np.array([[-2.0], [-2.0], [0.0]])).round(4).tolist()
    [[0.0], [-0.964], [0.0]]
    >>> mixed.of(0).key, mixed.limits
    ('relu', (-1.0, inf))
    """

    functions: tuple[Activation, ...] = setting(
        title="Functions",
        registry=activations,
        length=(1, 4096),
        help="The activation of each neuron, from the first to the last.",
    )

    key = "per_neuron"
    title = "Per neuron"
    elementwise = False

    def __post_init__(self) -> None:
        if not self.functions:
            raise ValueError("at least one neuron needs an activation")
        for neuron, function in enumerate(self.functions):
            if not function.elementwise:
                raise ValueError(
                    f"activation {function.key} of neuron {neuron} needs more than "
                    "its own sum; allowed: functions of one sum"
                )

    def of(self, neuron: int) -> Activation:
        return self.functions[neuron]

    @property
    def neurons(self) -> int | None:
        return len(self.functions)

    @property
    def limits(self) -> tuple[float, float]:
        lows, highs = zip(*(one.limits for one in self.functions), strict=True)
        return min(lows), max(highs)

    @property
    def reaches_low(self) -> bool:
        low = self.limits[0]
        return any(one.reaches_low for one in self.functions if one.limits[0] == low)

    @property
    def saturates(self) -> bool:
        return any(one.saturates for one in self.functions)

    @property
    def dies(self) -> bool:
        return any(one.dies for one in self.functions)

    @property
    def steepest(self) -> float:
        return max(one.steepest for one in self.functions)

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        for rows, function in self._groups():
            yield from function.value(z[rows], a[rows])

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        for rows, function in self._groups():
            yield from function.slope(z[rows], a[rows], slope[rows])

    def backward(
        self, z: Array, a: Array, slope: Array, da: Array, dz: Array
    ) -> Iterator[Call]:
        yield from self.slope(z, a, slope)
        yield np.multiply, da, slope, dz

    def _groups(self) -> Iterator[tuple[slice, Activation]]:
        """Yield runs of neighbors with equal functions."""
        first = 0
        for function, equal in groupby(self.functions):
            rows = slice(first, first + len(list(equal)))
            first = rows.stop
            yield rows, function


neuron_activations = activations.plus(PerNeuron)
"""What a layer of neurons can have: one function for all, or one for each."""
