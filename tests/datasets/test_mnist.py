"""The bundled part of MNIST, against the facts that its collection is known by."""

import numpy as np
import pytest

from visualizer.datasets import datasets
from visualizer.datasets.mnist import Mnist


def no_numbers() -> float:
    raise AssertionError("nothing is drawn")


def test_every_digit_is_there_six_hundred_times() -> None:
    examples = Mnist().generate(no_numbers)
    assert examples.inputs.shape == (6_000, 784)
    counts = np.bincount(examples.targets.astype(int))
    np.testing.assert_array_equal(counts, [600] * 10)
    assert (examples.inputs.min(), examples.inputs.max()) == (0.0, 1.0)


def test_the_first_labels_are_those_that_the_collection_begins_with() -> None:
    labels = Mnist().generate(no_numbers).targets
    # Any viewer of the training file shows these.
    assert labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]


def test_digits_stand_in_the_middle_by_their_mass() -> None:
    examples = Mnist().generate(no_numbers)
    images = examples.inputs.reshape(-1, 28, 28)
    mass = images.sum(axis=(1, 2))
    for axis in (1, 2):
        along = images.sum(axis=3 - axis) @ np.arange(28)
        # LeCun et al. put the center of mass of each digit into the middle.
        np.testing.assert_allclose(along / mass, 14.0, atol=1.0)


def test_the_mean_of_all_pixels_is_about_that_of_the_whole_collection() -> None:
    # 0.1307 is the mean by which everybody standardizes MNIST.
    assert Mnist().generate(no_numbers).inputs.mean() == pytest.approx(0.1307, abs=3e-3)


def test_it_is_a_member_of_its_family() -> None:
    assert datasets["mnist"] is Mnist


def test_its_portrait_is_the_first_image() -> None:
    portrait = Mnist().portrait()
    first = Mnist().generate(no_numbers).inputs[0]
    np.testing.assert_array_equal(portrait, first.reshape(28, 28))
