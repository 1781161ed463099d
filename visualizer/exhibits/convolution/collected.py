"""What comes back to one value: the convolution, transposed."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.frame import CellView, LayerView
from visualizer.scenes import BoolArray, IntArray


def reading_maps(after: LayerView) -> int:
    """Return in how many maps of a layer a value of the layer before is read."""
    return len(after.z) if after.kernels is not None else 1


def turned_window(
    after: LayerView, cell: CellView, reading: int
) -> tuple[Array, Array, BoolArray]:
    """Return the gradients that come back to a value, and what weighs each.

    A value at row r is read by every output at row o with r = o·stride + i − zeros,
    i a row of the kernel: the larger the o, the smaller the i. Over a window of the
    gradients therefore lies the kernel turned by half a turn, and their products add
    up to ∂loss/∂a of the value.

    Parameters
    ----------
    after : LayerView
        The layer that reads the value, a convolution or the classes.
    cell : CellView
        The value.
    reading : int
        Map or class of that layer.

    Returns
    -------
    gradients, weights : arrays (rows, columns)
        ∂loss/∂z of the outputs, 0 beyond the map; the kernel, turned.
    outside : bool array (rows, columns)
        Where there is no output.

    References
    ----------
    Dumoulin, V., & Visin, F. (2016). A guide to convolution arithmetic for deep
    learning, chapter 4.
    """
    assert after.kernels is not None
    if after.kind == "class":
        weight = after.kernels[reading, cell.map, cell.row, cell.column]
        shape = (1, 1)
        gradient = np.full(shape, after.dz[reading])
        return gradient, np.full(shape, weight), np.zeros(shape, np.bool_)
    weights = after.kernels[reading, cell.map, ::-1, ::-1]
    rows, columns = (
        _outputs(place, *reading, count)
        for place, reading, count in zip(
            (cell.row, cell.column), after.reading, after.z.shape[1:], strict=True
        )
    )
    outside = (rows < 0)[:, None] | (columns < 0)
    gradients = after.dz[reading][np.ix_(rows, columns)]
    return np.where(outside, 0.0, gradients), weights, outside


def _outputs(place: int, side: int, stride: int, zeros: int, count: int) -> IntArray:
    """Return the output at each row of the turned kernel; -1 where there is none."""
    reach = place + zeros - np.arange(side)[::-1]
    output = reach // stride
    there = (reach % stride == 0) & (output >= 0) & (output < count)
    return np.where(there, output, -1)
