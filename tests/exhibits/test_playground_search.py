"""Brute force: its count for the network, and guessing beside descent."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from visualizer.exhibits.playground.search_scene import power_of_ten
from visualizer.scenes.intents import CountSettings
from visualizer.session import commands as do
from visualizer.session.session import Session


def searching(updates: int, key: str = "circle") -> Session:
    session = session_of(key)
    look(session, visible=frozenset({"search"}))
    session.advance(updates)
    while session.work(math.inf):
        pass
    return session


def answer(session: Session, intent: Any) -> Any:
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    return exhibit.respond(intent, shown.experiment.settings, shown.watch, shown.frame)


def test_there_is_one_guess_for_each_update() -> None:
    session = searching(40)
    view = frame_of(session).search
    assert view is not None
    assert len(view.best) == 41
    assert (np.diff(view.best) <= 0.0).all(), "the best is kept"
    assert view.best[-1] < view.best[0]
    session.execute(do.Seek(10))
    view = frame_of(session).search
    assert view is not None
    assert len(view.best) == 11


def test_both_begin_with_the_same_weights() -> None:
    session = searching(30)
    view = frame_of(session).search
    assert view is not None
    assert view.best[0] == pytest.approx(view.losses[0], rel=1e-6)


@pytest.mark.parametrize("key", ["circle", "digits", "reg-plane"])
def test_guesses_are_measured_by_the_loss_of_the_run(key: str) -> None:
    session = searching(3, key)
    learner = learner_of(session)
    study = session.observer._search
    theta = study._work.theta
    expected = learner.evaluate_at(theta).train_loss
    assert study._best[-1] == pytest.approx(expected, rel=1e-5)
    out = np.empty_like(theta)
    step = np.zeros_like(theta)
    evaluator = study._work.evaluator
    assert evaluator.gradient(theta, out) == pytest.approx(expected, rel=1e-5)
    place = int(np.abs(out).argmax())
    step[place] = 1e-2
    rise = evaluator.loss(theta + step) - evaluator.loss(theta - step)
    assert rise / 2e-2 == pytest.approx(float(out[place]), rel=0.05)


def test_descent_goes_on_as_if_nobody_guessed() -> None:
    watched = searching(60)
    alone = session_of("circle")
    alone.advance(60)
    np.testing.assert_array_equal(watched.learner.state, alone.learner.state)


def test_the_count_is_for_the_network_on_screen_or_for_what_is_asked() -> None:
    session = searching(1)
    scene = scene_of(session, "search")
    assert scene.own_weights == learner_of(session).state.shape[1] == 25
    assert scene.facts[0][1] == "1,000²⁵ = 10⁷⁵"
    assert scene.facts[1][1] == "10⁻⁵"
    look(session, search_weights=2, search_values=10)
    assert scene_of(session, "search").facts[0][1] == "10² = 100"


def test_what_is_asked_stays_in_range() -> None:
    session = searching(1)
    watch = answer(session, CountSettings(10**9, 1))[1]
    assert (watch.search_weights, watch.search_values) == (1_000_000, 2)
    assert replace(watch, search_weights=-1) != watch


@pytest.mark.parametrize(
    ("logarithm", "text"),
    [
        (75.0, "10⁷⁵"),
        (math.log10(3.2e41), "3.2 × 10⁴¹"),
        (2.0, "100"),
        (-40.0, "10⁻⁴⁰"),
        (6.0, "10⁶"),
        (3e6, "10³⁰⁰⁰⁰⁰⁰"),
    ],
)
def test_powers_are_written_as_people_write_them(logarithm: float, text: str) -> None:
    assert power_of_ten(logarithm) == text
