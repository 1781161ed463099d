"""Images of one's own with labels, in the IDX files of MNIST."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from visualizer.datasets import Array, Dataset, Examples, UniformSource, datasets
from visualizer.datasets.idx_files import IdxError, partner, unpack
from visualizer.datasets.table_columns import MOST_CLASSES
from visualizer.datasets.table_files import checksum, read_bytes
from visualizer.language import tr
from visualizer.settings import setting

WHITEST = 255.0
MOST_SIDE = 64
LEAST_IMAGES = 20
MOST_IMAGES = 70_000


@datasets.register
@dataclass(frozen=True, slots=True)
class IdxImages(Dataset):
    """Read the first images of a file, and their labels; a pixel is 0 to 1.

    Nothing is drawn from the uniform source. Both files are told by their
    checksums: one that was changed is refused.

    References
    ----------
    LeCun, Cortes & Burges, The MNIST database of handwritten digits.
    """

    key = "idx"
    title = "Own images"
    rank = 210
    problem = "multiclass"
    pictorial = True

    images: str = setting("", title="Images", control="hidden")
    labels: str = setting("", title="Labels", control="hidden")
    images_sha256: str = setting("", title="Checksum", control="hidden")
    labels_sha256: str = setting("", title="Checksum", control="hidden")
    samples: int = setting(
        2_000,
        minimum=LEAST_IMAGES,
        maximum=MOST_IMAGES,
        values=(500, 1_000, 2_000, 5_000, 10_000, 20_000, 70_000),
        scale="log",
        title="Samples",
        help="Images from the beginning of the file, training and test together",
    )

    @property
    def ready(self) -> bool:
        return bool(self.images and self.labels)

    def portrait(self) -> Array:
        """Return three pictures that lie on each other, the last one in full."""
        image = np.zeros((27, 36))
        for number, share in enumerate((0.2, 0.4, 0.8)):
            top, left = 1 + 4 * number, 1 + 6 * number
            image[top - 1 : top + 18, left - 1 : left + 23] = 0.0
            image[top : top + 17, left : left + 21] = share
        rows, columns = np.mgrid[0:27, 0:36]
        image[(rows - 14) ** 2 + (columns - 19) ** 2 < 7] = 0.1
        hill = (rows < 25) & (rows > 16 + 0.8 * np.abs(columns - 25))
        image[hill] = 0.3
        return image

    @property
    def image_shape(self) -> tuple[int, int] | None:
        rows, columns = _read(self)[1]
        return rows, columns

    @property
    def input_names(self) -> tuple[str, ...]:
        rows, columns = _read(self)[1]
        return tuple(
            f"x({row}, {column})"
            for row in range(1, rows + 1)
            for column in range(1, columns + 1)
        )

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(str(label) for label in range(_read(self)[2]))

    def generate(self, uniform: UniformSource) -> Examples:
        return _read(self)[0]

    def files(self) -> tuple[str, ...]:
        return (self.images, self.labels) if self.ready else ()

    def relocated(self, places: Mapping[str, str]) -> Self:
        return replace(
            self,
            images=places.get(self.images, self.images),
            labels=places.get(self.labels, self.labels),
        )


def images_of(path: Path) -> IdxImages:
    """Return the data set of a file of images or labels and the one beside it.

    Raises
    ------
    IdxError
        If the other file is missing, or they do not belong together.
    TableError
        If a file cannot be read.
    """
    images, labels = partner(path)
    made = IdxImages(
        images=str(images),
        labels=str(labels),
        images_sha256=checksum(read_bytes(images)),
        labels_sha256=checksum(read_bytes(labels)),
    )
    _read(made)
    return made


# Asked several times while one experiment is built.
@lru_cache(maxsize=2)
def _read(chosen: IdxImages) -> tuple[Examples, tuple[int, int], int]:
    """Return the examples, rows and columns of an image, and the number of classes."""
    if not chosen.ready:
        raise IdxError(tr("data: no images are chosen; open or drop an IDX file"))
    parts = []
    for place, wanted in (
        (chosen.images, chosen.images_sha256),
        (chosen.labels, chosen.labels_sha256),
    ):
        content = read_bytes(Path(place))
        if checksum(content) != wanted:
            raise IdxError(
                tr("{file}: was changed since it was chosen; open it again", file=place)
            )
        parts.append(unpack(content, Path(place).name))
    images, labels = parts
    name = Path(chosen.images).name
    if images.ndim != 3 or not 1 <= max(images.shape[1:]) <= MOST_SIDE:
        raise IdxError(
            tr(
                "{file}: has the shape {shape}; allowed: images of at most {most} × "
                "{most} pixels",
                file=name,
                shape=images.shape,
                most=MOST_SIDE,
            )
        )
    if labels.shape != images.shape[:1] or len(labels) < LEAST_IMAGES:
        raise IdxError(
            tr(
                "{file}: {images} images and {labels} labels; allowed: as many of "
                "both, at least {least}",
                file=name,
                images=len(images),
                labels=labels.size,
                least=LEAST_IMAGES,
            )
        )
    classes = int(labels.max()) + 1
    if not 2 <= classes <= MOST_CLASSES:
        raise IdxError(
            tr(
                "{file}: labels go up to {label}; allowed: from 1 to {most}",
                file=Path(chosen.labels).name,
                label=classes - 1,
                most=MOST_CLASSES - 1,
            )
        )
    count = min(chosen.samples, len(images))
    pixels = images[:count].reshape(count, -1) / WHITEST
    examples = Examples(pixels, labels[:count].astype(np.float64))
    return examples, (images.shape[1], images.shape[2]), classes
