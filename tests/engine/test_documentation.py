"""What docs/engine.md says is true, and its code runs."""

import doctest
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.layer_examples import Bench
from tests.engine.test_layers import gradient_error
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.activations.linear import Linear
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.learner import Learner
from visualizer.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from visualizer.engine.network import dense_network
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import RandomStreams

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"
FLOAT64 = np.dtype(np.float64)


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Return what the page's code defines."""
    found: dict[str, Any] = {"__name__": "page"}
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S):
        exec(compile(code, str(PAGE), "exec"), found)
    return found


def test_examples_are_true() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 20
    assert failed == 0


def test_the_activation_of_the_page_has_its_slope(names: dict[str, Any]) -> None:
    z = np.array([[-1.5, 0.0, 2.0]])
    np.testing.assert_array_equal(names["Square"]()(z), z**2)
    np.testing.assert_array_equal(names["Square"]().derivative(z), 2.0 * z)


@pytest.mark.parametrize("shape", [(3, 1), (2, 5), (1, 7)])
@pytest.mark.parametrize("batch", [1, 3])
def test_the_layers_of_the_page_have_their_gradients(
    names: dict[str, Any], shape: tuple[int, int], batch: int
) -> None:
    for layer in (names["Scale"](), names["LSTM"](3)):
        assert gradient_error((layer, shape), batch, True, seed=1) <= 1e-6


def test_the_lstm_of_the_page_is_the_textbook_one(names: dict[str, Any]) -> None:
    bench = Bench(names["LSTM"](3), (2, 4), 5)
    bench.run()
    x, block = bench.x.reshape(2, 4, 5), bench.trace.block
    hidden = cell = np.zeros((3, 5))
    for t in range(4):
        sums = block[:-1].T @ np.concatenate([x[:, t], hidden]) + block[-1][:, None]
        i, f, o = (1.0 / (1.0 + np.exp(-part)) for part in np.split(sums[:9], 3))
        cell = f * cell + i * np.tanh(sums[9:])
        hidden = o * np.tanh(cell)
        np.testing.assert_allclose(bench.trace.a[:, t], hidden, rtol=1e-12)


def adversaries(names: dict[str, Any]) -> Learner:
    generator = dense_network(2, (8,), 2, LeakyReLU(0.2), Linear())
    discriminator = dense_network(2, (8,), 1, Tanh(), Sigmoid())
    shapes = (*generator.shapes, *discriminator.shapes)
    parameters = Parameters(shapes, FLOAT64)
    random = np.random.default_rng(1)
    for block in parameters.blocks:
        Xavier().fill(block, random)
    learner: Learner = names["AdversarialLearner"](
        generator,
        discriminator,
        BinaryCrossEntropy(),
        Adam(beta1=0.5),
        random.normal((2.0, -1.0), 0.3, (128, 2)).T,
        32,
        0.01,
        RandomStreams(3),
        parameters.flat,
    )
    return learner


def test_the_two_networks_of_the_page_learn(names: dict[str, Any]) -> None:
    """The inventions come to lie where the real examples are."""
    learner: Any = adversaries(names)
    target = np.array([2.0, -1.0])
    distances = []
    for _ in range(6):
        for _ in range(100):
            learner.step()
        distances.append(np.linalg.norm(learner.judge.x[:, 32:].mean(axis=1) - target))
    assert min(distances) < 0.3
    assert learner.position.epoch == 150


def test_the_two_networks_of_the_page_replay_to_the_bit(names: dict[str, Any]) -> None:
    learner = adversaries(names)
    learner.run(3)
    checkpoint = learner.checkpoint()
    for _ in range(9):
        learner.step()
    after = learner.state.tobytes(), learner.scalars.tobytes(), learner.position
    learner.restore(checkpoint)
    for _ in range(9):
        learner.step()
    assert (learner.state.tobytes(), learner.scalars.tobytes()) == after[:2]
    assert learner.position == after[2]
