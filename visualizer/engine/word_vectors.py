"""Word vectors out of a text alone: who stands near whom, cut to a few dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices


# eq=False: comparing arrays gives arrays, which have no single truth value.
@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """A vector for each word of a vocabulary.

    Attributes
    ----------
    vectors : array (V, d)
    kept : float
        Share of the sum of squares of the table that the d dimensions keep, 0 … 1.
    """

    vectors: Array
    kept: float

    def nearest(self, word: int, count: int) -> tuple[tuple[int, float], ...]:
        """Return the words of the most similar directions, with their cosines.

        A word without a direction has no neighbors.
        """
        lengths = np.linalg.norm(self.vectors, axis=1)
        units = self.vectors / np.where(lengths > 0.0, lengths, 1.0)[:, None]
        cosines = units @ units[word]
        cosines[word] = -np.inf
        cosines[lengths == 0.0] = -np.inf
        if lengths[word] == 0.0:
            return ()
        order = np.argsort(-cosines, kind="stable")[:count]
        return tuple(
            (int(at), float(cosines[at])) for at in order if np.isfinite(cosines[at])
        )


def cooccurrence(words: Indices | Sequence[int], size: int, reach: int) -> Array:
    """Count how often two words stand at most `reach` places apart.

    Parameters
    ----------
    words : int array (N,)
        The text, as numbers of words; -1 for one that is not in the vocabulary. It
        keeps its place and is not counted.
    size : int
        Words of the vocabulary.
    reach : int

    Returns
    -------
    array (size, size)
        Symmetric.
    """
    text = np.asarray(words, dtype=np.int64)
    counts = np.zeros(size * size)
    for distance in range(1, min(reach, len(text) - 1) + 1):
        first, second = text[:-distance], text[distance:]
        known = (first >= 0) & (second >= 0)
        pairs = first[known] * size + second[known]
        counts += np.bincount(pairs, minlength=size * size)
    table = counts.reshape(size, size)
    return table + table.T


def positive_pmi(counts: Array) -> Array:
    """Return max(0, ln(p(i, j) / (p(i) p(j)))), and 0 where two never met.

    Raises
    ------
    ValueError
        If nobody met anybody.

    References
    ----------
    Church & Hanks (1990), "Word association norms, mutual information, and
    lexicography"; Bullinaria & Levy (2007), section 2.
    """
    total = counts.sum()
    if total <= 0.0:
        raise ValueError("co-occurrence: all counts are 0; allowed: some above")
    rows = counts.sum(axis=1)
    expected = np.outer(rows, rows) / total
    met = counts > 0.0
    ratio = np.divide(counts, expected, out=np.ones_like(counts), where=met)
    table: Array = np.maximum(np.log(ratio), 0.0)
    return table


def embed(table: Array, dimensions: int) -> WordVectors:
    """Cut a symmetric table to its largest singular directions: U √Σ.

    The sign of each direction is the one that makes its largest value positive.

    References
    ----------
    Deerwester, Dumais, Furnas, Landauer & Harshman (1990), "Indexing by latent
    semantic analysis"; Levy, Goldberg & Dagan (2015), section 3.3, for the root.
    """
    left, sizes, _ = np.linalg.svd(table)
    used = min(dimensions, len(sizes))
    vectors = left[:, :used] * np.sqrt(sizes[:used])
    largest = np.abs(vectors).argmax(axis=0)
    signs = np.sign(vectors[largest, np.arange(used)])
    vectors = vectors * np.where(signs == 0.0, 1.0, signs)
    if used < dimensions:
        vectors = np.pad(vectors, ((0, 0), (0, dimensions - used)))
    squares = float((sizes**2).sum())
    kept = float((sizes[:used] ** 2).sum()) / squares if squares > 0.0 else 0.0
    return WordVectors(vectors, kept)
