"""k-means: groups found in examples without their labels, and how they fit them.

References: Lloyd (1982), Least squares quantization in PCM; Arthur & Vassilvitskii
(2007), k-means++: the advantages of careful seeding; Hubert & Arabie (1985),
Comparing partitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices

Table = npt.NDArray[np.integer[Any]]
"""Examples by label (row) and cluster (column)."""

MOST_ITERATIONS = 1000


# eq=False: arrays are not compared.
@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Groups of examples after some iterations; the arrays are read-only.

    Attributes
    ----------
    iteration : int
        0: as drawn.
    centroids : array (n, K)
    nearest : int array (N,)
        Number of the centroid nearest to each example.
    inertia : float
        Σ |x − its nearest centroid|², which never grows from one iteration to the
        next.
    settled : bool
        Whether the next iteration would change nothing.
    """

    iteration: int
    centroids: Array
    nearest: Indices
    inertia: float
    settled: bool


class Clustering:
    """The iterations of k-means on some examples, made when asked for.

    An iteration moves each centroid to the mean of the examples nearest to it; one
    that is nearest to none stays. All follows from examples and random numbers, so
    that any iteration can be returned to.

    Parameters
    ----------
    x : array (n, N)
    count : int
        Number of groups K, 1 … N.
    random : Generator

    Raises
    ------
    ValueError
        If the number of groups is out of range.

    Examples
    --------
    >>> x = np.array([[0.0, 1.0, 10.0, 11.0]])
    >>> found = Clustering(x, 2, np.random.default_rng(0)).at(5)
    >>> sorted(found.centroids[0].tolist()), found.inertia, found.settled
    ([0.5, 10.5], 1.0, True)
    """

    def __init__(self, x: Array, count: int, random: np.random.Generator) -> None:
        if not 1 <= count <= x.shape[1]:
            raise ValueError(
                f"{count} clusters; allowed: from 1 to {x.shape[1]}, one an example"
            )
        self._x = np.asarray(x, np.float64)
        self._squares = (self._x**2).sum(axis=0)
        self.count = count
        first = drawn_centroids(self._x, count, random)
        self._known = [self._assigned(0, first, None)]

    @property
    def known(self) -> int:
        """The last iteration that has been made."""
        return self._known[-1].iteration

    @property
    def settled(self) -> bool:
        """Whether there is no further iteration to make."""
        return self._known[-1].settled

    def step(self) -> None:
        """Make one iteration more, unless nothing would change."""
        last = self._known[-1]
        if last.settled:
            return
        centroids = last.centroids.copy()
        counts = np.bincount(last.nearest, minlength=self.count)
        members = np.eye(self.count)[last.nearest]
        filled = counts > 0
        centroids[:, filled] = (self._x @ members)[:, filled] / counts[filled]
        self._known.append(self._assigned(last.iteration + 1, centroids, last.nearest))

    def at(self, iteration: int) -> Clusters:
        """Return the groups after some iterations, or those that they settled in."""
        while self.known < iteration and not self.settled:
            self.step()
        return self.reached(iteration)

    def reached(self, iteration: int) -> Clusters:
        """Return the groups after some iterations as far as these have been made."""
        return self._known[max(0, min(iteration, self.known))]

    def _assigned(
        self, iteration: int, centroids: Array, before: Indices | None
    ) -> Clusters:
        distances = self._distances(centroids)
        nearest: Indices = distances.argmin(axis=0).astype(np.int64)
        inertia = float(np.maximum(distances.min(axis=0), 0.0).sum())
        same = before is not None and np.array_equal(nearest, before)
        settled = same or iteration >= MOST_ITERATIONS
        for array in (centroids, nearest):
            array.flags.writeable = False
        return Clusters(iteration, centroids, nearest, inertia, settled)

    def _distances(self, centroids: Array) -> Array:
        """Return |x − c|² of each centroid (row) and example (column)."""
        own = (centroids**2).sum(axis=0)[:, None]
        found: Array = own - 2.0 * (centroids.T @ self._x) + self._squares
        return found


def drawn_centroids(x: Array, count: int, random: np.random.Generator) -> Array:
    """Draw examples as first centroids (n, K) by k-means++.

    The first is any example; each further one is drawn with a probability in
    proportion to its squared distance from the nearest of those drawn before. Where
    all examples lie on centroids, any is drawn.

    Parameters
    ----------
    x : array (n, N)
    count : int
        K, 1 … N.
    random : Generator
    """
    total = x.shape[1]
    chosen = [int(random.integers(total))]
    distances = np.full(total, np.inf)
    while len(chosen) < count:
        away = ((x - x[:, chosen[-1], None]) ** 2).sum(axis=0)
        distances = np.minimum(distances, away)
        mass = np.cumsum(distances)
        if mass[-1] > 0.0:
            place = np.searchsorted(mass, random.random() * mass[-1], side="right")
            chosen.append(min(int(place), total - 1))
        else:
            chosen.append(int(random.integers(total)))
    return x[:, chosen].copy()


def table_of(clusters: Indices, labels: Indices, counts: tuple[int, int]) -> Table:
    """Return how many examples of each label (row) each cluster (column) has.

    Parameters
    ----------
    clusters, labels : int arrays (N,)
    counts : (int, int)
        Number of labels, and of clusters.
    """
    found = np.zeros(counts, np.int64)
    np.add.at(found, (labels, clusters), 1)
    return found


def purity(table: Table) -> float:
    """Return the share of examples that have the most frequent label of their cluster.

    It grows with the number of clusters, and is 1 where each example is one.
    """
    return float(table.max(axis=0).sum() / table.sum())


def adjusted_rand(table: Table) -> float:
    """Return how well clusters and labels agree on pairs of examples, beyond chance.

    With the pairs in a cell, a row or a column, c, r, s, of p in all:
    (Σc − ΣrΣs/p) / (½(Σr + Σs) − ΣrΣs/p). 1 for the same groups, about 0 for groups
    drawn by chance, whatever their number.

    References: Hubert & Arabie (1985), equation 5.
    """
    both = _pairs(table)
    rows, columns = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    total = _pairs(table.sum(keepdims=True))
    expected = rows * columns / total if total else 0.0
    most = (rows + columns) / 2.0
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _pairs(sizes: Table) -> float:
    """Return how many pairs there are within groups of these sizes."""
    return float((sizes * (sizes - 1)).sum() / 2.0)
