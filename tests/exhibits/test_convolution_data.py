"""What the Convolution exhibit learns from: bundled digits and images of one's own."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.exhibits.convolution_builders import convolution_session, frame_of
from tests.session.builders import change, digest, session_of
from visualizer.datasets.idx import images_of
from visualizer.exhibits.convolution import ConvolutionExhibit
from visualizer.exhibits.convolution.settings import ConvolutionSettings
from visualizer.settings import SettingError


def idx(values: Any) -> bytes:
    header = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return header + values.astype(np.uint8).tobytes()


def own_images(folder: Path, rows: int, columns: int) -> Path:
    """Write 60 images: bright at the left for class 0, at the right for class 1."""
    random = np.random.default_rng(1)
    labels = np.arange(60) % 2
    images = random.integers(0, 60, (60, rows, columns))
    images[labels == 0, :, : columns // 2] += 150
    images[labels == 1, :, columns // 2 :] += 150
    (folder / "own-labels-idx1-ubyte").write_bytes(idx(labels))
    path = folder / "own-images-idx3-ubyte"
    path.write_bytes(idx(images))
    return path


def test_mnist_is_learned_from_in_its_own_size() -> None:
    session = session_of("convolution-mnist")
    session.advance(2)
    frame = frame_of(session)
    assert frame.image.shape == (28, 28)
    # Two blocks halve the sides; 8·(9+1) + 16·(8·9+1) + 10·(16·7·7+1) parameters.
    assert [layer.z.shape for layer in frame.layers] == [
        (8, 28, 28),
        (8, 14, 14),
        (16, 14, 14),
        (16, 7, 7),
        (10,),
    ]
    assert session.learner.parameters.flat.size == 80 + 16 * 73 + 10 * 785
    assert (session.learner.examples, session.learner.test.count) == (4_800, 1_200)


def test_what_takes_long_to_measure_is_measured_less_often() -> None:
    session = session_of("convolution-mnist")
    # 4,800 images forward are as much work as 50 updates of 32 forward and back.
    assert session.learner.measuring_pause == 64
    assert convolution_session().learner.measuring_pause == 1


def test_images_of_ones_own_are_learned(tmp_path: Path) -> None:
    session = convolution_session(
        dataset=images_of(own_images(tmp_path, 6, 9)), batch_size=8
    )
    session.advance(60)
    frame = frame_of(session)
    assert frame.image.shape == (6, 9)
    assert session.learner.evaluate().test_accuracy == 1.0


def test_images_too_small_for_the_network_change_nothing(tmp_path: Path) -> None:
    session = convolution_session()
    session.advance(7)
    before = digest(session)
    small = images_of(own_images(tmp_path, 3, 3))
    with pytest.raises(SettingError, match="3 × 3 are used up in block 2; allowed"):
        change(session, dataset=small)
    assert digest(session) == before


def test_a_file_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    session = convolution_session()
    path = own_images(tmp_path, 8, 8)
    dataset = images_of(path)
    # What was read before is remembered for a while.
    for side in (7, 9):
        images_of(own_images(tmp_path, side, side))
    path.unlink()
    before = digest(session)
    with pytest.raises(SettingError, match="own-images-idx3-ubyte: "):
        change(session, dataset=dataset)
    assert digest(session) == before


def test_every_set_of_images_has_a_picture_on_its_tile() -> None:
    pictures = ConvolutionExhibit().previews(ConvolutionSettings())["dataset"]
    # Images of one's own have a drawing that stands for them.
    assert {key: np.shape(picture) for key, picture in pictures.items()} == {
        "digits": (8, 8),
        "mnist": (28, 28),
        "idx": (27, 36),
    }
