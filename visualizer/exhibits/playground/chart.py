"""Planes through the inputs on which maps of the network's answer are drawn.

Points of the plane are their own chart. Inputs of more dimensions are shown on
the plane of two of them, the others held at their mean, or on their principal
plane, in which the training examples are spread out most.

References: Pearson (1901), On lines and planes of closest fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from visualizer.datasets.scaling import ScalingStep
from visualizer.engine.arrays import Array
from visualizer.scenes import BoolArray, FloatArray, IntArray
from visualizer.scenes.plane import PointSet

MOST_POINTS = 3_000
"""Examples drawn on a map; of more the first ones, which are shuffled."""

MARGIN = 0.08
"""Room around the examples, as a part of their range."""

Domain = tuple[float, float, float, float]


# eq=False: a chart is equal only to itself, and is shown again as long as it is.
class Chart(Struct, frozen=True, eq=False):
    """A plane with the examples on it.

    Attributes
    ----------
    axes : pair of int or None
        The inputs along both axes; None for the principal plane and for data that
        are points of a plane.
    domain : (x_min, x_max, y_min, y_max)
    train_positions : array (N, 2)
        Place of every training example.
    points : PointSet
        Those that are drawn, training first.
    total : int
        Number of all examples, training and test.
    kept : float
        Share of the variance of the training inputs within the principal plane;
        NaN for other planes.
    held : int
        Inputs that are held at their training mean.
    embed : function of points (M, 2) → inputs (n, M)
        Gives what the network is fed with at places of the plane.
    """

    axes: tuple[int, int] | None
    domain: Domain
    train_positions: Array
    points: PointSet
    total: int
    kept: float
    held: int
    embed: Callable[[Array], Array]

    def inputs_on_grid(self, shape: tuple[int, int]) -> Array:
        """Return the inputs (n, B) at the centers of the B cells of a map.

        Parameters
        ----------
        shape : (rows, columns)
        """
        x_min, x_max, y_min, y_max = self.domain
        high, wide = shape
        columns = x_min + (np.arange(wide) + 0.5) * (x_max - x_min) / wide
        rows = y_min + (np.arange(high) + 0.5) * (y_max - y_min) / high
        grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
        return self.embed(grid)


class Marks(Struct, frozen=True, eq=False):
    """What colors the points: values or classes, training first.

    Attributes
    ----------
    values : float array (N,)
        Signed values in [-1, 1].
    classes : int array (N,) or None
        Of more than two classes.
    train : int
        Number of training examples.
    """

    values: FloatArray
    classes: IntArray | None
    train: int

    def at(self, positions: Array) -> PointSet:
        """Return the points to draw at places (N, 2), training first."""
        total = len(positions)
        share = min(1.0, MOST_POINTS / total)
        train = math.ceil(self.train * share)
        test = self.train + math.ceil((total - self.train) * share)
        shown = np.r_[0:train, self.train : test]
        classes = None if self.classes is None else self.classes[shown]
        is_test: BoolArray = shown >= self.train
        parts = (positions[shown], self.values[shown], is_test)
        for array in (*parts, *(() if classes is None else (classes,))):
            array.flags.writeable = False
        return PointSet(*parts, classes)


def planar_chart(
    positions: Array, marks: Marks, domain: Domain, embed: Callable[[Array], Array]
) -> Chart:
    """Return the chart of data that are points of a plane."""
    return Chart(
        axes=None,
        domain=domain,
        train_positions=positions[: marks.train],
        points=marks.at(positions),
        total=len(positions),
        kept=math.nan,
        held=0,
        embed=embed,
    )


def column_chart(
    raw: Array, axes: tuple[int, int], marks: Marks, step: ScalingStep
) -> Chart:
    """Return the plane of two inputs, the others held at their training mean.

    Parameters
    ----------
    raw : array (N, n)
        Inputs in their own units, training first.
    axes : pair of int
        Two equal ones mean a single input: nothing changes up the plane.
    marks : Marks
    step : ScalingStep
        Makes the network's inputs of raw ones.
    """
    across, up = axes
    mean = raw[: marks.train].mean(axis=0)
    positions = raw[:, [across, up]].copy()
    if across == up:
        positions[:, 1] = 0.0

    def embed(points: Array) -> Array:
        inputs = np.tile(mean, (len(points), 1))
        if across != up:
            inputs[:, up] = points[:, 1]
        inputs[:, across] = points[:, 0]
        fed: Array = step.apply(inputs).T
        return fed

    return Chart(
        axes=axes,
        domain=(*_range(positions[:, 0]), *_range(positions[:, 1])),
        train_positions=positions[: marks.train],
        points=marks.at(positions),
        total=len(positions),
        kept=math.nan,
        held=raw.shape[1] - len({across, up}),
        embed=embed,
    )


def principal_plane(values: Array) -> tuple[Array, Array, float]:
    """Return the plane in which values are spread out most.

    Its directions are the eigenvectors, with the two greatest eigenvalues, of the
    covariance; the largest part of each is positive.

    Parameters
    ----------
    values : array (N, n)
        n at least 2.

    Returns
    -------
    mean : array (n,)
    plane : array (n, 2)
        Directions of unit length at a right angle.
    kept : float
        Share of the variance within the plane; 1 where there is none at all.
    """
    mean = values.mean(axis=0)
    moved = values - mean
    variances, directions = np.linalg.eigh(moved.T @ moved / len(values))
    plane = directions[:, [-1, -2]]
    largest = np.abs(plane).argmax(axis=0)
    plane = plane * np.where(plane[largest, [0, 1]] < 0.0, -1.0, 1.0)
    total = float(variances.sum())
    kept = float(variances[-2:].sum()) / total if total else 1.0
    return mean, plane, kept


def principal_chart(fed: Array, marks: Marks) -> Chart:
    """Return the principal plane of the network's inputs (`principal_plane`).

    Parameters
    ----------
    fed : array (N, n)
        Inputs as the network takes them, training first; n at least 2.
    marks : Marks
    """
    mean, plane, kept = principal_plane(fed[: marks.train])
    positions = (fed - mean) @ plane
    reach = (1.0 + MARGIN) * float(np.abs(positions).max()) or 1.0
    reach = _outward(reach, 0.1 * reach)

    def embed(points: Array) -> Array:
        inputs: Array = (mean + points @ plane.T).T
        return inputs

    return Chart(
        axes=None,
        domain=(-reach, reach, -reach, reach),
        train_positions=positions[: marks.train],
        points=marks.at(positions),
        total=len(positions),
        kept=kept,
        held=0,
        embed=embed,
    )


def _range(values: Array) -> tuple[float, float]:
    """Return ends with room around the values, of few digits."""
    low, high = float(values.min()), float(values.max())
    room = MARGIN * (high - low) or 1.0
    return -_outward(room - low, room), _outward(high + room, room)


def _outward(value: float, room: float) -> float:
    """Round up to a multiple of the power of ten that is not above `room`."""
    grain = 10.0 ** math.floor(math.log10(room))
    # Divided, because grains below 1 have no exact double but their inverses do.
    inverse = round(1.0 / grain) if grain < 1.0 else 1.0 / grain
    return math.ceil(value * inverse - 1e-9) / inverse
