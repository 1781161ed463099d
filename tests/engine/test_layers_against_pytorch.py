"""Every layer that PyTorch has, forward and backward, and a whole network."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.layer_examples import (
    TANH,
    Bench,
    Case,
    along,
    anything,
    average_pools,
    convolutions,
    maps,
    max_pools,
)
from tests.peers import require
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, Shape
from visualizer.engine.layers import Layer
from visualizer.engine.layers.average_pooling import AveragePooling
from visualizer.engine.layers.batch_normalization import BatchNormalization
from visualizer.engine.layers.carry import Carry
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.global_average_pooling import GlobalAveragePooling
from visualizer.engine.layers.global_max_pooling import GlobalMaxPooling
from visualizer.engine.layers.layer_normalization import LayerNormalization
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.layers.prelu import PReLU
from visualizer.engine.layers.residual import Residual
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.windows import Windows

pytestmark = pytest.mark.peers

TOLERANCE = 1e-10
batches = st.integers(1, 4)
seeds = st.integers(0, 99)
bounded = settings(deadline=None, max_examples=40)


def first(values: Array) -> Array:
    """Put the batch first, as PyTorch has it."""
    return np.ascontiguousarray(np.moveaxis(values, -1, 0))


def tensor(values: Array) -> Any:
    torch = require("torch")
    return torch.tensor(np.ascontiguousarray(values), requires_grad=True)


def close(ours: Array, theirs: Any) -> None:
    np.testing.assert_allclose(
        ours, theirs.detach().numpy(), rtol=TOLERANCE, atol=TOLERANCE
    )


def compare(
    bench: Bench, peer: Callable[..., Any], parameters: dict[str, tuple[Any, Array]]
) -> None:
    """Compare output, input gradient and gradients of `parameters`.

    A parameter is PyTorch's tensor beside our gradient in its shape.
    """
    bench.run()
    x = tensor(first(bench.x.reshape(*bench.trace.shape, -1)))
    a = peer(x)
    a.backward(tensor(first(bench.c)).detach())
    close(first(bench.trace.a), a)
    close(first(bench.dx.reshape(*bench.trace.shape, -1)), x.grad)
    for theirs, ours in parameters.values():
        close(ours, theirs.grad)


def kernels(block: Array, layer: Convolution, shape: Shape) -> Array:
    """Return weights as PyTorch has them: (filters, channels, *window)."""
    window = along(layer.size, len(shape) - 1)
    return block[:-1].T.reshape(layer.filters, shape[0], *window)


def framed(torch: Any, x: Any, layer: Convolution) -> Any:
    """Pad with zeros by hand, each axis from the last one on."""
    shape = tuple(x.shape[1:])
    zeros = Windows(shape, layer.size, layer.stride, layer.dilation, layer.padding)
    sides = [side for pair in reversed(zeros.zeros) for side in pair]
    return torch.nn.functional.pad(x, sides)


@bounded
@given(case=convolutions, batch=batches, seed=seeds)
def test_convolution(case: Case, batch: int, seed: int) -> None:
    torch = require("torch")
    layer, shape = case
    assert isinstance(layer, Convolution)
    bench = Bench(layer, shape, batch, seed=seed)
    weights = tensor(kernels(bench.trace.block, layer, shape))
    bias = tensor(bench.trace.block[-1])
    run = getattr(torch.nn.functional, f"conv{len(shape) - 1}d")
    options: dict[str, Any] = {"stride": layer.stride, "dilation": layer.dilation}
    strided = max(along(layer.stride, 1)) > 1
    by_hand = layer.padding == "same" and strided
    if not by_hand:
        options["padding"] = layer.padding

    def peer(x: Any) -> Any:
        x = framed(torch, x, layer) if by_hand else x
        z = run(x, weights, bias, **options)
        return torch.tanh(z) if layer.activation == TANH else z

    with warnings.catch_warnings():
        # PyTorch copies where padding to the same length is uneven, and says so.
        warnings.filterwarnings("ignore", "Using padding='same'", UserWarning)
        compare(
            bench,
            peer,
            {
                "weights": (weights, kernels(bench.trace.grad, layer, shape)),
                "bias": (bias, bench.trace.grad[-1]),
            },
        )


def few_values(random: np.random.Generator, size: int) -> Array:
    """Return values with many ties."""
    return random.integers(-2, 3, size).astype(np.float64)


@bounded
@given(case=max_pools, batch=batches, seed=seeds, ties=st.booleans())
def test_max_pooling_and_its_ties(
    case: Case, batch: int, seed: int, ties: bool
) -> None:
    torch = require("torch")
    layer, shape = case
    assert isinstance(layer, MaxPooling)
    values = few_values if ties else None
    bench = Bench(layer, shape, batch, seed=seed, values=values)
    pool = getattr(torch.nn.functional, f"max_pool{len(shape) - 1}d")
    compare(bench, lambda x: pool(x, layer.size, layer.stride, layer.padding), {})


@bounded
@given(case=average_pools, batch=batches, seed=seeds)
def test_average_pooling(case: Case, batch: int, seed: int) -> None:
    torch = require("torch")
    layer, shape = case
    assert isinstance(layer, AveragePooling)
    bench = Bench(layer, shape, batch, seed=seed)
    pool = getattr(torch.nn.functional, f"avg_pool{len(shape) - 1}d")
    options: dict[str, Any] = {"count_include_pad": layer.counts_padding}
    for name in ("stride", "padding"):
        options[name] = getattr(layer, name)
    compare(bench, lambda x: pool(x, layer.size, **options), {})


@bounded
@given(shape=maps, batch=batches, seed=seeds, ties=st.booleans())
def test_global_pooling(shape: Shape, batch: int, seed: int, ties: bool) -> None:
    torch = require("torch")
    values = few_values if ties else None
    axes = len(shape) - 1
    for layer, kind in ((GlobalAveragePooling(), "avg"), (GlobalMaxPooling(), "max")):
        bench = Bench(layer, shape, batch, seed=seed, values=values)
        pool = getattr(torch.nn.functional, f"adaptive_{kind}_pool{axes}d")
        compare(bench, lambda x, pool=pool: pool(x, 1).flatten(1), {})


@bounded
@given(shape=anything, batch=batches, seed=seeds)
def test_flatten(shape: Shape, batch: int, seed: int) -> None:
    bench = Bench(Flatten(), shape, batch, seed=seed)
    compare(bench, lambda x: x.flatten(1), {})


@bounded
@given(shape=anything, batch=st.integers(2, 4), seed=seeds, training=st.booleans())
def test_batch_normalization(
    shape: Shape, batch: int, seed: int, training: bool
) -> None:
    torch = require("torch")
    layer = BatchNormalization(momentum=0.3)
    bench = Bench(layer, shape, batch, seed=seed, training=training)
    kind = getattr(torch.nn, f"BatchNorm{max(1, len(shape) - 1)}d")
    module = kind(shape[0], eps=layer.epsilon, momentum=0.3).double().train(training)
    random = np.random.default_rng(seed)
    bench.statistics[:] = random.uniform(0.5, 2.0, bench.statistics.size)
    with torch.no_grad():
        module.weight[:] = torch.tensor(bench.trace.blocks[0][0])
        module.bias[:] = torch.tensor(bench.trace.blocks[1][0])
        module.running_mean[:] = torch.tensor(bench.statistics[: shape[0]])
        module.running_var[:] = torch.tensor(bench.statistics[shape[0] :])
    gradients = bench.trace.grads
    compare(
        bench,
        module,
        {
            "gain": (module.weight, gradients[0][0]),
            "shift": (module.bias, gradients[1][0]),
        },
    )
    for _ in range(3):
        bench.x[:] = random.normal(size=bench.x.shape)
        bench.forward.run()
        module(tensor(first(bench.x.reshape(*shape, batch))))
    close(bench.statistics[: shape[0]], module.running_mean)
    close(bench.statistics[shape[0] :], module.running_var)


@bounded
@given(shape=anything, batch=batches, seed=seeds)
def test_layer_normalization(shape: Shape, batch: int, seed: int) -> None:
    torch = require("torch")
    layer = LayerNormalization()
    bench = Bench(layer, shape, batch, seed=seed)
    gain, shift = (tensor(block.reshape(shape)) for block in bench.trace.blocks)
    compare(
        bench,
        lambda x: torch.nn.functional.layer_norm(x, shape, gain, shift, layer.epsilon),
        {
            "gain": (gain, bench.trace.grads[0].reshape(shape)),
            "shift": (shift, bench.trace.grads[1].reshape(shape)),
        },
    )


@bounded
@given(shape=anything, batch=batches, seed=seeds, shared=st.booleans())
def test_prelu(shape: Shape, batch: int, seed: int, shared: bool) -> None:
    torch = require("torch")
    bench = Bench(PReLU(shared), shape, batch, seed=seed, values=few_values)
    slope = tensor(bench.trace.block[0])
    compare(
        bench,
        lambda x: torch.nn.functional.prelu(x, slope),
        {"slope": (slope, bench.trace.grad[0])},
    )


@bounded
@given(width=st.integers(2, 5), count=st.integers(1, 2), batch=batches, seed=seeds)
def test_carry(width: int, count: int, batch: int, seed: int) -> None:
    torch = require("torch")
    layer = Carry((Carry((Dense(3, TANH),), count), Dense(4, TANH)), count)
    bench = Bench(layer, (width,), batch, seed=seed)
    (first, second), grads = bench.trace.blocks, bench.trace.grads
    lower, upper = tensor(first), tensor(second)

    def peer(x: Any) -> Any:
        one = torch.ones(batch, 1, dtype=x.dtype)
        low = torch.tanh(torch.cat([x, one], 1) @ lower)
        # The second layer gets what the first one answers, and the last inputs.
        high = torch.tanh(torch.cat([low, x[:, -count:], one], 1) @ upper)
        return torch.cat([high, x[:, -count:]], 1)

    compare(bench, peer, {"lower": (lower, grads[0]), "upper": (upper, grads[1])})


@bounded
@given(shape=maps, batch=batches, seed=seeds)
def test_residual(shape: Shape, batch: int, seed: int) -> None:
    torch = require("torch")
    inner = Convolution(shape[0], 3, padding="same", activation=TANH)
    layer = Residual((inner, PReLU(), inner), TANH)
    bench = Bench(layer, shape, batch, seed=seed)
    blocks, grads = bench.trace.blocks, bench.trace.grads
    lower, upper = (tensor(kernels(blocks[place], inner, shape)) for place in (0, 2))
    low, high = (tensor(blocks[place][-1]) for place in (0, 2))
    slope = tensor(blocks[1][0])
    run = getattr(torch.nn.functional, f"conv{len(shape) - 1}d")

    def peer(x: Any) -> Any:
        signal = torch.tanh(run(x, lower, low, padding="same"))
        signal = torch.nn.functional.prelu(signal, slope)
        return torch.tanh(x + torch.tanh(run(signal, upper, high, padding="same")))

    compare(
        bench,
        peer,
        {
            "lower": (lower, kernels(grads[0], inner, shape)),
            "low": (low, grads[0][-1]),
            "slope": (slope, grads[1][0]),
            "upper": (upper, kernels(grads[2], inner, shape)),
            "high": (high, grads[2][-1]),
        },
    )


def small_network() -> Sequential:
    relu, softmax = activations["relu"](), activations["softmax"]()
    layers: tuple[Layer, ...] = (
        Convolution(4, 3, padding="same"),
        BatchNormalization(activation=relu),
        MaxPooling(),
        Convolution(5, 3, padding=1, activation=relu),
        MaxPooling(),
        Flatten(),
        Dense(6),
        PReLU(),
        Dense(3, softmax),
    )
    return Sequential(64, layers, (1, 8, 8))


def test_a_whole_training() -> None:
    """30 updates with momentum, and penalties on kernels and weights alone."""
    torch = require("torch")
    network = small_network()
    random = np.random.default_rng(3)
    x, labels = random.normal(size=(64, 30)), random.integers(0, 3, 30)
    samples = Samples(x, np.eye(3)[:, labels], labels)
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    streams = RandomStreams(4)
    parameters.flat[:] = random.normal(size=parameters.flat.size) * 0.3
    learner = SupervisedLearner(
        network,
        losses["softmax_cross_entropy"](),
        SGD(momentum=0.9),
        samples,
        samples,
        batch_size=8,
        learning_rate=0.01,
        l2=0.01,
        streams=streams,
        parameters=parameters,
    )
    nn = torch.nn
    module = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding="same"),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 5, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(20, 6),
        nn.PReLU(6),
        nn.Linear(6, 3),
    ).double()

    def theirs() -> list[Any]:
        """Return weights of kernels and neurons, all else, in our order."""
        return [
            (module[0].weight, module[0].bias),
            (None, module[1].weight),
            (None, module[1].bias),
            (module[4].weight, module[4].bias),
            (module[8].weight, module[8].bias),
            (None, module[9].weight),
            (module[10].weight, module[10].bias),
        ]

    with torch.no_grad():
        for block, (weights, rest) in zip(
            learner.parameters.blocks, theirs(), strict=True
        ):
            if weights is not None:
                weights[:] = torch.tensor(block[:-1].T.copy()).reshape(weights.shape)
            rest[:] = torch.tensor(block[-1])
    optimizer = torch.optim.SGD(module.parameters(), lr=0.01, momentum=0.9)
    for _ in range(30):
        chosen = learner.upcoming()
        batch = torch.tensor(learner.train.x[:, chosen].T.reshape(-1, 1, 8, 8))
        target = torch.tensor(labels[chosen])
        loss = nn.functional.cross_entropy(module(batch), target)
        for weights, _ in theirs():
            if weights is not None:
                loss = loss + 0.005 * (weights**2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        learner.step()
    for block, (weights, rest) in zip(learner.parameters.blocks, theirs(), strict=True):
        if weights is not None:
            close(block[:-1].T, weights.reshape(len(weights), -1))
        close(block[-1], rest)
    module.eval()
    images = torch.tensor(x.T.reshape(-1, 1, 8, 8).copy())
    expected = nn.functional.cross_entropy(module(images), torch.tensor(labels)).item()
    assert learner.evaluate().train_loss == pytest.approx(expected, rel=TOLERANCE)
