"""What part of the image a value of a layer sees."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.frame import ConvolutionFrame

Span = tuple[int, int]
"""First and last row or column; they may lie outside of the image."""


def seen_span(frame: ConvolutionFrame, place: int, row: int) -> Span:
    """Return the rows (or columns) of the image that a row of a layer's maps sees.

    Going back through each layer, a value reads the rows from row · stride - zeros
    on, as many as its window has.

    Parameters
    ----------
    place : int
        Place of the layer in `ConvolutionFrame.layers`.
    """
    first = last = row
    for layer in reversed(frame.layers[: place + 1]):
        side, stride, zeros = layer.window
        first, last = first * stride - zeros, last * stride - zeros + side - 1
    return first, last


def receptive_side(frame: ConvolutionFrame, place: int) -> int:
    """Return how many rows of the image a value of a layer sees; all for a class."""
    if frame.layers[place].kind == "class":
        whole: int = frame.image.shape[0]
        return whole
    first, last = seen_span(frame, place, 0)
    side: int = last - first + 1
    return side


def patch_of(frame: ConvolutionFrame, place: int, image: Array, value: int) -> Array:
    """Return what one value of a map sees of an image, zeros where it sees beyond.

    Parameters
    ----------
    image : array (rows, columns)
    value : int
        Its number within its map, row after row.

    Returns
    -------
    array (side, side)
        The whole image for a class.
    """
    layer = frame.layers[place]
    if layer.kind == "class":
        return image
    spans = [seen_span(frame, place, at) for at in divmod(value, int(layer.z.shape[2]))]
    side = spans[0][1] - spans[0][0] + 1
    patch: Array = np.zeros((side, side), image.dtype)
    inside, target = [], []
    for (first, last), length in zip(spans, image.shape, strict=True):
        start, stop = max(0, first), min(length, last + 1)
        inside.append(slice(start, stop))
        target.append(slice(start - first, stop - first))
    patch[target[0], target[1]] = image[inside[0], inside[1]]
    return patch
