"""Cut a line that runs any way into short dashes, as behind a hill."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Coordinates = npt.NDArray[np.float64]


def stippled(
    x: Coordinates, y: Coordinates, dash: float, gap: float
) -> tuple[Coordinates, Coordinates]:
    """Return the dashes of a line, each of two points and a gap.

    A dash is straight: it is to be shorter than the bends of the line.

    Parameters
    ----------
    x, y : float arrays (N,)
        Pixels; NaN in y marks a gap of the line.
    dash, gap : float
        Their lengths in pixels.
    """
    if len(x) < 2:
        return np.empty(0), np.empty(0)
    length = np.hypot(np.diff(x), np.diff(y))
    broken = ~np.isfinite(length)
    along = np.concatenate(([0.0], np.cumsum(np.where(broken, 0.0, length))))
    starts = np.arange(0.0, along[-1], dash + gap)
    ends = np.minimum(starts + dash, along[-1])
    most = len(x) - 2
    first = np.clip(np.searchsorted(along, starts, "right") - 1, 0, most)
    last = np.clip(np.searchsorted(along, ends, "left") - 1, 0, most)
    # A dash that would bridge a gap of the line is left out.
    gaps = np.concatenate(([0], np.cumsum(broken)))
    whole = (gaps[last + 1] == gaps[first]) & (ends > starts)
    points_x = np.zeros((int(whole.sum()), 3))
    points_y = np.full(points_x.shape, np.nan)
    for place, (at, segment) in enumerate(((starts, first), (ends, last))):
        i, at = segment[whole], at[whole]
        share = (at - along[i]) / np.maximum(along[i + 1] - along[i], 1e-12)
        points_x[:, place] = x[i] + share * (x[i + 1] - x[i])
        points_y[:, place] = y[i] + share * (y[i + 1] - y[i])
    points_x[:, 2] = points_x[:, 1]
    return points_x.ravel(), points_y.ravel()
