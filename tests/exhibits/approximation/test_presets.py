"""The shipped experiments of the page Approximation do what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exhibits.approximation.builders import learner_of
from visualizer.exhibits.approximation.learner import error_by_hand
from visualizer.session.experiment import preset, preset_keys
from visualizer.session.session import Session

# Errors between which training comes to lie after so many epochs.
OUTCOMES = {
    "bump": (800, 0.0, 0.1),
    "bumps": (300, 0.0, 0.02),
    "drawn": (50, 0.0, 0.001),
    "nielsen": (300, 0.0, 0.2),
    "step": (300, 0.01, 0.06),
    "tower": (60, 0.0, 0.06),
    "towers": (60, 0.0, 0.08),
}


def test_every_preset_is_tested() -> None:
    named = [key for key in preset_keys() if key.startswith("approximation-")]
    assert {key.removeprefix("approximation-") for key in named} == set(OUTCOMES)


@pytest.mark.parametrize("key", sorted(OUTCOMES))
def test_training_comes_as_near_as_it_should(key: str) -> None:
    session = Session(preset(f"approximation-{key}"))
    epochs, low, high = OUTCOMES[key]
    learner = learner_of(session)
    session.advance(epochs * learner.updates_per_epoch)
    assert low <= learner.evaluate().train_loss < high


def test_what_is_built_leaves_something_to_do() -> None:
    for key in set(OUTCOMES) - {"drawn"}:
        assert error_by_hand(preset(f"approximation-{key}").settings) > 0.01


def test_nielsens_exercise_has_five_bumps_without_height() -> None:
    settings = preset("approximation-nielsen").settings
    assert [piece.height for piece in settings.pieces] == [0.0] * 5
    edges = [(piece.left, piece.right) for piece in settings.pieces]
    np.testing.assert_allclose(
        np.ravel(edges)[1:-1], np.repeat([0.2, 0.4, 0.6, 0.8], 2)
    )
    assert settings.weight == 1000.0
