"""Functions that several members of the engine are made of, and NumPy lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from visualizer.engine.arrays import Array, maximum, minimum
from visualizer.engine.plan import Call

NEAR = 0.46875
"""Below this |x| erf is computed as x times a ratio in x²."""

FLAT = 6.0
"""From this |x| on, 1 - |erf x| is below half the last digit of a double."""

# Coefficients of Cody (1969), highest power first. Those of the second pair
# were fitted for 0.46875 … 4; beyond, what they miss of erfc is lost in 1 - erfc.
NEAR_NUMERATOR = (
    *(1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2),
    *(3.77485237685302021e2, 3.20937758913846947e3),
)
NEAR_DENOMINATOR = (
    *(1.0, 2.36012909523441209e1, 2.44024637934444173e2),
    *(1.28261652607737228e3, 2.84423683343917062e3),
)
FAR_NUMERATOR = (
    *(2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594),
    *(6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2),
    *(1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3),
)
FAR_DENOMINATOR = (
    *(1.0, 1.57449261107098347e1, 1.17693950891312499e2),
    *(5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3),
    *(4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)


def erf(x: Array, out: Array) -> None:
    """Write the error function 2/√π ∫₀ˣ exp(-t²) dt into `out`.

    Near 0 it is x R(x²), elsewhere ±(1 - exp(-x²) S(|x|)), with ratios R and S
    of polynomials; each value is right to the last two digits.

    Parameters
    ----------
    x : array
        Any shape; NaN stays NaN.
    out : array
        Of the same shape; may be `x` itself.

    References: Cody (1969), "Rational Chebyshev approximations for the error
    function".

    Examples
    --------
    >>> x = np.array([-6.0, 0.0, 0.5])
    >>> erf(x, x)
    >>> x.round(6).tolist()
    [-1.0, 0.0, 0.5205]
    """
    bounded = np.empty_like(x)
    maximum(x, -FLAT, bounded)
    minimum(bounded, FLAT, bounded)
    size, square = np.abs(bounded), bounded * bounded
    far = _polynomial(size, FAR_NUMERATOR)
    far /= _polynomial(size, FAR_DENOMINATOR)
    far *= np.exp(-square)
    np.subtract(1.0, far, far)
    np.copysign(far, bounded, far)
    near = _polynomial(square, NEAR_NUMERATOR)
    near /= _polynomial(square, NEAR_DENOMINATOR)
    near *= bounded
    np.copyto(far, near, where=size < NEAR)
    np.copyto(out, far)


def _polynomial(x: Array, coefficients: Sequence[float]) -> Array:
    """Return a polynomial by Horner's rule, highest power first."""
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= x
        value += coefficient
    return value


def logistic(x: Array, out: Array) -> Iterator[Call]:
    """Yield calls that write 1 / (1 + exp(-x)) into `out`, which may be `x`.

    For x far below 0 exp overflows to infinity, and its reciprocal is 0.
    """
    yield np.negative, x, out
    yield np.exp, out, out
    yield np.add, out, 1.0, out
    yield np.reciprocal, out, out


def exponential_linear(
    z: Array, a: Array, alpha: float, scale: float
) -> Iterator[Call]:
    """Yield calls that write scale (z above 0, alpha (exp(z) - 1) below) into `a`."""
    above = np.empty_like(z)
    yield minimum, z, 0.0, a
    yield np.expm1, a, a
    yield np.multiply, a, alpha, a
    yield maximum, z, 0.0, above
    yield np.add, a, above, a
    if scale != 1.0:
        yield np.multiply, a, scale, a


def exponential_linear_slope(
    z: Array, slope: Array, alpha: float, scale: float
) -> Iterator[Call]:
    """Yield calls that write scale (1 above 0, alpha exp(z) below) into `slope`."""
    above = np.empty(z.shape, np.bool_)
    yield minimum, z, 0.0, slope
    yield np.exp, slope, slope
    yield np.multiply, slope, alpha * scale, slope
    yield np.greater, z, 0.0, above
    yield np.copyto, slope, scale, "same_kind", above
