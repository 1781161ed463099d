"""What part of the image a value of a layer sees."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.frame import ConvolutionFrame

Span = tuple[int, int]
"""First and last row or column; they may lie outside of the image."""


def seen_span(frame: ConvolutionFrame, place: int, axis: int, at: int) -> Span:
    """Return the rows (or columns) of the image that one of a layer's maps sees.

    Going back through each layer, a value reads the rows from row · stride - zeros
    on, as many as its window has.

    Parameters
    ----------
    place : int
        Place of the layer in `ConvolutionFrame.layers`.
    axis : int
        0 for rows, 1 for columns.
    at : int
        Row or column of the maps.
    """
    first = last = at
    for layer in reversed(frame.layers[: place + 1]):
        side, stride, zeros = layer.reading[axis]
        first, last = first * stride - zeros, last * stride - zeros + side - 1
    return first, last


def receptive_shape(frame: ConvolutionFrame, place: int) -> tuple[int, int]:
    """Return how many rows and columns of the image a value sees; all for a class."""
    if frame.layers[place].kind == "class":
        rows, columns = frame.image.shape
        return rows, columns
    (top, bottom), (left, right) = (
        seen_span(frame, place, axis, 0) for axis in range(2)
    )
    return bottom - top + 1, right - left + 1


def patch_of(frame: ConvolutionFrame, place: int, image: Array, value: int) -> Array:
    """Return what one value of a map sees of an image, zeros where it sees beyond.

    Parameters
    ----------
    image : array (rows, columns)
    value : int
        Its number within its map, row after row.

    Returns
    -------
    array, of the `receptive_shape`
        The whole image for a class.
    """
    layer = frame.layers[place]
    if layer.kind == "class":
        return image
    spans = [
        seen_span(frame, place, axis, at)
        for axis, at in enumerate(divmod(value, int(layer.z.shape[2])))
    ]
    patch: Array = np.zeros(receptive_shape(frame, place), image.dtype)
    inside, target = [], []
    for (first, last), length in zip(spans, image.shape, strict=True):
        start, stop = max(0, first), min(length, last + 1)
        inside.append(slice(start, stop))
        target.append(slice(start - first, stop - first))
    patch[target[0], target[1]] = image[inside[0], inside[1]]
    return patch
