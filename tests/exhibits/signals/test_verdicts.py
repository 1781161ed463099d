"""What is said of a network: each verdict, and where it begins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.exhibits.signals.builders import frame_of, scene_of, signals
from visualizer.exhibits.signals.verdicts import course_of, verdict_of, way_of


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"activation": "sigmoid"}, "Vanishing"),
        ({"activation": "relu", "initializer": "he"}, "Healthy"),
        ({"activation": "relu", "initializer": "he", "scale": 1.7}, "Exploding"),
        ({"scale": 0.5}, "Vanishing"),
        ({"scale": 0.5, "residual": True}, "Healthy"),
        ({"activation": "linear", "initializer": "orthogonal"}, "Healthy"),
        ({"activation": "relu", "normalization": "batch"}, "Growing"),
        ({"initializer": "constant", "depth": 2, "width": 4}, "Symmetric"),
        ({"initializer": "zeros"}, "Symmetric · Vanishing"),
        ({"activation": "sigmoid", "scale": 100.0, "depth": 2}, "Saturated"),
        ({"activation": "tanh", "depth": 1, "width": 1}, "Healthy"),
    ],
)
def test_networks_and_what_is_said_of_them(settings: dict[str, Any], word: str) -> None:
    found, sentences = verdict_of(frame_of(signals(**{"depth": 20, **settings})))
    assert found == word
    assert sentences
    assert all(sentence.endswith(".") for sentence in sentences)


def test_dead_neurons_are_counted_by_hand() -> None:
    session = signals("relu", "he", depth=2, width=4)
    learner = session.learner
    theta = learner.state[0].copy()
    # The biases of all neurons of the second layer, so low that none answers.
    for neuron in range(4):
        theta[learner.locate(2, None, neuron)] = -1e6
    learner.put(theta)
    frame = frame_of(session)
    assert frame.health.dead.tolist() == [0.0, 1.0]
    word, sentences = verdict_of(frame)
    assert word.startswith("Dead")
    assert sentences[0] == "100 % of the neurons in layer 2 answer 0 to every example."


@pytest.mark.parametrize(
    ("ratio", "course"),
    [
        (1e-3, "vanishing"),
        (1.1e-3, "fading"),
        (0.09, "fading"),
        (0.1, "steady"),
        (10.0, "steady"),
        (11.0, "growing"),
        (999.0, "growing"),
        (1000.0, "exploding"),
        (0.0, "vanishing"),
    ],
)
def test_where_each_course_begins(ratio: float, course: str) -> None:
    assert course_of(ratio) == course


def test_the_factor_of_a_layer_is_a_geometric_mean() -> None:
    way = way_of(np.array([2.0, 5.0, 1.0, 16.0]))
    assert way.ratio == 8.0
    assert way.each == pytest.approx(2.0)
    assert way_of(np.array([1.0, np.nan])).course == "exploding"
    assert way_of(np.array([0.0, 0.0])).course == "vanishing"
    assert way_of(np.array([3.0])).each == 1.0


def lines_of(**settings: Any) -> dict[str, str]:
    scene = scene_of(signals(**settings), "rule")
    return {line.formula: line.numbers for line in scene.sections[1].lines}


def test_the_factors_of_theory_multiply() -> None:
    lines = lines_of(activation="relu", initializer="he", scale=1.5, depth=6)
    assert lines["n E[w²]"] == "4.50"
    slopes = [text for text in lines if text.startswith("E[f′²], z ~ N(0, ")]
    assert lines[slopes[0]] == "0.500"
    assert lines["√(n E[w²] E[f′²])"] == "1.50"
    assert "Holds at any width, as a mean over draws." in lines
    assert lines[""] == "× 1.50 forward, × 1.50 back"


def test_theory_of_tanh_says_that_it_is_an_approximation() -> None:
    lines = lines_of(activation="tanh", initializer="xavier", depth=6)
    assert lines["n E[w²]"] == "1.00"
    assert any(formula.startswith("An approximation") for formula in lines)
    around = lines_of(activation="tanh", residual=True, depth=6)
    assert "√(1 + n E[w²] E[f′²])" in around


def test_without_theory_it_says_why() -> None:
    assert any("Normalization" in text for text in lines_of(normalization="batch"))
    assert any("Equal weights" in text for text in lines_of(initializer="constant"))
