"""Arrays keep every bit in a file, and with them every layer goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from tests.engine.layer_examples import image_learner, network_with
from visualizer.engine.layers import layers
from visualizer.files import ContainerError
from visualizer.files.tensors import (
    MOST_AXES,
    check_size,
    decode_arrays,
    encode_arrays,
    entries_of,
)

TYPES = ("float32", "float64", "int64")


def through_a_file(arrays: dict[str, Any]) -> dict[str, Any]:
    entries = entries_of(arrays)
    return decode_arrays(encode_arrays(arrays), entries, "a", "file")


@given(st.data())
def test_arrays_come_back_with_every_bit(data: st.DataObject) -> None:
    shapes = arrays_of.array_shapes(min_dims=0, max_dims=MOST_AXES, max_side=3)
    arrays = data.draw(
        st.dictionaries(
            st.text("ab.01", min_size=1, max_size=4),
            st.sampled_from(TYPES).flatmap(lambda t: arrays_of.arrays(t, shapes)),
            max_size=4,
        )
    )
    again = through_a_file(arrays)
    assert set(again) == set(arrays)
    for name, array in arrays.items():
        assert again[name].dtype == array.dtype
        assert again[name].shape == array.shape
        assert again[name].tobytes() == array.tobytes()


def test_it_does_not_matter_how_an_array_lies_in_memory() -> None:
    array = np.arange(24.0).reshape(4, 6)
    arrays = {"turned": array.T, "striped": array[::2, 1::3], "back": array[::-1]}
    for name, again in through_a_file(arrays).items():
        np.testing.assert_array_equal(again, arrays[name])


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("key", layers.keys())
def test_every_layer_goes_on_from_a_file_as_if_never_stopped(
    key: str, precision: str
) -> None:
    learner = image_learner(network_with(key), precision)
    for _ in range(13):
        learner.step()
    checkpoint = learner.checkpoint()
    kept = {"state": checkpoint.state, "scalars": checkpoint.scalars}
    other = image_learner(network_with(key), precision)
    other.restore(replace(checkpoint, **through_a_file(kept)))
    for _ in range(17):
        learner.step()
        other.step()
    assert other.state.tobytes() == learner.state.tobytes()
    assert other.scalars.tobytes() == learner.scalars.tobytes()
    assert other.position == learner.position


@pytest.mark.parametrize(
    "array", [np.zeros(3, np.float16), np.zeros([1] * 7), np.zeros(2, bool)]
)
def test_only_what_is_read_again_is_written(array: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        entries_of({"a": array})


def test_announced_arrays_must_fit_before_any_is_read() -> None:
    arrays = {"a": np.zeros((10, 10)), "b": np.zeros(4, np.float32)}
    check_size(entries_of(arrays), 816, "member", "file")
    with pytest.raises(
        ContainerError, match=r"^file: member has 815 bytes; its arrays take 816$"
    ):
        check_size(entries_of(arrays), 815, "member", "file")
