"""The page Chain: what follows a moved number, foretold and true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualizer.engine.activations import activations
from visualizer.exhibits.inside_chain import ChainSettings, ChainWatch, InsideChain
from visualizer.exhibits.inside_chain.frame import ChainFrame
from visualizer.exhibits.inside_chain.scenes import NAMES, grown
from visualizer.scenes.chain import ChainScene, Wiggle
from visualizer.scenes.operations import RuleScene
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session


def session_of(**settings: Any) -> Session:
    return Session(Experiment("inside-chain", ChainSettings(**settings)))


def frame_of(session: Session, parameter: int, change: float) -> ChainFrame:
    session.execute(do.Look(ChainWatch(parameter, change)))
    frame = session.snapshot().frame
    assert isinstance(frame, ChainFrame)
    return frame


def scenes_of(session: Session) -> tuple[ChainScene, RuleScene]:
    taken = session.snapshot()
    scenes = InsideChain().scenes(
        taken.frame, taken.experiment.settings, taken.watch, taken.watch.visible
    )
    chain, rule = scenes["chain"], scenes["rule"]
    assert isinstance(chain, ChainScene)
    assert isinstance(rule, RuleScene)
    return chain, rule


@pytest.mark.parametrize("parameter", range(6))
def test_rates_are_central_differences(parameter: int) -> None:
    session, width = session_of(), 1e-5
    above = frame_of(session, parameter, width)
    below = frame_of(session, parameter, -width)

    def difference(high: Any, low: Any) -> Any:
        return (np.array(high) - np.array(low)) / (2.0 * width)

    for rates, high, low in (
        (above.sum_rates, above.moved.sums, below.moved.sums),
        (above.answer_rates, above.moved.answers, below.moved.answers),
        (above.loss_rate, above.moved.loss, below.moved.loss),
    ):
        np.testing.assert_allclose(rates, difference(high, low), atol=1e-8)


def test_numbers_are_those_of_the_learner() -> None:
    session = session_of()
    session.advance(4)
    frame = frame_of(session, 2, 0.3)
    learner = session.learner
    np.testing.assert_array_equal(frame.here.parameters, learner.state[0])
    moved = np.array(learner.state[0])
    moved[2] += 0.3
    np.testing.assert_array_equal(frame.moved.parameters, moved)
    assert frame.here.loss == pytest.approx(learner.evaluate().train_loss, rel=1e-12)


def test_moving_a_number_changes_nothing_of_the_run() -> None:
    session = session_of()
    before, edition = session.learner.state.copy(), session.edition
    frame_of(session, 0, 1.0)
    np.testing.assert_array_equal(session.learner.state, before)
    assert session.edition == edition


def test_what_is_missed_falls_with_the_square_of_the_move() -> None:
    session = session_of()
    misses = []
    for change in (0.02, 0.01):
        frame = frame_of(session, 0, change)
        true = frame.moved.loss - frame.here.loss
        misses.append(true - frame.loss_rate * change)
    assert misses[0] / misses[1] == pytest.approx(4.0, rel=0.05)


@pytest.mark.parametrize("parameter", range(6))
def test_the_factors_multiply_to_the_derivative(parameter: int) -> None:
    session = session_of(activation=activations["tanh"]())
    frame = frame_of(session, parameter, 0.5)
    _, rule = scenes_of(session)
    *factors, _, _ = rule.sections[1].lines
    values = [
        float(line.numbers.rpartition(" = ")[2].replace("−", "-")) for line in factors
    ]
    assert np.prod(values) == pytest.approx(frame.loss_rate, rel=2e-3)
    last = rule.sections[1].lines[-1]
    assert last.formula == f"∂C/∂{NAMES[parameter]}"


def test_only_what_comes_after_the_number_moves() -> None:
    session = session_of()
    frame_of(session, 3, 0.7)
    chain, _ = scenes_of(session)
    moved = {line.name for line in chain.lines if line.moved != line.value}
    assert moved == {"b₂", "z₂", "a₂", "z₃", "a₃", "C"}
    assert {line.name for line in chain.lines if line.predicted is not None} == (
        moved - {"b₂"}
    )
    assert [line.name for line in chain.lines if line.held] == ["b₂"]


def test_lines_are_wide_enough_for_what_is_on_them() -> None:
    session = session_of(activation=activations["linear"](), x=2.0)
    frame_of(session, 0, 60.0)
    chain, _ = scenes_of(session)
    for line in chain.lines:
        for value in (line.value, line.moved, line.predicted):
            assert value is None or line.low <= value <= line.high
    assert grown((-3.0, 3.0), [1.0]) == (-3.0, 3.0)
    assert grown((-3.0, 3.0), [7.0]) == (-12.0, 12.0)
    assert grown((0.0, 0.5), [-0.1]) == (-1.0, 1.0)
    assert grown((0.0, 0.5), [float("inf")]) == (0.0, 0.5)


def test_a_wiggle_is_looked_at_and_anything_else_left() -> None:
    session = session_of()
    taken = session.snapshot()
    exhibit, settings = InsideChain(), taken.experiment.settings
    answer = exhibit.respond(Wiggle(4, -0.5), settings, taken.watch, taken.frame)
    assert answer == (settings, replace(taken.watch, parameter=4, change=-0.5))
    assert exhibit.respond(Wiggle(6, 0.0), settings, taken.watch, taken.frame) is None
