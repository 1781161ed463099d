"""Layers of every kind with inputs that they take, and a bench to try them on."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, Shape, dtype_of
from visualizer.engine.chain import Chain
from visualizer.engine.initializers.he import He
from visualizer.engine.layers import Layer, Site, layers
from visualizer.engine.layers.average_pooling import AveragePooling
from visualizer.engine.layers.batch_normalization import BatchNormalization
from visualizer.engine.layers.carry import Carry
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.global_average_pooling import GlobalAveragePooling
from visualizer.engine.layers.global_max_pooling import GlobalMaxPooling
from visualizer.engine.layers.input_noise import InputNoise
from visualizer.engine.layers.layer_normalization import LayerNormalization
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.layers.prelu import PReLU
from visualizer.engine.layers.residual import Residual
from visualizer.engine.layers.silence import Silence
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers import optimizers
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import Draws, RandomStreams

TANH, SOFTMAX = activations["tanh"](), activations["softmax"]()

lengths = st.integers(1, 7)
rows = st.tuples(lengths)
maps = st.one_of(
    st.tuples(st.integers(1, 3), lengths),
    st.tuples(st.integers(1, 3), lengths, lengths),
)
anything = st.one_of(rows, maps)

Case = tuple[Layer, Shape]


def along(extent: Any, axes: int) -> tuple[int, ...]:
    """Return the number for each axis."""
    return extent if isinstance(extent, tuple) else (extent,) * axes


def _fits(case: Case) -> bool:
    layer, shape = case
    given = [
        getattr(layer, name, default)
        for name, default in (("size", 1), ("stride", 1), ("dilation", 1))
    ]
    padding = getattr(layer, "padding", 0)
    if len(shape) == 2 and any(isinstance(one, tuple) for one in (*given, padding)):
        return False
    if padding == "same":
        return True
    axes = len(shape) - 1
    zeros = along(0 if padding == "valid" else padding, axes)
    sides, _, gaps = (along(one, axes) for one in given)
    return all(
        length + 2 * zero > (side - 1) * gap
        for length, zero, side, gap in zip(shape[1:], zeros, sides, gaps, strict=True)
    )


def _both(made: st.SearchStrategy[Any], shapes: Any) -> st.SearchStrategy[Case]:
    return st.tuples(made, shapes)


def extents(low: int, high: int) -> st.SearchStrategy[Any]:
    """Draw a number or a pair."""
    number = st.integers(low, high)
    return st.one_of(number, st.tuples(number, number))


convolutions = _both(
    st.builds(
        Convolution,
        filters=st.integers(1, 3),
        size=extents(1, 4),
        stride=extents(1, 3),
        padding=st.one_of(extents(0, 2), st.sampled_from(["valid", "same"])),
        dilation=extents(1, 2),
        activation=st.sampled_from([activations["linear"](), TANH]),
    ),
    maps,
).filter(_fits)


def pools(cls: type[Layer], **further: Any) -> st.SearchStrategy[Case]:
    sizes = extents(1, 4)
    made = sizes.flatmap(
        lambda size: st.builds(
            cls,
            size=st.just(size),
            stride=extents(1, 4),
            padding=extents(0, min(along(size, 1)) // 2),
            **further,
        )
    )
    return _both(made, maps).filter(_fits)


max_pools = pools(MaxPooling)
average_pools = pools(AveragePooling, counts_padding=st.booleans())


def _residual(shape: Shape) -> Case:
    if len(shape) == 1:
        return Residual((Dense(3, TANH), PReLU(), Dense(shape[0])), TANH), shape
    inner = (
        # Not behind a bias, which it would make a parameter without a gradient.
        BatchNormalization(epsilon=0.1, activation=TANH),
        Convolution(2, 3, padding="same"),
        Convolution(shape[0], 1),
    )
    return Residual(inner), shape


def _carry(shape: Shape) -> Case:
    return Carry((Dense(3, TANH), PReLU()), 1 + shape[0] // 2), shape


CASES: dict[str, st.SearchStrategy[Case]] = {
    "dense": _both(st.builds(Dense, st.integers(1, 4), st.just(TANH)), rows),
    "prelu": _both(st.builds(PReLU, shared=st.booleans()), anything),
    "convolution": convolutions,
    "max_pooling": max_pools,
    "average_pooling": average_pools,
    "global_average_pooling": _both(st.just(GlobalAveragePooling()), maps),
    "global_max_pooling": _both(st.just(GlobalMaxPooling()), maps),
    "flatten": _both(st.just(Flatten()), anything),
    # With a small ε the gradient of two values vanishes, and so does every digit.
    "batch_normalization": _both(
        st.builds(
            BatchNormalization,
            epsilon=st.just(0.1),
            activation=st.sampled_from([activations["linear"](), TANH]),
        ),
        anything,
    ),
    "layer_normalization": _both(
        st.builds(LayerNormalization, epsilon=st.just(0.1), activation=st.just(TANH)),
        anything,
    ),
    "dropout": _both(st.builds(Dropout, rate=st.floats(0.0, 0.9)), anything),
    "input_noise": _both(st.builds(InputNoise, deviation=st.floats(0, 2)), anything),
    "silence": anything.map(lambda shape: (Silence((0, shape[0] - 1)), shape)),
    "residual": anything.map(_residual),
    "carry": rows.map(_carry),
}
"""Layers and shapes of one example, by the key of the layer."""


class Bench:
    """One layer alone, between an input and a gradient that are given.

    The loss is Σ c a with fixed numbers c, so that ∂loss/∂a is c.
    """

    def __init__(
        self,
        layer: Layer,
        shape: Shape,
        batch: int,
        *,
        training: bool = True,
        seed: int = 0,
        values: Callable[[np.random.Generator, int], Array] | None = None,
    ) -> None:
        random = np.random.default_rng(seed)
        size = prod(shape)
        inputs = np.ones((size + 1, batch))
        # Values that differ by a tenth: far from kinks and from ties.
        apart = random.permutation(size * batch) - 0.5 * size * batch + 0.25
        drawn = 0.1 * apart if values is None else values(random, size * batch)
        inputs[:-1] = drawn.reshape(size, batch)
        described = layer.blocks(shape)
        pairs = [(block.n_in, block.n_out) for block in described]
        self.parameters = Parameters(pairs, np.dtype(np.float64))
        self.parameters.flat[:] = random.uniform(0.2, 0.9, self.parameters.flat.size)
        for weights in self.parameters.weights:
            # As many products as meet in a sum would else leave tanh no slope.
            spread = max(1, len(weights)) ** -0.5
            weights[:] = random.normal(0.0, spread, weights.shape)
        self.grad = Parameters(pairs, np.dtype(np.float64))
        self.statistics = layer.statistics(shape)
        self.draws = Draws(RandomStreams(seed))
        self.dx = np.full((size, batch), np.nan)
        self.x = inputs[:-1]
        site = Site(
            name="",
            source="0",
            place=0,
            shape=shape,
            inputs=inputs,
            dx=self.dx,
            blocks=tuple(self.parameters.blocks),
            grads=tuple(self.grad.blocks),
            statistics=self.statistics,
            training=self.draws if training else None,
        )
        chain = Chain((layer,), site, True)
        (self.trace,) = chain.layers
        self.forward, self.backward = (Plan(np.dtype(np.float64)) for _ in range(2))
        chain.add_forward(self.forward)
        chain.add_slopes(self.backward, 2)
        chain.add_activation(self.backward, 1)
        chain.add_backward(self.backward)
        self.c = random.normal(size=self.trace.a.shape)

    def loss(self) -> float:
        self.forward.run()
        return float((self.c * self.trace.a).sum())

    def run(self) -> None:
        self.forward.run()
        self.trace.da[:] = self.c
        self.backward.run()


IMAGE = (2, 6, 6)
CLASSES = 3


def network_with(key: str) -> Sequential:
    """Return a network with one layer of a kind between others."""
    below = (Convolution(3, 3, activation=TANH),)
    inside = key in ("residual", "carry")
    middle: tuple[Layer, ...] = () if inside else (layers[key](),)
    if key == "carry":
        inner = (Dense(5, TANH), Dropout(0.3))
        middle = (Flatten(), Carry(inner, 9), Carry((Dense(4, TANH),), 9))
    if key == "dense":
        below, middle = (), (Flatten(), Dense(5, TANH))  # type: ignore[assignment]
    if key == "residual":
        kept = (BatchNormalization(), Dropout(0.3), Convolution(3, 3, padding="same"))
        middle = (Residual(kept, TANH), Residual((Dropout(0.3),)))
    chain = (*below, *middle, Flatten(), Dense(CLASSES, SOFTMAX))
    return Sequential(72, chain, IMAGE)


def image_learner(
    network: Sequential,
    precision: str = "float32",
    seed: int = 5,
    optimizer: str = "adam",
    **options: Any,
) -> SupervisedLearner:
    random = np.random.default_rng(1)
    x, labels = random.normal(size=(network.inputs, 30)), random.integers(0, 3, 30)
    samples = Samples(x, np.eye(CLASSES)[:, labels], labels)
    parameters = Parameters(network.shapes, dtype_of(precision))
    network.initialize(parameters, He(), np.random.default_rng(2))
    return SupervisedLearner(
        network,
        losses["softmax_cross_entropy"](),
        optimizers[optimizer](),
        samples,
        samples,
        learning_rate=0.01,
        streams=RandomStreams(seed),
        parameters=parameters,
        **{"batch_size": 8, **options},
    )
