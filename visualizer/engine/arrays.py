"""Array types of the engine, and checks made once, when a network is built."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
DType = np.dtype[np.floating[Any]]

Shape = tuple[int, ...]
"""Shape of one example: (n,), (channels, length) or (channels, height, width)."""


class ShapeError(ValueError):
    """Raised when arrays do not fit together; names what, got and expected."""


def dtype_of(precision: str) -> DType:
    """Return the NumPy type of ``"float32"`` or ``"float64"``.

    Raises
    ------
    ValueError
        For any other name.
    """
    if precision == "float32":
        return np.dtype(np.float32)
    if precision == "float64":
        return np.dtype(np.float64)
    raise ValueError(f"precision {precision!r} is unknown; allowed: float32, float64")


def require_shape(what: str, array: Array, expected: tuple[int, ...]) -> None:
    """Check an array's shape.

    Raises
    ------
    ShapeError
        If the shape differs.
    """
    if array.shape != expected:
        raise ShapeError(f"{what} has shape {array.shape}; expected {expected}")


def require_axes(what: str, shape: Shape, least: int) -> None:
    """Check that an example has enough axes.

    Raises
    ------
    ShapeError
        If it has fewer.
    """
    if len(shape) < least:
        raise ShapeError(f"{what} takes no {shape}; expected {least} axes or more")


def maximum(first: Array, second: Array | float, out: Array) -> None:
    """Write the greater of two values into `out`; NaN where either is NaN.

    Plans bind operands by position. NumPy 2.4 and later take the output of
    maximum and minimum by keyword alone, and warn otherwise, which takes 2 µs a
    call.
    """
    np.maximum(first, second, out=out)


def minimum(first: Array, second: Array | float, out: Array) -> None:
    """Write the lesser of two values into `out`; NaN where either is NaN."""
    np.minimum(first, second, out=out)


def flush_denormals(values: Array) -> None:
    """Zero what has decayed to almost nothing: denormals cost 100 times more."""
    if values.dtype == np.float32:
        values[np.abs(values) < 1e-30] = 0.0


def read_only(array: Array) -> Array:
    """Copy an array and forbid writing to the copy."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy
