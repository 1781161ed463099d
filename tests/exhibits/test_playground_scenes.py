"""What panels are told to draw, against the numbers of the network."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import (
    PRESETS,
    frame_of,
    learner_of,
    look,
    scene_of,
    session_of,
)
from visualizer.datasets.digits import Digits
from visualizer.engine.activations import activations
from visualizer.exhibits import DETAILS
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.scenes import (
    FOLDED_SHOWN,
    MOST_EDGES,
    MOST_SHOWN,
    neuron_name,
)
from visualizer.scenes.graph import EDGE_BINS, GraphScene, Phase, edge_bins
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.scenes.numbers import fixed, significant
from visualizer.scenes.plane import PlaneScene
from visualizer.session import commands as do
from visualizer.session.session import Session

# Every preset.


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_has_its_scenes(key: str) -> None:
    session = session_of(key)
    session.advance(30)
    session.work(0.02)
    settings = session.snapshot().experiment.settings
    exhibit = Playground()
    panels = exhibit.panels(settings)
    look(session, visible=frozenset(panels))
    shown = session.snapshot(frozenset(panels) | {DETAILS})
    scenes = exhibit.scenes(shown.frame, settings, shown.watch, shown.watch.visible)
    # The loss panel draws what is the same in every exhibit.
    assert set(scenes) == set(panels) - {"loss"}
    for name, scene in scenes.items():
        assert type(scene) is panels[name]
    assert exhibit.scenes(shown.frame, settings, shown.watch, frozenset()) == {}


@pytest.mark.parametrize("key", PRESETS)
def test_the_graph_agrees_with_the_network(key: str) -> None:
    session = session_of(key)
    session.advance(60)
    graph: GraphScene = scene_of(session, "network")
    frame, learner = frame_of(session), learner_of(session)
    sizes = learner.network.sizes
    assert [layer.size for layer in graph.layers] == list(sizes)
    kinds = ["input", *["hidden"] * (len(sizes) - 2), "output"]
    assert [layer.kind for layer in graph.layers] == kinds
    assert graph.title.endswith(" – ".join(str(size) for size in sizes))
    assert graph.update == 60
    shown = [list(layer.shown) for layer in graph.layers]
    values = [frame.x, *(view.a for view in frame.layers)]
    for layer, chosen, texts, expected in zip(
        shown, graph.activations, graph.activation_texts(), values, strict=True
    ):
        np.testing.assert_array_equal(chosen, expected[layer])
        assert list(texts) == [fixed(float(value)) for value in chosen]
    for number, (edges, weights) in enumerate(
        zip(graph.edges, learner.parameters.weights, strict=True), start=1
    ):
        if graph.layers[number - 1].image_shape is not None:
            assert edges.shape == (1, len(shown[number]))
            continue
        chosen_weights = weights[np.ix_(shown[number - 1], shown[number])]
        np.testing.assert_array_equal(edges, edge_bins(chosen_weights, 2.0))
    for number, biases in enumerate(learner.parameters.biases, start=1):
        np.testing.assert_array_equal(
            graph.biases[number - 1], edge_bins(biases[shown[number]], 2.0)
        )
    for layer_scene in graph.layers:
        assert len(layer_scene.labels) == len(layer_scene.shown)
        assert layer_scene.title
    for limit, chosen in zip(graph.activation_limit, graph.activations, strict=True):
        if len(chosen):
            assert limit >= np.abs(chosen).max() - 1e-6


def test_layers_stay_equal_from_frame_to_frame() -> None:
    session = session_of("spiral")
    first = scene_of(session, "network").layers
    session.advance(100)
    assert scene_of(session, "network").layers == first


# Layers.


def test_names_of_neurons() -> None:
    session = session_of("spiral")
    frame = frame_of(session)
    assert neuron_name(frame, 0, 2) == "sin x₁"
    assert neuron_name(frame, 1, 3) == "h₄⁽¹⁾"
    assert neuron_name(frame, 2, 7) == "h₈⁽²⁾"
    assert neuron_name(frame, 3, 0) == "y"
    graph = scene_of(session, "network")
    assert graph.layers[1].labels[3] == "h₄⁽¹⁾"
    assert [layer.title for layer in graph.layers] == [
        "inputs",
        "8 neurons",
        "8 neurons",
        "output",
    ]


def test_folded_inputs_are_called_inputs() -> None:
    graph = scene_of(session_of("breast-cancer"), "network")
    assert [layer.folded for layer in graph.layers[:2]] == ["30 inputs", ""]


def test_large_layers_are_folded_with_their_true_count() -> None:
    session = session_of(hidden=(MOST_SHOWN, MOST_SHOWN + 1, 64))
    graph = scene_of(session, "network")
    assert graph.layers[1].shown == tuple(range(MOST_SHOWN))
    assert graph.layers[1].folded == ""
    half = FOLDED_SHOWN // 2
    size = MOST_SHOWN + 1
    assert graph.layers[2].shown == (*range(half), *range(size - half, size))
    assert graph.layers[2].folded == f"{size} neurons"
    assert graph.layers[3].folded == "64 neurons"
    assert graph.edges[2].shape == (FOLDED_SHOWN, FOLDED_SHOWN)
    assert graph.maps[3].shape[0] == FOLDED_SHOWN
    sizes = (2, MOST_SHOWN, MOST_SHOWN + 1, 64, 1)
    drawn = sum(bins.size for bins in graph.edges)
    total = sum(a * b for a, b in itertools.pairwise(sizes))
    assert graph.rule == f"folded: {drawn:,} of {total:,} weights"
    look(session, unfolded=frozenset({3}))
    graph = scene_of(session, "network")
    assert graph.layers[3].shown == tuple(range(64))
    assert graph.edges[2].shape == (FOLDED_SHOWN, 64)


def test_not_all_edges_of_huge_layers_are_drawn_and_it_is_said() -> None:
    session = session_of(hidden=(64, 64))
    look(session, unfolded=frozenset({1, 2}))
    graph = scene_of(session, "network")
    edges = sum(bins.size for bins in graph.edges)
    assert edges > MOST_EDGES
    assert f"{MOST_EDGES:,}" in graph.rule
    assert f"{edges:,}" in graph.rule


def test_digits_are_an_image_and_ten_named_outputs() -> None:
    session = session_of("digits")
    session.advance(100)
    look(session, example=5)
    graph = scene_of(session, "network")
    first, *_, last = graph.layers
    assert first.image_shape == (8, 8)
    assert (first.shown, first.labels, first.size) == ((), (), 64)
    assert last.labels == Digits.class_names
    frame = frame_of(session)
    np.testing.assert_array_equal(graph.image, frame.x.reshape(8, 8))
    assert graph.maps == (None,) * len(graph.layers)
    scene = scene_of(session, "output")
    np.testing.assert_array_equal(scene.outputs, frame.layers[-1].a)
    assert scene.outputs.sum() == pytest.approx(1.0, abs=1e-5)
    assert scene.names == Digits.class_names
    labels = learner_of(session).train.labels
    assert labels is not None
    assert scene.target == labels[5]
    assert scene.predicted == frame.layers[-1].a.argmax()
    word = "right" if scene.predicted == scene.target else "wrong"
    assert scene.verdict == f"says {scene.predicted}, is {scene.target}: {word}"
    np.testing.assert_array_equal(scene.image, graph.image)
    np.testing.assert_array_equal(scene.train_accuracy, frame.train_by_class)
    assert scene.output_texts[0] == f"{100 * scene.outputs[0]:.1f} %"


# Maps.


def test_maps_are_scaled_and_clipped() -> None:
    session = session_of(activation=activations["linear"]())
    session.advance(50)
    for wanted in (True, False):
        look(session, fixed_scale=wanted)
        graph, frame = scene_of(session, "network"), frame_of(session)
        for number, (values, scale, full) in enumerate(
            zip(graph.maps, graph.map_scale, frame.details.maps, strict=True)
        ):
            if number == len(graph.maps) - 1:
                continue
            assert full is not None
            expected = np.clip(full / scale, -1.0, 1.0)
            np.testing.assert_allclose(values, expected, rtol=1e-6)
            if number:
                assert (scale == 1.0) == wanted or not wanted
        if not wanted:
            assert np.abs(graph.maps[1]).max() < 1.0


@pytest.mark.parametrize("key", activations.keys())
def test_what_is_bounded_keeps_its_scales(key: str) -> None:
    """Bars and maps of other activations grow with the greatest value."""
    activation = activations[key]()
    session = session_of(activation=activation, hidden=(3, 2))
    for block in learner_of(session).parameters.blocks[:2]:
        block[:] = 5.0
    graph, frame = scene_of(session, "network"), frame_of(session)
    greatest = float(np.abs(frame.layers[1].a).max())
    if activation.bounded:
        assert graph.activation_limit[2] == 1.0
    else:
        assert greatest <= graph.activation_limit[2] < 2.0 * max(1.0, greatest)
    assert (graph.map_scale[2] == 1.0) == (activation.bounded or activation.identity)


def test_the_probe_and_the_example_have_their_place() -> None:
    session = session_of()
    look(session, example=7)
    scene: PlaneScene = scene_of(session, "output")
    data = frame_of(session).data
    assert scene.watched == tuple(data.train_points[7])
    assert scene.probe is None
    look(session, probe=(2.0, 3.0))
    scene = scene_of(session, "output")
    assert (scene.watched, scene.probe) == (None, (2.0, 3.0))
    answer = float(frame_of(session).layers[-1].a[0])
    assert scene.value_text == f"answers {fixed(answer, 3)}"
    assert scene.points is frame_of(session).chart.points
    assert scene.domain == (-6.0, 6.0, -6.0, 6.0)


@pytest.mark.parametrize("name", ["show_test", "discretize", "fixed_scale"])
def test_options_reach_the_scene(name: str) -> None:
    session = session_of()
    for value in (True, False):
        look(session, **{name: value})
        assert getattr(scene_of(session, "output"), name) is value


def test_a_map_for_which_nothing_was_captured_is_not_drawn() -> None:
    for key in ("circle", "reg-plane"):
        session = session_of(key)
        session.execute(do.Look(replace(session.watch, visible=frozenset({"neuron"}))))
        shown = session.snapshot(frozenset({"neuron"}))
        exhibit = shown.experiment.exhibit_class()()
        scenes = exhibit.scenes(
            shown.frame,
            shown.experiment.settings,
            shown.watch,
            frozenset({"network", "output", "neuron", "surface"}),
        )
        assert "output" not in scenes
        assert scenes["network"].maps == (None,) * len(scenes["network"].layers)


# One neuron.


@pytest.mark.parametrize("key", PRESETS)
def test_products_and_bias_sum_to_z(key: str) -> None:
    session = session_of(key)
    session.advance(40)
    frame = frame_of(session)
    for layer in range(1, len(frame.sizes)):
        for index in range(0, frame.sizes[layer], 3):
            look(session, selection=NeuronRef(layer, index))
            scene = scene_of(session, "neuron")
            view = frame_of(session).layers[layer - 1]
            bias = float(view.biases[index])
            total = sum(term.product for term in scene.terms) + bias
            if not scene.rest_text:
                assert total == pytest.approx(scene.pre_activation, abs=2e-5)
                assert len(scene.terms) == frame.sizes[layer - 1]
            else:
                assert len(scene.terms) == MOST_SHOWN
                sizes = [abs(term.product) for term in scene.terms]
                assert sizes == sorted(sizes, reverse=True)
            for term in scene.terms:
                assert term.product == pytest.approx(
                    term.input_value * term.weight_value, rel=1e-5, abs=1e-12
                )
                assert abs(term.product) <= scene.product_limit * 1.001
                assert term.weight.destination == index
            assert scene.activation == float(view.a[index])
            assert scene.activation_text.endswith(fixed(scene.activation))


@pytest.mark.parametrize("key", activations.keys())
def test_the_curve_passes_through_the_point(key: str) -> None:
    session = session_of(activation=activations[key](), hidden=(4, 3))
    session.advance(5)
    for neuron in (NeuronRef(1, 0), NeuronRef(2, 2), NeuronRef(3, 0)):
        look(session, selection=neuron)
        scene = scene_of(session, "neuron")
        assert (np.diff(scene.curve_x) > 0).all()
        assert scene.curve_x[0] < scene.pre_activation < scene.curve_x[-1]
        at = np.interp(scene.pre_activation, scene.curve_x, scene.curve_y)
        if key != "threshold" or neuron.layer == 3:
            assert at == pytest.approx(scene.activation, abs=0.02)


@pytest.mark.parametrize("key", activations.keys())
def test_a_neuron_alone_in_its_layer(key: str) -> None:
    session = session_of(activation=activations[key](), hidden=(1,))
    look(session, selection=NeuronRef(1, 0))
    scene = scene_of(session, "neuron")
    assert np.isfinite(scene.curve_y).all()


def test_the_gradient_that_reached_a_neuron() -> None:
    session = session_of()
    look(session, selection=NeuronRef(1, 2))
    lines = scene_of(session, "neuron").gradient_lines
    view = frame_of(session).layers[0]
    assert [name for name, _, _ in lines] == ["∂C/∂a", "slope", "∂C/∂z"]
    assert lines[0][2] == float(view.da[2])
    assert lines[2][2] == float(view.dz[2])
    assert lines[0][2] * lines[1][2] == pytest.approx(lines[2][2], rel=1e-4)


def test_a_probe_has_no_gradient() -> None:
    session = session_of()
    look(session, selection=NeuronRef(1, 2), probe=(1.0, 1.0))
    assert scene_of(session, "neuron").gradient_lines == ()
    look(session, selection=WeightRef(1, 0, 2))
    card = scene_of(session, "network").card
    assert math.isnan(card.gradient)
    assert card.gradient_text == "–"


def test_the_neuron_of_a_weight_is_opened() -> None:
    session = session_of()
    look(session, selection=WeightRef(2, 3, 1))
    assert scene_of(session, "neuron").title == "Inside neuron h₂⁽²⁾"


@pytest.mark.parametrize(
    "selection", [None, NeuronRef(7, 0), NeuronRef(1, 9), WeightRef(5, 0, 0)]
)
def test_nothing_selected_invites_to_select(selection: Any) -> None:
    session = session_of()
    look(session, selection=selection)
    scene = scene_of(session, "neuron")
    assert scene.terms == ()
    assert scene.hint != ""
    assert scene_of(session, "network").card is None


def test_an_input_tells_where_it_comes_from() -> None:
    session = session_of()
    look(session, selection=NeuronRef(0, 1))
    scene = scene_of(session, "neuron")
    assert scene.title == "Input x₂"
    assert fixed(float(frame_of(session).x[1]), 3) in scene.hint


def test_troubles_are_said_in_words() -> None:
    session = session_of(activation=activations["relu"]())
    learner_of(session).parameters.biases[0][2] = -100.0
    look(session, selection=NeuronRef(1, 2))
    notes = scene_of(session, "network").notes
    told = {note.neuron: note.text.partition(":")[0] for note in notes}
    assert told[NeuronRef(1, 2)] == "dead"
    assert scene_of(session, "neuron").note.startswith("dead: 0 for every example")


# One parameter.


def test_the_card_of_a_weight() -> None:
    session = session_of()
    session.advance(30)
    target = WeightRef(2, 3, 1)
    look(session, selection=target)
    card = scene_of(session, "network").card
    learner, view = learner_of(session), frame_of(session).layers[1]
    value = float(learner.state[0, learner.locate(2, 3, 1)])
    assert (card.target, card.value) == (target, value)
    assert card.gradient == float(view.weight_gradient[3, 1])
    assert card.value_text == significant(value)
    assert card.title == "weight h₄⁽¹⁾ → h₂⁽²⁾"
    assert card.limit == 2.0
    session.execute(do.Edit(2, 3, 1, -3.5))
    assert scene_of(session, "network").card.limit == 4.0
    session.execute(do.Edit(2, 3, 1, 4.0))
    assert scene_of(session, "network").card.limit == 4.0


def test_the_card_of_a_bias() -> None:
    session = session_of()
    look(session, selection=WeightRef(1, None, 2))
    card = scene_of(session, "network").card
    view = frame_of(session).layers[0]
    assert card.title == "bias of h₃⁽¹⁾"
    assert (card.value, card.gradient) == (float(view.biases[2]), float(view.dz[2]))


# Walking through an example.


def walk(session: Session, unit: Any, steps: int) -> GraphScene:
    session.execute(do.Reset())
    session.execute(do.Step(unit, steps))
    scene: GraphScene = scene_of(session, "network")
    return scene


def test_what_is_not_computed_yet_is_unknown() -> None:
    session = session_of()
    graph = walk(session, "layer", 2)
    assert graph.phase == Phase("forward", 2)
    known = [bool(np.isfinite(values).all()) for values in graph.activations]
    assert known == [True, True, True, False]
    assert graph.activation_texts()[3] == ("",)
    graph = walk(session, "neuron", 3)
    assert np.isfinite(graph.activations[1]).tolist() == [True, True, True, False]
    # Two products make a neuron's sum.
    graph = walk(session, "product", 3)
    assert np.isfinite(graph.activations[1]).tolist() == [True, False, False, False]
    graph = walk(session, "product", 4)
    assert np.isfinite(graph.activations[1]).tolist() == [True, True, False, False]


def test_going_back_shows_the_changes_that_are_asked_for() -> None:
    session = session_of()
    graph = walk(session, "layer", 4)
    assert graph.phase == Phase("backward", 3)
    frame = frame_of(session)
    np.testing.assert_allclose(graph.desired[3], -frame.layers[2].da)
    assert np.isnan(graph.desired[2]).all()
    assert graph.desired_texts[2] == ("", "")
    assert "−∂C/∂w" in graph.edge_meaning
    assert (graph.edges[0] == 0).all()
    assert (graph.edges[1] == 0).all()
    strongest = np.abs(frame.layers[2].weight_gradient).argmax()
    assert np.abs(graph.edges[2]).argmax() == strongest
    signs = np.sign(-frame.layers[2].weight_gradient)
    assert (graph.edges[2] * signs >= 0).all()
    graph = walk(session, "layer", 6)
    assert np.isfinite(graph.desired[1]).all()
    graph = walk(session, "neuron", 8)
    assert graph.phase == Phase("backward", 3, 0)


def test_forward_edges_are_weights_and_nothing_is_desired() -> None:
    graph = walk(session_of(), "layer", 1)
    assert graph.desired == ()
    assert graph.desired_texts == ()
    assert graph.edge_meaning.startswith("edges: weights")
    assert graph.pulses


def test_the_subtitle_counts_the_gradients() -> None:
    session = session_of()
    graph = walk(session, "example", 3)
    example = frame_of(session).example
    assert graph.subtitle == f"example {example + 1} · gradient 3 of 10 collected"
    look(session, probe=(0.0, 0.0))
    session.execute(do.Seek(0))
    assert "probe" in scene_of(session, "network").subtitle


def test_pulses_travel_only_where_the_eye_can_follow() -> None:
    session = session_of()
    for pace, travels in (("slow", True), ("update", True), ("moderate", False)):
        session.execute(do.SetPace(pace))
        session.execute(do.Play())
        assert scene_of(session, "network").pulses is travels
    session.execute(do.Pause())
    assert not scene_of(session, "network").pulses


# Numbers without bound.


@pytest.mark.parametrize("value", [1e30, -1e38, math.inf, math.nan])
def test_no_number_is_too_much(value: float) -> None:
    for key in ("circle", "reg-plane", "digits"):
        session = session_of(key)
        session.advance(3)
        for precision_view in learner_of(session).parameters.blocks:
            precision_view[:] = value
        for selection in (NeuronRef(1, 0), WeightRef(1, 0, 0)):
            look(session, selection=selection)
            for panel in ("network", "output", "neuron", "surface"):
                texts = texts_of(scene_of(session, panel))
                assert not [text for text in texts if "nan" in text.lower()]


def test_no_double_is_too_much() -> None:
    session = session_of("reg-plane", precision="float64", hidden=(3,))
    for block in learner_of(session).parameters.blocks:
        block[:] = 1.7e308
    look(session, selection=WeightRef(1, 0, 0))
    assert scene_of(session, "network").card.limit == 2.0**1023
    scene_of(session, "neuron")
    scene_of(session, "output")


def texts_of(value: Any) -> list[str]:
    """Return all texts within a scene."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    names = getattr(type(value), "__dataclass_fields__", ())
    return [text for name in names for text in texts_of(getattr(value, name))]


def test_the_legend_names_the_scale() -> None:
    graph = scene_of(session_of(), "network")
    assert [place for place, _ in graph.legend] == [-EDGE_BINS, -8, 8, EDGE_BINS]
    assert graph.legend[0][1].startswith("−2")
    assert graph.legend[-1][1].startswith("+2")
