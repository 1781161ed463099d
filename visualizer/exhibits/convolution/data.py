"""Images as the network takes them: split, with a target for each class."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.datasets import Examples
from visualizer.datasets.split import split
from visualizer.engine.learner import Samples
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.convolution.settings import ConvolutionSettings


class ConvolutionData(Struct, frozen=True, eq=False):
    """Data of one experiment; equal only to itself.

    Attributes
    ----------
    train, test : Samples
        Inputs (rows · columns, N), targets (classes, N).
    image_shape : (int, int)
        Rows and columns.
    class_names : tuple of str
    """

    train: Samples
    test: Samples
    image_shape: tuple[int, int]
    class_names: tuple[str, ...]


def prepare(settings: ConvolutionSettings) -> ConvolutionData:
    """Read and split the images; everything follows from `data_seed`.

    Raises
    ------
    SettingError
        If files of one's own cannot be read, or their images are too small.
    """
    dataset = settings.dataset
    assert dataset.image_shape is not None
    settings.check_fit(dataset.image_shape)
    streams = RandomStreams(settings.data_seed)
    examples = dataset.generate(streams.generator(Purpose.DATA).random)
    train, test = split(
        examples,
        settings.train_share,
        streams.generator(Purpose.SPLIT).random,
        stratify=True,
    )
    classes = len(dataset.class_names)
    return ConvolutionData(
        _samples(train, classes),
        _samples(test, classes),
        dataset.image_shape,
        dataset.class_names,
    )


def _samples(part: Examples, classes: int) -> Samples:
    labels = part.targets.astype(np.int64)
    inputs = np.ascontiguousarray(part.inputs.T)
    return Samples(inputs, np.eye(classes)[:, labels], labels)
