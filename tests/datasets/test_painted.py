import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualizer.datasets.painted import Painted
from visualizer.settings import SettingError, from_plain, to_plain

THREE = Painted("classes", 3, ((1.0, 2.0, 0.0), (-1.0, 0.5, 2.0)))


def nothing() -> float:
    raise AssertionError("painted points need no random numbers")


def test_two_classes_are_signs() -> None:
    painted = Painted("classes", 2, ((1.0, 2.0, 0.0), (-1.0, 0.5, 1.0)))
    assert painted.problem == "binary"
    assert painted.class_names == ("−1", "+1")
    examples = painted.generate(nothing)
    np.testing.assert_array_equal(examples.inputs, [[1.0, 2.0], [-1.0, 0.5]])
    np.testing.assert_array_equal(examples.targets, [-1.0, 1.0])


def test_more_classes_are_numbers_and_values_are_values() -> None:
    assert (THREE.problem, THREE.class_names) == ("multiclass", ("1", "2", "3"))
    np.testing.assert_array_equal(THREE.generate(nothing).targets, [0.0, 2.0])
    values = Painted("values", 2, ((0.0, 0.0, -0.25),))
    assert (values.problem, values.class_names) == ("regression", ())
    np.testing.assert_array_equal(values.generate(nothing).targets, [-0.25])


def test_points_survive_a_file() -> None:
    plain = json.loads(json.dumps(to_plain(THREE)))
    assert plain.pop("key") == "painted"
    assert from_plain(Painted, plain) == THREE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"points": ((7.0, 0.0, 0.0),)}, "points[0][0]: 7 is out of range; allowed: "),
        ({"points": ((0.0, -6.5, 0.0),)}, "points[0][1]: -6.5 is out of range"),
        ({"points": ((0.0, 0.0, 3.0),)}, "points[0][2]: 3 is out of range"),
        ({"points": ((0.0, 0.0, 0.5),)}, "points[0][2]: 0.5 is out of range"),
        ({"kind": "values", "points": ((0.0, 0.0, 1.5),)}, "points[0][2]: 1.5 is out"),
    ],
)
def test_a_point_out_of_range_is_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingError) as caught:
        replace(THREE, **changes)
    assert str(caught.value).startswith(said)


def test_a_file_without_points_is_refused() -> None:
    with pytest.raises(SettingError, match="has 0 items; allowed: from 1 to 5000"):
        from_plain(Painted, {"points": []})
