"""The page Layers: what each layer makes of the examples and of the grid."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.representations.builders import (
    PRESETS,
    frame_of,
    scenes_of,
    session_of_layers,
)
from tests.peers import require
from visualizer.datasets.circle import Circle
from visualizer.engine.activations import activations
from visualizer.engine.separation import SHRINKAGE
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.representations import Representations
from visualizer.exhibits.representations.mapper import LINE_POINTS, LINES, MOST_DRAWN
from visualizer.scenes.intents import (
    AddLayer,
    MoveProbe,
    RemoveLayer,
    SetOption,
    StepExample,
    ToggleDisabled,
    WatchExample,
)
from visualizer.scenes.intents import NeuronRef as Neuron
from visualizer.scenes.representations import ShowLayer, ShowNeurons
from visualizer.session import commands as do
from visualizer.session.session import Session


def answers_by_hand(session: Session, x: Any) -> list[Any]:
    """Return what each layer answers to inputs (n, N), from its weights alone."""
    learner: Any = session.learner
    values = [x]
    for layer, block in zip(
        learner.network.layers, learner.parameters.blocks, strict=True
    ):
        z = block[:-1].T @ values[-1] + block[-1][:, None]
        values.append(layer.activation(z))
    return values


def tell(session: Session, intent: Any) -> None:
    """Do what a wish of a panel asks for, as the window does."""
    taken = session.snapshot()
    answer = Representations().respond(
        intent, taken.experiment.settings, taken.watch, taken.frame
    )
    assert answer is not None
    settings, watch = answer
    if settings != taken.experiment.settings:
        session.execute(do.Change(settings))
    session.execute(do.Look(watch))


@pytest.mark.parametrize("key", PRESETS)
def test_every_layer_has_an_image_of_every_example(key: str) -> None:
    session = session_of_layers(key, 20)
    frame = frame_of(session)
    assert len(frame.images) == len(frame.network.sizes)
    drawn, total = frame.drawn
    learner: Any = session.learner
    assert total == learner.train.count + learner.test.count
    assert len(frame.points.values) == drawn
    for image in frame.images:
        assert image.places.shape == (drawn, 2)
        assert np.isfinite(image.places).all()
        assert 0.0 < image.kept <= 1.0 + 1e-12


def test_two_neurons_show_their_answers() -> None:
    session = session_of_layers(updates=30)
    tell(session, ShowLayer(2))
    tell(session, ShowNeurons((5, 1)))
    frame, learner = frame_of(session), session.learner
    train: Any = learner.train  # type: ignore[attr-defined]
    count = min(train.count, MOST_DRAWN)
    expected = answers_by_hand(session, train.x[:, :count])[2][[5, 1]].T
    image = frame.images[2]
    np.testing.assert_allclose(image.places[:count], expected, rtol=1e-5, atol=1e-6)
    assert image.neurons == (5, 1)
    watched = answers_by_hand(session, train.x[:, [frame.network.example]])[2]
    assert image.watched == pytest.approx(watched[[5, 1], 0].tolist(), rel=1e-4)
    scene = scenes_of(session)["representations"]
    assert (scene.x_label, scene.y_label[:5]) == ("h₆⁽²⁾", "h₂⁽²⁾")
    assert scene.axes == (5, 1)


def test_the_principal_plane_holds_the_share_that_is_said() -> None:
    decomposition = require("sklearn.decomposition")
    session = session_of_layers(updates=200)
    train: Any = session.learner.train  # type: ignore[attr-defined]
    layers = answers_by_hand(session, train.x.astype(np.float64))
    for number, image in enumerate(frame_of(session).images[1:4], start=1):
        peer = decomposition.PCA(2).fit(layers[number].T)
        kept = float(peer.explained_variance_ratio_.sum())
        assert image.kept == pytest.approx(kept, rel=1e-5)
        mine = image.places[: train.count]
        theirs = peer.transform(layers[number].T)
        apart = [
            np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
            for places in (mine[:50], theirs[:50])
        ]
        np.testing.assert_allclose(*apart, rtol=1e-3, atol=1e-4)
    text = scenes_of(session)["representations"].x_label
    assert text == f"principal plane: {100 * kept:.0f} % of the variance"


def test_the_grid_goes_the_same_way_as_the_examples() -> None:
    session = session_of_layers("representations-circle", 100)
    tell(session, ShowLayer(1))
    tell(session, ShowNeurons((0, 2)))
    left, right, low, high = Circle().extent
    corners = np.array([[left, low], [right, low], [left, high], [right, high]])
    expected = answers_by_hand(session, corners.T)[1][[0, 2]].T
    frame = frame_of(session)
    grid = frame.images[1].grid
    assert grid is not None
    assert grid.shape == (2 * LINES, LINE_POINTS, 2)
    upward, across = grid[:LINES], grid[LINES:]
    found = [upward[0, 0], upward[-1, 0], upward[0, -1], upward[-1, -1]]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    found = [across[0, 0], across[0, -1], across[-1, 0], across[-1, -1]]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    straight = frame.images[0].grid
    assert straight is not None
    assert np.ptp(straight[:LINES, :, 0], axis=1).max() < 1e-5
    assert np.ptp(straight[LINES:, :, 1], axis=1).max() < 1e-5


def test_rectifiers_bend_lines_in_creases_and_sigmoids_everywhere() -> None:
    """Between two creases a line stays straight: most second differences are 0."""
    shares = {}
    for key in ("relu", "sigmoid"):
        activation = activations[key]()
        session = session_of_layers("representations-circle", activation=activation)
        session.advance(100)
        grid = frame_of(session).images[1].grid
        assert grid is not None
        bends = np.abs(np.diff(grid, 2, axis=1)).max(axis=2)
        shares[key] = float((bends > 1e-4 * np.abs(grid).max()).mean())
    assert shares["relu"] < 0.15
    assert shares["sigmoid"] > 0.5


def test_on_the_border_the_output_is_zero() -> None:
    session = session_of_layers(hidden=(6, 2), updates=200)
    images = frame_of(session).images
    assert [image.border is not None for image in images] == [False, False, True, False]
    border = images[2].border
    assert border is not None
    block: Any = session.learner.parameters.blocks[-1]  # type: ignore[attr-defined]
    for place in border:
        size = float(np.abs(block[:-1, 0] * place).max())
        total = float(block[:-1, 0] @ np.array(place) + block[-1, 0])
        assert abs(total) < 1e-4 * size


def test_the_measures_are_those_of_scikit_learn() -> None:
    analysis = require("sklearn.discriminant_analysis")
    scores = require("sklearn.metrics")
    session = session_of_layers(updates=2000)
    learner: Any = session.learner
    found = frame_of(session).separation
    assert found is not None
    train = answers_by_hand(session, learner.train.x.astype(np.float64))
    test = answers_by_hand(session, learner.test.x.astype(np.float64))
    labels, held = learner.train.labels, learner.test.labels
    assert found.examples == (len(labels), len(held))
    for number in range(len(train)):
        peer = analysis.LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE)
        peer.fit(train[number].T, labels)
        share = peer.score(test[number].T, held)
        # An example that lies almost on the cut may fall to either side.
        assert found.shares[number] == pytest.approx(share, abs=1.5 / len(held))
        score = scores.calinski_harabasz_score(train[number].T, labels)
        ratio = score / (len(labels) - 2)
        assert found.ratios[number] == pytest.approx(ratio, rel=1e-3)
    assert found.shares[3] > found.shares[0] + 0.1, "the classes come apart"


def test_the_start_is_measured_with_the_first_weights() -> None:
    session = session_of_layers()
    first = frame_of(session).separation
    theta = session.learner.state[0].copy()
    session.advance(500)
    later = frame_of(session).separation
    assert first is not None
    assert later is not None
    assert later.before == first.before == first.shares
    assert later.shares != first.shares
    assert not np.array_equal(session.learner.state[0], theta)
    session.execute(do.Seek(0))
    again = frame_of(session).separation
    assert again is not None
    assert again.shares == first.shares


def test_looking_changes_nothing_of_the_run() -> None:
    session = session_of_layers(updates=100)
    state, edition = session.learner.state.copy(), session.edition
    frame_of(session)
    session.work(0.5)
    frame_of(session)
    np.testing.assert_array_equal(session.learner.state, state)
    assert session.edition == edition


def test_regression_says_what_a_linear_fit_explains() -> None:
    models = require("sklearn.linear_model")
    session = session_of_layers("representations-regression", 300)
    learner: Any = session.learner
    found = frame_of(session).separation
    assert found is not None
    train = answers_by_hand(session, learner.train.x.astype(np.float64))
    test = answers_by_hand(session, learner.test.x.astype(np.float64))
    for number in range(len(train)):
        peer = models.LinearRegression().fit(train[number].T, learner.train.y[0])
        share = peer.score(test[number].T, learner.test.y[0])
        assert found.shares[number] == pytest.approx(share, abs=1e-4)
        assert math.isnan(found.ratios[number])
    scene = scenes_of(session)["separation"]
    assert scene.measure == "R²"
    assert scene.rows[1].text == f"{found.shares[1]:.2f}"


def test_many_inputs_have_no_grid_and_it_is_said() -> None:
    session = session_of_layers("representations-digits", 30)
    frame = frame_of(session)
    assert all(image.grid is None for image in frame.images)
    assert all(image.neurons is None for image in frame.images)
    assert frame.points.classes is not None
    scene = scenes_of(session)["representations"]
    assert not scene.has_grid
    assert "64 inputs are no plane: no grid to bend" in scene.note
    assert "600 of 1,797 drawn" in scene.note


def test_a_single_neuron_is_a_line_of_its_answers() -> None:
    session = session_of_layers(updates=10)
    tell(session, ShowLayer(9))
    frame, scene = frame_of(session), scenes_of(session)["representations"]
    assert scene.shown == len(frame.images) - 1
    learner: Any = session.learner
    count = min(learner.train.count, MOST_DRAWN)
    answers = answers_by_hand(session, learner.train.x[:, :count])[-1][0]
    np.testing.assert_allclose(frame.images[-1].places[:count, 0], answers, atol=1e-5)
    assert frame.images[-1].grid is None
    assert (scene.x_label, scene.y_label) == ("y", "")
    assert scene.maps[-1].single
    assert "up the map" in scene.note


def test_the_last_hidden_layer_is_shown_first() -> None:
    assert scenes_of(session_of_layers())["representations"].shown == 3
    flat = session_of_layers(hidden=())
    assert scenes_of(flat)["representations"].shown == 0


def test_a_layer_more_or_less_is_followed() -> None:
    session = session_of_layers(updates=5)
    tell(session, ShowLayer(1))
    tell(session, ShowNeurons((0, 1)))
    tell(session, AddLayer())
    scene = scenes_of(session)["representations"]
    assert len(scene.maps) == 6
    assert scene.shown == 4
    assert scene.neurons == (), "two neurons are a plane"
    tell(session, RemoveLayer(None))
    tell(session, RemoveLayer(None))
    scene = scenes_of(session)["representations"]
    assert (len(scene.maps), scene.shown) == (4, 2)


def test_another_layer_begins_with_its_principal_plane() -> None:
    session = session_of_layers()
    tell(session, ShowLayer(2))
    tell(session, ShowNeurons((0, 1)))
    tell(session, ShowLayer(1))
    scene = scenes_of(session)["representations"]
    assert (scene.shown, scene.axes) == (1, None)


def test_neurons_that_are_not_there_leave_the_principal_plane() -> None:
    session = session_of_layers()
    for pair in ((0, 40), (2, 2)):
        tell(session, ShowNeurons(pair))
        assert frame_of(session).images[3].neurons is None


def test_the_example_in_the_ring_is_followed() -> None:
    session = session_of_layers(updates=5)
    tell(session, WatchExample(7))
    frame = frame_of(session)
    assert frame.network.example == 7
    for image in frame.images[:-1]:
        assert image.watched == pytest.approx(image.places[7].tolist(), abs=1e-4)
    tell(session, StepExample(1))
    assert frame_of(session).network.example == 8
    tell(session, MoveProbe((1.0, 2.0)))
    assert frame_of(session).images[0].watched == pytest.approx((1.0, 2.0))


def test_the_grid_can_be_left_out() -> None:
    session = session_of_layers()
    assert scenes_of(session)["representations"].maps[1].grid is not None
    tell(session, SetOption("warped_grid", False))
    scene = scenes_of(session)["representations"]
    assert all(one.grid is None for one in scene.maps)
    assert scene.has_grid


def test_a_neuron_switched_off_falls_flat_at_once() -> None:
    session = session_of_layers(updates=20)
    tell(session, ShowLayer(1))
    tell(session, ShowNeurons((0, 1)))
    tell(session, ToggleDisabled(Neuron(1, 0)))
    places = frame_of(session).images[1].places
    assert not places[:, 0].any()
    assert places[:, 1].any()


@pytest.mark.parametrize(
    "own",
    [
        {"layers": (LayerSettings(normalization="batch"),) * 3},
        {"layers": (LayerSettings(), LayerSettings(residual=True))},
        {"input_skips": True},
        {"features": ("x1", "x2", "x1^2"), "scaling": "standard"},
        {"features": ("x1",)},
        {"train_share": 0.9, "output_per_class": True},
    ],
    ids=["normalized", "residual", "skips", "features", "one input", "two outputs"],
)
def test_all_kinds_of_networks_are_looked_at(own: dict[str, Any]) -> None:
    session = session_of_layers(updates=20, **own)
    frame, scenes = frame_of(session), scenes_of(session)
    assert len(frame.images) == 5
    assert frame.separation is not None
    assert all(0.0 <= share <= 1.0 for share in frame.separation.shares)
    for one in scenes["representations"].maps:
        left, right, low, high = one.domain
        assert left < right
        assert low < high
    if "features" in own and len(own["features"]) > 1:
        assert frame.images[0].kept < 1.0


def test_two_outputs_have_a_border_as_well() -> None:
    session = session_of_layers(updates=50, output_per_class=True, hidden=(2,))
    border = frame_of(session).images[1].border
    assert border is not None
    block: Any = session.learner.parameters.blocks[-1]  # type: ignore[attr-defined]
    first, second = (np.array([*border[0], 1.0]) @ block).tolist()
    assert first == pytest.approx(second, rel=1e-3)


def test_all_examples_are_seen_and_the_range_grows_in_steps() -> None:
    session = session_of_layers("representations-circle")
    domains = set()
    for _ in range(12):
        session.advance(10)
        for one in scenes_of(session)["representations"].maps:
            left, right, low, high = one.domain
            x, y = one.places.T
            assert left <= x.min() <= x.max() <= right
            assert low <= y.min() <= y.max() <= high
            domains.add((one.title, one.domain))
    assert len(domains) < 25


def test_a_run_that_diverges_is_drawn_without_numbers() -> None:
    session = session_of_layers("representations-regression")
    settings = replace(session.snapshot().experiment.settings, learning_rate=1.0)
    session.execute(do.Change(settings))
    learner: Any = session.learner
    learner.parameters.flat[:] = np.nan
    frame, scenes = frame_of(session), scenes_of(session)
    assert frame.separation is not None
    assert all(math.isnan(share) for share in frame.separation.shares[1:])
    assert scenes["separation"].rows[1].text == "–"
    assert np.isfinite(scenes["representations"].maps[1].domain).all()


def test_chance_is_the_share_of_the_commonest_class() -> None:
    session = session_of_layers()
    learner: Any = session.learner
    counts = np.bincount(learner.test.labels)
    scene = scenes_of(session)["separation"]
    assert scene.chance == counts.max() / counts.sum()
    assert len(scene.rows) == 5
    assert scene.rows[0].name == "Input"
    assert "250 test examples" in scene.note
