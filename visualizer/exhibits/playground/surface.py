"""Lays planes through parameter space and fills them while time is left."""

from __future__ import annotations

import time

import contourpy
import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.landscape import (
    Plane,
    Surface,
    path_plane,
    random_plane,
    weight_plane,
)
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits import Moment
from visualizer.exhibits.playground.frame import PlaygroundWatch, SurfaceView
from visualizer.scenes import FloatArray
from visualizer.scenes.intents import SurfaceKind, WeightRef

GRIDS = (13, 25, 49)
"""Points a side: coarse at once, then finer."""

LEVELS = 14
RELAY_SECONDS = 2.0
"""Least time between two planes laid while training."""


class SurfaceStudy:
    """The loss surface of one learner, one plane at a time.

    Parameters
    ----------
    learner : SupervisedLearner
    seed : int
        Of the random directions.
    """

    def __init__(self, learner: SupervisedLearner, seed: int) -> None:
        self._learner = learner
        self._streams = RandomStreams(seed)
        self._wanted: tuple[object, ...] = ()
        self.plane: Plane | None = None
        self._kind: SurfaceKind = "path"
        self._axes: tuple[WeightRef, WeightRef] | None = None
        self._pending: Surface | None = None
        self._shown: Surface | None = None
        self._stage = 0
        self._serial = 0
        self._laid_at = -1
        self._laid_theta: Array = np.empty(0)
        self._laid_time = -np.inf
        self._levels: FloatArray = np.empty(0)
        self._contours: tuple[tuple[FloatArray, ...], ...] = ()

    def work(self, watch: PlaygroundWatch, moment: Moment, deadline: float) -> bool:
        """Fill rows until the deadline; return whether there were any to fill."""
        if self._must_lay(watch, moment):
            self._lay(watch, moment)
        unfinished = self._pending is not None
        while self._pending is not None and time.perf_counter() < deadline:
            self._pending.fill_row()
            if self._pending.complete:
                self._show(self._pending)
        return unfinished

    def view(self, moment: Moment) -> SurfaceView | None:
        """Return the surface as far as it is, with the path and the marker."""
        if self.plane is None:
            return None
        shown, learner = self._shown, self._learner
        path = self.plane.coordinates(moment.path)
        marker = (float(path[-1, 0]), float(path[-1, 1]))
        values = None if shown is None else shown.values
        a, b = (np.empty(0), np.empty(0)) if shown is None else (shown.a, shown.b)
        total = sum(GRIDS)
        done = sum(GRIDS[: self._stage])
        if self._pending is not None:
            done += self._pending.rows_done
        moved = not np.array_equal(self._laid_theta, learner.state[0])
        return SurfaceView(
            serial=self._serial,
            kind=self._kind,
            axes=self._axes,
            values=values,
            a=a,
            b=b,
            levels=self._levels,
            contours=self._contours,
            path=path,
            marker=marker,
            marker_loss=moment.train_loss,
            surface_loss=_at(values, a, b, marker),
            outside=self.plane.share_outside(moment.path, moment.path[-1]),
            parameters=learner.state.shape[1],
            examples=learner.train.count,
            laid_at=self._laid_at,
            progress=done / total,
            # A plane of two weights moves with all the others; the other two
            # kinds stay true wherever the run goes.
            stale=moved and self._kind == "weights",
        )

    def resolve(self, point: tuple[float, float]) -> Array | None:
        """Return the parameters at a point of the map.

        What lies outside the plane stays as it is, so that dragging the marker
        back restores the network.
        """
        if self.plane is None:
            return None
        here = self._learner.state[0]
        at = self.plane.coordinates(here[None])[0]
        moved: Array = here + (
            (point[0] - at[0]) * self.plane.u + (point[1] - at[1]) * self.plane.v
        )
        return moved.astype(here.dtype)

    def _must_lay(self, watch: PlaygroundWatch, moment: Moment) -> bool:
        wanted = (watch.surface, watch.axes, watch.surface_serial)
        if wanted != self._wanted or self.plane is None:
            return True
        moved = not np.array_equal(self._laid_theta, self._learner.state[0])
        if self._kind == "weights":
            return moved and moment.still and not moment.walking
        if not moment.playing and moment.update > self._laid_at:
            return self._kind == "path"
        # Frozen while running, and while an earlier moment is shown, until the
        # network leaves the map.
        waited = time.perf_counter() - self._laid_time > RELAY_SECONDS
        return waited and self._pending is None and not self._is_inside()

    def _is_inside(self) -> bool:
        if self.plane is None or self._shown is None:
            return False
        a, b = self.plane.coordinates(self._learner.state[:1])[0]
        columns, rows = self._shown.a, self._shown.b
        return bool(columns[0] <= a <= columns[-1] and rows[0] <= b <= rows[-1])

    def _lay(self, watch: PlaygroundWatch, moment: Moment) -> None:
        theta = self._learner.state[0]
        if not np.isfinite(theta).all():
            return
        self._wanted = (watch.surface, watch.axes, watch.surface_serial)
        self._kind = watch.surface
        self._axes = None if self._kind != "weights" else self._existing(watch.axes)
        random = self._streams.generator(Purpose.DIRECTIONS, watch.surface_serial)
        path = moment.path[np.isfinite(moment.path).all(axis=1)]
        if self._kind == "weights":
            self.plane = weight_plane(theta, *self._places(self._axes))
        elif self._kind == "random":
            self.plane = random_plane(theta, self._learner.network.shapes, random)
        else:
            self.plane = path_plane(path, random)
        self._laid_at, self._laid_time = moment.update, time.perf_counter()
        self._laid_theta = theta.copy()
        at = self.plane.coordinates(path)
        self._ranges = _ranges(at, self._kind)
        self._stage = 0
        self._pending = self._new_surface()

    def _existing(
        self, axes: tuple[WeightRef, WeightRef] | None
    ) -> tuple[WeightRef, WeightRef]:
        """Return axes that this network has, and that are not the same."""
        if axes is not None and axes[0] != axes[1]:
            try:
                self._places(axes)
            except IndexError:
                # Chosen in a network of another shape.
                pass
            else:
                return axes
        return WeightRef(1, 0, 0), WeightRef(1, None, 0)

    def _places(self, axes: tuple[WeightRef, WeightRef] | None) -> tuple[int, int]:
        assert axes is not None
        first, second = (
            self._learner.locate(axis.layer, axis.source, axis.destination)
            for axis in axes
        )
        return first, second

    def _new_surface(self) -> Surface:
        assert self.plane is not None
        learner, points = self._learner, GRIDS[self._stage]
        (left, right), (low, high) = self._ranges
        a = np.linspace(left, right, points)
        b = np.linspace(low, high, points)
        return Surface(learner.network, learner.loss, learner.train, self.plane, a, b)

    def _show(self, surface: Surface) -> None:
        self._shown = surface
        self._serial += 1
        self._levels = _levels(surface.values)
        generator = contourpy.contour_generator(
            surface.a, surface.b, np.ma.masked_invalid(surface.values)
        )
        self._contours = tuple(
            tuple(np.asarray(line) for line in generator.lines(level))
            for level in self._levels
        )
        self._stage += 1
        self._pending = self._new_surface() if self._stage < len(GRIDS) else None


def _ranges(at: Array, kind: SurfaceKind) -> tuple[tuple[float, float], ...]:
    """Return a range for each axis that holds the path with room around it."""
    least = 1.0 if kind == "random" else 0.5
    if kind == "weights":
        least = 2.0
    low, high = at.min(axis=0), at.max(axis=0)
    center = (low + high) / 2.0
    half = np.maximum(0.75 * (high - low), least)
    # The same unit on both axes keeps angles true; no side gets too thin.
    half = np.maximum(half, 0.45 * half.max())
    ends = zip(center - half, center + half, strict=True)
    return tuple((float(first), float(last)) for first, last in ends)


def _levels(values: FloatArray) -> FloatArray:
    """Return contour levels, evenly spaced in the logarithm of the loss."""
    finite = values[np.isfinite(values)]
    if finite.size == 0 or finite.min() == finite.max():
        return np.empty(0)
    low = float(max(finite.min(), 1e-6 * finite.max(), 1e-12))
    high = float(finite.max())
    if high / low < 3.0:
        return np.linspace(low, high, LEVELS + 2)[1:-1]
    return np.geomspace(low, high, LEVELS + 2)[1:-1]


def _at(
    values: FloatArray | None,
    a: FloatArray,
    b: FloatArray,
    point: tuple[float, float],
) -> float:
    """Return the surface at a point, bilinear between grid points."""
    if values is None:
        return float("nan")
    column = np.interp(point[0], a, np.arange(a.size), left=np.nan, right=np.nan)
    row = np.interp(point[1], b, np.arange(b.size), left=np.nan, right=np.nan)
    if np.isnan(column) or np.isnan(row):
        return float("nan")
    i, j = min(int(row), b.size - 2), min(int(column), a.size - 2)
    s, t = row - i, column - j
    cell = values[i : i + 2, j : j + 2]
    weights = np.outer((1 - s, s), (1 - t, t))
    return float((cell * weights).sum())
