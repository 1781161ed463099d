"""Orthogonal initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers
from visualizer.settings import setting


@initializers.register
@dataclass(frozen=True)
class Orthogonal(Initializer):
    """W = gain Q with orthogonal columns or rows, biases 0.

    Q is drawn evenly among all such matrices: it is the Q of the decomposition
    A = Q R of a normal A, with signs that make the diagonal of R positive. No
    direction of the inputs is stretched or, where there are enough outputs,
    lost: lengths stay as they are through many linear layers.

    References: Saxe, McClelland & Ganguli (2014); Mezzadri (2007), "How to
    generate random matrices from the classical compact groups".

    Examples
    --------
    >>> weights = Orthogonal().weights(2, 3, np.random.default_rng(1))
    >>> bool(np.allclose(weights.T @ weights, np.eye(2)))
    True
    """

    key = "orthogonal"
    title = "Orthogonal"
    rank = 45

    gain: float = setting(
        1.0,
        title="Gain",
        minimum=0.0,
        maximum=100.0,
        help="Factor by which every length is stretched.",
    )

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        tall = (max(n_in, n_out), min(n_in, n_out))
        q, r = np.linalg.qr(random.standard_normal(tall))
        q *= np.copysign(self.gain, np.diagonal(r))
        drawn: Array = q if n_out >= n_in else q.T
        return drawn

    def variance(self, n_in: int, n_out: int) -> float:
        # Each column or row has length 1: so many squares add up to 1.
        return self.gain**2 / max(n_in, n_out)
