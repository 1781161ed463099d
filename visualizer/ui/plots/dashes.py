"""Cut a curve into dashes by hand.

Qt dashes along the whole length of a line, which makes a noisy curve a cloud
of vertical bits, and it draws dashed lines by a path that is slow to stroke.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

STEEPEST = 4.0
"""Slope up to which a dash is measured along the curve."""

Coordinates = npt.NDArray[np.float64]


def dashed(
    x: Coordinates, y: Coordinates, dash: float, gap: float
) -> tuple[Coordinates, Coordinates]:
    """Cut gaps into a curve, so that dashes are left.

    Parameters
    ----------
    x, y : float arrays (N,)
        Pixels; NaN marks a gap of the curve.
    dash, gap : float
        Their lengths in pixels.

    Returns
    -------
    x, y : float arrays (M,)
        The dashes, with a NaN in `y` behind each.
    """
    if len(x) < 2:
        return np.empty(0), np.empty(0)
    good = np.isfinite(y)
    joined = good[:-1] & good[1:]
    # What is not finite is skipped by the comparison with `joined` alone.
    filled = np.where(good, y, 0.0)
    across = np.diff(x)
    up = np.minimum(np.abs(np.diff(filled)), STEEPEST * across + 1.0)
    length = np.where(joined, np.hypot(across, up), 0.0)
    along = np.concatenate(([0.0], np.cumsum(length)))
    period = dash + gap
    starts = np.arange(0.0, along[-1], period)
    # Stable, so that points of a gap, which all lie at one place, keep order.
    cuts = np.concatenate((starts, starts + dash))
    cuts = cuts[cuts < along[-1]]
    segment = np.searchsorted(along, cuts, "right") - 1
    share = (cuts - along[segment]) / length[segment]
    cut_x = x[segment] + share * across[segment]
    cut_y = filled[segment] + share * (filled[segment + 1] - filled[segment])
    order = np.argsort(np.concatenate((np.arange(len(x)), segment + share)))
    places = np.concatenate((along, cuts))[order]
    owner = np.concatenate((np.arange(len(x)), segment))[order]
    middle = 0.5 * (places[:-1] + places[1:])
    drawn = np.append(joined, False)[owner[:-1]] & (np.mod(middle, period) < dash)
    begins, ends = np.append(drawn, False), np.append(False, drawn)
    kept = begins | ends
    all_x = np.append(x, cut_x)[order][kept]
    all_y = np.append(filled, cut_y)[order][kept]
    gaps = np.flatnonzero(~begins[kept]) + 1
    return np.insert(all_x, gaps, all_x[gaps - 1]), np.insert(all_y, gaps, np.nan)
