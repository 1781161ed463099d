"""What is shown of a convolutional network is what it computes."""

import numpy as np
import pytest

from tests.exhibits.convolution_builders import (
    convolution_session,
    frame_of,
    look,
)
from visualizer.engine.learner import SupervisedLearner
from visualizer.exhibits.convolution.frame import ConvolutionFrame, LayerView
from visualizer.scenes.intents import NeuronRef
from visualizer.session.session import Session

SETTINGS = [
    {},
    {"pooling": "average", "padding": "valid", "second_filters": 0},
    {"kernel_size": 5, "second_filters": 0, "pooling": "none"},
    {"first_filters": 4, "second_filters": 4, "pooling": "average"},
    {"kernel_size": 1, "kernel_width": 5},
    {"kernel_size": 2, "kernel_width": 1, "padding": "valid"},
]


def plain_convolution(image, kernels, biases, zeros):
    """Return the sums by loops over every place, kernel and product."""
    channels, rows, columns = image.shape
    maps, _, tall, broad = kernels.shape
    above, aside = zeros
    padded = np.zeros((channels, rows + 2 * above, columns + 2 * aside))
    padded[:, above : above + rows, aside : aside + columns] = image
    high, wide = padded.shape[1] - tall + 1, padded.shape[2] - broad + 1
    found = np.zeros((maps, high, wide))
    for m, row, column in np.ndindex(maps, high, wide):
        total = biases[m]
        for c, k, j in np.ndindex(channels, tall, broad):
            total += kernels[m, c, k, j] * padded[c, row + k, column + j]
        found[m, row, column] = total
    return found


def plain_pooling(image, choose):
    rows, columns = (n // 2 * 2 for n in image.shape[1:])
    blocks = image[:, :rows, :columns].reshape(
        image.shape[0], rows // 2, 2, columns // 2, 2
    )
    return choose(choose(blocks, axis=4), axis=2)


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_maps_are_those_of_plain_loops(changes) -> None:
    session = convolution_session(1, **changes)
    frame = frame_of(session)
    image = frame.image[None]
    for layer in frame.layers:
        if layer.kind == "convolution":
            zeros = [zeros for _, _, zeros in layer.reading]
            expected = plain_convolution(image, layer.kernels, layer.biases, zeros)
            np.testing.assert_allclose(layer.z, expected, atol=1e-12)
            np.testing.assert_allclose(layer.a, np.maximum(expected, 0), atol=1e-12)
        elif layer.kind == "class":
            sums = (layer.kernels * image).sum(axis=(1, 2, 3)) + layer.biases
            shares = np.exp(sums - sums.max())
            np.testing.assert_allclose(layer.a, shares / shares.sum(), atol=1e-12)
        else:
            choose = np.max if layer.kind == "maximum" else np.mean
            np.testing.assert_allclose(layer.z, plain_pooling(image, choose))
        image = layer.a
    assert frame.layers[-1].a.sum() == pytest.approx(1.0)


def test_the_shipped_network_has_1898_parameters() -> None:
    learner = convolution_session().learner
    assert learner.state.shape[1] == 1898


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_the_sum_behind_every_value_is_that_value(changes) -> None:
    session = convolution_session(1, **changes)
    random = np.random.default_rng(0)
    for place, layer in enumerate(frame_of(session).layers):
        for index in random.integers(layer.z.size, size=8).tolist():
            look(session, selection=NeuronRef(layer.number, index))
            frame = frame_of(session)
            cell = frame.cell
            assert cell is not None
            assert (cell.layer, cell.index) == (place, index)
            assert cell.z == layer.z.ravel()[index]
            assert cell.a == layer.a.ravel()[index]
            assert cell.dz == layer.dz.ravel()[index]
            if cell.kernel is not None:
                total = (cell.patch * cell.kernel).sum() + cell.bias
                assert total == pytest.approx(cell.z, abs=1e-12)
            elif cell.winner is not None:
                assert cell.patch[0][cell.winner] == cell.z == cell.patch.max()
            else:
                assert cell.patch.mean() == pytest.approx(cell.z, abs=1e-12)
            assert not cell.patch[:, cell.outside].any()


def sent_back_to(session: Session, layer: LayerView, shape) -> np.ndarray:
    """Add up what all values of a layer send back to the layer before."""
    total = np.zeros(shape)
    for index in range(layer.z.size):
        look(session, selection=NeuronRef(layer.number, index))
        cell = frame_of(session).cell
        assert cell is not None
        own = cell.map if layer.kind in ("maximum", "mean") else None
        for channel, row, column in np.ndindex(*cell.sent_back.shape):
            if not cell.outside[row, column]:
                at = (
                    channel if own is None else own,
                    cell.top + row,
                    cell.left + column,
                )
                total[at] += cell.sent_back[channel, row, column]
    return total


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_what_all_values_send_back_is_the_gradient_before(changes) -> None:
    small = {"first_filters": 2, "second_filters": 4, **changes}
    session = convolution_session(1, **small)
    frame = frame_of(session)
    before, gradient = frame.image[None], frame.image_gradient[None]
    for layer in frame.layers:
        found = sent_back_to(session, layer, before.shape)
        np.testing.assert_allclose(found, gradient, atol=1e-12)
        before, gradient = layer.a, layer.da


def loss_of(session: Session, pixels: np.ndarray, label: int) -> float:
    """Return the loss of an image, from the frame of the drawing alone."""
    look(session, drawing=tuple(pixels.ravel().tolist()))
    return -float(np.log(frame_of(session).layers[-1].a[label]))


def test_the_gradient_of_the_input_is_that_of_central_differences() -> None:
    session = convolution_session(1, activation=_tanh())
    frame = frame_of(session)
    step = 1e-5
    for row, column in ((0, 0), (3, 4), (7, 2)):
        moved = np.zeros_like(frame.image)
        moved[row, column] = step
        up = loss_of(session, frame.image + moved, frame.label)
        down = loss_of(session, frame.image - moved, frame.label)
        expected = (up - down) / (2 * step)
        assert frame.image_gradient[row, column] == pytest.approx(expected, abs=1e-8)


def _tanh():
    from visualizer.engine.activations.tanh import Tanh

    return Tanh()


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_pixels_outside_the_receptive_field_do_not_matter(changes) -> None:
    session = convolution_session(1, **changes)
    random = np.random.default_rng(1)
    frame = frame_of(session)
    for layer in frame.layers:
        index = int(random.integers(layer.z.size))
        watch = {"selection": NeuronRef(layer.number, index), "drawing": None}
        look(session, **watch)
        frame = frame_of(session)
        assert frame.receptive is not None
        assert frame.cell is not None
        top, left, bottom, right = frame.receptive
        changed = random.random(frame.image.shape)
        changed[top : bottom + 1, left : right + 1] = frame.image[
            top : bottom + 1, left : right + 1
        ]
        look(session, drawing=tuple(changed.ravel().tolist()))
        cell = frame_of(session).cell
        assert cell is not None
        assert cell.z == pytest.approx(frame.cell.z, abs=1e-12)


def test_a_drawing_feeds_the_network_and_has_no_label() -> None:
    session = convolution_session(1)
    pixels = tuple(np.linspace(0, 1, 64).tolist())
    look(session, drawing=pixels)
    frame = frame_of(session)
    assert (frame.example, frame.label) == (-1, -1)
    assert np.isnan(frame.loss)
    np.testing.assert_array_equal(frame.image.ravel(), pixels)
    look(session, drawing=(0.5,) * 9)
    assert frame_of(session).example == 0


def test_a_selection_that_a_new_network_lacks_selects_nothing() -> None:
    session = convolution_session()
    for selection in (None, NeuronRef(9, 0), NeuronRef(1, 10_000), NeuronRef(5, 0)):
        look(session, selection=selection)
        frame = frame_of(session)
        assert frame.cell is None
        assert frame.receptive is None


def test_the_own_loss_is_that_of_the_answer() -> None:
    frame = frame_of(convolution_session(1))
    expected = -np.log(frame.layers[-1].a[frame.label])
    assert frame.loss == pytest.approx(expected)


def test_a_walk_selects_value_after_value_of_the_batch() -> None:
    from visualizer.session import commands as do

    session = convolution_session(1)
    session.execute(do.SetPace("neuron"))
    number = int(session.learner.upcoming()[0])
    for index in range(3):
        session.execute(do.Step("neuron", 1))
        frame = frame_of(session)
        assert frame.example == number
        assert frame.cell is not None
        assert (frame.cell.layer, frame.cell.index) == (0, index)


def test_stations_cover_every_value_forward_and_back() -> None:
    session = convolution_session(first_filters=2, second_filters=4)
    sizes = {layer.number: layer.z.size for layer in frame_of(session).layers}
    phases = session.observer.phases("neuron")
    for direction in ("forward", "backward"):
        own = [p for p in phases if p.direction == direction]
        assert {p.layer: p.neuron for p in own} == {
            number: size - 1 for number, size in sizes.items()
        }
        assert len(own) == sum(sizes.values())
    products = session.observer.phases("product")
    first = [p for p in products if p.direction == "forward" and p.layer == 1]
    assert len(first) == sizes[1] * 9
    assert len(session.observer.phases("layer")) == 2 * len(sizes)


def test_frames_are_copies() -> None:
    session = convolution_session()
    frame: ConvolutionFrame = frame_of(session)
    before = [layer.z.copy() for layer in frame.layers]
    session.advance(5)
    frame_of(session)
    for layer, z in zip(frame.layers, before, strict=True):
        np.testing.assert_array_equal(layer.z, z)
    assert isinstance(session.learner, SupervisedLearner)
