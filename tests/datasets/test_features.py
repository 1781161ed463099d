import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from visualizer.datasets import Array
from visualizer.datasets.features import apply_features, features
from visualizer.registry import UnknownKeyError

KEYS = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")

points = arrays(
    np.float64, st.tuples(st.integers(0, 20), st.just(2)), elements=st.floats(-6, 6)
)


def test_features_are_listed_in_order() -> None:
    assert tuple(features) == KEYS
    assert [feature.title for feature in features.values()] == [
        "x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂",
    ]  # fmt: skip
    assert all(key.isascii() and features[key].key == key for key in features)


@given(inputs=points)
def test_features_have_their_formulas(inputs: Array) -> None:
    x1, x2 = inputs.T
    expected = (x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2))
    columns = apply_features(inputs, KEYS)
    assert columns.shape == (len(inputs), 7)
    np.testing.assert_allclose(columns, np.column_stack(expected), rtol=1e-15)


@given(inputs=points, keys=st.lists(st.sampled_from(KEYS)))
def test_columns_follow_the_keys(inputs: Array, keys: list[str]) -> None:
    columns = apply_features(inputs, keys)
    assert columns.shape == (len(inputs), len(keys))
    for column, key in zip(columns.T, keys, strict=True):
        np.testing.assert_array_equal(column, apply_features(inputs, [key])[:, 0])


def test_result_is_a_copy() -> None:
    inputs = np.zeros((3, 2))
    apply_features(inputs, ["x1"])[:] = 1.0
    assert not inputs.any()


def test_unknown_feature_is_refused() -> None:
    with pytest.raises(UnknownKeyError) as caught:
        apply_features(np.zeros((3, 2)), ["x1", "cos(x1)"])
    assert str(caught.value) == (
        f"feature 'cos(x1)' is unknown; allowed: {', '.join(KEYS)}"
    )


@pytest.mark.parametrize("shape", [(2,), (3, 1), (3, 64), (3, 2, 2)])
def test_other_inputs_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"allowed: \(N, 2\)"):
        apply_features(np.zeros(shape), ["x1"])
