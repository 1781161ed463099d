from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.engine.parameters import Parameters, count

sizes = st.lists(st.integers(1, 7), min_size=2, max_size=6)
FLOAT64 = np.dtype(np.float64)


def shapes_of(sizes: list[int]) -> list[tuple[int, int]]:
    return list(pairwise(sizes))


@settings(deadline=None)
@given(sizes=sizes)
def test_every_parameter_has_one_place(sizes: list[int]) -> None:
    shapes = shapes_of(sizes)
    views = Parameters(shapes, FLOAT64)
    views.flat[:] = np.arange(views.flat.size)
    seen: list[int] = []
    for layer, (n_in, n_out) in enumerate(shapes):
        for destination in range(n_out):
            for source in (*range(n_in), None):
                place = views.offset(layer, source, destination)
                seen.append(place)
                if source is None:
                    assert views.biases[layer][destination] == place
                else:
                    assert views.weights[layer][source, destination] == place
    assert sorted(seen) == list(range(count(shapes))) == list(range(views.flat.size))


@settings(deadline=None)
@given(sizes=sizes)
def test_views_and_vector_are_the_same_memory(sizes: list[int]) -> None:
    shapes = shapes_of(sizes)
    views = Parameters(shapes, FLOAT64)
    for layer, (n_in, n_out) in enumerate(shapes):
        assert views.blocks[layer].shape == (n_in + 1, n_out)
        assert views.weights[layer].shape == (n_in, n_out)
        assert views.biases[layer].shape == (n_out,)
        assert np.shares_memory(views.flat, views.blocks[layer])
        views.biases[layer][:] = layer + 1.0
        np.testing.assert_array_equal(views.blocks[layer][-1], layer + 1.0)
    assert views.flat.sum() == sum(
        (layer + 1.0) * n_out for layer, (_, n_out) in enumerate(shapes)
    )


@settings(deadline=None)
@given(sizes=sizes)
def test_mask_marks_weights_alone(sizes: list[int]) -> None:
    shapes = shapes_of(sizes)
    views = Parameters(shapes, np.dtype(np.float32))
    mask = Parameters(shapes, np.dtype(np.float32), views.weight_mask())
    assert mask.flat.dtype == np.float32
    for weights, biases in zip(mask.weights, mask.biases, strict=True):
        np.testing.assert_array_equal(weights, 1.0)
        np.testing.assert_array_equal(biases, 0.0)
    np.testing.assert_array_equal(views.flat, 0.0)


def test_a_given_vector_is_looked_into_not_copied() -> None:
    flat = np.arange(9.0)
    views = Parameters(((2, 3),), FLOAT64, flat)
    views.weights[0][1, 2] = -1.0
    assert flat[5] == -1.0


def test_a_vector_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(8,\); expected \(9,\)"):
        Parameters(((2, 3),), FLOAT64, np.zeros(8))


@pytest.mark.parametrize(
    ("layer", "source", "destination", "message"),
    [
        (-1, 0, 0, "layer -1; allowed: 0 to 1"),
        (2, 0, 0, "layer 2; allowed: 0 to 1"),
        (0, 2, 0, "source 2; allowed: 0 to 1, or the bias"),
        (0, 3, 0, "source 3; allowed: 0 to 1, or the bias"),
        (0, -1, 0, "source -1; allowed: 0 to 1, or the bias"),
        (0, 0, 3, "destination 3; allowed: 0 to 2"),
        (0, None, -1, "destination -1; allowed: 0 to 2"),
    ],
)
def test_a_missing_parameter_is_told(
    layer: int, source: int | None, destination: int, message: str
) -> None:
    views = Parameters(((2, 3), (3, 1)), FLOAT64)
    with pytest.raises(IndexError, match=message):
        views.offset(layer, source, destination)
