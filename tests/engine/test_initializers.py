import math
from typing import Any

import numpy as np
import pytest

from tests.peers import require
from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers
from visualizer.engine.initializers.constant import Constant
from visualizer.engine.initializers.he import He
from visualizer.engine.initializers.lecun import LeCun
from visualizer.engine.initializers.normal import Normal
from visualizer.engine.initializers.orthogonal import Orthogonal
from visualizer.engine.initializers.uniform import Uniform
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.initializers.zeros import Zeros

N_IN, N_OUT = 300, 200
DEVIATION = {
    "uniform": 1.0 / math.sqrt(12.0),
    "xavier": math.sqrt(2.0 / (N_IN + N_OUT)),
    "he": math.sqrt(2.0 / N_IN),
    "xavier-normal": math.sqrt(2.0 / (N_IN + N_OUT)),
    "he-uniform": math.sqrt(2.0 / N_IN),
    "lecun": math.sqrt(1.0 / N_IN),
    "normal": 0.1,
    "orthogonal": math.sqrt(1.0 / N_IN),
    "constant": 0.0,
    "zeros": 0.0,
}
LIMIT = {
    "uniform": 0.5,
    "xavier": math.sqrt(6.0 / (N_IN + N_OUT)),
    "he-uniform": math.sqrt(6.0 / N_IN),
    "zeros": 0.0,
    "constant": 0.5,
}
VARIANTS: dict[str, Initializer] = {
    **{member.key: member() for member in initializers},
    "xavier-normal": Xavier(distribution="normal"),
    "he-uniform": He(distribution="uniform"),
}
MEMBERS = [pytest.param(member, id=name) for name, member in VARIANTS.items()]


def test_the_family_is_complete() -> None:
    assert set(DEVIATION) == set(VARIANTS)


@pytest.mark.parametrize("name", VARIANTS)
def test_spread_and_limits(name: str) -> None:
    weights = VARIANTS[name].weights(N_IN, N_OUT, np.random.default_rng(1))
    assert weights.shape == (N_OUT, N_IN)
    wanted = DEVIATION[name]
    # 60,000 draws: the standard error of the deviation is 0.3 % at most.
    assert weights.std() == pytest.approx(wanted, rel=0.015)
    if name != "constant":
        assert abs(weights.mean()) <= 0.02 * wanted
    limit = LIMIT.get(name)
    if limit is not None:
        assert np.abs(weights).max() <= limit
        assert np.abs(weights).max() >= 0.999 * limit


@pytest.mark.parametrize("name", VARIANTS)
def test_the_variance_is_the_mean_of_all_squares(name: str) -> None:
    """LeCun et al. (1998), Glorot & Bengio (2010), He et al. (2015)."""
    found = VARIANTS[name].variance(N_IN, N_OUT)
    if name == "constant":
        assert math.isnan(found)
        return
    assert found == pytest.approx(DEVIATION[name] ** 2, rel=1e-12)
    weights = VARIANTS[name].weights(N_IN, N_OUT, np.random.default_rng(2))
    assert np.square(weights).mean() == pytest.approx(found, rel=0.03)


def test_rows_of_an_orthogonal_matrix_have_the_length_of_its_gain() -> None:
    wide, tall = Orthogonal(gain=2.0), Orthogonal()
    assert wide.variance(3, 5) == pytest.approx(4.0 / 5.0)
    assert tall.variance(5, 3) == pytest.approx(1.0 / 5.0)


@pytest.mark.parametrize("name", ["he", "normal", "lecun", "xavier-normal"])
def test_normal_weights_have_normal_tails(name: str) -> None:
    weights = VARIANTS[name].weights(N_IN, N_OUT, np.random.default_rng(1))
    scaled = np.abs(weights) / DEVIATION[name]
    for bound, share in ((1.0, 0.3173), (2.0, 0.0455), (3.0, 0.0027)):
        assert (scaled > bound).mean() == pytest.approx(share, rel=0.15)


@pytest.mark.parametrize("initializer", MEMBERS)
def test_weights_are_drawn_destination_by_destination(initializer: Initializer) -> None:
    """Drawing one neuron after the other gives the same numbers."""
    together = initializer.weights(3, 4, np.random.default_rng(7))
    random = np.random.default_rng(7)
    if isinstance(initializer, Xavier):
        # Its variance depends on the number of neurons, the order does not.
        if initializer.distribution == "uniform":
            rows = [random.random(3) * 2.0 - 1.0 for _ in range(4)]
            expected = np.array(rows) * math.sqrt(6.0 / 7.0)
        else:
            rows = [random.standard_normal(3) for _ in range(4)]
            expected = np.array(rows) * math.sqrt(2.0 / 7.0)
    elif isinstance(initializer, Orthogonal):
        # Neurons depend on each other: only the numbers behind come in order.
        rows = [random.standard_normal(3) for _ in range(4)]
        q, r = np.linalg.qr(np.array(rows))
        expected = q * np.sign(np.diagonal(r))
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
    for cls in (Xavier, He, LeCun, Normal, Orthogonal, Constant, Zeros):
        assert cls().bias() == 0.0


def test_settings_scale_the_weights() -> None:
    wide = Uniform(limit=2.0).weights(2, 3, np.random.default_rng(0))
    usual = Uniform().weights(2, 3, np.random.default_rng(0))
    np.testing.assert_allclose(wide, 4.0 * usual, rtol=1e-15)
    tall = Normal(deviation=1.0).weights(2, 3, np.random.default_rng(0))
    short = Normal().weights(2, 3, np.random.default_rng(0))
    np.testing.assert_allclose(tall, 10.0 * short, rtol=1e-15)


@pytest.mark.parametrize(
    ("n_in", "n_out"), [(5, 5), (3, 40), (40, 3), (1, 4), (4, 1), (64, 128)]
)
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_orthogonal_weights_keep_lengths(n_in: int, n_out: int, gain: float) -> None:
    weights = Orthogonal(gain=gain).weights(n_in, n_out, np.random.default_rng(3))
    assert weights.shape == (n_out, n_in)
    product = weights @ weights.T if n_out <= n_in else weights.T @ weights
    np.testing.assert_allclose(product, gain**2 * np.eye(min(n_in, n_out)), atol=1e-12)


def test_orthogonal_weights_are_drawn_evenly() -> None:
    """Of rotations and reflections of the plane no angle is more likely."""
    random = np.random.default_rng(4)
    drawn = np.array([Orthogonal().weights(2, 2, random) for _ in range(4000)])
    angles = np.arctan2(drawn[:, 1, 0], drawn[:, 0, 0])
    counts = np.histogram(angles, 8, (-np.pi, np.pi))[0]
    # Eight standard deviations of a count would be ±167.
    assert np.abs(counts - 500).max() <= 100
    mirrored = (np.linalg.det(drawn) < 0.0).mean()
    assert mirrored == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(drawn.mean(axis=0), 0.0, atol=0.05)


def test_no_gain_leaves_no_weight() -> None:
    weights = Orthogonal(gain=0.0).weights(3, 2, np.random.default_rng(1))
    np.testing.assert_array_equal(weights, 0.0)


def test_draws_of_known_seeds_stay_as_they_are() -> None:
    """Runs in files are made anew from their seeds."""
    random = np.random.default_rng(5)
    expected = (random.random((4, 3)) * 2.0 - 1.0) * np.sqrt(6.0 / 7.0)
    xavier = Xavier().weights(3, 4, np.random.default_rng(5))
    np.testing.assert_array_equal(xavier, expected)
    expected = np.random.default_rng(5).standard_normal((4, 3)) * np.sqrt(2.0 / 3.0)
    he = He().weights(3, 4, np.random.default_rng(5))
    np.testing.assert_array_equal(he, expected)


def test_constants_are_the_value() -> None:
    weights = Constant(value=-1.5).weights(2, 3, np.random.default_rng(0))
    np.testing.assert_array_equal(weights, np.full((3, 2), -1.5))


@pytest.mark.parametrize("initializer", MEMBERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_block_keeps_its_type(
    initializer: Initializer, dtype: type[np.floating[Any]]
) -> None:
    block = np.empty((4, 2), dtype)
    initializer.fill(block, np.random.default_rng(2))
    assert block.dtype == dtype
    assert np.isfinite(block).all()


@pytest.mark.peers
@pytest.mark.parametrize(
    ("name", "function", "options"),
    [
        ("xavier", "xavier_uniform_", {}),
        ("xavier-normal", "xavier_normal_", {}),
        ("he", "kaiming_normal_", {}),
        ("he-uniform", "kaiming_uniform_", {}),
        ("lecun", "kaiming_normal_", {"nonlinearity": "linear"}),
        ("orthogonal", "orthogonal_", {}),
    ],
)
def test_spread_is_that_of_pytorch(
    name: str, function: str, options: dict[str, Any]
) -> None:
    torch = require("torch")
    torch.manual_seed(1)
    tensor = torch.empty(N_OUT, N_IN, dtype=torch.float64)
    getattr(torch.nn.init, function)(tensor, **options)
    ours = VARIANTS[name].weights(N_IN, N_OUT, np.random.default_rng(1))
    assert ours.std() == pytest.approx(tensor.std().item(), rel=0.02)
    if name in LIMIT:
        top = tensor.abs().max().item()
        assert np.abs(ours).max() == pytest.approx(top, rel=1e-3)


@pytest.mark.peers
@pytest.mark.parametrize(("n_in", "n_out"), [(6, 9), (9, 6)])
def test_orthogonal_weights_are_those_of_pytorch(n_in: int, n_out: int) -> None:
    """From the same normal numbers."""
    torch = require("torch")
    torch.manual_seed(3)
    tensor = torch.empty(n_out, n_in, dtype=torch.float64)
    torch.nn.init.orthogonal_(tensor, gain=1.5)
    torch.manual_seed(3)
    normal = torch.empty(n_out, n_in, dtype=torch.float64).normal_().numpy()
    tall = normal if n_out >= n_in else normal.T
    ours = Orthogonal(gain=1.5).weights(n_in, n_out, GivenNumbers(tall))  # type: ignore[arg-type]
    np.testing.assert_allclose(ours, tensor.numpy(), atol=1e-14)


class GivenNumbers:
    """Stands for a generator whose normal numbers are known."""

    def __init__(self, numbers: Array) -> None:
        self._numbers = numbers

    def standard_normal(self, shape: tuple[int, int]) -> Array:
        assert self._numbers.shape == shape
        return self._numbers
