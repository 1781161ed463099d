"""Every number of the Playground's network can be asked why it is what it is."""

from dataclasses import replace

import numpy as np
import pytest

from tests.session.builders import experiment_of
from visualizer.engine.activations import activations
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.scenes.intents import NeuronRef, Select, WeightRef
from visualizer.scenes.why import AskWhy, LeaveWhy, Quantity
from visualizer.session import commands as do
from visualizer.session.session import Session

WHY = frozenset({"why"})


@pytest.fixture
def session():
    session = Session(experiment_of("circle"))
    session.advance(40)
    return session


def look(session, **changes):
    session.execute(do.Look(replace(session.watch, visible=WHY, **changes)))
    taken = session.snapshot(WHY)
    exhibit = session.exhibit_class()
    settings = taken.experiment.settings
    scenes = exhibit.scenes(taken.frame, settings, taken.watch, WHY)
    return taken.frame.step, scenes["why"]


def answer(session, intent):
    taken = session.snapshot(WHY)
    settings = taken.experiment.settings
    exhibit = session.exhibit_class()
    return exhibit.respond(intent, settings, taken.watch, taken.frame)[1]


def test_without_a_selection_it_is_the_loss_of_the_example(session):
    step, scene = look(session)
    assert scene.result_label.startswith("loss")
    assert step.value(Quantity("loss")) == pytest.approx(
        float((step.layers[-1].a[0, -1] - step.y[0, -1]) ** 2)
    )


def test_a_neuron_is_its_activation_and_a_weight_what_becomes_of_it(session):
    step, scene = look(session, selection=NeuronRef(1, 2))
    assert scene.result_label.startswith("activation")
    x, layer = step.x[:, -1], step.layers[0]
    own = np.tanh(x @ layer.weights[:, 2] + layer.biases[2])
    assert step.value(Quantity("activation", 1, 2)) == pytest.approx(own, rel=1e-6)
    theta = session.learner.state[0].copy()
    step, scene = look(session, selection=WeightRef(2, 1, 0))
    assert scene.result_label.startswith("next value")
    promised = step.value(Quantity("next", 2, 0, 1))
    assert np.array_equal(session.learner.state[0], theta), "looking changes nothing"
    session.advance(1)
    place = session.learner.locate(2, 1, 0)
    assert promised == pytest.approx(float(session.learner.state[0][place]), rel=1e-6)


def test_numbers_are_opened_one_after_the_other_and_left_again(session):
    first, second = Quantity("activation", 2, 0), Quantity("sum", 2, 0)
    session.execute(do.Look(answer(session, AskWhy(first))))
    session.execute(do.Look(answer(session, AskWhy(second))))
    _, scene = look(session)
    assert len(scene.trail) == 2
    assert not scene.following
    assert scene.follow == "follow the selection"
    assert answer(session, LeaveWhy(0)).trail == (first,)
    assert answer(session, LeaveWhy(-1)).trail == ()
    assert answer(session, Select(NeuronRef(1, 0))).trail == ()


def test_a_probe_has_a_way_forward_and_none_back(session):
    point = (1.5, -2.0)
    step, scene = look(session, probe=point)
    assert step.x[:, -1].tolist() == list(point)
    assert scene.result_label.startswith("activation")
    assert np.isfinite(step.layers[-1].a[:, -1]).all()
    assert np.isnan(step.losses[-1])
    assert np.isnan(step.layers[0].da[:, -1]).all()
    # The batch is not touched by it.
    assert all(np.isfinite(layer.average).all() for layer in step.layers)
    assert all(np.isfinite(layer.requests[..., :-1]).all() for layer in step.layers)


def test_while_it_is_looked_at_no_class_counts_more():
    session = Session(experiment_of("circle", balanced=True, train_share=0.3))
    session.advance(3)
    step, scene = look(session)
    assert scene.subtitle.endswith("only looked at")
    assert not step.has(Quantity("class_weight"))
    shown = session.snapshot(WHY).frame.layers[-1]
    assert step.value(Quantity("desired", 3, 0)) == -float(shown.da[0])
    # In the batch it does.
    assert step.has(Quantity("class_weight", example=0))


def test_what_is_opened_is_what_the_network_shows():
    """While it is only looked at: nothing dropped, running mean and variance."""
    session = Session(
        experiment_of(
            "circle",
            hidden=(4, 4),
            layers=(
                LayerSettings(normalization="batch", dropout=0.5),
                LayerSettings(residual=True),
            ),
        )
    )
    session.advance(30)
    order = session.learner.upcoming()
    step, scene = look(session, example=int(order[0]), selection=NeuronRef(1, 2))
    assert step.aside
    assert scene.subtitle.endswith("only looked at")
    shown = session.snapshot(WHY).frame
    assert shown.example == step.numbers[-1] == order[0]
    for layer, view in zip(step.layers, shown.layers, strict=True):
        np.testing.assert_array_equal(layer.outputs[:, -1], view.a)
        np.testing.assert_array_equal(layer.a[:, -1], view.answer)
    masks = step.layers[0].masks
    assert (masks[:, -1] == 1.0).all()
    assert (masks[:, :-1] != 1.0).all()


def test_a_live_change_is_followed(session):
    settings = replace(
        session.snapshot().experiment.settings, activation=activations["relu"]()
    )
    session.execute(do.Change(settings))
    step, _ = look(session, selection=NeuronRef(1, 0))
    assert (step.layers[0].a >= 0.0).all()
    switched = replace(settings, disabled=((1, 0),))
    session.execute(do.Change(switched))
    step, _ = look(session)
    assert (step.layers[0].outputs[0] == 0.0).all()
