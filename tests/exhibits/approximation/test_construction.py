"""What is built by hand is what Nielsen's formulas say."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exhibits.approximation.builders import (
    approximation_of,
    frame_of,
    logistic,
)
from tests.peers import Peer
from visualizer.exhibits.approximation import ApproximationSettings
from visualizer.exhibits.approximation.construction import (
    answered,
    construct,
    contributions,
    owners,
    stages,
)
from visualizer.exhibits.approximation.learner import error_by_hand
from visualizer.exhibits.approximation.settings import Piece, Tower
from visualizer.exhibits.approximation.targets import grid

metrics = Peer("sklearn.metrics")

X = grid(1)[0]


@pytest.mark.parametrize("weight", [1.0, 20.0, 1000.0])
def test_a_step_is_a_sigmoid_that_is_half_where_it_stands(weight: float) -> None:
    settings = ApproximationSettings(pieces=(Piece(0.4, None, 0.8),), weight=weight)
    network, parameters = construct(settings)
    assert network.sizes == (1, 1, 1)
    x = np.array([[0.0, 0.4, 1.0]])
    answers = answered(network, parameters, x).output[0]
    assert answers[1] == pytest.approx(0.4)
    wanted = 0.8 * logistic(weight * (x[0] - 0.4))
    np.testing.assert_allclose(answers, wanted, atol=1e-15)
    assert parameters.blocks[0][1, 0] == pytest.approx(-0.4 * weight)


def test_bumps_are_differences_of_steps_and_add_up() -> None:
    pieces = (Piece(0.1, 0.3, 0.5), Piece(0.7, None, -1.2), Piece(0.25, 0.9, 2.0))
    settings = ApproximationSettings(pieces=pieces, weight=35.0, base=0.3)
    network, parameters = construct(settings)
    trace = answered(network, parameters, X[None])

    def step(s: float) -> np.ndarray:
        return logistic(35.0 * (X - s))

    wanted = 0.5 * (step(0.1) - step(0.3)) - 1.2 * step(0.7)
    wanted += 2.0 * (step(0.25) - step(0.9)) + 0.3
    np.testing.assert_allclose(trace.output[0], wanted, atol=1e-12)
    parts = contributions(parameters, trace)
    assert owners(settings) == (0, 0, 1, 2, 2)
    assert len(parts) == 5
    np.testing.assert_allclose(parts.sum(axis=0) + 0.3, wanted, atol=1e-12)
    np.testing.assert_allclose(parts[1], -0.5 * step(0.3), atol=1e-12)


def test_a_steeper_weight_makes_a_sharper_step() -> None:
    edges = []
    for weight in (10.0, 100.0, 1000.0):
        piece = Piece(0.5, None, 1.0)
        settings = ApproximationSettings(pieces=(piece,), weight=weight)
        answers = answered(*construct(settings), X[None]).output[0]
        edges.append(int(((answers > 0.05) & (answers < 0.95)).sum()))
    assert edges == sorted(edges, reverse=True)
    assert edges[0] > 10 * edges[2]


def test_towers_stand_where_both_bumps_are() -> None:
    towers = (Tower(0.2, 0.5, 0.3, 0.8, 1.5), Tower(0.6, 0.9, 0.1, 0.4, -0.7))
    settings = ApproximationSettings(
        inputs="two", towers=towers, weight=80.0, gain=25.0, threshold=1.5, base=0.1
    )
    network, parameters = construct(settings)
    assert network.sizes == (2, 8, 2, 1)
    x, y = grid(2)

    def bump(v: np.ndarray, low: float, high: float) -> np.ndarray:
        return logistic(80.0 * (v - low)) - logistic(80.0 * (v - high))

    wanted = np.full(len(x), 0.1)
    for t in towers:
        both = bump(x, t.left, t.right) + bump(y, t.bottom, t.top)
        wanted += t.height * logistic(25.0 * (both - 1.5))
    trace = answered(network, parameters, grid(2))
    np.testing.assert_allclose(trace.output[0], wanted, atol=1e-12)
    steps = stages(1, parameters, trace)
    np.testing.assert_allclose(steps[4], bump(x, 0.6, 0.9), atol=1e-12)
    np.testing.assert_allclose(steps[5], bump(y, 0.1, 0.4), atol=1e-12)
    np.testing.assert_allclose(steps[:4].sum(axis=0), steps[6], atol=1e-12)
    np.testing.assert_allclose(steps[7], logistic(25.0 * (steps[6] - 1.5)), atol=1e-12)


def test_below_one_the_threshold_lets_the_arms_of_the_cross_stand() -> None:
    def at_an_arm(threshold: float) -> float:
        settings = ApproximationSettings(
            inputs="two", towers=(Tower(0.4, 0.6, 0.4, 0.6, 1.0),), threshold=threshold
        )
        place = np.array([[0.5], [0.1]])
        return float(answered(*construct(settings), place).output[0, 0])

    assert at_an_arm(1.5) < 0.01
    assert at_an_arm(0.5) > 0.99


@pytest.mark.parametrize("inputs", ["one", "two"])
def test_scores_are_mean_squared_error_and_mean_distance(inputs: str) -> None:
    session = approximation_of(inputs=inputs, width=5)
    session.advance(7)
    frame = frame_of(session)
    for fit in (frame.built, frame.trained):
        squared = metrics.mean_squared_error(frame.target, fit.answers)
        assert fit.squared == pytest.approx(squared, rel=1e-12)
        distance = metrics.mean_absolute_error(frame.target, fit.answers)
        assert fit.distance == pytest.approx(distance, rel=1e-12)
        total = fit.parts.sum(axis=0) + fit.bias
        np.testing.assert_allclose(total, fit.answers, atol=1e-12)
    settings = session.snapshot().experiment.settings
    assert error_by_hand(settings) == pytest.approx(frame.built.squared, rel=1e-12)
    loss = session.learner.evaluate().train_loss
    assert frame.trained.squared == pytest.approx(loss, rel=1e-12)
