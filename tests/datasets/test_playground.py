"""Compare with numbers made by running TensorFlow Playground itself.

Source and schema of the file: tests/data/playground_datasets.README.md.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.datasets import datasets
from visualizer.datasets.shuffle import shuffle

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "playground_datasets.json").read_text("utf-8")
)
TOLERANCE = 1e-14


def test_the_file_covers_every_generator_at_three_noise_levels() -> None:
    cases = {(case["generator"], case["noise"]) for case in GOLDEN["generators"]}
    keys = ("circle", "xor", "gauss", "spiral", "reg-plane", "reg-gauss")
    assert cases == {(key, noise) for key in keys for noise in (0, 0.25, 0.5)}


@pytest.mark.parametrize(
    "case",
    GOLDEN["generators"],
    ids=lambda case: f"{case['generator']}-{case['noise']}",
)
def test_generator_repeats_playground(case: dict[str, Any]) -> None:
    numbers = iter(case["uniforms"])
    cls: Any = datasets[case["generator"]]
    dataset = cls(noise=case["noise"], samples=case["num_samples"])

    examples = dataset.generate(lambda: next(numbers))

    points = np.array(case["points"], dtype=np.float64)
    np.testing.assert_allclose(examples.inputs, points[:, :2], rtol=0.0, atol=TOLERANCE)
    np.testing.assert_allclose(examples.targets, points[:, 2], rtol=0.0, atol=TOLERANCE)
    assert not list(numbers), "Playground drew more numbers"


def test_shuffle_repeats_playground() -> None:
    golden = GOLDEN["shuffle"]
    numbers = iter(golden["uniforms"])
    order = shuffle(20, lambda: next(numbers))
    assert order.tolist() == golden["output"]
    assert not list(numbers)
