import math

import pytest

from tests.session.builders import experiment_of
from visualizer.datasets.circle import Circle
from visualizer.datasets.reg_plane import RegressionPlane
from visualizer.language import tr
from visualizer.session.measures.divergence import Divergence
from visualizer.session.measures.loss import LossNow
from visualizer.session.outcome import Outcome, all_hold, measure_outcomes
from visualizer.session.session import Session
from visualizer.settings import SettingError, from_plain

SMALL = Circle(samples=40)


def test_outcomes_are_measured_at_their_epochs():
    experiment = experiment_of("circle", dataset=SMALL)
    outcomes = [Outcome(LossNow("test"), "below", 1.0, epoch) for epoch in (7, 0, 3)]
    measured = measure_outcomes(experiment, outcomes)
    session = Session(experiment)
    expected = {}
    for epoch in range(8):
        expected[epoch] = session.learner.evaluate().test_loss
        session.advance(session.learner.updates_per_epoch)
    assert measured == (expected[7], expected[0], expected[3])


def test_another_seed_gives_other_numbers():
    experiment = experiment_of("circle", dataset=SMALL)
    outcome = Outcome(LossNow(), "below", 1.0, 2)
    first, second = (measure_outcomes(experiment, [outcome], seed) for seed in (1, 2))
    assert first == measure_outcomes(experiment, [outcome])
    assert first != second


def test_a_diverged_run_is_measured_where_it_ends():
    experiment = experiment_of(
        "reg-plane", dataset=RegressionPlane(samples=100), learning_rate=1.0
    )
    outcomes = [
        Outcome(Divergence(), "above", 0.5, 50),
        Outcome(LossNow(), "above", 1e5, 50),
    ]
    diverged, loss = measure_outcomes(experiment, outcomes)
    assert diverged == 1.0
    assert loss >= 1e6
    assert all_hold(experiment, outcomes)
    tame = experiment.with_settings(experiment_of("reg-plane").settings)
    assert measure_outcomes(tame, outcomes[:1]) == (0.0,)
    assert not all_hold(tame, outcomes)


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        *(("above", 1.5, True), ("above", 1.0, False), ("above", 0.5, False)),
        *(("below", 0.5, True), ("below", 1.0, False), ("below", 1.5, False)),
        *(("above", math.nan, False), ("below", math.nan, False)),
    ],
)
def test_an_outcome_holds_on_the_promised_side_alone(comparison, value, holds):
    assert Outcome(LossNow(), comparison, 1.0, 1).holds(value) is holds


def test_an_outcome_is_said_in_words():
    outcome = Outcome(LossNow("test"), "above", 0.25, 1500)
    assert tr(outcome.text()) == "test loss above 0.25 after 1,500 epochs"


@pytest.mark.parametrize(
    ("comparison", "steps", "said"),
    [
        ("above", False, "divergence within 1,500 epochs"),
        ("below", False, "no divergence within 1,500 epochs"),
        ("above", True, "divergence within 1,500 steps"),
        ("below", True, "no divergence within 1,500 steps"),
    ],
)
def test_an_outcome_that_is_yes_or_no_is_said_without_a_number(comparison, steps, said):
    assert tr(Outcome(Divergence(), comparison, 0.5, 1500).text(steps)) == said


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"measure": "speed"}, "measure: 'speed' is not allowed; allowed: one of"),
        ({"comparison": "near"}, "comparison: 'near' is not allowed"),
        ({"epoch": 5001}, "epoch: 5001 is out of range; allowed: from 0 to 5000"),
        ({"value": "low"}, "value: 'low' is not a number"),
        ({"code": "1"}, "code: unknown field"),
    ],
)
def test_a_wrong_outcome_is_refused(plain, words):
    with pytest.raises(SettingError, match=words):
        from_plain(Outcome, plain)
