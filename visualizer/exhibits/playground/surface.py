"""Lays planes through parameter space and fills them while time is left."""

from __future__ import annotations

import math
import time

import contourpy
import numpy as np
from msgspec import Struct

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
from visualizer.engine.sharpness import Sharpness, set_gradient
from visualizer.exhibits import GhostLine, Moment
from visualizer.exhibits.playground.frame import (
    MountainView,
    PlaygroundWatch,
    SurfaceView,
)
from visualizer.scenes import FloatArray
from visualizer.scenes.intents import SurfaceKind, WeightRef
from visualizer.scenes.surface import GhostPath
from visualizer.scenes.terrain import GhostTrail, Ground

GRIDS = (13, 25, 49)
"""Points a side: coarse at once, then finer."""

LEVELS = 14

WIDE = 3.0
"""Ratio of losses from which the logarithm decides levels and colors."""

MOMENTS = 300
"""Moments of the path that is drawn on the mountain."""

STEMS = 12
"""Moments at which the mountain shows the true loss."""

ITERATIONS = 30
"""Of the power method, at which it stops if it has not settled."""

RELAY_SECONDS = 2.0
"""Least time between two planes laid while training."""

SOON = 0.25
"""Seconds for which a plane stands that was laid before there was a path."""

MOST_OUTSIDE = 0.5
"""Share of the path outside of its plane from which that no longer is its plane."""


class Laid(Struct, frozen=True):
    """A plane, and where it was laid.

    Attributes
    ----------
    plane : Plane
    kind : SurfaceKind
    axes : pair of WeightRef or None
    update : int
    theta : array (P,)
        The parameters through which it was laid.
    ranges : pairs of floats
        Of the two coordinates.
    """

    plane: Plane
    kind: SurfaceKind
    axes: tuple[WeightRef, WeightRef] | None
    update: int
    theta: Array
    ranges: tuple[tuple[float, float], ...]


class SurfaceStudy:
    """The loss surface of one learner, one plane at a time.

    A new plane takes the place of the one shown when its first, coarse surface
    is complete, so that map, path and marker always belong together.

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
        self._newest: Laid | None = None
        self._laid: Laid | None = None
        self._pending: Surface | None = None
        self._shown: Surface | None = None
        self._stage = 0
        self._serial = 0
        self._laid_time = -np.inf
        self._levels: FloatArray = np.empty(0)
        self._contours: tuple[tuple[FloatArray, ...], ...] = ()
        self._ground: Ground | None = None
        self._sharpness: Sharpness | None = None
        self._sharp_at: Array | None = None
        self._ghosts: tuple[GhostPath, ...] = ()
        self._ghosts_of: tuple[tuple[GhostLine, ...], Laid] | None = None
        self._trails: tuple[GhostTrail, ...] = ()
        self._trails_of: tuple[tuple[GhostPath, ...], Surface] | None = None

    def work(self, watch: PlaygroundWatch, moment: Moment, deadline: float) -> bool:
        """Fill rows until the deadline; return whether there were any to fill."""
        if self._must_lay(watch, moment):
            self._lay(watch, moment)
        unfinished = self._pending is not None
        while self._pending is not None and time.perf_counter() < deadline:
            self._pending.fill_row()
            if self._pending.complete:
                self._show(self._pending)
        return self._sharpen(moment, deadline) or unfinished

    def _sharpen(self, moment: Moment, deadline: float) -> bool:
        """Measure the largest curvature where a paused run stands."""
        theta = self._learner.state[0]
        if self._pending is not None or moment.playing or not np.isfinite(theta).all():
            return False
        if self._sharp_at is None or not np.array_equal(self._sharp_at, theta):
            learner = self._learner
            gradient = set_gradient(learner.network, learner.loss, learner.train)
            random = self._streams.generator(Purpose.DIRECTIONS)
            self._sharp_at = theta.copy()
            self._sharpness = Sharpness(gradient, theta.astype(np.float64), random)
        found = self._sharpness
        assert found is not None
        worked = False
        while not _settled(found) and time.perf_counter() < deadline:
            found.iterate()
            worked = True
        return worked

    def sharpness(self) -> float:
        """Return the largest curvature at the present moment; NaN until measured."""
        found, at = self._sharpness, self._sharp_at
        if found is None or at is None or not _settled(found):
            return math.nan
        here = np.array_equal(at, self._learner.state[0])
        return found.value if here else math.nan

    def mountain(self, moment: Moment) -> MountainView | None:
        """Return the surface with the path on it, and stems to the true losses."""
        laid, shown, ground = self._laid, self._shown, self._ground
        if laid is None or shown is None or ground is None:
            return None
        updates, rows = moment.trail(MOMENTS)
        path = laid.plane.coordinates(rows)
        under = _heights(shown.values, shown.a, shown.b, path)
        measured, values = moment.curve()
        true = np.full(len(path), np.nan)
        if len(measured):
            true = np.interp(updates, measured, values[0])
        true[-1] = moment.train_loss
        chosen = np.unique(np.linspace(0, len(path) - 1, STEMS).astype(np.intp))
        stems = np.column_stack((path, under, true))[chosen]
        return MountainView(
            ground=ground,
            path=np.column_stack((path, under)),
            stems=stems[np.isfinite(stems).all(axis=1)],
            kind=laid.kind,
            outside=laid.plane.share_outside(rows, rows[-1]),
            laid_at=laid.update,
            ghosts=self._raised(self._project(moment.ghosts(), laid), shown),
        )

    def view(self, moment: Moment) -> SurfaceView | None:
        """Return the surface as far as it is, with the path and the marker."""
        laid = self._laid
        if laid is None:
            return None
        shown, learner = self._shown, self._learner
        line = moment.path()
        path = laid.plane.coordinates(line)
        marker = (float(path[-1, 0]), float(path[-1, 1]))
        values = None if shown is None else shown.values
        a, b = (np.empty(0), np.empty(0)) if shown is None else (shown.a, shown.b)
        total = sum(GRIDS)
        done = sum(GRIDS[: self._stage])
        if self._pending is not None:
            done += self._pending.rows_done
        moved = not np.array_equal(laid.theta, learner.state[0])
        return SurfaceView(
            serial=self._serial,
            kind=laid.kind,
            axes=laid.axes,
            values=values,
            a=a,
            b=b,
            levels=self._levels,
            contours=self._contours,
            path=path,
            marker=marker,
            marker_loss=moment.train_loss,
            surface_loss=_at(values, a, b, marker),
            sharpness=self.sharpness(),
            outside=laid.plane.share_outside(line, line[-1]),
            parameters=learner.state.shape[1],
            examples=learner.train.count,
            laid_at=laid.update,
            progress=done / total,
            # A plane of two weights moves with all the others; the other two
            # kinds stay true wherever the run goes.
            stale=moved and laid.kind == "weights",
            ghosts=self._project(moment.ghosts(), laid),
        )

    def _project(
        self, ghosts: tuple[GhostLine, ...], laid: Laid
    ) -> tuple[GhostPath, ...]:
        """Return the lines of other runs in a plane; projected once for each."""
        known = self._ghosts_of
        if known is None or known[0] is not ghosts or known[1] is not laid:
            self._ghosts_of = ghosts, laid
            self._ghosts = tuple(
                GhostPath(
                    ghost.run, ghost.tip, ghost.text, laid.plane.coordinates(ghost.line)
                )
                for ghost in ghosts
            )
        return self._ghosts

    def _raised(
        self, ghosts: tuple[GhostPath, ...], shown: Surface
    ) -> tuple[GhostTrail, ...]:
        """Return the lines of other runs with the surface under them."""
        known = self._trails_of
        if known is None or known[0] is not ghosts or known[1] is not shown:
            self._trails_of = ghosts, shown
            self._trails = tuple(
                GhostTrail(each, _heights(shown.values, shown.a, shown.b, each.path))
                for each in ghosts
            )
        return self._trails

    def resolve(self, point: tuple[float, float]) -> Array | None:
        """Return the parameters at a point of the map.

        What lies outside the plane stays as it is, so that dragging the marker
        back restores the network.
        """
        if self._laid is None:
            return None
        here, plane = self._learner.state[0], self._laid.plane
        at = plane.coordinates(here[None])[0]
        moved: Array = here + (
            (point[0] - at[0]) * plane.u + (point[1] - at[1]) * plane.v
        )
        return moved.astype(here.dtype)

    def _must_lay(self, watch: PlaygroundWatch, moment: Moment) -> bool:
        wanted = self._wish(watch)
        newest = self._newest
        if wanted != self._wanted or newest is None:
            return True
        moved = not np.array_equal(newest.theta, self._learner.state[0])
        if newest.kind == "weights":
            return moved and moment.still and not moment.walking
        if not moment.playing and moment.update > newest.update:
            return newest.kind == "path"
        # Frozen while running, and while an earlier moment is shown, until the
        # network leaves the map or the path its plane.
        patience = RELAY_SECONDS if newest.update else SOON
        waited = time.perf_counter() - self._laid_time > patience
        # What is refined still is dropped, but not before it was seen.
        seen = self._pending is None or self._stage > 0
        return (
            waited
            and seen
            and not (self._is_inside() and self._is_of_path(newest, moment))
        )

    def _is_of_path(self, laid: Laid, moment: Moment) -> bool:
        """Whether a plane still is that of the path, as far as it claims to be.

        The first one knows nothing of the path. It is looked at again whenever the
        path has become twice as long, so that the map seldom changes.
        """
        if laid.kind != "path" or moment.update <= 2 * laid.update:
            return True
        line = moment.path()
        return laid.plane.share_outside(line, line[-1]) <= MOST_OUTSIDE

    def _wish(self, watch: PlaygroundWatch) -> tuple[object, ...]:
        """Return what a plane is laid for; a changed network has another loss."""
        network = self._learner.network
        return watch.surface, watch.axes, watch.surface_serial, network

    def _is_inside(self) -> bool:
        if self._laid is None or self._shown is None:
            return False
        a, b = self._laid.plane.coordinates(self._learner.state[:1])[0]
        columns, rows = self._shown.a, self._shown.b
        return bool(columns[0] <= a <= columns[-1] and rows[0] <= b <= rows[-1])

    def _lay(self, watch: PlaygroundWatch, moment: Moment) -> None:
        theta = self._learner.state[0]
        if not np.isfinite(theta).all():
            return
        self._wanted = self._wish(watch)
        kind, axes = watch.surface, None
        random = self._streams.generator(Purpose.DIRECTIONS, watch.surface_serial)
        line = moment.path()
        path = line[np.isfinite(line).all(axis=1)]
        if kind == "weights":
            axes = self._existing(watch.axes)
            plane = weight_plane(theta, *self._places(axes))
        elif kind == "random":
            plane = random_plane(theta, self._learner.network.shapes, random)
        else:
            plane = path_plane(path, random)
        ranges = _ranges(plane.coordinates(path), kind)
        newest = Laid(plane, kind, axes, moment.update, theta.copy(), ranges)
        self._newest, self._laid_time = newest, time.perf_counter()
        self._stage = 0
        self._pending = self._new_surface(newest)
        if self._shown is None:
            self._laid = newest

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

    def _places(self, axes: tuple[WeightRef, WeightRef]) -> tuple[int, int]:
        first, second = (
            self._learner.locate(axis.layer, axis.source, axis.destination)
            for axis in axes
        )
        return first, second

    def _new_surface(self, laid: Laid) -> Surface:
        learner, points = self._learner, GRIDS[self._stage]
        (left, right), (low, high) = laid.ranges
        a = np.linspace(left, right, points)
        b = np.linspace(low, high, points)
        return Surface(
            learner.network,
            learner.loss,
            learner.train,
            laid.plane,
            a,
            b,
            learner.statistics.copy(),
        )

    def _show(self, surface: Surface) -> None:
        assert self._newest is not None
        self._shown, self._laid = surface, self._newest
        self._serial += 1
        self._levels = _levels(surface.values)
        self._ground = _ground(surface)
        generator = contourpy.contour_generator(
            surface.a, surface.b, np.ma.masked_invalid(surface.values)
        )
        self._contours = tuple(
            tuple(np.asarray(line) for line in generator.lines(level))
            for level in self._levels
        )
        self._stage += 1
        finer = self._stage < len(GRIDS)
        self._pending = self._new_surface(self._newest) if finer else None


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
    if high / low < WIDE:
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
    return float(_heights(values, a, b, np.array([point]))[0])


def _heights(
    values: FloatArray, a: FloatArray, b: FloatArray, points: FloatArray
) -> FloatArray:
    """Return the surface at points (N, 2), bilinear; NaN beyond the grid."""
    columns, rows = (
        np.interp(at, axis, np.arange(axis.size), left=np.nan, right=np.nan)
        for at, axis in zip(points.T, (a, b), strict=True)
    )
    inside = np.isfinite(columns) & np.isfinite(rows)
    i = np.minimum(np.where(inside, rows, 0.0).astype(np.intp), b.size - 2)
    j = np.minimum(np.where(inside, columns, 0.0).astype(np.intp), a.size - 2)
    s, t = rows - i, columns - j
    lower = (1 - t) * values[i, j] + t * values[i, j + 1]
    upper = (1 - t) * values[i + 1, j] + t * values[i + 1, j + 1]
    found: FloatArray = (1 - s) * lower + s * upper
    return found


def _settled(found: Sharpness) -> bool:
    return found.settled() or found.iterations >= ITERATIONS


def _ground(surface: Surface) -> Ground | None:
    """Return the surface as a mountain; None where no loss is finite."""
    levels = _levels(surface.values)
    if not levels.size:
        return None
    finite = surface.values[np.isfinite(surface.values)]
    low = float(max(finite.min(), 1e-6 * finite.max(), 1e-12))
    high = float(finite.max())
    # As the map: a wide range of losses is colored by its logarithm.
    values = np.asarray(surface.values, np.float64)
    return Ground(surface.a, surface.b, values, low, high, high / low >= WIDE)
