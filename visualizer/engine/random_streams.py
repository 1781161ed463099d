"""Random numbers that depend on a seed and a place, not on what came before.

A counter-based generator (Philox) gives every purpose and every index a stream
of its own. The order of epoch 37 is then a function of the seed and of 37, and
going back in time needs no stored generator state.

References: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as
easy as 1, 2, 3".
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What random numbers are drawn for."""

    DATA = 0
    SPLIT = 1
    WEIGHTS = 2
    ORDER = 3
    DIRECTIONS = 4
    LAYERS = 5
    SEARCH = 6


class RandomStreams:
    """Generators by purpose and index, all from one seed.

    Parameters
    ----------
    seed : int
        From 0 to 2³² - 1.

    Examples
    --------
    >>> streams = RandomStreams(7)
    >>> first = streams.generator(Purpose.ORDER, 3).random()
    >>> first == streams.generator(Purpose.ORDER, 3).random()
    True
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed < 2**32:
            raise ValueError(f"seed {seed} is out of range; allowed: 0 to 4294967295")
        self.seed = seed

    def generator(self, purpose: Purpose, index: int = 0) -> np.random.Generator:
        """Return the generator of stream `index` (0 or more) of a purpose."""
        key = (int(purpose) << 64) | self.seed
        counter = index << 128
        return np.random.Generator(np.random.Philox(key=key, counter=counter))


class Draws:
    """The random numbers that layers draw while training.

    A layer's stream is a function of the seed, the update and the layer's place
    in the network, so that an update can be repeated without a stored state.

    Parameters
    ----------
    streams : RandomStreams

    Attributes
    ----------
    update : int
        The present update.
    """

    def __init__(self, streams: RandomStreams) -> None:
        self._streams = streams
        self.update = 0

    def generator(self, place: int) -> np.random.Generator:
        """Return the generator of the layer at `place`, below 2⁶⁴, for this update."""
        return self._streams.generator(Purpose.LAYERS, self.update << 64 | place)

    def advance(self) -> None:
        """Go on to the next update."""
        self.update += 1
