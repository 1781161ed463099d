"""Values of a signal or an image in one row."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from visualizer.engine.arrays import Shape
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan


@layers.register
@dataclass(frozen=True)
class Flatten(Layer):
    """a = x as one row of values, channel after channel, row after row.

    Nothing moves: inputs and outputs are the same memory, in two shapes.

    Shapes: x (*shape, B), a (product of shape, B).

    References: LeCun, Bottou, Bengio & Haffner (1998), section II.B.
    """

    key = "flatten"
    title = "Flatten"
    rank = 40
    reshapes = True

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        """Append nothing: a and da are views of the layer before."""
