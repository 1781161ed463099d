"""The picture of a loss surface, interpolated between its samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PySide6.QtGui import QColor, QImage

from visualizer.scenes import FloatArray
from visualizer.ui.plots.loss_scale import LossScale, viridis

HATCH = 6
"""Width of the stripes where the loss is not finite, in logical pixels."""


def sample(
    values: FloatArray,
    x: FloatArray,
    y: FloatArray,
    at_x: npt.NDArray[np.float64],
    at_y: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Interpolate a surface on a grid of places.

    Parameters
    ----------
    values : float array (rows, columns)
        Loss at `y[row]`, `x[column]`.
    x, y : float arrays
        Ascending coordinates of the samples.
    at_x, at_y : float arrays (W,), (H,)
        Places; those beyond the samples get the value at the edge.

    Returns
    -------
    float array (H, W)
        NaN where the nearest sample is not finite.
    """
    finite = np.isfinite(values)
    rows, columns = _neighbors(y, at_y), _neighbors(x, at_x)
    if finite.all():
        return _interpolated(values, rows, columns)
    # Only finite samples have a say, so that a hole has no rim of its own.
    total = _interpolated(np.where(finite, values, 0.0), rows, columns)
    weight = _interpolated(finite.astype(np.float64), rows, columns)
    nearest_row = np.where(rows.share < 0.5, rows.low, rows.high)
    nearest_column = np.where(columns.share < 0.5, columns.low, columns.high)
    shown = finite[np.ix_(nearest_row, nearest_column)]
    result = np.full(total.shape, np.nan)
    np.divide(total, weight, out=result, where=shown)
    return result


def surface_image(
    values: npt.NDArray[np.float64],
    scale: LossScale,
    stripes: tuple[QColor, QColor],
    stripe_width: float,
) -> QImage:
    """Return the picture of losses in viridis, one pixel each.

    Parameters
    ----------
    values : float array (H, W)
        Row 0 is the upper row of the picture.
    scale : LossScale
    stripes : pair of QColor
        Hatch the places where the loss is not finite.
    stripe_width : float
        Width of a stripe in pixels of the picture.
    """
    missing = ~np.isfinite(values)
    index = np.rint(255.0 * scale.share(np.where(missing, scale.low, values)))
    colors = np.take(viridis(), index.astype(np.intp))
    if missing.any():
        row, column = np.nonzero(missing)
        odd = ((row + column) // max(1, round(stripe_width))) % 2
        words = np.array([color.rgb() for color in stripes], dtype=np.uint32)
        colors[row, column] = words[odd]
    height, width = colors.shape
    image = QImage(colors.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()


class _Neighbors(Struct, frozen=True):
    """The samples around each place and its share of the way between them."""

    low: npt.NDArray[np.intp]
    high: npt.NDArray[np.intp]
    share: npt.NDArray[np.float64]


def _neighbors(known: FloatArray, places: npt.NDArray[np.float64]) -> _Neighbors:
    index = np.interp(places, known, np.arange(len(known)))
    low = np.minimum(index.astype(np.intp), max(0, len(known) - 2))
    return _Neighbors(low, np.minimum(low + 1, len(known) - 1), index - low)


def _interpolated(
    values: FloatArray, rows: _Neighbors, columns: _Neighbors
) -> npt.NDArray[np.float64]:
    grid = values[rows.low] * (1.0 - rows.share[:, None])
    grid += values[rows.high] * rows.share[:, None]
    result = grid[:, columns.low] * (1.0 - columns.share)
    result += grid[:, columns.high] * columns.share
    return np.asarray(result, dtype=np.float64)
