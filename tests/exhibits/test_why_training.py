"""Balanced classes and training as TensorFlow Playground does are explained too."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.exhibits.inside_builders import all_quantities, frame_inside, inside
from tests.exhibits.plain_step import PLACES, PlainStep
from tests.session.builders import session_of
from visualizer.datasets import datasets
from visualizer.engine.losses import losses
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.why.explanation import Explanation, explain
from visualizer.exhibits.why.passes import StepPass
from visualizer.exhibits.why.wording import why_scene
from visualizer.language import set_language
from visualizer.scenes.graph import Phase
from visualizer.scenes.why import DataExample, Quantity
from visualizer.session import commands as do
from visualizer.session.session import Session

BALANCED: dict[str, dict[str, Any]] = {
    "squared": {"loss": losses["mean_squared"]()},
    "half": {"loss": losses["half_squared"]()},
    "huber": {"loss": losses["huber"]()},
    "binary": {
        "loss": losses["binary_cross_entropy"](),
        "output_per_class": False,
    },
    "softmax": {
        "dataset": datasets["iris"](),
        "loss": losses["softmax_cross_entropy"](),
        "output_per_class": False,
        "batch_size": 20,
    },
    "batch-norm": {
        "loss": losses["mean_squared"](),
        "layers": (LayerSettings(normalization="batch", dropout=0.3),),
    },
}


def balanced(name: str, updates: int = 4) -> Session:
    return inside(
        "inside-one-pass",
        updates,
        **{
            "dataset": datasets["gauss"](samples=60),
            "train_share": 0.35,
            "batch_size": 6,
            "balanced": True,
            **BALANCED[name],
        },
    )


def check_parts(step: StepPass) -> list[Explanation]:
    """Check that the parts of every number make it; return what has parts."""
    made = [explain(step, quantity) for quantity in all_quantities(step)]
    explained = [one for one in made if one.terms]
    for one in explained:
        assert one.combined() == pytest.approx(one.value, abs=1e-12), one.quantity
        for part in (part for term in one.terms for part in term.parts):
            assert part.quantity is None or step.has(part.quantity), one.quantity
    return explained


def weights_by_hand(session: Session, numbers: tuple[int, ...]) -> list[float]:
    """Return N / (K n) of examples, counted in a plain loop."""
    learner: Any = session.learner
    labels = learner.train.labels.tolist()
    kinds = set(labels)
    return [len(labels) / (len(kinds) * labels.count(labels[n])) for n in numbers]


@pytest.mark.parametrize("name", BALANCED)
def test_of_balanced_classes_every_request_is_a_central_difference(name: str) -> None:
    session = balanced(name)
    step = frame_inside(session).step
    assert not step.aside
    weights = weights_by_hand(session, step.numbers[: step.shown])
    assert len(set(weights)) > 1, "classes of one size show nothing"
    plain = PlainStep(step, list(range(step.shown)), np.array(weights))
    compared = 0
    for quantity in all_quantities(step):
        asked = quantity.what in PLACES or quantity.what == "request"
        if asked and quantity.example is not None:
            wanted = plain.by_difference(quantity)
            assert step.value(quantity) == pytest.approx(wanted, abs=1e-6), quantity
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("name", BALANCED)
def test_of_balanced_classes_the_parts_of_every_number_make_it(name: str) -> None:
    step = frame_inside(balanced(name)).step
    explained = check_parts(step)
    assert len(explained) > 150
    opened = {
        part.quantity.what
        for one in explained
        for term in one.terms
        for part in term.parts
        if part.quantity is not None
    }
    if name in ("squared", "half", "binary", "softmax", "batch-norm"):
        assert "class_weight" in opened


@pytest.mark.parametrize("name", BALANCED)
def test_the_step_over_balanced_classes_is_the_one_that_is_done(name: str) -> None:
    session = balanced(name)
    step = frame_inside(session).step
    before = session.learner.state[0].copy()
    session.advance(1)
    blocks = [layer.parameters(of) for layer in step.layers for of in layer.blocks()]
    average = np.concatenate([block.average.ravel() for block in blocks])
    moved = session.learner.state[0] - before
    np.testing.assert_allclose(moved, step.rate * average, rtol=0.0, atol=1e-15)
    requests = [block.requests[..., : step.shown].mean(axis=-1) for block in blocks]
    np.testing.assert_allclose(
        np.concatenate([one.ravel() for one in requests]), average, atol=1e-14
    )


def test_a_class_weight_is_explained_by_what_was_counted() -> None:
    session = balanced("squared")
    step = frame_inside(session).step
    by_hand = weights_by_hand(session, step.numbers)
    for place in range(step.shown):
        asked = Quantity("class_weight", example=place)
        made = explain(step, asked)
        assert made.value == pytest.approx(by_hand[place], abs=1e-15)
        assert made.combined() == pytest.approx(by_hand[place], abs=1e-12)
        counted = explain(step, replace(asked, what="counted_loss"))
        loss = step.value(Quantity("loss", example=place))
        assert counted.value == pytest.approx(by_hand[place] * loss, abs=1e-15)
        assert counted.combined() == pytest.approx(counted.value, abs=1e-12)
        assert counted.formula == "C = w · ℓ"
    assert explain(step, Quantity("loss", example=0)).formula.startswith("ℓ = ")


def test_examples_of_the_data_are_looked_at_without_weights() -> None:
    session = balanced("squared")
    asked = Quantity("loss", example=DataExample(2))
    session.execute(do.Look(_trailing(session, asked)))
    step = frame_inside(session).step
    assert not step.weighs(DataExample(2))
    assert explain(step, asked).formula.startswith("C = ")
    wish = Quantity("desired", 3, 0, example=DataExample(2))
    error = step.value(Quantity("error", 3, 0, example=DataExample(2)))
    assert step.value(wish) == pytest.approx(-2.0 * error, abs=1e-15)


def test_the_walk_comes_past_the_weighted_loss() -> None:
    session = balanced("squared")
    session.execute(do.Visit(1, Phase("loss", 3)))
    taken = session.snapshot()
    exhibit: Any = taken.experiment.exhibit_class()()
    settings = taken.experiment.settings
    scenes = exhibit.scenes(taken.frame, settings, taken.watch, frozenset({"why"}))
    assert scenes["why"].formula == "C = w · ℓ"


# As TensorFlow Playground trains.


def faithful(epochs: int, updates: int = 0, **changes: Any) -> Session:
    session = session_of(
        "inside-one-pass",
        dataset=datasets["circle"](),
        output_per_class=False,
        method="tf_playground",
        loss=losses["half_squared"](),
        reshuffle=False,
        batch_size=30,
        **changes,
    )
    session.advance(epochs * session.learner.updates_per_epoch + updates)
    return session


@pytest.mark.parametrize("name", ["first", "later", "pulled"])
def test_its_numbers_are_made_by_their_parts_and_differences(name: str) -> None:
    changes: dict[str, Any] = {"l1": 0.01} if name == "pulled" else {}
    session = faithful(0 if name == "first" else 2, **changes)
    step = frame_inside(session).step
    assert len(check_parts(step)) > 300
    plain = PlainStep(step, list(range(step.shown)))
    compared = 0
    for quantity in all_quantities(step):
        asked = quantity.what in ("desired", "sum_request", "request")
        if asked and quantity.example in (0, 7, step.shown - 1):
            wanted = plain.by_difference(quantity)
            assert step.value(quantity) == pytest.approx(wanted, abs=1e-6), quantity
            compared += 1
    assert compared > 60


def test_its_loss_is_half_the_squared_error() -> None:
    step = frame_inside(faithful(1, 2)).step
    made = explain(step, Quantity("loss"))
    (term,) = made.terms
    assert term.parts[0].value == 0.5
    error = float(step.layers[-1].a[0, -1] - step.y[0, -1])
    assert made.value == pytest.approx(0.5 * error**2, abs=1e-15)


def test_examples_that_waited_for_the_next_epoch_are_named() -> None:
    session = faithful(0)
    learner: Any = session.learner
    left = learner.train.count % 30
    assert left > 0
    first = frame_inside(session).step
    assert (first.waited, first.batch) == (0, 30)
    order = learner.upcoming().tolist()
    session.advance(learner.updates_per_epoch)
    step = frame_inside(session).step
    assert (step.waited, step.batch) == (left, 30 + left)
    made = explain(step, Quantity("average", 1, 0, 0))
    assert made.combined() == pytest.approx(made.value, abs=1e-12)
    assert [term.label.endswith(", left over") for term in made.terms[: left + 1]] == [
        *(left * [True]),
        False,
    ]
    assert step.numbers[left : left + 5] == tuple(order[:5])
    assert f"{left} of them were left over" in made.note
    session.advance(1)
    assert frame_inside(session).step.waited == 0


@pytest.mark.parametrize(("l1", "l2"), [(0.003, 0.0), (0.0, 0.05)])
def test_its_penalties_are_terms_of_the_update(l1: float, l2: float) -> None:
    """Checked against its rule by hand: descent first, then the pull of before."""
    session = faithful(1, 3, l1=l1, l2=l2)
    step = frame_inside(session).step
    block, seen = step.layers[0].dense, 0
    for source in range(2):
        for neuron in range(block.values.shape[1]):
            asked = Quantity("update", 1, neuron, source)
            made = explain(step, asked)
            weight = float(block.values[source, neuron])
            descended = step.rate * float(block.average[source, neuron])
            pulled = -step.rate * (l1 * np.sign(weight) + l2 * weight)
            if (weight + descended) * (weight + descended + pulled) < 0.0 < l1:
                continue
            products = [term.product for term in made.terms]
            assert products == pytest.approx([descended, pulled], abs=1e-15)
            assert made.value == pytest.approx(descended + pulled, abs=1e-15)
            seen += 1
    assert seen >= 4
    # Biases are not pulled.
    assert len(explain(step, Quantity("update", 1, 0)).terms) == 1


def test_a_run_that_diverged_is_explained_as_far_as_there_are_numbers() -> None:
    step = frame_inside(faithful(1, l2=0.05)).step
    first = step.layers[0]
    beyond = np.full_like(first.dense.values, np.inf)
    dense = replace(first.dense, values=beyond, average=beyond)
    lost = replace(step, layers=(replace(first, dense=dense), *step.layers[1:]))
    made = explain(lost, Quantity("update", 1, 0, 0))
    products = [term.product for term in made.terms]
    assert products[:2] == [math.inf, -math.inf]
    assert why_scene(lost, [made.quantity], Quantity("loss")).rows


def test_a_link_that_dies_and_one_that_is_dead_say_so() -> None:
    session = faithful(0, l1=0.05, learning_rate=0.3)
    learner: Any = session.learner
    dying = 0
    for _ in range(60):
        step = frame_inside(session).step
        before = learner.state[1].copy()
        session.advance(1)
        died = np.flatnonzero(learner.state[1] > before)
        for place in died.tolist():
            asked = _at(session, place)
            made = explain(step, asked)
            assert made.terms[-1].label == "held at 0: the link is dead from now on"
            assert made.combined() == pytest.approx(made.value, abs=1e-12)
            now = step.value(replace(asked, what="weight"))
            assert made.value == -now != 0.0
            later = frame_inside(session).step
            for what in ("weight", "update"):
                ended = explain(later, replace(asked, what=what))
                assert ended.value == 0.0
                assert ended.note.startswith("A dead link")
            dying += 1
    assert dying >= 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_both_can_be_written(language: str) -> None:
    set_language(language)
    for session in (balanced("squared"), faithful(1, l1=0.05)):
        step = frame_inside(session).step
        for quantity in all_quantities(step):
            scene = why_scene(step, [quantity], Quantity("loss"))
            assert scene.title
            assert scene.formula


def _at(session: Session, place: int) -> Quantity:
    """Name the weight that stands at a place in θ."""
    learner: Any = session.learner
    for layer, block in enumerate(learner.parameters.blocks, start=1):
        for source in range(len(block) - 1):
            for neuron in range(block.shape[1]):
                if learner.locate(layer, source, neuron) == place:
                    return Quantity("update", layer, neuron, source)
    raise AssertionError(f"no weight stands at {place}")


def _trailing(session: Session, *trail: Quantity) -> Any:
    return dataclasses.replace(session.watch, trail=trail)
