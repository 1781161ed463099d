"""Normalization of each channel over a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, Shape
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
class BatchNormalization(ActivatedLayer):
    """x̂ = (x - μ) / √(σ² + ε), z = γ x̂ + β, a = f(z), channel by channel.

    While training, μ and σ² are mean and variance over the batch and all places
    of a map, M values; they are kept as running means r ← (1 - m) r + m (μ or
    σ² M / (M - 1)), which take their place when the network is only looked at.
    Of a single value nothing is known about the spread: M = 1 leaves the running
    variance as it was.

    Shapes: x (channels, ..., B), γ and β (1, channels), z as x.

    Values: ``mean``, ``variance`` (channels,), ``normalized`` as x. Statistics:
    running mean, then running variance, 2 channels.

    References: Ioffe & Szegedy (2015), algorithms 1 and 2.
    """

    key = "batch_normalization"
    title = "Batch normalization"
    rank = 50

    momentum: float = setting(
        0.1,
        title="Momentum",
        minimum=0.0,
        maximum=1.0,
        help="Share of the newest batch in the running mean and variance.",
    )
    epsilon: float = epsilon_setting(1e-5)
    activation: Activation = setting(LINEAR, title="Activation", registry=activations)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        channels = shape[0]
        return Block("γ", 0, channels, start=1.0), Block("β", 0, channels, start=0.0)

    def statistics(self, shape: Shape) -> Array:
        return np.repeat([0.0, 1.0], shape[0])

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        x, dtype = trace.x, trace.x.dtype
        axes = tuple(range(1, x.ndim))
        each = (len(x), *(1 for _ in axes))
        count = x.size // len(x)
        gain, shift = (block.reshape(each) for block in trace.blocks)
        mean, variance, spread = (np.empty(each, dtype) for _ in range(3))
        normalized, product = np.empty(x.shape, dtype), np.empty(x.shape, dtype)
        trace.values.update(
            mean=mean.reshape(-1), variance=variance.reshape(-1), normalized=normalized
        )
        running_mean, running_variance = trace.statistics.reshape(2, *each)
        if trace.training is None:
            forward.add(f"μ{n}: running mean", np.copyto, mean, running_mean)
            forward.add(
                f"σ²{n}: running variance", np.copyto, variance, running_variance
            )
            forward.add(f"A{m} − μ{n}", np.subtract, x, mean, normalized)
        else:
            name = f"μ{n} = mean over the batch of A{m}"
            forward.add(name, np.add.reduce, x, axes, None, mean, True)
            forward.add(name, np.multiply, mean, 1.0 / count, mean)
            forward.add(f"A{m} − μ{n}", np.subtract, x, mean, normalized)
            name = f"σ²{n} = mean of (A{m} − μ{n})²"
            forward.add(name, np.multiply, normalized, normalized, product)
            forward.add(name, np.add.reduce, product, axes, None, variance, True)
            forward.add(name, np.multiply, variance, 1.0 / count, variance)
            self._keep(forward, f"running μ{n}", mean, running_mean, 1.0)
            if count > 1:
                scale = count / (count - 1)
                self._keep(forward, f"running σ²{n}", variance, running_variance, scale)
        name = f"N{n} = (A{m} − μ{n}) / √(σ²{n} + ε)"
        forward.add(name, np.add, variance, self.epsilon, spread)
        forward.add(name, np.sqrt, spread, spread)
        forward.add(name, np.divide, normalized, spread, normalized)
        forward.add(f"Z{n} = γ{n} N{n} + β{n}", np.multiply, normalized, gain, trace.z)
        forward.add(f"Z{n} = γ{n} N{n} + β{n}", np.add, trace.z, shift, trace.z)
        if backward is None:
            return
        dgain, dshift = (grad.reshape(each) for grad in trace.grads)
        name = f"dγ{n} = Σ dZ{n} ⊙ N{n}"
        backward.add(name, np.multiply, trace.dz, normalized, product)
        backward.add(name, np.add.reduce, product, axes, None, dgain, True)
        backward.add(
            f"dβ{n} = Σ dZ{n}", np.add.reduce, trace.dz, axes, None, dshift, True
        )
        dx = trace.x_gradient
        if dx is None:
            return
        rate = np.empty(each, dtype)
        if trace.training is None:
            backward.add(f"dA{m} = γ{n} / σ{n} dZ{n}", np.divide, gain, spread, rate)
            backward.add(f"dA{m} = γ{n} / σ{n} dZ{n}", np.multiply, trace.dz, rate, dx)
            return
        name = f"dA{m} = γ{n} / σ{n} (dZ{n} − (dβ{n} + N{n} dγ{n}) / M)"
        share = 1.0 / count
        backward.add(name, np.multiply, normalized, dgain, product)
        backward.add(name, np.add, product, dshift, product)
        backward.add(name, np.multiply, product, share, product)
        backward.add(name, np.subtract, trace.dz, product, dx)
        backward.add(name, np.divide, gain, spread, rate)
        backward.add(name, np.multiply, dx, rate, dx)

    def _keep(
        self, plan: Plan, name: str, newest: Array, running: Array, scale: float
    ) -> None:
        """Append running ← (1 - m) running + m scale newest, in float64."""
        part = np.empty_like(running)
        # Arrays, as the plan would round floats to its own precision.
        keep, take = np.array(1.0 - self.momentum), np.array(self.momentum * scale)
        plan.add(name, np.multiply, running, keep, running)
        plan.add(name, np.multiply, newest, take, part)
        plan.add(name, np.add, running, part, running)
