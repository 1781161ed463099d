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
import numpy.typing as npt

EPOCHS_A_STREAM = 16
"""Epochs whose orders are drawn together: opening a stream takes longer."""


MAX_SEED = 2**32 - 1


class Purpose(IntEnum):
    """What random numbers are drawn for."""

    DATA = 0
    SPLIT = 1
    WEIGHTS = 2
    ORDER = 3
    DIRECTIONS = 4
    LAYERS = 5
    SEARCH = 6
    NOISE = 7
    CLUSTERS = 8


class RandomStreams:
    """Generators by purpose and index, all from one seed.

    Parameters
    ----------
    seed : int
        From 0 to `MAX_SEED`, which is 2³² - 1.

    Examples
    --------
    >>> streams = RandomStreams(7)
    >>> first = streams.generator(Purpose.ORDER, 3).random()
    >>> first == streams.generator(Purpose.ORDER, 3).random()
    True
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed <= MAX_SEED:
            raise ValueError(f"seed {seed} is out of range; allowed: 0 to {MAX_SEED}")
        self.seed = seed

    def generator(self, purpose: Purpose, index: int = 0) -> np.random.Generator:
        """Return the generator of stream `index` (0 or more) of a purpose."""
        key = (int(purpose) << 64) | self.seed
        counter = index << 128
        return np.random.Generator(np.random.Philox(key=key, counter=counter))


class EpochOrder:
    """The order in which each epoch goes through the examples.

    Parameters
    ----------
    streams : RandomStreams
    order : int array (N,)
        Where the present order stands, from 0 to N - 1 at first. It is changed
        in place, so that plans can hold views of it.
    reshuffle : bool
        Draw a new order for each epoch.

    Attributes
    ----------
    epoch : int
        Whose order stands; -1 for the order of the beginning.
    """

    def __init__(
        self, streams: RandomStreams, order: npt.NDArray[np.int64], reshuffle: bool
    ) -> None:
        self._streams = streams
        self._order = order
        self._reshuffle = reshuffle
        self._drawn: list[npt.NDArray[np.int64]] = []
        self.epoch = self._block = -1

    def draw(self, epoch: int) -> None:
        """Put the order of an epoch in place."""
        if not self._reshuffle or epoch == self.epoch:
            return
        block, place = divmod(epoch, EPOCHS_A_STREAM)
        if block != self._block:
            random = self._streams.generator(Purpose.ORDER, block)
            count = self._order.size
            self._drawn = [random.permutation(count) for _ in range(EPOCHS_A_STREAM)]
            self._block = block
        self._order[:] = self._drawn[place]
        self.epoch = epoch


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
