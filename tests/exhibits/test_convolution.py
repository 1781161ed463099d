"""Settings, answers to intents and scenes of the Convolution exhibit."""

from dataclasses import replace

import numpy as np
import pytest

from tests.exhibits.convolution_builders import (
    ask,
    convolution_session,
    frame_of,
    look,
    scene_of,
)
from tests.session.builders import change
from visualizer.exhibits.convolution.settings import ConvolutionSettings
from visualizer.scenes.intents import (
    ChooseOption,
    NeuronRef,
    OpenChannel,
    Select,
    SetOption,
    SlideKernel,
    StepExample,
    WatchExample,
)
from visualizer.settings import SettingError, from_plain


@pytest.mark.parametrize(
    "changes",
    [
        {"kernel_size": 5, "padding": "valid"},
        {"kernel_size": 7, "padding": "valid", "pooling": "none"},
        {"kernel_size": 1, "kernel_width": 5, "padding": "valid"},
    ],
    ids=str,
)
def test_images_that_are_used_up_are_refused_with_a_sentence(changes) -> None:
    with pytest.raises(SettingError, match="8 × 8 are used up in block 2; allowed"):
        replace(ConvolutionSettings(), **changes)


def test_only_images_are_offered() -> None:
    with pytest.raises(SettingError, match="dataset: 'circle' is not allowed"):
        from_plain(ConvolutionSettings, {"dataset": "circle"})


def test_live_settings_keep_the_run_and_the_shape_starts_another() -> None:
    session = convolution_session()
    session.advance(5)
    change(session, learning_rate=0.01, batch_size=64, l2=0.001)
    assert (session.update, session.learner.learning_rate) == (5, 0.01)
    assert len(session.learner.upcoming()) == 64
    change(session, kernel_size=5)
    assert session.update == 0
    assert frame_of(session).layers[0].kernels.shape == (8, 1, 5, 5)
    change(session, kernel_width=1)
    assert frame_of(session).layers[0].kernels.shape == (8, 1, 5, 1)


def test_a_batch_is_at_most_the_whole_training_set() -> None:
    session = convolution_session(batch_size=100_000)
    assert session.learner.updates_per_epoch == 1


def test_examples_are_chosen_and_a_step_goes_around() -> None:
    session = convolution_session()
    ask(session, WatchExample(5))
    assert frame_of(session).example == 5
    ask(session, StepExample(-6))
    assert frame_of(session).example == session.learner.examples - 1
    look(session, drawing=(0.0,) * 64)
    ask(session, StepExample(1))
    assert frame_of(session).example == 0


def test_the_kernel_slides_over_its_own_map_and_begins_again() -> None:
    session = convolution_session()
    ask(session, Select(NeuronRef(1, 64 + 62)))
    places = []
    for _ in range(3):
        cell = frame_of(session).cell
        assert cell is not None
        places.append((cell.map, cell.row, cell.column))
        ask(session, SlideKernel(1))
    assert places == [(1, 7, 6), (1, 7, 7), (1, 0, 0)]
    ask(session, Select(None))
    ask(session, SlideKernel(1))
    cell = frame_of(session).cell
    assert cell is not None
    assert cell.index == 0


def test_classes_are_slid_over_too() -> None:
    session = convolution_session()
    last = frame_of(session).layers[-1].number
    ask(session, Select(NeuronRef(last, 9)))
    assert scene_of(session, "neuron").place_text == "10 of 10"
    ask(session, SlideKernel(1))
    assert frame_of(session).cell.map == 0


def test_the_columns_are_the_layers_in_order() -> None:
    scene = scene_of(convolution_session(), "network")
    assert [(c.kind, c.title, c.values.shape) for c in scene.columns] == [
        ("image", "input", (1, 8, 8)),
        ("kernels", "kernels", (8, 3, 3)),
        ("maps", "convolve", (8, 8, 8)),
        ("maps", "ReLU", (8, 8, 8)),
        ("maps", "max-pool", (8, 4, 4)),
        ("kernels", "of map 1", (8, 3, 3)),
        ("maps", "convolve", (16, 4, 4)),
        ("maps", "ReLU", (16, 4, 4)),
        ("maps", "max-pool", (16, 2, 2)),
    ]
    assert "1,898 parameters" in scene.subtitle


def test_kernels_of_the_second_block_are_those_of_the_selected_map() -> None:
    session = convolution_session()
    look(session, selection=NeuronRef(3, 5 * 16 + 3))
    column = scene_of(session, "network").columns[5]
    layer = frame_of(session).layers[2]
    assert column.title == "of map 6"
    np.testing.assert_array_equal(column.values, layer.kernels[5])


@pytest.mark.parametrize("gradients", [False, True])
def test_color_ranges_are_of_a_map_of_a_column_or_of_all(gradients) -> None:
    session = convolution_session(1)
    ask(session, SetOption("gradients", gradients))
    largest = []
    for scope in ("map", "layer", "all"):
        ask(session, ChooseOption("color_range", scope))
        scene = scene_of(session, "network")
        maps = [c for c in scene.columns if c.kind == "maps"]
        for column in maps:
            own = np.abs(column.values).max(axis=(1, 2))
            if scope == "map":
                np.testing.assert_allclose(column.limits, np.maximum(own, 1e-30))
                assert column.scale_text == "own ranges"
            elif scope == "layer":
                np.testing.assert_allclose(column.limits, own.max())
                assert column.scale_text.startswith("±")
        largest.append(max(np.abs(c.values).max() for c in maps))
    widest = {float(c.limits.max()) for c in maps}
    assert len(widest) == 1
    assert widest.pop() == pytest.approx(largest[-1])


def test_gradients_take_the_place_of_all_values() -> None:
    session = convolution_session(1)
    ask(session, SetOption("gradients", True))
    scene, frame = scene_of(session, "network"), frame_of(session)
    shown = [c.values for c in scene.columns]
    expected = [
        frame.image_gradient[None],
        frame.layers[0].kernel_gradients[:, 0],
        frame.layers[0].dz,
        frame.layers[0].da,
        frame.layers[1].dz,
    ]
    for found, wanted in zip(shown, expected, strict=False):
        np.testing.assert_array_equal(found, wanted)
    target = np.eye(10)[frame.label]
    np.testing.assert_allclose(
        scene.bars.values, frame.layers[-1].a - target, atol=1e-12
    )
    assert scene.bars.signed


def test_the_selected_value_and_what_it_reads_are_marked() -> None:
    session = convolution_session()
    look(session, selection=NeuronRef(1, 2 * 64 + 8 * 0 + 7))
    columns = scene_of(session, "network").columns
    assert columns[0].window == (-1, 6, 3, 3)
    assert (columns[2].selected, columns[2].cell) == (2, (0, 7))
    look(session, selection=NeuronRef(2, 3 * 16 + 4 * 1 + 2))
    columns = scene_of(session, "network").columns
    assert columns[2].window is None
    assert (columns[3].window, columns[3].window_on) == ((2, 4, 2, 2), 3)
    assert columns[0].receptive == (1, 3, 4, 6)


def test_the_strip_holds_the_watched_example() -> None:
    session = convolution_session()
    for number in (0, 11, 12, 40):
        look(session, example=number)
        scene = scene_of(session, "network")
        assert scene.strip_numbers[scene.strip_chosen] == number
        train = session.learner.train
        np.testing.assert_array_equal(
            scene.strip[scene.strip_chosen].ravel(), train.x[:, number]
        )


def test_lines_of_the_sum_are_its_numbers() -> None:
    session = convolution_session(1)
    look(session, selection=NeuronRef(3, 37), channel=3)
    scene, cell = scene_of(session, "neuron"), frame_of(session).cell
    assert [name for name, _ in scene.lines] == ["Σ", "+ bias", "= z", "ReLU(z)"]
    assert scene.lines[2][1] == f"{cell.z:.3f}".replace("-", "−")
    assert scene.subtotals.sum() + cell.bias == pytest.approx(cell.z)
    np.testing.assert_array_equal(scene.grids[0].values, cell.patch[3])
    np.testing.assert_array_equal(scene.grids[1].values, cell.kernel[3])
    np.testing.assert_allclose(scene.grids[2].values, cell.patch[3] * cell.kernel[3])
    assert scene.size_line == "output size: (4 + 2 · 1 − 3) / 1 + 1 = 4"
    ask(session, OpenChannel(6))
    assert scene_of(session, "neuron").channel_title == "on map 7"


def test_backward_the_products_are_of_the_gradient() -> None:
    session = convolution_session(1)
    look(session, selection=NeuronRef(1, 20), backward=True)
    scene, cell = scene_of(session, "neuron"), frame_of(session).cell
    kernel, gradient, sent = (grid.values for grid in scene.grids)
    np.testing.assert_allclose(kernel * gradient, sent)
    assert gradient.item() == cell.dz
    assert scene.subtitle == "kernel × gradient of the sum, to each input"
    for pooling, said in (
        ("max", "the largest gets all of it"),
        ("average", "each of four gets a quarter of it"),
    ):
        pooled = convolution_session(1, pooling=pooling)
        look(pooled, selection=NeuronRef(2, 3), backward=True)
        back = scene_of(pooled, "neuron")
        assert back.subtitle == said
        sent = back.grids[-1].values
        share = frame_of(pooled).cell.dz * (1.0 if pooling == "max" else 0.25)
        np.testing.assert_allclose(sent[sent != 0.0], share)


@pytest.mark.parametrize(
    ("changes", "layer", "index"),
    [
        ({}, 2, 0),
        ({}, 2, 21),
        ({"kernel_size": 2, "padding": "valid"}, 2, 7),
        ({"second_filters": 0}, 2, 9),
        ({}, 4, 33),
        ({"kernel_size": 1, "kernel_width": 5}, 2, 21),
        ({"kernel_size": 2, "kernel_width": 1, "padding": "valid"}, 2, 7),
    ],
)
def test_what_comes_back_is_the_convolution_transposed(changes, layer, index) -> None:
    session = convolution_session(1, **changes)
    look(session, selection=NeuronRef(layer, index), backward=True, collected=True)
    scene, frame = scene_of(session, "neuron"), frame_of(session)
    cell = frame.cell
    came = frame.layers[cell.layer].da[cell.map, cell.row, cell.column]
    assert scene.subtotals.sum() == pytest.approx(came, rel=1e-4, abs=1e-12)
    gradients, turned, products = (grid.values for grid in scene.grids)
    np.testing.assert_allclose(products, gradients * turned)
    after = frame.layers[cell.layer + 1]
    if after.kind == "convolution":
        assert scene.outside.shape == gradients.shape
        np.testing.assert_array_equal(turned, after.kernels[0, cell.map, ::-1, ::-1])
        assert not gradients[scene.outside].any()


def test_a_pool_gives_all_of_it_to_the_largest_and_the_loss_to_a_class() -> None:
    session = convolution_session(1)
    look(session, selection=NeuronRef(1, 20), backward=True, collected=True)
    scene, frame = scene_of(session, "neuron"), frame_of(session)
    cell = frame.cell
    pool = frame.layers[1].dz[cell.map, cell.row // 2, cell.column // 2]
    assert scene.grids[0].values.item() == pool
    assert cell.dz in (0.0, pool)
    look(session, selection=NeuronRef(6, 3), backward=True, collected=True)
    scene, frame = scene_of(session, "neuron"), frame_of(session)
    answer = frame.layers[-1].a[3] - float(frame.label == 3)
    assert scene.grids == ()
    assert frame.cell.dz == pytest.approx(answer, abs=1e-6)


def test_an_output_size_that_is_not_whole_is_rounded_down_in_sight() -> None:
    session = convolution_session(padding="valid", kernel_size=2, second_filters=0)
    look(session, selection=NeuronRef(2, 0))
    line = scene_of(session, "neuron").size_line
    assert line == "output size: (7 + 2 · 0 − 2) / 2 + 1 = 3.5 → 3"


def test_of_a_kernel_that_is_no_square_the_columns_are_worked_out() -> None:
    session = convolution_session(padding="valid", kernel_width=5, second_filters=0)
    line = scene_of(session, "neuron").size_line
    assert line == "output columns: (8 + 2 · 0 − 5) / 1 + 1 = 4"
    assert frame_of(session).layers[0].z.shape == (8, 6, 4)


def test_without_a_selection_a_hint_says_what_to_do() -> None:
    session = convolution_session()
    look(session, selection=None)
    assert "Click a pixel" in scene_of(session, "neuron").hint
