"""Losses and accuracies of whole sets lead to their examples, and these further."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.inside_builders import frame_inside, inside, scenes_of
from visualizer.datasets import datasets
from visualizer.exhibits.playground import step_reader
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.step_reader import MEASURE_SECONDS, StepReader
from visualizer.exhibits.why.explanation import explain
from visualizer.exhibits.why.measures import MOST_WRITTEN, SetMeasure, measure_set
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.why import AskWhy, DataExample, Quantity
from visualizer.session import commands as do
from visualizer.session.session import Session

TRAIN, TEST = Quantity("train_loss"), Quantity("test_loss")
RIGHT = Quantity("test_accuracy")


def opened(session: Session, *trail: Quantity) -> StepPass:
    session.execute(do.Look(replace(session.watch, trail=trail)))
    return frame_inside(session).step


def answer(session: Session, quantity: Quantity) -> tuple[Quantity, ...]:
    taken = session.snapshot()
    settings = taken.experiment.settings
    exhibit: Any = session.exhibit_class()
    return exhibit.respond(AskWhy(quantity), settings, taken.watch, taken.frame)[
        1
    ].trail


def plain_losses(session: Session, test: bool) -> list[float]:
    """Return each example's loss by hand: sigmoid layers, squared errors."""
    learner: Any = session.learner
    samples = learner.test if test else learner.train
    found = []
    for x, y in zip(samples.x.T, samples.y.T, strict=True):
        a = x
        for block in learner.parameters.blocks:
            a = 1.0 / (1.0 + np.exp(-(a @ block[:-1] + block[-1])))
        found.append(float(np.sum((a - y) ** 2)))
    return found


@pytest.mark.parametrize("updates", [0, 25])
@pytest.mark.parametrize("test", [False, True], ids=["train", "test"])
def test_the_loss_of_a_set_is_the_mean_over_its_examples(
    test: bool, updates: int
) -> None:
    session = inside("inside-one-pass", updates)
    asked = TEST if test else TRAIN
    step = opened(session, asked)
    made = explain(step, asked)
    metrics = session.learner.evaluate()
    reported = metrics.test_loss if test else metrics.train_loss
    by_hand = plain_losses(session, test)
    assert made.value == reported
    assert abs(made.combined() - reported) <= 1e-12
    assert made.value == pytest.approx(np.mean(by_hand), abs=1e-12)
    largest = sorted(by_hand, reverse=True)[:MOST_WRITTEN]
    shown = [term.product for term in made.terms]
    assert shown[:-1] == pytest.approx(largest, abs=1e-12)
    assert shown[-1] == pytest.approx(sum(by_hand) - sum(largest), abs=1e-10)


@pytest.mark.parametrize("test", [False, True], ids=["train", "test"])
def test_each_example_leads_on_to_its_own_loss(test: bool) -> None:
    session = inside("inside-one-pass", 25)
    asked = TEST if test else TRAIN
    by_hand = plain_losses(session, test)
    for term in explain(opened(session, asked), asked).terms[:-1]:
        (part,) = term.parts
        assert part.quantity is not None
        assert isinstance(part.quantity.example, DataExample)
        step = opened(session, asked, part.quantity)
        made = explain(step, part.quantity)
        assert made.value == pytest.approx(part.value, abs=1e-12)
        number = part.quantity.example.number
        assert made.value == pytest.approx(by_hand[number], abs=1e-12)
        assert made.combined() == pytest.approx(made.value, abs=1e-12)
        # And from there to weights and inputs, all of the same example.
        onward = explain(step, made.terms[0].parts[0].quantity or asked)
        assert onward.quantity.example == part.quantity.example
        assert onward.combined() == pytest.approx(onward.value, abs=1e-12)


def test_examples_that_are_opened_stand_beside_the_watched_one() -> None:
    session = inside("inside-one-pass", 5)
    alone = opened(session)
    examples = [DataExample(3), DataExample(0, True), DataExample(3)]
    step = opened(session, *(Quantity("loss", example=one) for one in examples))
    assert step.opened == (DataExample(3), DataExample(0, True))
    assert step.shown == alone.shown
    learner: Any = session.learner
    for place, sample in ((0, learner.train.x[:, 3]), (1, learner.test.x[:, 0])):
        np.testing.assert_array_equal(step.x[:, step.shown + place], sample)
    for before, now in zip(alone.layers, step.layers, strict=True):
        np.testing.assert_array_equal(before.a[:, -1], now.a[:, -1])
        np.testing.assert_array_equal(before.requests[..., -1], now.requests[..., -1])
    # Another example than the batch has is as well one of the data.
    gone = opened(session, Quantity("loss", example=DataExample(10**6)))
    assert gone.opened == ()
    assert not gone.has(Quantity("loss", example=DataExample(10**6)))


def test_what_training_adds_is_not_in_what_is_reported() -> None:
    """Dropout, running means: examples of a set pass as when one only looks."""
    session = inside(
        "inside-one-pass",
        9,
        layers=(LayerSettings(normalization="batch", dropout=0.5),),
        l2=0.01,
    )
    step = opened(session, TRAIN)
    made = explain(step, TRAIN)
    assert made.value == session.learner.evaluate().train_loss
    assert "Penalties" in made.note
    worst = made.terms[0].parts[0]
    assert worst.quantity is not None
    own = opened(session, TRAIN, worst.quantity)
    assert own.value(worst.quantity) == pytest.approx(worst.value, abs=1e-12)
    mask = Quantity("mask", 1, 0, example=worst.quantity.example)
    assert own.value(mask) == 1.0
    assert "left out" in explain(own, mask).note
    mean = replace_example(Quantity("mean", 1, 0), worst.quantity)
    assert "running" in explain(own, mean).note.lower()


def replace_example(quantity: Quantity, of: Quantity) -> Quantity:
    return Quantity(quantity.what, quantity.layer, quantity.neuron, example=of.example)


def test_accuracy_is_counted_and_leads_to_the_mistakes() -> None:
    session = inside("inside-one-pass", 1, learning_rate=0.001)
    step = opened(session, RIGHT)
    metrics, learner = session.learner.evaluate(), session.learner
    made = explain(step, RIGHT)
    assert made.value == metrics.test_accuracy
    assert made.combined() == pytest.approx(metrics.test_accuracy, abs=1e-12)
    scene = scenes_of(session)["why"]
    assert scene.result.endswith("%")
    # The formula is the first that one reads: it ends in the number that was asked.
    assert scene.formula.endswith(f"= {scene.result}")
    by_hand = np.array(plain_losses(session, True))
    right = learner.correct()[1]
    wrong = np.flatnonzero(~right)
    assert wrong.size, "a network that has hardly begun makes mistakes"
    listed = [ask.cells[0].quantity.example for ask in scene.asks]
    order = wrong[np.argsort(-by_hand[wrong], kind="stable")][:MOST_WRITTEN]
    assert listed == [DataExample(int(number), True) for number in order]


def test_a_regression_has_no_accuracy_and_an_empty_set_no_loss() -> None:
    assert measure_set(np.empty(0), None, 0) is None
    measured = measure_set(np.array([0.5, np.nan, 2.0]), None, 7)
    assert measured is not None
    assert [number for number, _ in measured.largest] == [1, 2, 0]
    assert measured.right is None
    assert measured.update == 7
    session = inside(
        "inside-one-pass", 3, dataset=datasets["reg-plane"](), output_per_class=False
    )
    step = opened(session, TRAIN, RIGHT)
    assert step.has(TRAIN)
    assert not step.has(RIGHT)
    scene = scenes_of(session)["why"]
    assert scene.trail == ("training loss",)


def test_a_measure_begins_a_trail_and_examples_go_on_from_it() -> None:
    session = inside("inside-one-pass", 3)
    opened(session, Quantity("loss"))
    assert answer(session, TRAIN) == (TRAIN,)
    opened(session, TRAIN)
    example = Quantity("loss", example=DataExample(1))
    assert answer(session, example) == (TRAIN, example)
    opened(session, TRAIN, example)
    scene = scenes_of(session)["why"]
    assert scene.trail == ("training loss", "loss of example 2")
    assert scene.subtitle == "loss · example 2"


def test_without_the_question_no_set_is_measured() -> None:
    session = inside("inside-one-pass", 3)
    step = opened(session)
    assert step.train is None
    assert not step.has(TRAIN)
    with pytest.raises(ValueError, match="train_loss"):
        step.measure("train_loss")


def test_while_it_runs_the_sets_are_measured_as_often_as_one_can_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = inside("inside-one-pass", 3)
    learner: Any = session.learner
    clock = [100.0]
    monkeypatch.setattr(step_reader.time, "monotonic", lambda: clock[0])
    reader = StepReader(learner, lambda: learner.shown.columns)

    def read(still: bool) -> SetMeasure:
        step = reader.read(learner.upcoming(), 0, trail=(TRAIN,), still=still)
        assert step.train is not None
        return step.train

    first = read(False)
    learner.run(1)
    assert read(False) is first
    clock[0] += 1.1 * MEASURE_SECONDS
    second = read(False)
    assert (first.update, second.update) == (3, 4)
    learner.run(1)
    # Where it stands, every moment has its own numbers.
    assert read(True).update == 5
    assert read(True).loss == learner.evaluate().train_loss
