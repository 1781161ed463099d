"""Neurons that are switched off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Shape, ShapeError
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class Silence(Layer):
    """a = 0 for some neurons or channels, a = x for all others.

    What is switched off says nothing to the layers behind it and learns nothing
    from them, in training and when the network is only looked at alike.

    Shapes: x and a (channels, ..., B).

    References: Meyes, Lu, Waubert de Puiseau & Meisen (2019), "Ablation studies
    in artificial neural networks".
    """

    key = "silence"
    title = "Silence"
    rank = 62

    neurons: tuple[int, ...] = setting(
        (0,),
        title="Neurons",
        minimum=0,
        maximum=4095,
        length=(1, 4096),
        help="Numbers of the neurons that are switched off.",
    )

    def output_shape(self, shape: Shape) -> Shape:
        if not 0 <= min(self.neurons) <= max(self.neurons) < shape[0]:
            raise ShapeError(
                f"neurons {self.neurons} cannot be switched off; "
                f"allowed: 0 to {shape[0] - 1}"
            )
        return shape

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m, dx = trace.name, trace.source, trace.x_gradient
        off = np.zeros((len(trace.a), *(1 for _ in trace.a.shape[1:])), np.bool_)
        off[list(self.neurons)] = True
        # Not a product with 0, which would leave a NaN what it is.
        forward.add(f"A{n} = A{m}", np.copyto, trace.a, trace.x)
        forward.add(f"A{n} = 0 where off", np.copyto, trace.a, 0.0, "same_kind", off)
        if backward is not None and dx is not None:
            backward.add(f"dA{m} = dA{n}", np.copyto, dx, trace.da)
            name = f"dA{m} = 0 where off"
            backward.add(name, np.copyto, dx, 0.0, "same_kind", off)
