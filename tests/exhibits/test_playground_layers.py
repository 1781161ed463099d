"""Layers, neurons and weights with settings of their own: built, seen, replayed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import (
    frame_of,
    learner_of,
    look,
    scene_of,
    session_of,
)
from tests.session.builders import change, digest, settings_of
from visualizer.datasets.xor import Xor
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.gradient_check import central_difference
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.network import Trace
from visualizer.engine.optimizers import optimizers
from visualizer.engine.random_streams import Draws, RandomStreams
from visualizer.engine.schedules import schedules
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.session import commands as do
from visualizer.session.session import Session
from visualizer.settings import SettingError

RELU = activations["relu"]()
WIDE = {"hidden": (4, 4), "precision": "float64"}

OWN: dict[str, dict[str, Any]] = {
    "activation": {"layers": (LayerSettings(activation=RELU),)},
    "batch": {"layers": (LayerSettings(normalization="batch"),)},
    "layer": {"layers": (LayerSettings(), LayerSettings(normalization="layer"))},
    "residual": {"layers": (LayerSettings(), LayerSettings(residual=True))},
    "everything": {
        "layers": (
            LayerSettings(activation=RELU, normalization="batch"),
            LayerSettings(normalization="layer", residual=True),
        ),
        "disabled": ((1, 2), (2, 0)),
    },
}
RANDOM: dict[str, dict[str, Any]] = {
    "dropout": {"layers": (LayerSettings(dropout=0.4),)},
    "skip and dropout": {
        "layers": (LayerSettings(), LayerSettings(residual=True, dropout=0.4))
    },
    "input noise": {"input_noise": 0.3},
}
UPDATES: dict[str, dict[str, Any]] = {
    "schedule": {"schedule": schedules["cosine"]()},
    "plateau": {"schedule": schedules["plateau"](patience=0, threshold=0.9)},
    "clip length": {"clip_norm": 0.03},
    "clip values": {"clip_value": 0.003},
    "weight limit": {"max_norm": 0.3},
    "balance": {"balanced": True},
    "frozen": {"frozen": ((1, 0), (2, 3), (3, 0))},
    "disabled": {"disabled": ((1, 0),)},
    "locked": {"locked": ((1, 1, 2), (2, None, 1))},
}


def watched(**changes: Any) -> Session:
    session = session_of(**{**WIDE, **changes})
    session.advance(40)
    look(session, example=3)
    return session


def by_formula(session: Session, x: Array) -> list[Array]:
    """Return what each column gives on for inputs (inputs, N), from its formula."""
    learner, settings = learner_of(session), settings_of(session)
    blocks, running = iter(learner.parameters.blocks), learner.statistics
    answers = [x]
    for number, units in enumerate((*settings.hidden, 1), start=1):
        own = settings.layer(number)
        block = next(blocks)
        z = block[:-1].T @ answers[-1] + block[-1][:, None]
        if own.normalization != "none":
            gain, shift = (next(blocks)[-1][:, None] for _ in range(2))
            mean, variance = z.mean(axis=0), z.var(axis=0)
            if own.normalization == "batch":
                mean, variance = running[:units, None], running[units:, None]
            z = gain * (z - mean) / np.sqrt(variance + 1e-5) + shift
        a = (own.activation or settings.activation)(z)
        if own.residual:
            a = a + answers[-1]
        off = [neuron for layer, neuron in settings.disabled if layer == number]
        a[off] = 0.0
        answers.append(a)
    return answers


@pytest.mark.parametrize("key", OWN)
def test_what_is_shown_is_what_the_formula_gives(key: str) -> None:
    session = watched(**OWN[key])
    frame, learner = frame_of(session), learner_of(session)
    expected = by_formula(session, learner.train.x[:, 3:4])
    assert frame.sizes == (2, 4, 4, 1)
    for view, a in zip(frame.layers, expected[1:], strict=True):
        np.testing.assert_allclose(view.a, a[:, 0], rtol=1e-9)
    answers = by_formula(session, learner.train.x)[-1]
    loss = float(((answers - learner.train.y) ** 2).mean())
    assert learner.evaluate().train_loss == pytest.approx(loss, rel=1e-9)
    maps = frame.details.maps
    grid = by_formula(session, np.stack([maps[0][0].ravel(), maps[0][1].ravel()]))
    for one, a in zip(maps, grid, strict=True):
        assert one is not None
        np.testing.assert_allclose(one.reshape(len(a), -1), a, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", OWN)
def test_gradients_of_the_watched_example_are_central_differences(key: str) -> None:
    session = watched(**OWN[key])
    frame, learner = frame_of(session), learner_of(session)
    trace = learner.new_trace(1, backward=True)
    trace.set_inputs(learner.train.x[:, 3:4], learner.train.y[:, 3:4])

    def own_loss() -> float:
        trace.forward.run()
        return float(learner.loss.value(trace.output, trace.y)[0])

    theta = learner.state[0]
    whole = central_difference(own_loss, theta)
    for number, view in enumerate(frame.layers, start=1):
        for neuron in range(frame.sizes[number]):
            for source in range(frame.sizes[number - 1]):
                place = learner.locate(number, source, neuron)
                shown = view.weight_gradient[source, neuron]
                assert shown == pytest.approx(whole[place], rel=1e-5, abs=1e-9)
            place = learner.locate(number, None, neuron)
            assert view.dz[neuron] == pytest.approx(whole[place], rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("key", [*OWN, *RANDOM])
def test_the_gradient_of_a_batch_in_training_is_central_differences(key: str) -> None:
    session = session_of(**{**WIDE, **{**OWN, **RANDOM}[key]})
    session.advance(20)
    learner = learner_of(session)
    trace = Trace(
        learner.network,
        learner.parameters,
        12,
        learner.loss,
        statistics=learner.statistics.copy(),
        # The masks of one update, over and over.
        training=Draws(RandomStreams(7)),
    )
    trace.set_inputs(learner.train.x[:, :12], learner.train.y[:, :12])

    def mean_loss() -> float:
        trace.forward.run()
        return float(learner.loss.value(trace.output, trace.y).mean())

    mean_loss()
    trace.backward.run()
    shown = trace.grad.flat.copy()
    expected = central_difference(mean_loss, learner.state[0])
    np.testing.assert_allclose(shown, expected, rtol=1e-5, atol=1e-8)
    assert np.abs(expected).max() > 1e-3


@pytest.mark.parametrize("key", [*OWN, *RANDOM, *UPDATES])
def test_replay_is_exact_to_the_bit(key: str) -> None:
    changes = {**WIDE, **{**OWN, **RANDOM, **UPDATES}[key], "precision": "float32"}
    session = session_of(**changes)
    plain = session_of(**{**WIDE, "precision": "float32"})
    session.advance(137)
    plain.advance(137)
    at = digest(session)
    session.advance(150)
    after = digest(session)
    session.execute(do.Seek(137))
    assert digest(session) == at
    session.advance(150)
    assert digest(session) == after
    # And it does something.
    assert at[0] != digest(plain)[0]


NOT_LIVE = ("schedule", "plateau", "balance", "batch", "layer", "everything")
LIVE = {
    key: changes
    for key, changes in {**OWN, **RANDOM, **UPDATES}.items()
    if key not in NOT_LIVE
}


@pytest.mark.parametrize("key", LIVE)
def test_live_choices_go_on_in_the_run_and_are_undone(key: str) -> None:
    session = session_of(**WIDE)
    session.advance(100)
    before = digest(session)
    change(session, **LIVE[key])
    assert len(session.snapshot().runs) == 1
    assert session.update == 100
    session.advance(60)
    after = digest(session)
    session.execute(do.Seek(50))
    assert learner_of(session).held.size == 0
    session.execute(do.Seek(160))
    assert digest(session) == after
    session.execute(do.Seek(100))
    assert digest(session) == before
    session.execute(do.Seek(160))
    session.execute(do.Undo())
    for name in LIVE[key]:
        assert getattr(settings_of(session), name) == getattr(
            PlaygroundSettings(**WIDE), name
        )
    assert len(session.snapshot().runs) == 1


@pytest.mark.parametrize("key", ["batch", "layer"])
def test_a_normalization_needs_a_new_run(key: str) -> None:
    session = session_of(**WIDE)
    session.advance(10)
    change(session, **OWN[key])
    assert len(session.snapshot().runs) == 2
    session.execute(do.Undo())
    assert settings_of(session).layers == ()


@pytest.mark.parametrize("key", optimizers.keys())
def test_what_is_locked_stays_to_the_bit(key: str) -> None:
    session = session_of(
        **{**WIDE, "precision": "float32"},
        optimizer=optimizers[key](),
        l1=0.01,
        l2=0.01,
        frozen=((2, 1),),
        locked=((1, 0, 3), (3, None, 0)),
        layers=(LayerSettings(), LayerSettings(normalization="batch")),
    )
    learner = learner_of(session)
    places = [learner.locate(1, 0, 3), learner.locate(3, None, 0)]
    places += [learner.locate(2, source, 1) for source in (0, 1, 2, 3, None)]
    assert set(places) < set(learner.held.tolist())
    # The frozen neuron's gain and shift, too.
    assert len(learner.held) == len(places) + 2
    before = learner.state[:, learner.held].tobytes()
    session.advance(200)
    assert session.update == 200
    assert learner.state[:, learner.held].tobytes() == before


def test_a_neuron_that_is_off_is_drawn_as_silent_and_learns_nothing() -> None:
    session = watched(disabled=((1, 2),))
    frame = frame_of(session)
    assert frame.layers[0].a[2] == 0.0
    assert frame.layers[0].answer[2] != 0.0
    assert not frame.layers[0].weight_gradient[:, 2].any()
    assert not frame.details.maps[1][2].any()
    assert NeuronRef(1, 2) not in dict(frame.details.troubles)
    look(session, selection=NeuronRef(1, 2))
    scene = scene_of(session, "neuron")
    assert scene.disabled
    assert scene.note == "switched off: it answers 0"
    assert scene.activation_text.endswith("→  0")
    assert scene_of(session, "network").disabled == (NeuronRef(1, 2),)


def test_the_inside_of_a_neuron_with_a_normalized_sum_and_a_way_around() -> None:
    session = watched(**OWN["everything"])
    look(session, selection=NeuronRef(2, 1))
    view, scene = frame_of(session).layers[1], scene_of(session, "neuron")
    products = sum(term.product for term in scene.terms)
    assert products + view.biases[1] == pytest.approx(view.z[1], rel=1e-9)
    assert scene.sum_text.startswith(f"Σ = {view.z[1]:.2f}".replace("-", "−"))
    assert "n = " in scene.sum_text
    assert scene.pre_activation == view.argument[1]
    assert scene.activation == pytest.approx(np.tanh(view.argument[1]), rel=1e-9)
    assert scene.activation_text.startswith("h₂⁽¹⁾ + tanh(n) = ")
    source = frame_of(session).layers[0].a[1]
    assert view.a[1] == pytest.approx(source + scene.activation, rel=1e-9)
    (_, _, da), (_, _, slope), (name, _, dn) = scene.gradient_lines
    assert name == "∂C/∂n"
    assert dn == pytest.approx(da * slope, rel=1e-9)


def test_columns_say_what_they_have_of_their_own() -> None:
    session = watched(
        layers=(
            LayerSettings(activation=RELU, normalization="batch", dropout=0.2),
            LayerSettings(normalization="layer", residual=True),
        )
    )
    scene = scene_of(session, "network")
    assert [layer.details for layer in scene.layers] == [
        "",
        "ReLU · batch norm · dropout 20 %",
        "layer norm · skip",
        "",
    ]
    assert [layer.residual for layer in scene.layers] == [False, False, True, False]


def test_the_card_of_a_layer() -> None:
    session = watched(layers=(LayerSettings(activation=RELU, dropout=0.2),))
    look(session, opened=1)
    card = scene_of(session, "network").layer_card
    assert (card.layer, card.title) == (1, "Layer 1: 4 neurons")
    assert card.activations[0] == ("", "as all: tanh")
    assert card.activation == "relu"
    assert card.dropout == 0.2
    assert card.residual_note == "needs 2 neurons, as before it"
    look(session, opened=2)
    card = scene_of(session, "network").layer_card
    assert (card.activation, card.residual_note) == ("", "")
    look(session, opened=3)
    assert scene_of(session, "network").layer_card is None


def test_locked_weights_are_marked() -> None:
    session = watched(locked=((1, 1, 2),), frozen=((2, 0),))
    look(session, selection=WeightRef(1, 1, 2))
    scene = scene_of(session, "network")
    assert scene.locked == (WeightRef(1, 1, 2),)
    assert scene.frozen == (NeuronRef(2, 0),)
    assert scene.card.locked
    look(session, selection=WeightRef(1, 0, 2))
    assert not scene_of(session, "network").card.locked


def test_it_is_said_when_the_gradient_is_clipped_and_how_strongly() -> None:
    session = watched(clip_norm=1e-3)
    learner = learner_of(session)
    state = scene_of(session, "network").state
    assert 0.0 < learner.clipped < 0.1
    assert state == f"gradient clipped to {100 * learner.clipped:.2f} %"
    # What is left of the last gradient has the length that is allowed.
    assert np.linalg.norm(learner.grad.flat) == pytest.approx(1e-3, rel=1e-2)
    assert scene_of(watched(clip_norm=1000.0), "network").state == ""
    assert scene_of(watched(), "network").state == ""


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("dropout", "walk without dropout and noise"),
        ("input noise", "walk without dropout and noise"),
        ("batch", "walk with running means"),
        ("layer", ""),
    ],
)
def test_it_is_said_what_a_walk_leaves_out(key: str, told: str) -> None:
    session = watched(**{**OWN, **RANDOM}[key])
    assert scene_of(session, "network").state == ""
    session.execute(do.Step("layer"))
    assert scene_of(session, "network").state == told


def test_the_rate_of_a_schedule_is_said() -> None:
    session = watched(
        schedule=schedules["exponential"](gamma=0.5), learning_rate=0.08, batch="full"
    )
    # 40 epochs: 0.08 / 2⁴⁰.
    assert scene_of(session, "network").state == "learning rate now 7.3e−14"


def test_balanced_classes_weigh_by_their_frequency() -> None:
    session = session_of(balanced=True, train_share=0.3)
    learner = learner_of(session)
    labels = learner.train.labels
    assert labels is not None
    counts = np.bincount(labels)
    assert counts[0] != counts[1]
    weights = learner._rows[:, -1]
    for label, count in enumerate(counts):
        expected = labels.size / (2 * count)
        np.testing.assert_allclose(weights[labels == label], expected, rtol=1e-6)


def test_nothing_is_added_to_the_plain_path() -> None:
    plain = learner_of(session_of())
    names = [operation.name for operation in plain.update_plan]
    assert names == ["θ ← θ − η g"] * len(names)
    assert [type(layer).__name__ for layer in plain.network.layers] == ["Dense"] * 3
    assert type(plain).run is SupervisedLearner.run


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layers": (LayerSettings(),) * 3}, "layers: has 3 items; allowed: from 0"),
        (
            {"layers": (LayerSettings(residual=True),)},
            "layers[0].residual: a skip connection needs as many neurons as the layer "
            "before has; allowed: 2 neurons",
        ),
        ({"frozen": ((4, 0),)}, "frozen[0][0]: 4 is out of range; allowed: from 1 to"),
        ({"disabled": ((3, 0),)}, "disabled[0][0]: 3 is out of range; allowed: from 1"),
        ({"disabled": ((2, 2),)}, "disabled[0][1]: 2 is out of range; allowed: from 0"),
        ({"locked": ((2, 4, 0),)}, "locked[0][1]: 4 is out of range; allowed: from 0"),
        (
            {"optimizer": optimizers["lbfgs"](), "clip_norm": 1.0},
            "clip_norm: gradients of the optimizer 'lbfgs' cannot be clipped",
        ),
    ],
)
def test_what_does_not_fit_is_told(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError) as told:
        PlaygroundSettings(**changes)
    assert message in str(told.value)


def test_choices_follow_from_other_choices() -> None:
    settings = PlaygroundSettings(
        hidden=(2, 2),
        clip_norm=1.0,
        balanced=True,
        layers=(LayerSettings(residual=True, dropout=0.1),),
        frozen=((1, 0), (3, 0)),
        locked=((1, 0, 0), (1, None, 0), (3, 1, 0)),
    )
    assert changed(settings, optimizer=optimizers["lbfgs"]()).clip_norm == 0.0
    fewer = changed(settings, features=("x1",))
    assert fewer.locked == ((1, None, 0), (3, 1, 0))
    assert fewer.layers == (LayerSettings(dropout=0.1),)
    other = changed(settings, dataset=Xor())
    assert other.frozen == ((1, 0),)
    assert other.locked == ((1, None, 0),)
    assert other.balanced
    assert replace(settings, l2=0.1).locked == settings.locked
