import json
import math
from typing import Any

import numpy as np
import pytest

from tests.session.builders import experiment_of
from visualizer.session.batch import report, train
from visualizer.session.session import Session


def test_training_by_epochs_and_by_updates() -> None:
    by_epochs = train(experiment_of(), epochs=3)
    by_updates = train(experiment_of(), updates=75)
    assert (by_epochs.updates, by_epochs.epochs) == (75, 3.0)
    assert (by_updates.updates, by_updates.epochs) == (75, 3.0)
    assert by_epochs.metrics == by_updates.metrics
    assert train(experiment_of(), updates=80).epochs == pytest.approx(3.2)


def test_training_is_that_of_a_session() -> None:
    result = train(experiment_of("xor"), updates=111)
    session = Session(experiment_of("xor"))
    session.advance(111)
    assert result.metrics == session.learner.evaluate()
    np.testing.assert_array_equal(result.session.learner.state, session.learner.state)


def test_no_updates_at_all() -> None:
    result = train(experiment_of(), updates=0)
    assert (result.updates, result.epochs, result.diverged) == (0, 0.0, False)
    assert math.isfinite(result.metrics.train_loss)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    train(experiment_of(), updates=30, progress=lambda *at: seen.append(at))
    assert seen[-1] == (30, 30)
    assert all(total == 30 for _, total in seen)


def test_a_length_is_needed() -> None:
    with pytest.raises(ValueError, match="exactly one of epochs and updates"):
        train(experiment_of())
    with pytest.raises(ValueError, match="exactly one of epochs and updates"):
        train(experiment_of(), epochs=1, updates=1)


def fields(result: Any, **options: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report(result, **options))
    return found


def test_a_report_is_one_object() -> None:
    result = train(experiment_of(), epochs=2)
    found = fields(result)
    assert set(found) == {
        *("epochs", "updates", "train_loss", "test_loss", "train_accuracy"),
        *("test_accuracy", "seconds", "diverged"),
    }
    assert found["train_loss"] == result.metrics.train_loss
    assert found["test_accuracy"] == result.metrics.test_accuracy
    assert found["seconds"] > 0.0
    assert found["diverged"] is False


def test_accuracies_of_a_regression_are_null() -> None:
    found = fields(train(experiment_of("reg-plane"), epochs=1))
    assert found["train_accuracy"] is None
    assert found["test_accuracy"] is None
    assert found["test_loss"] < 1.0


def test_parameters_are_listed_by_destination_then_source() -> None:
    result = train(experiment_of(), epochs=1)
    found = fields(result, parameters=True)
    weights, biases = found["weights"], found["biases"]
    assert [(len(w), len(w[0])) for w in weights] == [(4, 2), (2, 4), (1, 2)]
    assert [len(b) for b in biases] == [4, 2, 1]
    learner = result.session.learner
    for layer in (1, 2, 3):
        for destination, row in enumerate(weights[layer - 1]):
            for source, value in enumerate(row):
                place = learner.locate(layer, source, destination)
                assert learner.state[0, place] == np.float32(value)
            place = learner.locate(layer, None, destination)
            bias = biases[layer - 1][destination]
            assert learner.state[0, place] == np.float32(bias)


def test_a_diverged_run_is_told_and_has_no_loss() -> None:
    result = train(experiment_of("reg-plane", learning_rate=100.0), epochs=50)
    assert result.diverged
    assert result.updates < 50 * 60
    with np.errstate(all="ignore"):
        for _ in range(20):
            result.session.learner.run(60)
    metrics = result.session.learner.evaluate()
    assert not math.isfinite(metrics.train_loss)
    found = fields(result, parameters=True)
    assert found["diverged"] is True
    assert None in found["biases"][0]
