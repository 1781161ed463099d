import numpy as np

from visualizer.datasets import UniformSource, datasets
from visualizer.datasets.split import split


def never() -> float:
    raise AssertionError("the digits are read, not drawn")


def test_digits_are_complete() -> None:
    examples = datasets["digits"]().generate(never)
    assert examples.inputs.shape == (1797, 64)
    assert examples.inputs.min() == 0.0
    assert examples.inputs.max() == 1.0
    # A pixel is one of 17 grays.
    grays = examples.inputs * 16.0
    np.testing.assert_array_equal(grays, np.rint(grays))
    # Counts: documentation of the collection (UCI, optdigits.names, test set).
    assert np.bincount(examples.targets.astype(np.intp)).tolist() == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]  # fmt: skip


def test_digits_look_like_digits() -> None:
    # The mean 0 is empty in its center, the mean 1 is not: rows are rows.
    examples = datasets["digits"]().generate(never)
    images = examples.inputs.reshape(-1, 8, 8)
    zero = images[examples.targets == 0.0].mean(axis=0)
    one = images[examples.targets == 1.0].mean(axis=0)
    assert zero[3:5, 3:5].max() < 0.2 < 0.5 < one[3:5, 3:5].min()


def test_stratified_split_keeps_the_proportions() -> None:
    uniform: UniformSource = np.random.default_rng(1).random
    examples = datasets["digits"]().generate(uniform)
    training, test = split(examples, 0.8, uniform, stratify=True)
    assert (len(training), len(test)) == (1437, 360)
    counts = np.bincount(examples.targets.astype(np.intp))
    kept = np.bincount(training.targets.astype(np.intp))
    assert np.all(np.abs(kept - 0.8 * counts) < 1.0)
