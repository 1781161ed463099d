"""What the Playground's observer sees, against the learner itself."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import PRESETS, frame_of, learner_of, look, session_of
from visualizer.datasets.circle import Circle
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.gradient_check import central_difference
from visualizer.engine.losses import losses
from visualizer.exhibits.playground.data import OUTPUT_MAP
from visualizer.exhibits.playground.observer import THUMBNAIL
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import NeuronRef
from visualizer.session import commands as do
from visualizer.session.session import Session


def forward(session: Session, x: Array) -> list[Array]:
    """Return the activations of every layer for inputs (inputs, N), by formula."""
    learner = learner_of(session)
    answers = [x]
    for layer, block in zip(
        learner.network.layers, learner.parameters.blocks, strict=True
    ):
        z = block[:-1].T @ answers[-1] + block[-1][:, None]
        answers.append(layer.activation(z))
    return answers


# The watched example.


@pytest.mark.parametrize("key", PRESETS)
def test_the_watched_example_is_what_flows_through_the_network(key: str) -> None:
    session = session_of(key)
    session.advance(20)
    look(session, example=17)
    frame, learner = frame_of(session), learner_of(session)
    assert frame.example == 17
    np.testing.assert_array_equal(frame.x, learner.train.x[:, 17])
    assert frame.target is not None
    np.testing.assert_array_equal(frame.target, learner.train.y[:, 17])
    expected = forward(session, learner.train.x[:, 17:18])
    for view, a in zip(frame.layers, expected[1:], strict=True):
        np.testing.assert_allclose(view.a, a[:, 0], rtol=2e-5, atol=1e-6)
    assert frame.sizes == learner.network.sizes
    assert frame.update == 20
    labels = learner.train.labels
    assert frame.label == (-1 if labels is None else labels[17])


@pytest.mark.parametrize(
    ("loss", "activation"),
    [
        ("mean_squared", "tanh"),
        ("binary_cross_entropy", "sigmoid"),
        ("softmax_cross_entropy", "leaky_relu"),
    ],
)
def test_gradients_are_those_of_the_examples_own_loss(
    loss: str, activation: str
) -> None:
    session = session_of(
        precision="float64",
        loss=losses[loss](),
        activation=activations[activation](),
    )
    session.advance(30)
    look(session, example=3)
    frame, learner = frame_of(session), learner_of(session)
    trace = learner.new_trace(1, backward=True)
    trace.set_inputs(learner.train.x[:, 3:4], learner.train.y[:, 3:4])
    fused = learner.loss.fused_with == learner.network.layers[-1].activation.key

    def own_loss() -> float:
        trace.forward.run()
        top = trace.layers[-1]
        measure = learner.loss.fused_value if fused else learner.loss.value
        return float(measure(top.z if fused else top.a, trace.y)[0])

    assert frame.loss == pytest.approx(own_loss(), rel=1e-12)
    numeric = central_difference(own_loss, learner.parameters.flat)
    start = 0
    for view in frame.layers:
        stop = start + view.weight_gradient.size
        np.testing.assert_allclose(
            view.weight_gradient.ravel(), numeric[start:stop], atol=1e-7
        )
        np.testing.assert_allclose(
            view.dz, numeric[stop : stop + view.dz.size], atol=1e-7
        )
        start = stop + view.dz.size


def test_the_example_number_wraps_around() -> None:
    session = session_of()
    look(session, example=250 + 4)
    assert frame_of(session).example == 4


def test_weights_are_those_of_the_learner() -> None:
    session = session_of()
    session.advance(9)
    learner = learner_of(session)
    for view, block in zip(
        frame_of(session).layers, learner.parameters.blocks, strict=True
    ):
        np.testing.assert_array_equal(view.weights, block[:-1])
        np.testing.assert_array_equal(view.biases, block[-1])


# The probe.


def test_the_probe_feeds_the_network() -> None:
    features = ("x1", "x2", "sin(x1)")
    session = session_of(features=features)
    session.advance(50)
    look(session, probe=(1.5, -2.0))
    frame = frame_of(session)
    assert (frame.example, frame.point) == (-1, (1.5, -2.0))
    np.testing.assert_allclose(frame.x, [1.5, -2.0, np.sin(1.5)], rtol=1e-6)
    expected = forward(session, frame.x[:, None])
    for view, a in zip(frame.layers, expected[1:], strict=True):
        np.testing.assert_allclose(view.a, a[:, 0], rtol=2e-5, atol=1e-6)
    assert frame.target is None
    assert np.isnan(frame.loss)
    assert frame.label == -1


def test_the_probe_does_not_disturb_training() -> None:
    probed, plain = session_of(), session_of()
    for step in range(30):
        look(probed, probe=(0.2 * step, -0.1 * step))
        probed.snapshot()
        probed.advance(5)
        plain.advance(5)
    np.testing.assert_array_equal(probed.learner.state, plain.learner.state)


def test_images_have_no_probe() -> None:
    session = session_of("digits")
    look(session, probe=(1.0, 1.0), example=2)
    assert frame_of(session).example == 2


def test_a_walk_watches_the_examples_of_the_batch() -> None:
    session = session_of()
    look(session, probe=(1.0, 1.0), example=2)
    order = learner_of(session).upcoming().copy()
    for collected in range(1, 10):
        session.execute(do.Step("example"))
        frame = frame_of(session)
        assert frame.example == order[collected]
        np.testing.assert_array_equal(frame.order, order)
    session.execute(do.Seek(0))
    assert frame_of(session).example == -1, "after the walk the probe is back"


# Maps.


def centers(side: int) -> Array:
    """Return the centers (2, side²) of cells over the plane, row 0 lowest."""
    along = -6.0 + 12.0 * (np.arange(side) + 0.5) / side
    columns, rows = np.meshgrid(along, along)
    return np.stack([columns.ravel(), rows.ravel()])


def test_thumbnails_are_what_every_neuron_answers() -> None:
    session = session_of()
    session.advance(40)
    frame = frame_of(session)
    expected = forward(session, centers(THUMBNAIL).astype(np.float32))
    assert len(frame.details.maps) == 4
    for values, answers in zip(frame.details.maps, expected, strict=True):
        assert values is not None
        shape = (len(answers), THUMBNAIL, THUMBNAIL)
        np.testing.assert_allclose(values, answers.reshape(shape), rtol=1e-4, atol=1e-5)


def test_rows_of_a_map_go_up_and_columns_to_the_right() -> None:
    session = session_of(hidden=())
    maps = frame_of(session).details.maps
    assert maps[0] is not None
    first, second = maps[0]
    assert (np.diff(first, axis=1) > 0).all()
    assert (np.diff(first, axis=0) == 0).all()
    assert (np.diff(second, axis=0) > 0).all()
    assert (np.diff(second, axis=1) == 0).all()


@pytest.mark.parametrize(
    ("loss", "signed"),
    [
        ("mean_squared", lambda a: a[0]),
        ("binary_cross_entropy", lambda a: 2.0 * a[0] - 1.0),
        ("softmax_cross_entropy", lambda a: a[1] - a[0]),
    ],
)
def test_the_output_map_is_signed(loss: str, signed: Any) -> None:
    session = session_of(loss=losses[loss](), learning_rate=0.1)
    session.advance(1000)
    frame = frame_of(session)
    answers = forward(session, centers(OUTPUT_MAP).astype(np.float32))[-1]
    assert frame.details.output_map is not None
    expected = signed(answers).reshape(OUTPUT_MAP, OUTPUT_MAP)
    np.testing.assert_allclose(frame.details.output_map, expected, rtol=1e-3, atol=1e-4)
    # The middle of the circle is +1, its rim -1.
    assert frame.details.output_map[40, 40] > 0.0 > frame.details.output_map[40, 5]


def test_the_map_of_a_large_network_is_coarser_while_it_trains() -> None:
    session = session_of(hidden=(64, 64, 64, 64))
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    session.advance(3)
    for side in (OUTPUT_MAP // 2, OUTPUT_MAP):
        found = frame_of(session).details.output_map
        assert found is not None
        expected = forward(session, centers(side).astype(np.float32))[-1][0]
        np.testing.assert_allclose(
            found, expected.reshape(side, side), rtol=1e-3, atol=1e-4
        )
        session.execute(do.Pause())


def test_a_neuron_pointed_at_fills_the_output_map() -> None:
    session = session_of()
    session.advance(40)
    grid = centers(OUTPUT_MAP).astype(np.float32)
    for neuron in (NeuronRef(0, 1), NeuronRef(1, 3), NeuronRef(2, 0), NeuronRef(3, 0)):
        look(session, preview=neuron)
        frame = frame_of(session)
        assert frame.details.map_neuron == neuron
        assert frame.details.output_map is not None
        expected = forward(session, grid)[neuron.layer][neuron.index]
        np.testing.assert_allclose(
            frame.details.output_map.ravel(), expected, rtol=1e-4, atol=1e-5
        )


@pytest.mark.parametrize("neuron", [NeuronRef(9, 0), NeuronRef(1, 50)])
def test_a_neuron_of_another_network_is_not_shown(neuron: NeuronRef) -> None:
    session = session_of()
    look(session, preview=neuron)
    assert frame_of(session).details.map_neuron is None


def test_images_have_no_maps() -> None:
    frame = frame_of(session_of("digits"))
    assert frame.details.maps == ()
    assert frame.details.output_map is None


def test_hidden_panels_cost_nothing() -> None:
    session = session_of()
    session.execute(do.Look(replace(session.watch, visible=frozenset({"neuron"}))))
    frame = session.snapshot(frozenset({"neuron"})).frame
    assert frame.details.maps == ()
    assert frame.details.output_map is None
    assert frame.surface is None


def test_accuracy_class_by_class() -> None:
    session = session_of("digits")
    session.advance(200)
    frame, learner = frame_of(session), learner_of(session)
    metrics = learner.evaluate()
    for shares, samples, accuracy in (
        (frame.train_by_class, learner.train, metrics.train_accuracy),
        (frame.test_by_class, learner.test, metrics.test_accuracy),
    ):
        assert shares is not None
        assert samples.labels is not None
        answers = forward(session, samples.x)[-1].argmax(axis=0)
        for label in range(10):
            of_class = samples.labels == label
            right = (answers[of_class] == label).mean()
            assert shares[label] == pytest.approx(right, abs=0.01)
        counts = np.bincount(samples.labels)
        assert (shares * counts).sum() / counts.sum() == pytest.approx(accuracy)


# Neurons in trouble.


def set_neuron(
    session: Session, layer: int, index: int, weight: float, bias: float
) -> None:
    """Give a neuron equal weights and a bias, without branching."""
    block = learner_of(session).parameters.blocks[layer - 1]
    block[:-1, index] = weight
    block[-1, index] = bias


@pytest.mark.parametrize("key", PRESETS)
def test_a_healthy_network_is_not_in_trouble(key: str) -> None:
    session = session_of(key)
    session.advance(50)
    assert frame_of(session).details.troubles == ()


def test_a_dead_unit_is_told() -> None:
    session = session_of(activation=activations["relu"]())
    set_neuron(session, 1, 2, 0.1, -50.0)
    assert (NeuronRef(1, 2), "dead") in frame_of(session).details.troubles
    set_neuron(session, 1, 2, 0.1, 0.1)
    assert (NeuronRef(1, 2), "dead") not in frame_of(session).details.troubles


def test_a_unit_that_one_example_wakes_is_not_dead() -> None:
    session = session_of(activation=activations["relu"](), hidden=(2,))
    learner = learner_of(session)
    top = float(learner.train.x[0].max())
    block = learner.parameters.blocks[0]
    block[:, 0] = (1.0, 0.0, -top + 1e-3)
    assert (NeuronRef(1, 0), "dead") not in frame_of(session).details.troubles
    block[:, 0] = (1.0, 0.0, -top - 1e-3)
    assert (NeuronRef(1, 0), "dead") in frame_of(session).details.troubles


@pytest.mark.parametrize("key", ["tanh", "sigmoid"])
def test_a_saturated_unit_is_told(key: str) -> None:
    session = session_of(activation=activations[key]())
    set_neuron(session, 1, 1, 0.01, 40.0)
    set_neuron(session, 2, 0, 0.01, -40.0)
    assert frame_of(session).details.troubles == (
        (NeuronRef(1, 1), "saturated"),
        (NeuronRef(2, 0), "saturated"),
    )


@pytest.mark.parametrize(
    "key", ["elu", "selu", "gelu", "swish", "mish", "softplus", "gaussian"]
)
def test_a_unit_that_fades_on_one_side_is_not_dead(key: str) -> None:
    session = session_of(activation=activations[key]())
    set_neuron(session, 1, 1, 0.01, -40.0)
    set_neuron(session, 1, 2, 0.01, 0.5)
    assert (NeuronRef(1, 1), "saturated") in frame_of(session).details.troubles
    troubled = {neuron for neuron, _ in frame_of(session).details.troubles}
    assert NeuronRef(1, 2) not in troubled


def test_a_unit_is_saturated_by_its_mean_slope() -> None:
    session = session_of(activation=activations["tanh"](), hidden=(2,))
    # 1 - tanh² is 0.02 at this sum: once above, once below.
    edge = float(np.arctanh(np.sqrt(0.98)))
    set_neuron(session, 1, 0, 0.0, edge - 0.01)
    set_neuron(session, 1, 1, 0.0, edge + 0.01)
    assert frame_of(session).details.troubles == ((NeuronRef(1, 1), "saturated"),)


def test_no_threshold_has_any_slope_left() -> None:
    session = session_of(activation=activations["threshold"](), hidden=(3,))
    found = {trouble for _, trouble in frame_of(session).details.troubles}
    assert len(frame_of(session).details.troubles) == 3
    assert found == {"saturated"}


@pytest.mark.parametrize("key", ["linear", "leaky_relu", "sine"])
def test_some_units_are_never_in_trouble(key: str) -> None:
    session = session_of(activation=activations[key]())
    set_neuron(session, 1, 1, 0.01, -1e4)
    assert frame_of(session).details.troubles == ()


def test_the_output_may_saturate() -> None:
    session = session_of()
    set_neuron(session, 3, 0, 0.0, 50.0)
    assert frame_of(session).details.troubles == ()


def test_what_is_not_a_number_is_told_of_outputs_too() -> None:
    session = session_of()
    learner_of(session).parameters.blocks[2][0, 0] = np.nan
    learner_of(session).parameters.blocks[0][-1, 3] = np.inf
    assert frame_of(session).details.troubles == (
        (NeuronRef(1, 3), "not_finite"),
        (NeuronRef(3, 0), "not_finite"),
    )


# Stations of a walk.


@pytest.mark.parametrize("hidden", [(), (3,), (3, 2)])
def test_stations_lead_forward_and_back(hidden: tuple[int, ...]) -> None:
    session = session_of(hidden=hidden)
    sizes = (2, *hidden, 1)
    observer = session.observer
    layers = range(1, len(sizes))
    assert observer.phases("layer") == (
        *(Phase("forward", layer) for layer in layers),
        *(Phase("backward", layer) for layer in reversed(layers)),
    )
    assert observer.phases("neuron") == (
        *(Phase("forward", n, k) for n in layers for k in range(sizes[n])),
        *(Phase("backward", n, k) for n in reversed(layers) for k in range(sizes[n])),
    )
    products = observer.phases("product")
    forward_products = [p for p in products if p.direction == "forward"]
    assert forward_products == [
        Phase("forward", n, k, source)
        for n in layers
        for k in range(sizes[n])
        for source in range(sizes[n - 1])
    ]
    assert (
        products[len(forward_products) :] == observer.phases("neuron")[sum(sizes[1:]) :]
    )


# Frames stand alone.


def test_frames_do_not_share_memory_with_the_learner() -> None:
    session = session_of(dataset=Circle(samples=60))
    session.advance(10)
    frame, learner = frame_of(session), learner_of(session)
    arrays = [
        frame.x,
        frame.details.output_map,
        frame.order,
        frame.target,
        *frame.details.maps,
    ]
    for view in frame.layers:
        arrays += [view.weights, view.biases, view.z, view.a, view.slope]
        arrays += [view.da, view.dz, view.weight_gradient]
    inside = [learner.state, learner.grad.flat, learner._order]
    for trace in (session.observer._one, session.observer._maps):  # type: ignore[attr-defined]
        inside += [trace.examples, trace._activations.flat, trace._sums.flat]
        inside += [trace._slopes.flat, trace._gradients.flat, trace._deltas.flat]
    for array in arrays:
        assert array is not None
        for memory in inside:
            assert not np.may_share_memory(array, memory)
    assert frame.data is frame_of(session).data
