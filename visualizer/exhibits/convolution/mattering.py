"""Which pixels matter: to the answer, and to what each layer still carries.

References: Zeiler & Fergus (2014), "Visualizing and understanding convolutional
networks", section 4.2: parts of the image are covered one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters
from visualizer.exhibits.convolution.slices import Slices
from visualizer.scenes import IntArray

AT_ONCE = 32

HALF = 0.5
"""Share of a layer's whole effect that the pixels are counted of which carry it."""


class MatteringView(Struct, frozen=True, eq=False):
    """What covering each place of an image changes.

    Attributes
    ----------
    update : int
    image : array (rows, columns)
    side : int
        Rows and columns of what is covered, the pixel in its middle.
    answer : int
        The class that the network says of the whole image.
    drop : array (rows, columns)
        How much the share of that class falls; negative where it rises.
    share : float
        Of the whole image.
    layers : tuple of int
        Numbers of the layers below.
    changes : array (layers, rows, columns)
        ‖a(covered) − a‖ / ‖a‖ of each layer's values.
    half : array (layers,)
        Least share of all pixels that makes up half of the layer's changes.
    """

    update: int
    image: Array
    side: int
    answer: int
    drop: Array
    share: float
    layers: tuple[int, ...]
    changes: Array
    half: Array


def covered_side(shape: tuple[int, int]) -> int:
    """Return the side of what is covered: a tenth of the image, odd."""
    return 2 * (min(shape) // 10) + 1


def mattering(
    network: Sequential,
    parameters: Parameters,
    image: Array,
    layers: Sequence[int],
    update: int,
) -> Slices[MatteringView]:
    """Cover each place of an image with paper, 0, and see what it changes.

    Parameters
    ----------
    image : array (rows, columns)
    layers : sequence of int
        Numbers of the layers, from 1, whose values are compared.
    """
    rows, columns = image.shape
    side = covered_side((rows, columns))
    count = image.size
    batch = min(AT_ONCE, count)
    trace = Trace(network, parameters, batch)
    trace.x[:] = image.reshape(-1, 1)
    trace.forward.run()
    whole = [_values(trace, number)[:, :1].copy() for number in layers]
    shares = trace.output[:, 0].copy()
    answer = int(np.argmax(shares))
    drop, changes = np.empty(count), np.empty((len(layers), count))
    lengths = [max(float(np.linalg.norm(values)), 1e-30) for values in whole]
    for begin in range(0, count, batch):
        places = np.arange(min(begin, count - batch), min(begin, count - batch) + batch)
        trace.x[:] = _covered(image, places, side)
        trace.forward.run()
        drop[places] = shares[answer] - trace.output[answer]
        for place, number in enumerate(layers):
            difference = _values(trace, number) - whole[place]
            changes[place, places] = np.linalg.norm(difference, axis=0) / lengths[place]
        yield None
    yield MatteringView(
        update,
        image,
        side,
        answer,
        drop.reshape(rows, columns),
        float(shares[answer]),
        tuple(layers),
        changes.reshape(-1, rows, columns),
        np.array([half_share(each) for each in changes]),
    )


def half_share(changes: Array) -> float:
    """Return the least share of pixels that makes up half of all changes.

    0 where nothing changes anything.
    """
    largest = np.sort(changes)[::-1]
    total = float(largest.sum())
    if total <= 0.0:
        return 0.0
    reached = np.cumsum(largest) >= HALF * total
    return (int(np.argmax(reached)) + 1) / changes.size


def _values(trace: Trace, number: int) -> Array:
    """Return what a layer passes on, (values, batch)."""
    a = trace.layers[number - 1].a
    return a.reshape(-1, a.shape[-1])


def _covered(image: Array, places: IntArray, side: int) -> Array:
    """Return copies (pixels, N) of an image, each with a square of zeros in it."""
    rows, columns = image.shape
    row, column = np.divmod(places, columns)
    reach = side // 2
    near_row = np.abs(np.arange(rows)[:, None] - row) <= reach
    near_column = np.abs(np.arange(columns)[:, None] - column) <= reach
    hidden = near_row[:, None, :] & near_column[None, :, :]
    shown: Array = np.where(hidden, 0.0, image[..., None])
    return shown.reshape(image.size, -1)
