import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from visualizer.datasets.shuffle import shuffle


@given(count=st.integers(0, 200), seed=st.integers(0, 2**32 - 1))
def test_shuffle_is_a_permutation_that_a_seed_repeats(count: int, seed: int) -> None:
    order = shuffle(count, np.random.default_rng(seed).random)
    assert sorted(order.tolist()) == list(range(count))
    assert order.dtype == np.intp
    again = shuffle(count, np.random.default_rng(seed).random)
    np.testing.assert_array_equal(again, order)


@given(count=st.integers(0, 50))
def test_shuffle_draws_one_number_an_item(count: int) -> None:
    # The greatest number below 1 must not reach past the end.
    drawn = []

    def uniform() -> float:
        drawn.append(1)
        return float(np.nextafter(1.0, 0.0))

    assert shuffle(count, uniform).tolist() == list(range(count))
    assert len(drawn) == count


def test_every_order_is_equally_likely() -> None:
    uniform = np.random.default_rng(0).random
    rounds = 12_000
    seen: dict[tuple[int, ...], int] = {}
    for _ in range(rounds):
        order = tuple(shuffle(4, uniform).tolist())
        seen[order] = seen.get(order, 0) + 1
    assert len(seen) == 24
    # Five standard deviations of a count of mean 500.
    assert all(abs(count - rounds / 24) < 5.0 * 500**0.5 for count in seen.values())
