"""The hyperbolic tangent along a line, with an exponential a line and not a value."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array

LARGEST_EXPONENT = 80.0
"""Of e, in single precision: up to here neither it nor its inverse leaves the range."""

MOST_BYTES = 64 << 20


class TanhAlong:
    """tanh (z + a_i u) for one u and coordinates a_i, but ever new z.

    An exponential of a sum is a product: with p = exp 2z · exp 2 a_i u it is
    1 - 2 / (p + 1). The second factor is computed once for all z, the first once for
    all i, so that a value costs a product and a quotient, a quarter of a tanh.

    Parameters
    ----------
    u : array (n, B)
    a : array (columns,)

    Examples
    --------
    >>> along = TanhAlong(np.array([[1.0, -1.0]]), np.array([0.0, 2.0]))
    >>> out = np.empty((1, 2, 2))
    >>> along.write(along.factor(np.array([[0.5, 0.5]])), slice(0, 2), out)
    >>> np.allclose(out, np.tanh([[[0.5, 0.5], [2.5, -1.5]]]))
    True

    References: Abramowitz & Stegun (1964), equations 4.2.20 and 4.5.3.
    """

    def __init__(self, u: Array, a: Array) -> None:
        self._factors: Array = np.exp(2.0 * a[:, None] * u[:, None])

    @staticmethod
    def fits(u: Array, a: Array, largest: float) -> bool:
        """Return whether nothing leaves the range, nor the memory meant for it.

        Parameters
        ----------
        u, a : arrays
        largest : float
            The greatest |z|.
        """
        reach = largest + float(np.abs(a).max() * np.abs(u).max(initial=0.0))
        # So written that what is no number does not fit.
        in_range = 2.0 * reach < LARGEST_EXPONENT
        return in_range and u.nbytes * a.size <= MOST_BYTES

    def factor(self, z: Array) -> Array:
        """Return what z (n, B) contributes."""
        factor: Array = np.exp(2.0 * z)
        return factor

    def write(self, factor: Array, columns: slice, out: Array) -> None:
        """Write the values (n, columns, B) at some of the coordinates into `out`."""
        np.multiply(factor[:, None], self._factors[:, columns], out)
        np.add(out, 1.0, out)
        np.divide(-2.0, out, out)
        np.add(out, 1.0, out)
