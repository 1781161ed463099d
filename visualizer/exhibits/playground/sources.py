"""Where the random numbers of data, split and initial weights come from."""

from __future__ import annotations

from math import prod

import numpy as np
from msgspec import Struct

from visualizer.datasets import UniformSource
from visualizer.engine.arrays import Array
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.playground.seedrandom import SeedRandom
from visualizer.exhibits.playground.settings import PlaygroundSettings


class Sources(Struct, frozen=True):
    """Random numbers of one experiment; to be drawn in the order of the fields.

    Attributes
    ----------
    data, split : callable
        Return the next number of [0, 1).
    weights : numpy.random.Generator
    """

    data: UniformSource
    split: UniformSource
    weights: np.random.Generator


class SequenceGenerator(np.random.Generator):
    """A generator whose uniform numbers are those of a plain source.

    What initializers ask for beyond numbers of [0, 1), such as normal deviates,
    comes from the bit generator.

    Parameters
    ----------
    uniform : callable
        Returns the next number of [0, 1).
    others : numpy.random.BitGenerator
    """

    def __init__(self, uniform: UniformSource, others: np.random.BitGenerator) -> None:
        super().__init__(others)
        self._uniform = uniform

    def random(self, size: tuple[int, ...]) -> Array:  # type: ignore[override]
        """Return an array of numbers of [0, 1), the last index running fastest."""
        count = prod(size)
        drawn = np.fromiter((self._uniform() for _ in range(count)), np.float64, count)
        return drawn.reshape(size)


def sources_of(settings: PlaygroundSettings) -> Sources:
    """Return the sources that settings ask for, each at its beginning.

    TensorFlow Playground draws everything from one source: data, shuffle, weights.
    """
    streams = RandomStreams(settings.stream_seed)
    weights = streams.generator(Purpose.WEIGHTS)
    if settings.draws == "tf_playground":
        source = SeedRandom(settings.link_seed)
        own = SequenceGenerator(source, weights.bit_generator)
        return Sources(source, source, own)
    of_data = RandomStreams(settings.data_seed)
    return Sources(
        of_data.generator(Purpose.DATA).random,
        of_data.generator(Purpose.SPLIT).random,
        weights,
    )
