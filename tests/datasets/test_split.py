import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.datasets import Examples
from visualizer.datasets.shuffle import shuffle
from visualizer.datasets.split import split, split_in_three

seeds = st.integers(0, 2**32 - 1)
shares = st.floats(0.01, 0.99)
label_lists = st.lists(st.integers(0, 4), max_size=120)


def numbered(targets: list[float] | list[int]) -> Examples:
    """Make examples whose one input is their number."""
    inputs = np.arange(len(targets), dtype=np.float64).reshape(-1, 1)
    return Examples(inputs, np.array(targets, dtype=np.float64))


def numbers(examples: Examples) -> list[int]:
    return [int(number) for number in examples.inputs[:, 0]]


@given(labels=label_lists, share=shares, seed=seeds, stratify=st.booleans())
def test_parts_are_disjoint_and_complete(
    labels: list[int], share: float, seed: int, stratify: bool
) -> None:
    examples = numbered(labels)
    parts = split(examples, share, np.random.default_rng(seed).random, stratify)

    assert sorted(numbers(parts[0]) + numbers(parts[1])) == list(range(len(labels)))
    for part in parts:
        expected = [labels[number] for number in numbers(part)]
        assert part.targets.tolist() == expected
    exact = Fraction(share).limit_denominator(1_000_000)
    least = min(len(labels), 1)
    assert len(parts[0]) == max(math.floor(len(labels) * exact), least)

    again = split(examples, share, np.random.default_rng(seed).random, stratify)
    assert [numbers(part) for part in again] == [numbers(part) for part in parts]


@given(labels=label_lists, share=shares, seed=seeds)
def test_plain_split_takes_the_first_of_the_shuffled(
    labels: list[int], share: float, seed: int
) -> None:
    training, test = split(numbered(labels), share, np.random.default_rng(seed).random)
    order = shuffle(len(labels), np.random.default_rng(seed).random)
    assert numbers(training) + numbers(test) == order.tolist()


@given(labels=label_lists, share=shares, seed=seeds)
def test_stratified_split_keeps_each_class_in_proportion(
    labels: list[int], share: float, seed: int
) -> None:
    training, test = split(
        numbered(labels), share, np.random.default_rng(seed).random, stratify=True
    )
    for label in set(labels):
        kept = np.count_nonzero(training.targets == label)
        assert abs(kept - labels.count(label) * share) < 1.0 + 1e-6

    order = shuffle(len(labels), np.random.default_rng(seed).random).tolist()
    for part in (training, test):
        places = [order.index(number) for number in numbers(part)]
        assert places == sorted(places), "the shuffled order is lost"


@pytest.mark.parametrize("percent", range(10, 91))
@pytest.mark.parametrize("count", [100, 500, 1200])
def test_percentages_are_exact(percent: int, count: int) -> None:
    # 100 * 0.29 is 28.999999999999996; Playground takes floor(100 * 29 / 100).
    examples = numbered([0] * count)
    training, _ = split(examples, percent / 100, np.random.default_rng(0).random)
    assert len(training) == count * percent // 100


@pytest.mark.parametrize("share", [0.0, 0.009, 0.991, 1.0, -1.0, 50.0, math.nan])
def test_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match=r"allowed: from 0\.01 to 0\.99") as caught:
        split(numbered([0, 1]), share, np.random.default_rng(0).random)
    assert f"share: {share!r}" in str(caught.value)


def test_values_cannot_be_stratified() -> None:
    examples = numbered([0.5, 1.0, 2.0])
    with pytest.raises(ValueError, match="not class labels"):
        split(examples, 0.5, np.random.default_rng(0).random, stratify=True)


def test_binary_labels_can_be_stratified() -> None:
    examples = numbered([-1, 1] * 50)
    training, _ = split(examples, 0.3, np.random.default_rng(0).random, stratify=True)
    assert sorted(training.targets.tolist()) == [-1.0] * 15 + [1.0] * 15


def test_three_parts_share_all_examples() -> None:
    targets = np.repeat([0.0, 1.0, 2.0], [60, 30, 10])
    examples = Examples(np.arange(100.0)[:, None], targets)
    for stratify in (False, True):
        draw = np.random.default_rng(4).random
        parts = split_in_three(examples, 0.6, 0.2, draw, stratify)
        assert [len(part) for part in parts] == [60, 20, 20]
        together = np.concatenate([part.inputs[:, 0] for part in parts])
        np.testing.assert_array_equal(np.sort(together), np.arange(100.0))
        same = split(examples, 0.6, np.random.default_rng(4).random, stratify)
        np.testing.assert_array_equal(parts[0].inputs, same[0].inputs)
        if stratify:
            counts = [np.bincount(p.targets.astype(int)).tolist() for p in parts]
            assert counts == [[36, 18, 6], [12, 6, 2], [12, 6, 2]]


@pytest.mark.parametrize("validation", [0.0, 0.36, float("nan")])
def test_a_validation_share_must_leave_something_to_test(validation: float) -> None:
    examples = Examples(np.zeros((20, 1)), np.zeros(20))
    with pytest.raises(ValueError, match=r"validation_share: .* from 0.05 to 0.35"):
        split_in_three(examples, 0.6, validation, np.random.default_rng(0).random)
