"""IDX files: what was written is read; what is damaged is refused."""

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.datasets.idx import IdxImages, images_of
from visualizer.datasets.idx_files import IdxError, is_idx, partner, unpack
from visualizer.engine.learner import Learner
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.settings import SettingError


def packed(values: Any) -> bytes:
    """Write an IDX file as its description says."""
    array = np.asarray(values, np.uint8)
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return head + array.tobytes()


@given(shape=st.lists(st.integers(0, 5), min_size=1, max_size=3), zipped=st.booleans())
def test_what_is_written_is_read(shape: list[int], zipped: bool) -> None:
    values = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    content = packed(values)
    read = unpack(gzip.compress(content, mtime=0) if zipped else content, "some")
    np.testing.assert_array_equal(read, values, strict=True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "some: is no IDX file"),
        (b"PNG.....", "some: is no IDX file"),
        (b"\0\0\x08\x03\0\0", "some: is no IDX file"),
        (b"\0\0\x0d\x01\0\0\0\0", "some: holds type 13 in 1 dimensions; allowed: uns"),
        (b"\0\0\x08\x09", "some: holds type 8 in 9 dimensions; allowed: unsigned"),
        (packed([1, 2, 3])[:-1], "some: holds 2 values, but says 3"),
        (packed([1, 2, 3]) + b"x", "some: holds 4 values, but says 3"),
        (b"\0\0\x08\x03" + b"\xff" * 12, "some: holds 0 values, but says 79,228,"),
        (
            gzip.compress(packed([1, 2, 3]), mtime=0)[:-9],
            "some: is a damaged gzip file",
        ),
        (b"\x1f\x8bnothing", "some: is a damaged gzip file"),
        (
            gzip.compress(bytes(64_000_001), mtime=0),
            "some: has 64,000,001 bytes; allowed: at",
        ),
    ],
)
def test_a_malformed_file_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(IdxError) as caught:
        unpack(content, "some")
    assert str(caught.value).startswith(said)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    random = np.random.default_rng(3)
    labels = np.arange(60) % 3
    pictures = random.integers(0, 40, (60, 6, 5))
    pictures[np.arange(60), labels, :] = 255
    images = tmp_path / "train-images-idx3-ubyte.gz"
    images.write_bytes(gzip.compress(packed(pictures), mtime=0))
    beside = tmp_path / "train-labels-idx1-ubyte"
    beside.write_bytes(packed(labels))
    return images, beside


def build(dataset: IdxImages) -> Learner:
    chosen = changed(PlaygroundSettings(), dataset=dataset, learning_rate=0.1)
    return Playground().build(chosen)


def test_images_and_labels_find_each_other(pair: tuple[Path, Path]) -> None:
    images, labels = pair
    assert partner(images) == partner(labels) == (images, labels)
    assert is_idx(images)
    assert is_idx(labels)
    assert not is_idx(Path("table.csv"))
    first = images_of(labels)
    assert first == images_of(images)
    assert first.files() == (str(images), str(labels))
    labels.unlink()
    with pytest.raises(IdxError, match=r"labels-idx1-ubyte.* is not beside it"):
        partner(images)
    with pytest.raises(IdxError, match="has neither 'images' nor 'labels' in its name"):
        partner(Path("t10k-ubyte"))


def test_images_are_learned_from(pair: tuple[Path, Path]) -> None:
    dataset = images_of(pair[0])
    assert dataset.image_shape == (6, 5)
    assert dataset.class_names == ("0", "1", "2")
    assert len(dataset.input_names) == 30
    assert dataset.input_names[5] == "x(2, 1)"
    examples = dataset.generate(lambda: 0.5)
    # The bright row is that of the label.
    rows = examples.inputs.reshape(-1, 6, 5).mean(axis=2)
    np.testing.assert_array_equal(rows.argmax(axis=1), examples.targets)
    assert examples.inputs.max() == 1.0
    learner = build(dataset)
    for _ in range(300):
        learner.run(100)
    assert learner.evaluate().test_accuracy > 0.9


def test_what_does_not_belong_together_is_refused(pair: tuple[Path, Path]) -> None:
    images, labels = pair
    good = images_of(images)
    labels.write_bytes(packed(np.arange(59) % 3))
    with pytest.raises(SettingError, match="60 images and 59 labels; allowed: as many"):
        images_of(images)
    with pytest.raises(SettingError, match="was changed since it was chosen; open it"):
        IdxImages(
            good.images, good.labels, good.images_sha256, good.labels_sha256, 30
        ).generate(lambda: 0.5)
    labels.write_bytes(packed(np.arange(60)))
    with pytest.raises(SettingError, match="labels go up to 59; allowed: from 1 to 9"):
        images_of(images)
    images.write_bytes(packed(np.zeros((60, 70, 2))))
    with pytest.raises(SettingError, match=r"has the shape \(60, 70, 2\); allowed: im"):
        images_of(images)
    with pytest.raises(SettingError, match="no images are chosen; open or drop an IDX"):
        IdxImages().generate(lambda: 0.5)


def test_images_can_be_read_from_another_place(pair: tuple[Path, Path]) -> None:
    dataset = images_of(pair[0])
    assert IdxImages().files() == ()
    moved = pair[0].with_name("moved-images")
    pair[0].rename(moved)
    there = dataset.relocated({dataset.images: str(moved)})
    assert there.files() == (str(moved), dataset.labels)
    assert len(there.generate(lambda: 0.5)) == 60
