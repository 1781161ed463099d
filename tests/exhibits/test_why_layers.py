"""Normalization, dropout, noise and ways around layers are explained like the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.inside_builders import (
    all_quantities,
    frame_inside,
    inside,
    scenes_of,
)
from tests.exhibits.plain_step import PLACES, plain_steps
from tests.session.builders import Clock, settings_of
from visualizer.engine.activations import activations
from visualizer.exhibits.playground.layer_settings import LayerSettings, NeuronSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.why.explanation import explain
from visualizer.exhibits.why.passes import StepPass
from visualizer.exhibits.why.wording import why_scene
from visualizer.files.prepared import scene, scene_keys
from visualizer.language import set_language
from visualizer.scenes.graph import Phase
from visualizer.scenes.why import Quantity
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

RELU, TANH = activations["relu"](), activations["tanh"]()

NETWORKS: dict[str, dict[str, Any]] = {
    "batch-norm": {"layers": (LayerSettings(normalization="batch"),)},
    "layer-norm": {"layers": (LayerSettings(), LayerSettings(normalization="layer"))},
    "dropout": {"layers": (LayerSettings(dropout=0.4), LayerSettings(dropout=0.3))},
    "noise": {"input_noise": 0.2},
    "skip": {
        "hidden": (3, 3),
        "layers": (LayerSettings(), LayerSettings(residual=True)),
    },
    "skip-first": {"hidden": (2, 3), "layers": (LayerSettings(residual=True),)},
    "inputs-to-all": {"hidden": (3, 2, 2), "input_skips": True},
    "off": {"disabled": ((1, 1), (2, 0))},
    "own-activations": {
        "neurons": (NeuronSettings(1, 0, TANH), NeuronSettings(2, 1, RELU))
    },
    "all-at-once": {
        "hidden": (3, 3, 3),
        "input_noise": 0.1,
        "disabled": ((3, 2),),
        "neurons": (NeuronSettings(2, 1, TANH),),
        "layers": (
            LayerSettings(normalization="layer", dropout=0.3),
            LayerSettings(normalization="batch", residual=True),
            LayerSettings(normalization="batch", dropout=0.4, residual=True),
        ),
    },
    "inputs-beside-all": {
        "hidden": (2, 3, 3),
        "input_skips": True,
        "input_noise": 0.1,
        "layers": (
            LayerSettings(normalization="batch", residual=True),
            LayerSettings(dropout=0.5, normalization="layer"),
        ),
    },
}

SCENES = tuple(
    key
    for key in scene_keys()
    if isinstance(settings := scene(key).experiment.settings, PlaygroundSettings)
    and (settings.layers or settings.input_noise or settings.input_skips)
    and scene(key).experiment.exhibit == "playground"
)
"""Prepared scenes of networks that do more than weigh, sum and activate."""


def session_inside(name: str, updates: int = 6) -> Session:
    return inside("inside-one-pass", updates, **NETWORKS[name])


def aside(session: Session) -> StepPass:
    """Return the step with an example watched that is not in the batch."""
    order = session.learner.upcoming().tolist()
    other = next(n for n in range(session.learner.examples) if n not in order)
    session.execute(do.Look(replace(session.watch, example=other)))
    return frame_inside(session).step


def opened(key: str) -> StepPass:
    """Return a step of a prepared scene's network, taken over into Inside."""
    settings = replace(
        scene(key).experiment.settings, precision="float64", batch_size=6
    )
    session = Session(Experiment("inside", settings), clock=Clock())
    session.advance(3)
    return frame_inside(session).step


def some(step: StepPass, most: int) -> list[Quantity]:
    """Return numbers of the watched example and of one of the batch."""
    wanted = [one for one in all_quantities(step) if one.example in (None, 1)]
    return wanted[:: max(1, len(wanted) // most)]


def compare(step: StepPass, watched_in: bool, most: int = 1000) -> int:
    """Compare requests with differences; return how many."""
    batch, watched = plain_steps(step, watched_in)
    compared = 0
    for quantity in some(step, most):
        if quantity.what not in PLACES and quantity.what != "request":
            continue
        network = watched if quantity.example is None else batch
        shown = step.value(quantity)
        assert shown == pytest.approx(network.by_difference(quantity), abs=1e-6), (
            quantity
        )
        compared += 1
    return compared


def check_parts(step: StepPass) -> int:
    """Check that the parts of every number make it; return how many have parts."""
    explained = 0
    for quantity in some(step, 1000):
        made = explain(step, quantity)
        assert made.value == step.value(quantity)
        if made.terms:
            assert made.combined() == pytest.approx(made.value, abs=1e-12), quantity
            explained += 1
        for term in made.terms:
            for part in term.parts:
                assert part.quantity is None or step.has(part.quantity), quantity
    return explained


@pytest.mark.parametrize("name", NETWORKS)
def test_every_request_is_a_central_difference(name: str) -> None:
    session = session_inside(name)
    assert not frame_inside(session).step.aside
    assert compare(frame_inside(session).step, True) > 60
    assert compare(aside(session), False) > 60


@pytest.mark.parametrize("name", NETWORKS)
def test_the_parts_of_every_number_make_it(name: str) -> None:
    session = session_inside(name)
    assert check_parts(frame_inside(session).step) > 150
    assert check_parts(aside(session)) > 150


@pytest.mark.parametrize("key", SCENES)
def test_prepared_scenes_with_such_layers_are_walked(key: str) -> None:
    step = opened(key)
    assert compare(step, True, 300) > 30
    assert check_parts(step) > 300


def test_there_are_such_scenes() -> None:
    assert {"dropout-against-overfitting", "normalization-revives"} <= set(SCENES)
    assert "skip-connections" in SCENES


@pytest.mark.parametrize("name", NETWORKS)
def test_the_step_is_the_one_that_is_done(name: str) -> None:
    """So masks and noise are those of this very update."""
    session = session_inside(name, 5)
    step = frame_inside(session).step
    before = session.learner.state[0].copy()
    kept = session.learner.scalars.copy()
    frame_inside(session)
    np.testing.assert_array_equal(session.learner.scalars, kept)
    session.advance(1)
    blocks = [layer.parameters(of) for layer in step.layers for of in layer.blocks()]
    change = np.concatenate([block.change.ravel() for block in blocks])
    average = np.concatenate([block.average.ravel() for block in blocks])
    np.testing.assert_array_equal(session.learner.state[0] - before, change)
    np.testing.assert_allclose(change, step.rate * average, rtol=0.0, atol=1e-15)
    assert np.abs(average).max() > 0.0
    requests = [block.requests[..., : step.shown].mean(axis=-1) for block in blocks]
    np.testing.assert_allclose(
        np.concatenate([one.ravel() for one in requests]), average, atol=1e-14
    )


def test_masks_differ_from_update_to_update_and_scale_what_is_kept() -> None:
    session = session_inside("dropout")
    first = frame_inside(session).step.layers[0].masks
    session.advance(1)
    second = frame_inside(session).step.layers[0].masks
    assert first is not None
    assert second is not None
    assert not np.array_equal(first, second)
    assert set(np.unique(first).round(12)) == {0.0, round(1.0 / 0.6, 12)}
    masks = aside(session).layers[0].masks
    assert masks is not None
    assert (masks[:, -1] == 1.0).all()


def test_a_look_aside_uses_the_running_values_of_the_engine() -> None:
    session = session_inside("batch-norm")
    made = aside(session).layers[0].normalized
    assert made is not None
    mean, variance = session.learner.statistics.reshape(2, -1)
    np.testing.assert_array_equal(made.mean[:, -1], mean)
    np.testing.assert_array_equal(made.variance[:, -1], variance)
    assert made.running.tolist() == [*(5 * [False]), True]
    sums = made.sums[:, :-1]
    np.testing.assert_allclose(made.mean[:, 0], sums.mean(axis=1), atol=1e-14)
    np.testing.assert_allclose(made.variance[:, 0], sums.var(axis=1), atol=1e-14)


def test_of_a_large_batch_mean_and_variance_name_the_others() -> None:
    step = frame_inside(
        inside(batch_size=50, layers=(LayerSettings(normalization="batch"),))
    ).step
    for what in ("mean", "variance", "mean_request", "spread_request"):
        made = explain(step, Quantity(what, 1, 0))  # type: ignore[arg-type]
        assert len(made.terms) == step.shown + 1
        assert made.terms[-1].label == "20 others"
        assert made.combined() == pytest.approx(made.value, abs=1e-14)


def test_three_terms_go_back_through_a_normalization() -> None:
    step = frame_inside(session_inside("batch-norm")).step
    made = explain(step, Quantity("weighted_request", 1, 0))
    assert [term.label for term in made.terms] == [
        *("directly", "through the mean", "through the variance"),
    ]
    alone = explain(aside(session_inside("batch-norm")), made.quantity)
    assert [term.label for term in alone.terms] == ["directly"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_can_be_written(name: str, language: str) -> None:
    set_language(language)
    session = session_inside(name)
    for step in (frame_inside(session).step, aside(session)):
        for quantity in some(step, 250):
            shown = why_scene(step, [quantity], Quantity("loss"))
            assert shown.title
            assert shown.formula
            assert not shown.following
            named = [cell for row in shown.rows for cell in row.cells]
            named += [cell for ask in shown.asks for cell in ask.cells]
            for cell in named:
                assert cell.quantity is None or step.has(cell.quantity)
            if shown.whole is not None:
                grids = why_scene(step, [shown.whole], quantity).grids
                assert grids
                for grid in grids:
                    for cell in (one for row in grid.rows for one in row):
                        assert cell.quantity is not None
                        assert step.has(cell.quantity)


# Stations.


def test_what_a_layer_does_besides_has_stations_of_its_own() -> None:
    session = session_inside("all-at-once", 0)
    titles = [station.title for station in scenes_of(session)["walk"].stations]
    assert titles == [
        *("Input", "Layer 1", "Normalize 1", "Hand on 1"),
        *("Layer 2", "Normalize 2", "Hand on 2"),
        *("Layer 3", "Normalize 3", "Hand on 3", "Output", "Loss", "Desired"),
        *("Back to layer 3", "Back to a 3", "Back to sums 3"),
        *("Back to layer 2", "Back to a 2", "Back to sums 2"),
        *("Back to layer 1", "Back to a 1", "Back to sums 1", "Average", "Update"),
    ]


@pytest.mark.parametrize("unit", ["layer", "neuron", "product"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_walk_passes_all_stations_in_order(name: str, unit: Any) -> None:
    session = inside("inside-one-pass", 0, batch_size=2, **NETWORKS[name])
    passed: list[str] = []
    for _ in range(600):
        session.execute(do.Step(unit, 1))
        if session.update:
            break
        scenes = scenes_of(session)
        current = [s for s in scenes["walk"].stations if s.progress == "current"]
        assert len(current) == 1
        assert scenes["walk"].caption
        assert scenes["why"].formula
        if not passed or passed[-1] != current[0].title:
            passed.append(current[0].title)
    titles = [station.title for station in scenes["walk"].stations]
    assert passed == [*titles[:-2], *titles[:-2], "Average", "Update"]


@pytest.mark.parametrize(
    ("phase", "formula"),
    [
        (Phase("forward", 2), "s⁽²⁾ = W⁽²⁾ᵀ · o⁽¹⁾ + b⁽²⁾"),
        (
            Phase("forward", 2, part="normalized"),
            "ŝ⁽²⁾ = (s⁽²⁾ − μ⁽²⁾) / √(v⁽²⁾ + ε),  z⁽²⁾ = γ⁽²⁾ ⊙ ŝ⁽²⁾ + β⁽²⁾",
        ),
        (Phase("forward", 3, part="handed_on"), "o⁽³⁾ = m⁽³⁾ ⊙ a⁽³⁾ + o⁽²⁾"),
        (
            Phase("backward", 2),
            "−∂C/∂o⁽²⁾ = W⁽³⁾ · (−∂C/∂s⁽³⁾) + (−∂C/∂o⁽³⁾)",
        ),
        (Phase("backward", 3, part="handed_on"), "−∂C/∂a⁽³⁾ = −∂C/∂o⁽³⁾ ⊙ m⁽³⁾"),
    ],
)
def test_what_is_explained_follows_the_walk(phase: Phase, formula: str) -> None:
    session = session_inside("all-at-once")
    session.execute(do.Visit(1, phase))
    assert scenes_of(session)["why"].formula == formula


def test_the_canvas_shows_what_training_computes() -> None:
    session = session_inside("all-at-once")
    session.execute(do.Visit(1, Phase("backward", 1)))
    frame = frame_inside(session)
    graph = scenes_of(session)["network"]
    for number, layer in enumerate(frame.step.layers, start=1):
        np.testing.assert_array_equal(graph.activations[number], layer.outputs[:, -1])
        np.testing.assert_array_equal(graph.desired[number], -layer.da[:, -1])
    np.testing.assert_array_equal(graph.activations[0], frame.step.x[:, -1])


def test_a_live_change_in_the_middle_of_a_walk_is_followed() -> None:
    session = session_inside("dropout")
    last = scenes_of(session)["walk"].stations[-3].visit
    session.execute(do.Visit(last.example, last.phase))
    plain = replace(settings_of(session), layers=())
    session.execute(do.Change(plain))
    scenes = scenes_of(session)
    assert "Hand on 1" not in [station.title for station in scenes["walk"].stations]
    assert frame_inside(session).step.layers[0].masks is None
    session.execute(do.Change(replace(plain, disabled=((1, 0),))))
    assert frame_inside(session).step.layers[0].off.tolist()[:2] == [True, False]


def test_the_table_has_gain_and_shift() -> None:
    session = session_inside("batch-norm")
    session.execute(do.Visit(0, Phase("backward", 1)))
    table = scenes_of(session)["batch"]
    names = [f"{letter}{index}" for letter in "γβ" for index in "₁₂₃₄"]
    assert list(table.columns[-8:]) == names
    assert np.isnan(table.rows[0].values).all()
    session.execute(do.Visit(0, Phase("backward", 1, part="normalized")))
    table = scenes_of(session)["batch"]
    assert np.isfinite(table.rows[0].values).all()
