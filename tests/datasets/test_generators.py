"""What holds for every data set, and for every generator with noise and samples."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.datasets import Dataset, Examples, datasets
from visualizer.datasets.draws import between, draw, halves, normal
from visualizer.settings import SettingError, check, describe, from_plain

GENERATORS = ("circle", "xor", "gauss", "spiral", "reg-plane", "reg-gauss")
SHIPPED = ("digits", "mnist", "iris", "penguins", "breast-cancer")
ALL = (*GENERATORS, *SHIPPED, "painted")

seeds = st.integers(0, 2**32 - 1)
noises = st.floats(0.0, 0.5)
counts = st.integers(20, 300)


def make(key: str, seed: int = 0, **settings: Any) -> Examples:
    return datasets[key](**settings).generate(np.random.default_rng(seed).random)


def test_registry_lists_data_sets_in_the_order_of_forms() -> None:
    assert datasets.keys() == (*ALL[:-1], "picture", *ALL[-1:], "table", "idx")


@pytest.mark.parametrize("key", ALL)
def test_data_set_describes_itself(key: str) -> None:
    cls = datasets[key]
    dataset = cls()
    examples = make(key)

    assert isinstance(dataset, Dataset)
    assert dataclasses.is_dataclass(dataset)
    assert cls.title
    assert cls.__doc__ is not None
    assert cls.__doc__.strip()
    check(dataset)
    assert examples.inputs.shape == (len(examples), len(dataset.input_names))
    assert len(set(dataset.input_names)) == len(dataset.input_names)
    assert len(set(dataset.class_names)) == len(dataset.class_names)
    low, high = cls.domain
    assert low < high
    if dataset.image_shape is not None:
        rows, columns = dataset.image_shape
        assert rows * columns == len(dataset.input_names)
    if dataset.problem == "binary":
        assert len(dataset.class_names) == 2
        assert set(examples.targets.tolist()) == {-1.0, 1.0}
    elif dataset.problem == "multiclass":
        assert set(examples.targets.tolist()) == set(range(len(dataset.class_names)))
    else:
        assert dataset.class_names == ()


@pytest.mark.parametrize("key", ALL)
def test_data_set_cannot_be_changed(key: str) -> None:
    dataset: Any = datasets[key]()
    # A frozen class with slots raises the one or the other, by the field.
    with pytest.raises((AttributeError, TypeError)):
        dataset.noise = 0.5
    examples = make(key)
    with pytest.raises(ValueError, match="read-only"):
        examples.inputs[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        examples.targets[0] = 1.0


@pytest.mark.parametrize("key", GENERATORS)
@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("noise", 0.81, "from 0 to 0.8"),
        ("noise", -0.01, "from 0 to 0.8"),
        ("samples", 19, "from 20 to 100000"),
        ("samples", 100_001, "from 20 to 100000"),
    ],
)
def test_settings_have_ranges(key: str, name: str, value: float, allowed: str) -> None:
    with pytest.raises(SettingError) as caught:
        from_plain(datasets[key], {name: value}, "data")
    assert (
        str(caught.value) == f"data.{name}: {value} is out of range; allowed: {allowed}"
    )


@pytest.mark.parametrize("key", GENERATORS)
def test_noise_is_the_common_setting(key: str) -> None:
    described = {name: item for name, _, item in describe(datasets[key])}
    assert list(described) == ["noise", "samples"]
    assert described["noise"].common
    assert not described["samples"].common
    assert all(item.title and item.help for item in described.values())


@pytest.mark.parametrize("key", GENERATORS)
def test_default_count_is_playgrounds(key: str) -> None:
    assert len(make(key)) == (1200 if key.startswith("reg-") else 500)


@pytest.mark.parametrize("key", GENERATORS)
@given(seed=seeds, noise=noises, samples=counts)
def test_generator(key: str, seed: int, noise: float, samples: int) -> None:
    examples = make(key, seed, noise=noise, samples=samples)

    assert examples.inputs.shape == (samples, 2)
    assert examples.targets.shape == (samples,)
    assert examples.inputs.dtype == examples.targets.dtype == np.float64
    assert np.all(np.isfinite(examples.inputs))
    assert np.all(np.isfinite(examples.targets))
    if datasets[key].problem == "binary":
        assert set(examples.targets.tolist()) <= {-1.0, 1.0}

    again = make(key, seed, noise=noise, samples=samples)
    np.testing.assert_array_equal(again.inputs, examples.inputs)
    np.testing.assert_array_equal(again.targets, examples.targets)

    other = make(key, seed + 1, noise=noise, samples=samples)
    if key != "spiral" or noise > 1e-9:
        assert not np.array_equal(other.inputs, examples.inputs)


@given(seed=seeds, noise=noises, samples=counts)
def test_circle_is_a_disk_in_a_ring(seed: int, noise: float, samples: int) -> None:
    points = make("circle", seed, noise=noise, samples=samples).inputs
    radii = np.hypot(points[:, 0], points[:, 1])
    inner = samples - samples // 2
    assert np.all(radii[:inner] < 2.5 + 1e-12)
    assert np.all(radii[inner:] > 3.5 - 1e-12)
    assert np.all(radii < 5.0 + 1e-12)


@given(seed=seeds, samples=counts)
def test_circle_without_noise_is_labeled_by_its_half(seed: int, samples: int) -> None:
    targets = make("circle", seed, samples=samples).targets
    expected = np.repeat((1.0, -1.0), halves(samples))
    np.testing.assert_array_equal(targets, expected)


@given(seed=seeds, noise=noises, samples=counts)
def test_xor_keeps_clear_of_the_axes(seed: int, noise: float, samples: int) -> None:
    examples = make("xor", seed, noise=noise, samples=samples)
    sizes = np.abs(examples.inputs)
    assert np.all(sizes >= 0.3)
    assert np.all(sizes <= 5.3)
    clean = make("xor", seed, samples=samples)
    np.testing.assert_array_equal(clean.inputs, examples.inputs)
    np.testing.assert_array_equal(clean.targets, np.sign(np.prod(clean.inputs, axis=1)))


@pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
def test_gauss_has_its_means_and_variance(noise: float) -> None:
    samples = 40_000
    examples = make("gauss", noise=noise, samples=samples)
    variance = 0.5 + 7.0 * noise
    for label in (-1.0, 1.0):
        cloud = examples.inputs[examples.targets == label]
        assert len(cloud) == samples // 2
        # Six standard errors of a mean and of a variance of normal deviates.
        error = 6.0 * np.sqrt(variance / len(cloud))
        np.testing.assert_allclose(cloud.mean(axis=0), 2.0 * label, atol=error)
        error = 6.0 * variance * np.sqrt(2.0 / len(cloud))
        np.testing.assert_allclose(cloud.var(axis=0), variance, atol=error)


@given(seed=seeds, noise=noises, samples=counts)
def test_spiral_strays_from_its_arms_by_the_noise(
    seed: int, noise: float, samples: int
) -> None:
    noisy = make("spiral", seed, noise=noise, samples=samples)
    clean = make("spiral", seed, samples=samples)
    np.testing.assert_array_equal(noisy.targets, clean.targets)
    assert np.all(np.abs(noisy.inputs - clean.inputs) <= noise + 1e-12)
    assert np.all(np.hypot(clean.inputs[:, 0], clean.inputs[:, 1]) < 5.0)
    if samples % 2 == 0:
        first, second = np.split(clean.inputs, 2)
        np.testing.assert_allclose(second, -first, atol=1e-13)


@pytest.mark.parametrize("key", ["reg-plane", "reg-gauss"])
@given(seed=seeds, noise=noises, samples=counts)
def test_regression_covers_its_square(
    key: str, seed: int, noise: float, samples: int
) -> None:
    examples = make(key, seed, noise=noise, samples=samples)
    assert np.all(np.abs(examples.inputs) <= 6.0)
    greatest = 1.2 * (1.0 + noise) if key == "reg-plane" else 1.0
    assert np.all(np.abs(examples.targets) <= greatest + 1e-12)
    clean = make(key, seed, samples=samples)
    np.testing.assert_array_equal(clean.inputs, examples.inputs)


def test_plane_without_noise_is_a_plane() -> None:
    examples = make("reg-plane")
    np.testing.assert_allclose(
        examples.targets, examples.inputs.sum(axis=1) / 10.0, atol=1e-15
    )


def test_hills_stand_at_their_centers() -> None:
    # x = 6 * (2u - 1), so these numbers put points on centers, then far away.
    numbers = iter([1 / 6, 8.5 / 12, 0.5, 0.5] * 10 + [0.5, 8.5 / 12, 0.5, 0.5] * 10)
    cls: Any = datasets["reg-gauss"]
    examples = cls(samples=20).generate(lambda: next(numbers))
    np.testing.assert_allclose(examples.inputs[0], (-4.0, 2.5), atol=1e-14)
    np.testing.assert_allclose(examples.targets[:10], 1.0, atol=1e-14)
    np.testing.assert_allclose(examples.targets[10:], -1.0, atol=1e-14)


@given(samples=st.integers(0, 1000))
def test_halves_add_up(samples: int) -> None:
    first, second = halves(samples)
    assert first + second == samples
    assert first - second in (0, 1)


def test_numbers_are_drawn_row_after_row() -> None:
    numbers = iter([0.0, 0.25, 0.5, 0.75, 0.1, 0.2])
    drawn = draw(lambda: next(numbers), 3, 2)
    np.testing.assert_array_equal(drawn, [[0.0, 0.25], [0.5, 0.75], [0.1, 0.2]])
    np.testing.assert_array_equal(between(drawn[0], -2.0, 2.0), [-2.0, -1.0])


def test_normal_rejects_pairs_outside_and_at_the_center() -> None:
    # (-1, -1) lies outside the unit circle, (0, 0) has no logarithm.
    numbers = iter([0.0, 0.0, 0.5, 0.5, 0.75, 0.5])
    expected = 3.0 + 2.0 * np.sqrt(-2.0 * np.log(0.25) / 0.25) * 0.5
    assert normal(lambda: next(numbers), 3.0, 4.0) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [((3,), (3,)), ((3, 2), (2,)), ((3, 2), (3, 1, 1)), ((2, 3, 4), (2,))],
)
def test_examples_refuse_other_shapes(
    inputs: tuple[int, ...], targets: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"allowed: \(N, d\) with \(N,\)"):
        Examples(np.zeros(inputs), np.zeros(targets))


def test_examples_leave_the_arrays_of_the_caller_writable() -> None:
    inputs = np.zeros((2, 3))
    examples = Examples(inputs, np.zeros(2))
    inputs[0, 0] = 1.0
    assert not examples.inputs.flags.writeable
    taken = examples.take(np.array([1, 0, 1]))
    assert len(taken) == 3
    np.testing.assert_array_equal(taken.inputs[:, 0], [0.0, 1.0, 0.0])
    assert not taken.targets.flags.writeable


def test_what_an_example_is_given_by_is_known_without_a_file() -> None:
    given = {member.key: member().given for member in datasets}
    assert {key for key, value in given.items() if value == "pixels"} == {
        "digits", "idx", "mnist",
    }  # fmt: skip
    assert {key for key, value in given.items() if value == "columns"} == {
        "iris", "penguins", "breast-cancer", "table",
    }  # fmt: skip
