import math

import numpy as np
import pytest

from tests.peers import require
from visualizer.engine.initializers import Initializer, initializers
from visualizer.engine.initializers.he import He
from visualizer.engine.initializers.normal import Normal
from visualizer.engine.initializers.uniform import Uniform
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.initializers.zeros import Zeros

N_IN, N_OUT = 300, 200
DEVIATION = {
    "uniform": 1.0 / math.sqrt(12.0),
    "xavier": math.sqrt(2.0 / (N_IN + N_OUT)),
    "he": math.sqrt(2.0 / N_IN),
    "normal": 0.1,
    "zeros": 0.0,
}
LIMIT = {"uniform": 0.5, "xavier": math.sqrt(6.0 / (N_IN + N_OUT)), "zeros": 0.0}
MEMBERS = [pytest.param(member(), id=member.key) for member in initializers]


def test_the_family_is_complete() -> None:
    assert set(DEVIATION) <= set(initializers.keys())


@pytest.mark.parametrize("initializer", MEMBERS)
def test_spread_and_limits(initializer: Initializer) -> None:
    weights = initializer.weights(N_IN, N_OUT, np.random.default_rng(1))
    assert weights.shape == (N_OUT, N_IN)
    wanted = DEVIATION[initializer.key]
    # 60,000 draws: the standard error of the deviation is 0.3 % at most.
    assert weights.std() == pytest.approx(wanted, rel=0.015)
    assert abs(weights.mean()) <= 0.02 * wanted
    limit = LIMIT.get(initializer.key)
    if limit is not None:
        assert np.abs(weights).max() <= limit
        assert np.abs(weights).max() >= 0.999 * limit


@pytest.mark.parametrize("initializer", [He(), Normal(0.1)], ids=["he", "normal"])
def test_normal_weights_have_normal_tails(initializer: Initializer) -> None:
    weights = initializer.weights(N_IN, N_OUT, np.random.default_rng(1))
    scaled = np.abs(weights) / DEVIATION[initializer.key]
    for bound, share in ((1.0, 0.3173), (2.0, 0.0455), (3.0, 0.0027)):
        assert (scaled > bound).mean() == pytest.approx(share, rel=0.15)


@pytest.mark.parametrize("initializer", MEMBERS)
def test_weights_are_drawn_destination_by_destination(initializer: Initializer) -> None:
    """Drawing one neuron after the other gives the same numbers."""
    together = initializer.weights(3, 4, np.random.default_rng(7))
    random = np.random.default_rng(7)
    if isinstance(initializer, Xavier):
        # Its limit depends on the number of neurons, the order does not.
        rows = [random.random(3) for _ in range(4)]
        limit = math.sqrt(6.0 / 7.0)
        expected = (np.array(rows) * 2.0 - 1.0) * limit
    else:
        expected = np.concatenate([initializer.weights(3, 1, random) for _ in range(4)])
    np.testing.assert_array_equal(together, expected)


@pytest.mark.parametrize("initializer", MEMBERS)
def test_a_block_holds_the_transposed_weights_over_the_biases(
    initializer: Initializer,
) -> None:
    block = np.full((4, 5), np.nan, np.float32)
    initializer.fill(block, np.random.default_rng(2))
    weights = initializer.weights(3, 5, np.random.default_rng(2))
    np.testing.assert_array_equal(block[:-1], weights.T.astype(np.float32))
    np.testing.assert_array_equal(block[-1], np.float32(initializer.bias()))


def test_biases() -> None:
    assert Uniform().bias() == 0.1
    assert Uniform(start_bias=-2.0).bias() == -2.0
    for cls in (Xavier, He, Normal, Zeros):
        assert cls().bias() == 0.0


def test_settings_scale_the_weights() -> None:
    wide = Uniform(limit=2.0).weights(2, 3, np.random.default_rng(0))
    usual = Uniform().weights(2, 3, np.random.default_rng(0))
    np.testing.assert_allclose(wide, 4.0 * usual, rtol=1e-15)
    tall = Normal(deviation=1.0).weights(2, 3, np.random.default_rng(0))
    short = Normal().weights(2, 3, np.random.default_rng(0))
    np.testing.assert_allclose(tall, 10.0 * short, rtol=1e-15)


@pytest.mark.peers
@pytest.mark.parametrize(
    ("key", "function"),
    [("xavier", "xavier_uniform_"), ("he", "kaiming_normal_")],
)
def test_spread_is_that_of_pytorch(key: str, function: str) -> None:
    torch = require("torch")
    torch.manual_seed(1)
    tensor = torch.empty(N_OUT, N_IN, dtype=torch.float64)
    getattr(torch.nn.init, function)(tensor)
    ours = initializers[key]().weights(N_IN, N_OUT, np.random.default_rng(1))
    assert ours.std() == pytest.approx(tensor.std().item(), rel=0.02)
    top = tensor.abs().max().item()
    if key == "xavier":
        assert np.abs(ours).max() == pytest.approx(top, rel=1e-3)
