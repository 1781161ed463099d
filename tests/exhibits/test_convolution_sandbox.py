"""The sandbox: a kernel made by hand, its sizes, and what is refused."""

import math

import numpy as np
import pytest

from tests.exhibits.convolution_builders import (
    ask,
    convolution_session,
    frame_of,
    look,
    scene_of,
)
from visualizer.exhibits.convolution.sandbox import (
    KERNELS,
    RANGES,
    SIDES,
    Sandbox,
    changed,
    convolve,
    photograph,
)
from visualizer.scenes.intents import (
    ChooseOption,
    EditKernel,
    SetSliding,
)


def plain(state: Sandbox, picture: np.ndarray) -> np.ndarray | None:
    """Slide a kernel by loops; None if no window fits."""
    side, zeros = state.side, state.padding
    padded = np.pad(picture, zeros)
    rows = range(0, padded.shape[0] - state.dilation * (side - 1), state.stride)
    columns = range(0, padded.shape[1] - state.dilation * (side - 1), state.stride)
    if not rows or not columns:
        return None
    kernel = np.array(state.kernel).reshape(side, side)
    return np.array(
        [
            [
                sum(
                    kernel[k, j]
                    * padded[row + k * state.dilation, column + j * state.dilation]
                    for k in range(side)
                    for j in range(side)
                )
                for column in columns
            ]
            for row in rows
        ]
    )


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("dilation", [1, 2])
def test_it_is_the_sum_of_products_at_every_place(
    side: int, stride: int, padding: int, dilation: int
) -> None:
    random = np.random.default_rng(side)
    kernel = tuple(random.normal(size=side**2).tolist())
    state = Sandbox(kernel, stride, padding, dilation)
    picture = random.random((9, 11))
    view, expected = convolve(state, picture), plain(state, picture)
    if expected is None:
        assert view.output is None
        return
    assert view.output is not None
    np.testing.assert_allclose(view.output, expected, atol=1e-12)
    # What is left over is what could be cut off without changing anything.
    rows, columns = view.left_over
    padded = np.pad(picture, padding)
    cut = padded[: padded.shape[0] - rows, : padded.shape[1] - columns]
    again = convolve(Sandbox(kernel, stride, 0, dilation), cut)
    assert again.output is not None
    np.testing.assert_allclose(again.output, expected, atol=1e-12)
    assert again.left_over == (0, 0)


def test_edges_answer_to_edges_and_blur_keeps_brightness() -> None:
    step = np.zeros((6, 6))
    step[:, 3:] = 1.0
    vertical = convolve(Sandbox(KERNELS["vertical"]), step).output
    horizontal = convolve(Sandbox(KERNELS["horizontal"]), step).output
    assert vertical is not None
    assert horizontal is not None
    np.testing.assert_array_equal(vertical[0], [0, 4, 4, 0])
    assert not horizontal.any()
    even = np.full((5, 5), 0.3)
    for key in ("blur", "sharpen", "identity"):
        output = convolve(Sandbox(KERNELS[key]), even).output
        np.testing.assert_allclose(output, 0.3)
    for key in ("vertical", "horizontal", "outline"):
        np.testing.assert_allclose(
            convolve(Sandbox(KERNELS[key]), even).output, 0.0, atol=1e-12
        )


def test_the_photograph_is_a_gray_picture() -> None:
    picture = photograph()
    assert picture.shape == (100, 150)
    assert 0.0 <= picture.min() < 0.1
    assert 0.7 < picture.max() <= 1.0


def test_the_size_is_told_and_marked_where_it_is_not_whole() -> None:
    session = convolution_session()
    scene = scene_of(session, "sandbox")
    assert scene.size_line == (
        "(150 + 2·0 − 3) / 1 + 1 = 148 · (100 + 2·0 − 3) / 1 + 1 = 98"
    )
    assert (scene.output.shape, scene.warning) == ((98, 148), "")
    ask(session, SetSliding("stride", 2))
    scene = scene_of(session, "sandbox")
    assert "= 74.5" in scene.size_line
    assert scene.output.shape == (49, 74)
    assert "at the right: 1, rows at the bottom: 1" in scene.warning


def test_a_kernel_larger_than_the_picture_is_said() -> None:
    session = convolution_session()
    ask(session, ChooseOption("source", "image"))
    ask(session, SetSliding("size", 7))
    ask(session, SetSliding("dilation", 2))
    scene = scene_of(session, "sandbox")
    assert scene.output is None
    assert "no window fits" in scene.warning


@pytest.mark.parametrize("name", RANGES)
def test_what_is_out_of_range_becomes_the_nearest(name: str) -> None:
    low, high = RANGES[name]
    assert getattr(changed(Sandbox(), name, -9), name) == low
    assert getattr(changed(Sandbox(), name, 99), name) == high


def test_another_size_keeps_the_middle() -> None:
    larger = changed(Sandbox(), "size", 5)
    assert larger.side == 5
    middle = np.array(larger.kernel).reshape(5, 5)[1:4, 1:4]
    assert tuple(middle.ravel()) == KERNELS["vertical"]
    assert changed(larger, "size", 3).kernel == KERNELS["vertical"]
    assert changed(Sandbox(), "size", 1).kernel == (0.0,)


def test_cells_are_edited_and_nonsense_is_refused_in_a_sentence() -> None:
    session = convolution_session()
    ask(session, EditKernel(4, 1.5))
    scene = scene_of(session, "sandbox")
    assert scene.kernel[1, 1] == 1.5
    assert scene.chosen == "own"
    for value in (math.nan, 100.0, -math.inf):
        ask(session, EditKernel(5, value))
        scene = scene_of(session, "sandbox")
        assert scene.kernel[1, 2] == 2.0
        assert scene.warning == (
            "kernel, row 2, column 3: not allowed; allowed: numbers from −99 to 99"
        )
    ask(session, ChooseOption("kernel", "blur"))
    scene = scene_of(session, "sandbox")
    assert (scene.chosen, scene.warning) == ("blur", "")
    assert scene.output_limit == 0.0


def test_the_watched_image_takes_the_place_of_the_photograph() -> None:
    session = convolution_session()
    ask(session, ChooseOption("source", "image"))
    look(session, example=7)
    frame = frame_of(session)
    assert frame.sandbox is not None
    np.testing.assert_array_equal(frame.sandbox.picture, frame.image)


def test_nothing_is_computed_again_while_nothing_changed() -> None:
    session = convolution_session()
    first = frame_of(session).sandbox
    session.advance(3)
    assert frame_of(session).sandbox is first
