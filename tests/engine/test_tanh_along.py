"""tanh along a line, against NumPy's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.engine.tanh_along import LARGEST_EXPONENT, MOST_BYTES, TanhAlong


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float64, 1e-15), (np.float32, 5e-7)], ids=str
)
@settings(deadline=None, max_examples=50)
@given(
    shape=st.tuples(st.integers(1, 3), st.integers(1, 5)),
    columns=st.integers(1, 6),
    spread=st.floats(1e-6, 1.0),
    seed=st.integers(0, 99),
)
def test_values_are_those_of_numpy(
    dtype: type,
    tolerance: float,
    shape: tuple[int, int],
    columns: int,
    spread: float,
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    # Up to the edge of what fits.
    reach = 0.249 * LARGEST_EXPONENT * spread
    z, u = (random.uniform(-reach, reach, shape).astype(dtype) for _ in range(2))
    a = random.uniform(-1.0, 1.0, columns).astype(dtype)
    assert TanhAlong.fits(u, a, float(np.abs(z).max()))
    along = TanhAlong(u, a)
    first = columns // 2
    out = np.empty((shape[0], columns - first, shape[1]), dtype)
    with np.errstate(all="raise"):
        along.write(along.factor(z), slice(first, columns), out)
    expected = np.tanh(z[:, None] + a[first:, None] * u[:, None].astype(np.float64))
    np.testing.assert_allclose(out, expected, rtol=0.0, atol=4.0 * tolerance)


def test_what_leaves_the_range_or_the_memory_does_not_fit() -> None:
    u, a = np.full((1, 2), 0.5), np.array([-2.0, 1.0])
    edge = LARGEST_EXPONENT / 2.0 - 1.0
    assert TanhAlong.fits(u, a, edge - 1e-6)
    assert not TanhAlong.fits(u, a, edge)
    for value in (np.nan, np.inf):
        assert not TanhAlong.fits(u, a, value)
        assert not TanhAlong.fits(np.full((1, 2), value), a, 0.0)
    large = np.zeros((1, MOST_BYTES // 16 + 1))
    assert not TanhAlong.fits(large, a, 0.0)
    assert TanhAlong.fits(large[:, 1:], a, 0.0)
