"""What the exhibit Inside shows at each station, and what it does about wishes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.inside_builders import (
    INSIDE_PRESETS,
    frame_inside,
    inside,
    scenes_of,
)
from tests.session.builders import settings_of
from visualizer.engine.activations.relu import ReLU
from visualizer.exhibits.inside import Inside
from visualizer.exhibits.inside.batch_scene import MOST_COLUMNS
from visualizer.exhibits.inside.following import followed
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.scenes.batch import ChooseTable
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import (
    AddLayer,
    MoveProbe,
    NeuronRef,
    Select,
    StepExample,
    ToggleDisabled,
    WeightRef,
)
from visualizer.scenes.why import AskWhy, LeaveWhy, Quantity
from visualizer.session import commands as do
from visualizer.session.session import Session


def at(session: Session, phase: Phase | None, example: int = 0) -> Any:
    session.execute(do.Visit(example, phase))
    return scenes_of(session)


def wish(session: Session, intent: Any) -> None:
    shown = session.snapshot()
    answer = Inside().respond(intent, settings_of(session), session.watch, shown.frame)
    assert answer is not None
    settings, watch = answer
    session.execute(do.Look(watch))
    session.execute(do.Change(settings))


# The stations.


def test_the_stations_are_those_of_a_training_step() -> None:
    scene = scenes_of(inside())["walk"]
    assert [station.title for station in scene.stations] == [
        *("Input", "Layer 1", "Layer 2", "Output", "Loss", "Desired"),
        *("Back to layer 2", "Back to layer 1", "Average", "Update"),
    ]
    assert {station.progress for station in scene.stations} == {"ahead"}


@pytest.mark.parametrize("key", INSIDE_PRESETS)
@pytest.mark.parametrize("unit", ["layer", "neuron", "product"])
def test_a_walk_passes_all_stations_in_order(key: str, unit: Any) -> None:
    session = inside(key, batch_size=2)
    passed: list[str] = []
    captions = set()
    for _ in range(600):
        session.execute(do.Step(unit, 1))
        if session.update:
            break
        scene = scenes_of(session)["walk"]
        current = [s for s in scene.stations if s.progress == "current"]
        assert len(current) == 1
        place = scene.stations.index(current[0])
        assert all(s.progress == "done" for s in scene.stations[:place])
        captions.add(scene.caption)
        if not passed or passed[-1] != current[0].title:
            passed.append(current[0].title)
    titles = [station.title for station in scene.stations]
    once = titles[:-2]
    assert passed == [*once, *once, "Average", "Update"]
    assert len(captions) >= len(titles) - 1


def test_a_click_on_a_station_leads_there() -> None:
    session = inside()
    for number in range(10):
        station = scenes_of(session)["walk"].stations[number]
        session.execute(do.Visit(station.visit.example, station.visit.phase))
        assert scenes_of(session)["walk"].stations[number].progress == "current"


# The network.


def test_the_input_station_knows_no_activation_yet() -> None:
    scene = at(inside(), None)["network"]
    assert np.isfinite(scene.activations[0]).all()
    assert all(np.isnan(layer).all() for layer in scene.activations[1:])


def test_neurons_show_activations_and_outputs_their_targets() -> None:
    session = inside()
    scene = at(session, Phase("backward", 2), 1)["network"]
    assert scene.maps == (None,) * 4
    y = frame_inside(session).step.y[:, -1]
    assert [label.split(" · ")[1] for label in scene.layers[-1].labels] == [
        f"target {value:.0f}" for value in y
    ]
    desired = [np.isfinite(one).any() for one in scene.desired]
    assert desired == [False, False, True, True]
    step = frame_inside(session).step
    np.testing.assert_allclose(scene.desired[2], -step.layers[1].da[:, -1])


def test_of_one_output_the_target_stands_in_the_title() -> None:
    scene = at(inside("inside-regression"), Phase("loss", 2))["network"]
    assert "target " in scene.subtitle


# The table.


def test_the_table_fills_as_the_walk_goes() -> None:
    session = inside()
    step = frame_inside(session).step

    def known(scene: Any) -> list[bool]:
        return [bool(np.isfinite(row.values).all()) for row in scene.rows]

    scene = at(session, Phase("forward", 2), 2)["batch"]
    assert known(scene) == [True, True, False, False, False]
    assert np.isnan(scene.average.values).all()
    scene = at(session, Phase("backward", 2), 2)["batch"]
    assert known(scene) == [True, True, True, False, False]
    assert [row.watched for row in scene.rows] == [False, False, True, False, False]
    assert scene.columns[:5] == ("w₁₁", "w₁₂", "w₁₃", "w₁₄", "w₂₁")
    assert scene.columns[-3:] == ("b₁", "b₂", "b₃")
    assert scene.largest == ()
    scene = at(session, Phase("average", 3))["batch"]
    assert known(scene) == [True] * 5
    rows = np.array([row.values for row in scene.rows])
    np.testing.assert_allclose(scene.average.values, rows.mean(axis=0), atol=1e-15)
    changes = np.concatenate([np.abs(layer.change).ravel() for layer in step.layers])
    named = [abs(step.value(cell.quantity)) for cell in scene.largest]
    assert named == sorted(changes, reverse=True)[:4]


def test_a_layer_can_be_chosen_for_the_table() -> None:
    session = inside()
    wish(session, ChooseTable(1))
    scene = at(session, Phase("backward", 3))["batch"]
    assert scene.chosen == "1"
    assert len(scene.columns) == 12
    wish(session, ChooseTable(None))
    assert scenes_of(session)["batch"].chosen == ""


def test_of_a_large_layer_the_largest_averages_are_shown() -> None:
    session = inside(hidden=(20, 20))
    wish(session, ChooseTable(2))
    scene = scenes_of(session)["batch"]
    assert len(scene.columns) == MOST_COLUMNS
    average = np.abs(frame_inside(session).step.layers[1].average)
    least = np.sort(average, axis=None)[-MOST_COLUMNS]
    assert np.abs(scene.average.values).min() == pytest.approx(least)
    assert "20 of 420" in scene.subtitle


# Why.


@pytest.mark.parametrize(
    ("phase", "formula"),
    [
        (None, "x"),
        (Phase("forward", 2), "z⁽²⁾ = W⁽²⁾ᵀ · a⁽¹⁾ + b⁽²⁾"),
        (Phase("loss", 3), "C = Σ (a − y)²"),
        (Phase("backward", 3), "−∂C/∂a⁽³⁾,  C = Σ (a − y)²"),
        (Phase("backward", 1), "−∂C/∂a⁽¹⁾ = W⁽²⁾ · (−∂C/∂z⁽²⁾)"),
    ],
)
def test_what_is_explained_follows_the_walk(phase: Phase | None, formula: str) -> None:
    scene = at(inside(), phase)["why"]
    assert scene.formula == formula
    assert scene.following


def test_at_the_end_the_largest_request_and_change_are_explained() -> None:
    session = inside()
    step = frame_inside(session).step
    largest = max(np.abs(layer.average).max() for layer in step.layers)
    for phase, what in (
        (Phase("average", 3), "average"),
        (Phase("update", 3), "update"),
    ):
        at(session, phase)
        asked = followed(frame_inside(session), None)
        assert asked.what == what
        scale = 1.0 if what == "average" else step.rate
        assert abs(step.value(asked)) == pytest.approx(scale * largest)


@pytest.mark.parametrize(
    ("target", "phase", "title"),
    [
        (NeuronRef(2, 1), Phase("forward", 3), "activation a₂⁽²⁾"),
        (NeuronRef(2, 1), Phase("backward", 2), "desired change a₂⁽²⁾"),
        (NeuronRef(1, 1), Phase("backward", 2), "activation a₂⁽¹⁾"),
        (NeuronRef(0, 1), Phase("backward", 2), "input x₂"),
        (WeightRef(2, 3, 0), Phase("forward", 1), "weight w₁₄⁽²⁾"),
        (WeightRef(2, 3, 0), Phase("backward", 1), "request w₁₄⁽²⁾"),
        (WeightRef(2, None, 0), Phase("average", 3), "average request b₁⁽²⁾"),
        (WeightRef(2, None, 0), Phase("update", 3), "change b₁⁽²⁾"),
    ],
)
def test_what_is_selected_is_explained(target: Any, phase: Phase, title: str) -> None:
    session = inside()
    at(session, phase)
    wish(session, Select(target))
    assert scenes_of(session)["why"].result_label == title


def test_numbers_open_one_after_the_other_and_close_again() -> None:
    session = inside()
    opened = [Quantity("desired", 2, 0), Quantity("slope", 3, 1), Quantity("sum", 3, 1)]
    for quantity in opened:
        wish(session, AskWhy(quantity))
    assert session.watch.trail == tuple(opened)
    wish(session, LeaveWhy(0))
    assert session.watch.trail == tuple(opened[:1])
    wish(session, LeaveWhy(-1))
    assert session.watch.trail == ()
    wish(session, AskWhy(opened[0]))
    wish(session, Select(NeuronRef(1, 0)))
    assert session.watch.trail == ()


# Wishes and settings.


def test_examples_are_chosen_from_the_first_of_the_batch_on() -> None:
    session = inside()
    first = int(session.learner.upcoming()[0])
    assert frame_inside(session).step.numbers[-1] == first
    wish(session, StepExample(1))
    assert frame_inside(session).step.numbers[-1] == first + 1


def test_a_probe_is_not_taken_and_the_shape_can_change() -> None:
    session = inside()
    wish(session, MoveProbe((0.0, 0.0)))
    assert frame_inside(session).network.example >= 0
    wish(session, AskWhy(Quantity("sum", 3, 1)))
    wish(session, AddLayer())
    assert settings_of(session).hidden == (4, 3, 2)
    assert scenes_of(session)["why"].following


def test_a_neuron_that_is_switched_off_hands_on_nothing() -> None:
    session = inside()
    wish(session, ToggleDisabled(NeuronRef(1, 0)))
    step = frame_inside(session).step
    assert (step.layers[0].outputs[0] == 0.0).all()
    assert (step.layers[0].a[0] != 0.0).all()
    wish(session, Select(NeuronRef(1, 0)))
    assert scenes_of(session)["why"].note == "The neuron is switched off."


def test_an_activation_of_a_layer_of_its_own_is_taken_apart() -> None:
    session = inside()
    wanted = replace(settings_of(session), layers=(LayerSettings(activation=ReLU()),))
    session.execute(do.Change(wanted))
    layer = frame_inside(session).step.layers[0]
    np.testing.assert_array_equal(layer.a, np.maximum(layer.z, 0.0))


def test_while_it_runs_fast_the_step_is_looked_at_in_turns() -> None:
    session = inside()
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    step = frame_inside(session).step
    session.advance(3)
    assert session.snapshot(frozenset({"why"})).frame.step is step
    assert session.snapshot(frozenset({"why", "details"})).frame.step is not step


@pytest.mark.parametrize("key", INSIDE_PRESETS)
def test_the_presets_learn(key: str) -> None:
    session = inside(key)
    before = session.learner.evaluate()
    session.advance(30 * session.learner.updates_per_epoch)
    after = session.learner.evaluate()
    assert after.train_loss < 0.2 * before.train_loss
