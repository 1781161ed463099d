"""The loss over a plane through parameter space.

A plane is an origin and two directions. Its surface is filled row by row, so
that the work can be done in slices of time and dropped at any moment.

References: Li, Xu, Taylor, Studer & Goldstein (2018), "Visualizing the loss
landscape of neural nets", section 4; Goodfellow, Vinyals & Saxe (2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.arrays import Array, DType
from visualizer.engine.layers.dense import Dense
from visualizer.engine.learner import Samples
from visualizer.engine.losses import Loss
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Call, run_calls
from visualizer.engine.tanh_along import TanhAlong

VALUES_AT_ONCE = 400_000
"""Of a layer: so few that the next call finds them in the cache, so many that the
calls themselves cost little."""


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane θ = origin + a u + b v.

    Attributes
    ----------
    origin, u, v : arrays (P,)
        The directions need be neither orthogonal nor of unit length, but not
        parallel.
    """

    origin: Array
    u: Array
    v: Array

    def point(self, a: float, b: float) -> Array:
        """Return the parameters at coordinates (a, b)."""
        point: Array = self.origin + a * self.u + b * self.v
        return point

    def coordinates(self, thetas: Array) -> Array:
        """Project parameter vectors onto the plane by least squares.

        Parameters
        ----------
        thetas : array (N, P)

        Returns
        -------
        float64 array (N, 2)
        """
        return self._solve(self._products(thetas - self.origin))

    def share_outside(self, thetas: Array, end: Array) -> float:
        """Return the share of Σ ‖θ_t - θ_end‖² that lies outside the plane.

        Parameters
        ----------
        thetas : array (N, P)
        end : array (P,)
        """
        offset = thetas - end
        total = float(np.einsum("ij,ij->i", offset, offset).sum(dtype=np.float64))
        if total == 0.0:
            return 0.0
        # The square of a projection is its coordinates times these products.
        products = self._products(offset)
        inside = float((self._solve(products) * products).sum())
        return max(0.0, total - inside) / total

    def _products(self, offset: Array) -> Array:
        """Return float64 (N, 2): products of rows with both directions.

        The long sums are taken in the precision given: a path of a large
        network is projected for every frame.
        """
        products = np.stack([offset @ self.u, offset @ self.v], axis=1)
        return products.astype(np.float64)

    def _solve(self, products: Array) -> Array:
        u, v = self.u.astype(np.float64), self.v.astype(np.float64)
        gram = np.array([[u @ u, u @ v], [u @ v, v @ v]])
        solved: Array = np.linalg.solve(gram, products.T).T
        return solved


def random_plane(
    origin: Array, shapes: tuple[tuple[int, int], ...], random: np.random.Generator
) -> Plane:
    """Return a plane along two random filter-normalized directions.

    The incoming weights of each neuron are drawn from N(0, 1) and scaled to the
    length of the neuron's own weights; biases stay as they are. Neurons whose
    weights are all zero get a direction of length 1, or nothing would move. With
    too few weights for two directions the biases move along the second one.

    Parameters
    ----------
    origin : array (P,)
    shapes : sequence of (n_in, n_out)
    random : Generator
    """
    present = Parameters(shapes, origin.dtype, origin.copy())
    directions = []
    for _ in range(2):
        drawn = Parameters(shapes, origin.dtype)
        for weights, own in zip(drawn.weights, present.weights, strict=True):
            weights[:] = random.standard_normal(weights.shape)
            length = np.linalg.norm(own, axis=0)
            length[length == 0.0] = 1.0
            weights *= length / (np.linalg.norm(weights, axis=0) + 1e-10)
        directions.append(drawn.flat)
    u, v = directions
    if abs(u @ v) > 0.999 * np.linalg.norm(u) * np.linalg.norm(v):
        biases = 1.0 - present.weight_mask()
        v = random.standard_normal(biases.size).astype(origin.dtype) * biases
    return Plane(origin.copy(), u, v)


def path_plane(thetas: Array, random: np.random.Generator) -> Plane:
    """Return the principal plane of a path through its last point.

    The directions are the two leading right singular vectors of θ_t - θ_end.
    A path that spans fewer than two dimensions is completed at random.

    Parameters
    ----------
    thetas : array (N, P)
        The path, oldest first.
    random : Generator
        Draws the missing directions.
    """
    end = thetas[-1]
    offset = thetas[:-1].astype(np.float64) - end
    found: list[Array] = []
    longest = float(np.abs(offset).max(initial=0.0))
    if longest > 0.0:
        # Of length about 1, so that squares neither overflow nor vanish.
        offset /= longest
        # The small Gram matrix has the same right singular vectors, and takes
        # a fraction of the time where there are many parameters.
        values, vectors = np.linalg.eigh(offset @ offset.T)
        for place in (-1, -2)[: len(values)]:
            if values[place] > 1e-12 * max(values[-1], 1e-300):
                direction = offset.T @ vectors[:, place]
                found.append(direction / np.linalg.norm(direction))
    while len(found) < 2:
        extra = random.standard_normal(end.size)
        for known in found:
            extra -= (extra @ known) * known
        found.append(extra / np.linalg.norm(extra))
    # A fixed sign keeps the map from flipping when it is laid anew.
    u, v = (d * np.sign(d[np.abs(d).argmax()]) for d in found)
    return Plane(end.copy(), u.astype(end.dtype), v.astype(end.dtype))


def weight_plane(origin: Array, first: int, second: int) -> Plane:
    """Return the plane of two parameters, all others held fixed.

    Parameters
    ----------
    origin : array (P,)
    first, second : int
        Places in the flat vector; not equal.
    """
    if first == second:
        raise ValueError("the two axes are the same parameter")
    u, v = np.zeros_like(origin), np.zeros_like(origin)
    u[first] = 1.0
    v[second] = 1.0
    at = origin.copy()
    # The coordinates are then the values of the two parameters themselves.
    at[first] = at[second] = 0.0
    return Plane(at, u, v)


def line_plane(first: Array, last: Array, random: np.random.Generator) -> Plane:
    """Return a plane whose first direction leads from one solution to another.

    A surface over it with the single row b = 0 is the loss along the line: a wall
    between two valleys, or one valley for both.

    Parameters
    ----------
    first, last : arrays (P,)
        At a = 0 and a = 1; not equal.
    random : Generator
        Draws the second direction, at a right angle and as long.

    Raises
    ------
    ValueError
        If both are the same point.

    References: Goodfellow, Vinyals & Saxe (2015), "Qualitatively characterizing
    neural network optimization problems".
    """
    along = last.astype(np.float64) - first
    length = float(np.linalg.norm(along))
    if length == 0.0:
        raise ValueError("the two solutions are the same point")
    across = random.standard_normal(along.size)
    across -= (across @ along) / length**2 * along
    across *= length / np.linalg.norm(across)
    dtype = first.dtype
    return Plane(first.copy(), along.astype(dtype), across.astype(dtype))


class Surface:
    """The loss on a grid over a plane, filled row by row.

    Parameters
    ----------
    network : Sequential
    loss : Loss
    samples : Samples
        The loss is the mean over all of them.
    plane : Plane
    a, b : arrays (columns,), (rows,)
        Coordinates of the grid along the two directions.
    statistics : float64 array (S,), optional
        What layers keep from batch to batch; held fixed.

    Attributes
    ----------
    values : array (rows, columns)
        NaN where not computed yet.
    rows_done : int
    """

    def __init__(
        self,
        network: Sequential,
        loss: Loss,
        samples: Samples,
        plane: Plane,
        a: Array,
        b: Array,
        statistics: Array | None = None,
    ) -> None:
        self._network = network
        self._loss = loss
        self._fused = loss.fuses(network.layers[-1].activation)
        self.plane = plane
        self.a, self.b = a, b
        dtype = plane.origin.dtype
        self._x = samples.x.astype(dtype)
        self._y = samples.y.astype(dtype)
        self._trace: Trace | None = None
        self._tanh_along: TanhAlong | None = None
        if all(isinstance(layer, Dense) for layer in network.layers):
            self._prepare_dense(dtype)
        else:
            self._at = Parameters(network.shapes, dtype)
            self._trace = Trace(network, self._at, samples.count, statistics=statistics)
            self._trace.set_inputs(self._x)
        self.values: Array = np.full((b.size, a.size), np.nan, dtype)
        self.rows_done = 0
        widest = samples.count * max(network.sizes[1:])
        self._points = max(1, min(a.size, VALUES_AT_ONCE // max(1, widest)))
        self._buffers: dict[int, _Buffers] = {}

    @property
    def complete(self) -> bool:
        """Whether all rows are computed."""
        return self.rows_done == self.b.size

    def fill_row(self) -> None:
        """Compute the next row of the grid."""
        row = self.rows_done
        if self._trace is not None:
            self.values[row] = [
                self._loss_at(self._trace, a, self.b[row]) for a in self.a
            ]
            self.rows_done += 1
            return
        along = self.values.dtype.type(self.b[row])
        base, _, by_v = self._first
        with np.errstate(all="ignore"):
            first: Array = base + along * by_v
            if self._tanh_along is not None:
                first = self._tanh_along.factor(first)
            for start in range(0, self.a.size, self._points):
                columns = slice(start, min(start + self._points, self.a.size))
                self.values[row, columns] = self._losses(columns, along, first)
        self.rows_done += 1

    def _prepare_dense(self, dtype: DType) -> None:
        self._origin, self._u, self._v = (
            Parameters(self._network.shapes, dtype, np.ascontiguousarray(flat))
            for flat in (self.plane.origin, self.plane.u, self.plane.v)
        )
        # Layer 1 is linear in both coordinates: three products serve all points.
        self._first = [
            views.weights[0].T @ self._x + views.biases[0][:, None]
            for views in (self._origin, self._u, self._v)
        ]
        if isinstance(self._network.layers[0].activation, Tanh):
            base, by_u, by_v = self._first
            a, b = self.a.astype(dtype), np.abs(self.b).max()
            largest = np.abs(base).max() + b * np.abs(by_v).max()
            if TanhAlong.fits(by_u, a, float(largest)):
                self._tanh_along = TanhAlong(by_u, a)

    def _loss_at(self, trace: Trace, a: float, b: float) -> float:
        """Return the mean loss at (a, b) of a network of any layers."""
        with np.errstate(all="ignore"):
            self._at.flat[:] = self.plane.point(a, b)
            trace.forward.run()
            top = trace.layers[-1]
            output = top.z if self._fused else top.a
            return float(self._mean_losses(output[:, None], self._y)[0])

    def _losses(self, columns: slice, along: np.floating[Any], first: Array) -> Array:
        """Return the mean loss at (a[i], b) for each column i, all points at once.

        `first` are the sums of layer 1 at (0, b), or what `TanhAlong` makes of them.
        """
        a = self.a[columns]
        dtype, points = self.values.dtype, a.size
        if points not in self._buffers:
            self._buffers[points] = _Buffers(self._network, self._y, points)
        buffers = self._buffers[points]
        at = a.astype(dtype)[:, None]
        for number, (z, calls) in enumerate(buffers.layers):
            if number:
                weights, bias = (
                    at[..., None] * part_u + (part + along * part_v)
                    for part, part_u, part_v in self._blocks(number)
                )
                before = buffers.signals[number - 1].transpose(1, 0, 2)
                np.matmul(weights, before, z.transpose(1, 0, 2))
                np.add(z, bias.transpose(1, 0, 2), z)
            elif self._tanh_along is not None:
                self._tanh_along.write(first, columns, buffers.signals[0])
                continue
            else:
                np.multiply(self._first[1][:, None], at, z)
                np.add(z, first[:, None], z)
            if not (self._fused and z is buffers.layers[-1][0]):
                run_calls(calls)
        top = buffers.layers[-1][0] if self._fused else buffers.signals[-1]
        return self._mean_losses(top, buffers.y)

    def _blocks(self, number: int) -> tuple[tuple[Array, Array, Array], ...]:
        views = (self._origin, self._u, self._v)
        weights = tuple(view.weights[number].T for view in views)
        biases = tuple(view.biases[number][:, None] for view in views)
        return weights, biases  # type: ignore[return-value]

    def _mean_losses(self, output: Array, y: Array) -> Array:
        """Return the mean loss (points,) of outputs (n, points, B)."""
        units, points, count = output.shape
        measure = self._loss.fused_value if self._fused else self._loss.value
        losses = measure(output.reshape(units, -1), y).reshape(points, count)
        means: Array = losses.mean(axis=1)
        return means


class _Buffers:
    """Sums and activations (n, points, B) of a dense network at several points.

    Attributes
    ----------
    layers : list of (array, calls)
        Sums of each layer, and what makes its activations of them.
    signals : list of arrays
        Activations of each layer.
    y : array (outputs, points B)
        The targets, once for each point.
    """

    def __init__(self, network: Sequential, y: Array, points: int) -> None:
        self.y = np.tile(y, points)
        self.layers: list[tuple[Array, list[Call]]] = []
        self.signals: list[Array] = []
        for layer, size in zip(network.layers, network.sizes[1:], strict=True):
            z = np.empty((size, points, y.shape[1]), y.dtype)
            signal = np.empty_like(z)
            flat = (z.reshape(size, -1), signal.reshape(size, -1))
            self.layers.append((z, list(layer.activation.value(*flat))))
            self.signals.append(signal)
