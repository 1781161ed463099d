"""What a unit likes most: its strongest examples, and an image made for it.

References: Zeiler & Fergus (2014), "Visualizing and understanding convolutional
networks", strongest examples; Erhan, Bengio, Courville & Vincent (2009),
"Visualizing higher-layer features of a deep network", ascent along the gradient.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.exhibits.convolution.probe import Probe
from visualizer.exhibits.convolution.slices import Slices
from visualizer.scenes import IntArray

AT_ONCE = 50
"""Images that are sent through at once: a slice of about ten milliseconds."""

MOST_EXAMPLES = 2_000
"""Training examples that are looked through, from the first on."""

STRONGEST = 8
STEPS = 60
STEP = 0.1
"""Length of an ascending step along its steepest pixel; a pixel goes 0 … 1."""


class StrongestView(Struct, frozen=True, eq=False):
    """Which examples make each unit of a layer answer most.

    Attributes
    ----------
    layer : int
        Number of the layer in the network, from 1.
    update : int
        After which update.
    looked_at : int
        Number of training examples looked through.
    numbers : int array (maps, K)
        Training examples, the strongest first.
    values : array (maps, K)
        z there.
    places : int array (maps, K)
        Number of the value within its map, row after row.
    """

    layer: int
    update: int
    looked_at: int
    numbers: IntArray
    values: Array
    places: IntArray


class AscentView(Struct, frozen=True, eq=False):
    """An image that makes one value large.

    Attributes
    ----------
    update : int
    image : array (pixels,)
        0 … 1.
    before, after : float
        z of the empty image and of this one.
    steps : int
    """

    update: int
    image: Array
    before: float
    after: float
    steps: int


def strongest(
    network: Sequential, parameters: Parameters, images: Array, layer: int, update: int
) -> Slices[StrongestView]:
    """Find the examples in which a unit has its largest value anywhere in the map.

    Parameters
    ----------
    images : array (pixels, N)
        Training images.
    layer : int
        Number of the layer, from 1: maps or classes.
    """
    count = min(images.shape[1], MOST_EXAMPLES)
    batch = min(AT_ONCE, count)
    probe = Probe(network, parameters, layer, batch)
    maps = probe.z.shape[0]
    largest = np.empty((maps, count))
    places = np.empty((maps, count), np.int64)
    for begin in range(0, count, batch):
        # The last part may overlap the one before: all parts have one size.
        start = min(begin, count - batch)
        probe.x[:] = images[:, start : start + batch]
        by_place = probe.forward().reshape(maps, -1, batch)
        places[:, start : start + batch] = by_place.argmax(axis=1)
        largest[:, start : start + batch] = by_place.max(axis=1)
        yield None
    numbers = np.argsort(-largest, axis=1, kind="stable")[:, :STRONGEST]
    yield StrongestView(
        layer,
        update,
        count,
        numbers,
        np.take_along_axis(largest, numbers, axis=1),
        np.take_along_axis(places, numbers, axis=1),
    )


def ascended(
    network: Sequential,
    parameters: Parameters,
    layer: int,
    value: int,
    update: int,
) -> Slices[AscentView]:
    """Make an image for one value by going up its gradient, from an empty one.

    x ← clip(x + s g / max|g|, 0, 1) with g = ∂z/∂x. The best image on the way is
    kept, so that it is never worse than the empty one.
    """
    probe = Probe(network, parameters, layer, 1)
    probe.x[:] = 0.0
    size = probe.size
    before = best = float(probe.forward().reshape(size)[value])
    image = probe.x[:, 0].copy()
    for _ in range(STEPS):
        gradient = probe.gradient(value)
        longest = float(np.abs(gradient).max())
        if longest < 1e-12:
            break
        probe.x += STEP / longest * gradient
        np.clip(probe.x, 0.0, 1.0, out=probe.x)
        reached = float(probe.forward().reshape(size)[value])
        if reached > best:
            best, image = reached, probe.x[:, 0].copy()
        yield None
    yield AscentView(update, image, before, best, STEPS)
