"""The shipped neurons learn, or fail, as their names say."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exhibits.neuron.builders import frame_of, learner_of, neuron_of
from visualizer.session.experiment import preset, preset_keys

# The share of right answers after so many updates.
OUTCOMES = {
    "and": (400, 1.0),
    "or": (400, 1.0),
    "perceptron-and": (80, 1.0),
    "perceptron-xor": (80, None),
    "xor": (2000, None),
}


def test_every_preset_of_the_neuron_is_tested() -> None:
    named = {k.removeprefix("neuron-") for k in preset_keys() if "neuron-" in k}
    assert named == {*OUTCOMES, "slowdown-near", "slowdown-far"}


@pytest.mark.parametrize(
    ("key", "updates", "share"), [(k, n, s) for k, (n, s) in OUTCOMES.items()]
)
def test_it_ends_as_its_name_says(key: str, updates: int, share: float | None) -> None:
    session = neuron_of(key, updates)
    right = session.snapshot().metrics.train_accuracy
    if share is None:
        assert right < 1.0
    else:
        assert right == share


def test_the_slowdown_is_nielsens() -> None:
    for key, start in (("near", [0.6, 0.9]), ("far", [2.0, 2.0])):
        settings = preset(f"neuron-slowdown-{key}").settings
        assert list(settings.beginning()) == start
        first, second = settings.pupils()
        assert (first.loss.key, first.learning_rate) == ("half_squared", 0.15)
        assert (second.loss.key, second.learning_rate) == (
            "binary_cross_entropy",
            0.005,
        )
        session = neuron_of(f"slowdown-{key}")
        learner = learner_of(session)
        assert learner.updates_per_epoch == 1
        np.testing.assert_array_equal(learner.targets, np.zeros((2, 1)))


def test_its_curves_are_the_whole_run() -> None:
    session = neuron_of("slowdown-far", 300)
    frame = frame_of(session)
    assert frame.updates.tolist() == list(range(301))
    # Nielsen prints 0.98 and 0.20; C = a² / 2 and C = -ln(1 - a) for target 0.
    assert frame.outputs[0, 0] == pytest.approx(0.98, abs=0.005)
    assert frame.outputs[-1, 0] == pytest.approx(0.20, abs=0.005)
    np.testing.assert_allclose(frame.costs[:, 0], frame.outputs[:, 0] ** 2 / 2.0)
    np.testing.assert_allclose(frame.costs[:, 1], -np.log1p(-frame.outputs[:, 1]))
