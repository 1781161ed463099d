"""Errors lead to the examples, and these to the steps that they are made of."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.exhibits.approximation.builders import (
    approximation_of,
    ask,
    frame_of,
    logistic,
    scene_of,
)
from tests.exhibits.inside_builders import all_quantities
from tests.exhibits.plain_step import PLACES, PlainStep
from visualizer.exhibits.approximation.size_study import SEEDS, SizeStudy
from visualizer.exhibits.why.explanation import explain
from visualizer.scenes.why import AskPoint, AskWhy, LeaveWhy, Quantity
from visualizer.session.session import Session

ERROR = Quantity("train_loss")


@pytest.fixture(scope="module")
def studied() -> Session:
    """A session whose networks of other widths have been trained a little."""
    session = approximation_of()
    while frame_of(session).sizes.epochs < 20:
        session.work(time.perf_counter() + 0.05)
    return session


@pytest.fixture
def session(studied: Session) -> Session:
    ask(studied, LeaveWhy(-1))
    return studied


@pytest.mark.parametrize(("place", "number"), [(0, 0), (3, 4), (9, 2)])
def test_a_point_is_the_mean_of_what_its_network_misses(
    session: Session, place: int, number: int
) -> None:
    view = frame_of(session).sizes
    width = view.widths[place]
    ask(session, AskPoint(ERROR, number, float(width)))
    frame = frame_of(session)
    assert frame.step is not None
    made = explain(frame.step, ERROR)
    assert made.value == pytest.approx(float(view.losses[place, number]), abs=1e-12)
    assert made.combined() == pytest.approx(made.value, abs=1e-12)
    # The same by hand: a sum of sigmoids.
    (hidden, output) = (layer.dense.values for layer in frame.step.layers)
    assert hidden.shape == (2, width)
    steps = logistic(np.outer(frame.x[0], hidden[0]) + hidden[1])
    away = steps @ output[:-1, 0] + output[-1, 0] - frame.target
    assert made.value == pytest.approx(float(np.mean(away**2)), abs=1e-12)
    scene = scene_of(session, "why")
    assert f"hidden neurons: {width}, seed {number + 1}" in scene.note
    updates = view.epochs * session.learner.updates_per_epoch
    assert scene.subtitle.endswith(f"update {updates:,}")


def test_it_goes_on_from_an_example_to_weights_and_inputs(session: Session) -> None:
    ask(session, AskPoint(ERROR, 1, 4.0))
    asked, depth = ERROR, 0
    while True:
        step = frame_of(session).step
        assert step is not None
        made = explain(step, asked)
        assert made.value == step.value(asked)
        parts = [part for term in made.terms for part in term.parts if part.quantity]
        if not parts:
            break
        assert made.combined() == pytest.approx(made.value, abs=1e-12)
        asked = parts[0].quantity or asked
        ask(session, AskWhy(asked))
        depth += 1
    assert asked.what in ("input", "weight", "target")
    assert depth >= 5
    scene = scene_of(session, "why")
    assert len(scene.trail) == depth + 1
    ask(session, LeaveWhy(0))
    assert scene_of(session, "why").trail == ("training loss",)


def test_its_gradients_are_central_differences(session: Session) -> None:
    ask(session, AskPoint(ERROR, 0, 3.0))
    step = frame_of(session).step
    assert step is not None
    plain = PlainStep(step, list(range(step.shown)))
    compared = 0
    for quantity in all_quantities(step):
        if quantity.example in (0, 9) and (
            quantity.what in PLACES or quantity.what == "request"
        ):
            wanted = plain.by_difference(quantity)
            assert step.value(quantity) == pytest.approx(wanted, abs=1e-6), quantity
            compared += 1
    assert compared > 30
    assert not step.has(Quantity("update", 1, 0, 0))


def test_without_a_point_it_is_the_network_that_is_trained_here(
    session: Session,
) -> None:
    frame = frame_of(session)
    assert frame.step is not None
    assert frame.step.value(ERROR) == pytest.approx(frame.trained.squared, abs=1e-12)
    assert scene_of(session, "why").following
    assert frame.step.has(Quantity("update", 1, 0, 0))
    ask(session, AskPoint(ERROR, 2, 6.0))
    # What the timeline shows is the network here again.
    ask(session, AskWhy(ERROR))
    assert session.watch.point is None
    assert not scene_of(session, "why").note


def test_a_network_that_is_there_no_more_gives_way_to_the_one_here(
    session: Session,
) -> None:
    ask(session, AskPoint(ERROR, 2, 5.0))
    frame = frame_of(session)
    assert frame.stepped is None
    assert frame.step is not None
    assert frame.step.value(ERROR) == pytest.approx(frame.trained.squared, abs=1e-12)
    assert not scene_of(session, "why").note


def test_each_dot_asks_for_its_own_network(session: Session) -> None:
    plot = scene_of(session, "sizes").plot
    view = frame_of(session).sizes
    known = [(dot.asks.x, dot.asks.number) for dot in plot.dots]
    assert known == [(w, n) for w in view.widths for n in range(SEEDS)]
    for dot in plot.dots:
        place = view.widths.index(int(dot.asks.x))
        assert 10.0**dot.y == pytest.approx(view.losses[place, dot.asks.number])


def test_before_anything_was_measured_there_is_no_other_network(
    session: Session,
) -> None:
    study = SizeStudy(session.snapshot().experiment.settings)
    assert study.network(4, 0) is None
    while not study.view.parameters:
        study.work(time.perf_counter())
    assert study.network(4, 0) is not None
    assert study.network(5, 0) is None
    assert study.network(4, SEEDS) is None
