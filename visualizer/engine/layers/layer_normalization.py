"""Normalization of each example over its values."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Shape
from visualizer.engine.coefficients import epsilon_setting
from visualizer.engine.layers import (
    LINEAR,
    ActivatedLayer,
    Block,
    LayerTrace,
    layers,
)
from visualizer.engine.plan import Plan
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class LayerNormalization(ActivatedLayer):
    """x̂ = (x - μ) / √(σ² + ε), z = γ x̂ + β, a = f(z), example by example.

    μ and σ² are mean and variance of the n values of an example, so that it
    makes no difference which others are in the batch. Gain and shift belong to
    each value.

    Shapes: x (..., B) with n values each, γ and β (1, n), z as x.

    Values: ``mean``, ``variance`` (1, B), ``normalized`` (n, B).

    References: Ba, Kiros & Hinton (2016), equation 4.
    """

    key = "layer_normalization"
    title = "Layer normalization"
    rank = 51

    epsilon: float = epsilon_setting(1e-5)
    activation: Activation = setting(LINEAR, title="Activation", registry=activations)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        size = prod(shape)
        return Block("γ", 0, size, start=1.0), Block("β", 0, size, start=0.0)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        x = trace.inputs[:-1]
        size, batch = x.shape
        z = trace.z.reshape(size, batch)
        # Of many runs at once each has its own part of the batch, gains and shifts.
        parts = (size, *trace.block.shape[:-2], -1)
        gain, shift = (np.moveaxis(block, -1, 0) for block in trace.blocks)
        # A mean as a product: a fraction of the time of a reduction.
        shares = np.full((1, size), 1.0 / size, x.dtype)
        mean, variance, spread = (np.empty((1, batch), x.dtype) for _ in range(3))
        normalized, product = np.empty((size, batch), x.dtype), np.empty_like(z)
        trace.values.update(mean=mean, variance=variance, normalized=normalized)
        forward.add(f"μ{n} = mean of A{m}", shares.dot, x, mean)
        forward.add(f"A{m} − μ{n}", np.subtract, x, mean, normalized)
        name = f"σ²{n} = mean of (A{m} − μ{n})²"
        forward.add(name, np.multiply, normalized, normalized, product)
        forward.add(name, shares.dot, product, variance)
        name = f"N{n} = (A{m} − μ{n}) / √(σ²{n} + ε)"
        forward.add(name, np.add, variance, self.epsilon, spread)
        forward.add(name, np.sqrt, spread, spread)
        forward.add(name, np.divide, normalized, spread, normalized)
        name, scaled = f"Z{n} = γ{n} N{n} + β{n}", z.reshape(parts)
        forward.add(name, np.multiply, normalized.reshape(parts), gain, scaled)
        forward.add(name, np.add, scaled, shift, scaled)
        if backward is None:
            return
        dz = trace.dz.reshape(size, batch)
        dgain, dshift = (np.moveaxis(grad[..., 0, :], -1, 0) for grad in trace.grads)
        name = f"dγ{n} = Σ dZ{n} ⊙ N{n}"
        backward.add(name, np.multiply, dz, normalized, product)
        backward.add(name, np.add.reduce, product.reshape(parts), -1, None, dgain)
        name, gradients = f"dβ{n} = Σ dZ{n}", dz.reshape(parts)
        backward.add(name, np.add.reduce, gradients, -1, None, dshift)
        dx = trace.dx
        if dx is None:
            return
        along, across = (np.empty((1, batch), x.dtype) for _ in range(2))
        name = f"dN{n} = γ{n} dZ{n}"
        backward.add(name, np.multiply, gradients, gain, dx.reshape(parts))
        name = f"dA{m} = (dN{n} − mean dN{n} − N{n} mean (dN{n} ⊙ N{n})) / σ{n}"
        backward.add(name, shares.dot, dx, across)
        backward.add(name, np.multiply, dx, normalized, product)
        backward.add(name, shares.dot, product, along)
        backward.add(name, np.multiply, normalized, along, product)
        backward.add(name, np.add, product, across, product)
        backward.add(name, np.subtract, dx, product, dx)
        backward.add(name, np.divide, dx, spread, dx)
