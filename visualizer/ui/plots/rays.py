"""Parallel rays over a relief: which place of it each pixel shows.

Seen from afar the pixels of a column lie over one straight line through the relief.
Along it the highest point so far is the horizon: a pixel shows the first place that
rises to it. So all columns are done at once, with no polygon and no sorting.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

NOWHERE = -1e6
"""Stands for the height of ground that is not there; lower than any."""


class Heights:
    """Heights over a square base, -0.5 … 0.5 along both sides, bilinear between nodes.

    Parameters
    ----------
    nodes : float array (n + 1, n + 1)
        Row 0 is at v = -0.5, column 0 at u = -0.5; NaN where there is no ground.
    """

    def __init__(self, nodes: npt.NDArray[np.float64]) -> None:
        self._cells = len(nodes) - 1
        corner, right = nodes[:-1, :-1], nodes[:-1, 1:]
        up, both = nodes[1:, :-1], nodes[1:, 1:]
        parts = (corner, right - corner, up - corner, corner + both - right - up)
        # One row for each cell, so that its four numbers lie side by side in memory.
        self._parts = np.stack(parts, axis=-1).reshape(-1, 4).astype(np.float32)
        self.whole = bool(np.isfinite(nodes).all())

    def at(self, u: Floats, v: Floats) -> Floats:
        """Return the heights at places of the base; those beyond get the edge's."""
        cells = self._cells
        column = np.clip((u + np.float32(0.5)) * cells, 0.0, cells)
        row = np.clip((v + np.float32(0.5)) * cells, 0.0, cells)
        j = np.minimum(column.astype(np.int32), cells - 1)
        i = np.minimum(row.astype(np.int32), cells - 1)
        column -= j
        row -= i
        parts = self._parts.take(i * cells + j, axis=0)
        found: Floats = parts[..., 3] * column
        found += parts[..., 2]
        found *= row
        column *= parts[..., 1]
        found += column
        found += parts[..., 0]
        return found


class Direction(Struct, frozen=True):
    """The direction of the rays.

    Attributes
    ----------
    turn, tilt : (cosine, sine)
        Around the vertical, and above the horizon.
    """

    turn: tuple[float, float]
    tilt: tuple[float, float]

    def place(self, across: Floats, away: Floats) -> tuple[Floats, Floats]:
        """Return the place u, v of the base at a distance along a ray."""
        cos, sin = (np.float32(part) for part in self.turn)
        return across * cos + away * sin, away * cos - across * sin


class Disc(Struct, frozen=True):
    """An ellipse on the base: its center and its two radii."""

    u: float
    v: float
    wide: float
    tall: float


class Sight(Struct, frozen=True, eq=False):
    """What pixels show.

    Attributes
    ----------
    pixels : int array (n,)
        Their number in an image of (rows, columns), each at most once.
    u, v : float arrays (n,)
        The place of the base.
    away : float array (n,)
        Distance along the ray.
    above : int
        Before this entry the ground is seen from above, from there on from below.
    """

    pixels: Places
    u: Floats
    v: Floats
    away: Floats
    above: int


class Rays:
    """One ray for each column of an image, sampled from where it enters the base.

    Parameters
    ----------
    heights : Heights
    direction : Direction
    across : float array (W,)
        The columns, ascending and evenly spaced, in units of the base's side.
    between : (float, float)
        Least and greatest distance along the rays that matters.
    steps : int
        Samples along a ray.
    within : Disc, optional
        All that there is of the base.
    """

    def __init__(
        self,
        heights: Heights,
        direction: Direction,
        across: npt.NDArray[np.float64],
        between: tuple[float, float],
        steps: int,
        within: Disc | None = None,
    ) -> None:
        near, far = _crossed(direction, across, within)
        near, far = np.maximum(near, between[0]), np.minimum(far, between[1])
        met = np.flatnonzero(far > near)
        self._direction = direction
        self._width = len(across)
        self._steps = steps
        self._first = int(met[0]) if met.size else 0
        kept = slice(self._first, int(met[-1]) + 1 if met.size else 0)
        self.across = across[kept].astype(np.float32)
        self.near = near[kept].astype(np.float32)
        self.stride = ((far - near)[kept] / (steps - 1)).astype(np.float32)
        level, above = (np.float32(part) for part in direction.tilt)
        away = self.near + self.stride * np.arange(steps, dtype=np.float32)[:, None]
        rise = heights.at(*direction.place(self.across, away))
        rise *= level
        rise += away * above
        if not heights.whole:
            np.nan_to_num(rise, copy=False, nan=NOWHERE)
        self._rise = rise
        self._horizon = np.maximum.accumulate(rise, axis=0)

    def meet(self, top: float, height: int, spacing: float) -> Sight:
        """Return what is seen by pixels whose rows are evenly spaced.

        Parameters
        ----------
        top : float
            Where row 0 is, upward in units of the base's side.
        height : int
            Rows of the image.
        spacing : float
            From a row down to the next.
        """
        row, column, away = self._meet(
            self._rise, self._horizon, 0, top, height, spacing
        )
        above = len(row)
        # Where the near edge stands higher than what follows, one looks under it.
        edge = self._rise[0]
        under = np.flatnonzero((self._rise.min(axis=0) < edge) | (edge == NOWHERE))
        if under.size:
            start, stop = int(under[0]), int(under[-1]) + 1
            down = -self._rise[:, start:stop]
            down[down == -NOWHERE] = NOWHERE
            low_row, low_column, low_away = self._meet(
                *(down, np.maximum.accumulate(down, axis=0), start),
                *(spacing * (height - 1) - top, height, spacing),
            )
            row = np.concatenate((row, height - 1 - low_row))
            column = np.concatenate((column, low_column))
            away = np.concatenate((away, low_away))
        u, v = self._direction.place(self.across[column], away)
        return Sight(row * self._width + column + self._first, u, v, away, above)

    def _meet(
        self,
        rise: Floats,
        horizon: Floats,
        start: int,
        top: float,
        height: int,
        spacing: float,
    ) -> tuple[Places, Places, Floats]:
        """Return pixels whose row is first reached by a rise after the first sample.

        Parameters
        ----------
        rise, horizon : float arrays (steps, n)
            Of the n columns from `start` on.

        Returns
        -------
        row, column, away : arrays (m,)
        """
        steps, count = rise.shape
        reached = np.ceil((np.float32(top) - horizon) / np.float32(spacing))
        rows = np.clip(reached, 0, height).astype(np.int32)
        # Only the rows in which anything changes: the sky costs nothing.
        first, last = int(rows[-1].min(initial=height)), int(rows[0].max(initial=0))
        tall = max(0, last - first)
        rows -= first
        rows *= count
        rows += np.arange(count, dtype=np.int32)
        passed = np.bincount(rows.ravel(), minlength=(tall + 1) * count)
        by_row = passed.reshape(tall + 1, count)[:tall]
        sample = np.cumsum(by_row, axis=0, dtype=np.int32)
        np.subtract(steps, sample, out=sample)
        row, column = np.nonzero((sample > 0) & (sample < steps))
        at = sample[row, column]
        flat, where = rise.ravel(), at * count + column
        before, after = flat[where - count], flat[where]
        row += first
        goal = np.float32(top) - np.float32(spacing) * row.astype(np.float32)
        share = (goal - before) / (after - before)
        share += at - 1
        column += start
        away: Floats = self.near[column] + share * self.stride[column]
        if before.min(initial=0.0) > 0.5 * NOWHERE:
            return row, column, away
        there = before > 0.5 * NOWHERE
        return row[there], column[there], away[there]

    def hides(
        self,
        across: npt.NDArray[np.float64],
        away: npt.NDArray[np.float64],
        rise: npt.NDArray[np.float64],
    ) -> npt.NDArray[np.bool_]:
        """Return which points lie lower than what stands nearer on their ray.

        Parameters
        ----------
        across, away, rise : float arrays (N,)
            Column, distance up to which the ground counts, and height on the image.
        """
        if len(self.across) < 2:
            return np.zeros(np.shape(across), bool)
        spacing = float(self.across[1] - self.across[0])
        with np.errstate(invalid="ignore"):
            column = np.rint((across - self.across[0]) / spacing)
            met = (column >= 0) & (column < len(self.across))
            column = np.where(met, column, 0).astype(np.intp)
            sample = np.floor((away - self.near[column]) / self.stride[column])
            met &= sample >= 0
        sample = np.clip(np.where(met, sample, 0), 0, self._steps - 1).astype(np.intp)
        return np.asarray(met & (self._horizon[sample, column] > rise))


def _crossed(
    direction: Direction, across: npt.NDArray[np.float64], within: Disc | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return from where to where rays are over the base, or a disc of it."""
    cos, sin = direction.turn
    near, far = np.full(len(across), -1.0), np.full(len(across), 1.0)
    for start, way in ((across * cos, sin), (-across * sin, cos)):
        if abs(way) < 1e-12:
            outside = np.abs(start) > 0.5
            near[outside], far[outside] = 1.0, -1.0
            continue
        ends = (-0.5 - start) / way, (0.5 - start) / way
        near = np.maximum(near, np.minimum(*ends))
        far = np.minimum(far, np.maximum(*ends))
    if within is not None:
        along = (sin / within.wide, cos / within.tall)
        start_u = (across * cos - within.u) / within.wide
        start_v = (-across * sin - within.v) / within.tall
        square = along[0] ** 2 + along[1] ** 2
        half = (along[0] * start_u + along[1] * start_v) / square
        under_root = half**2 - (start_u**2 + start_v**2 - 1.0) / square
        reach = np.sqrt(np.maximum(under_root, 0.0))
        near, far = np.maximum(near, -half - reach), np.minimum(far, reach - half)
        far = np.where(under_root > 0.0, far, near)
    return near, far
