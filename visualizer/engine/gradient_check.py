"""Compare gradients with central differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from visualizer.engine.arrays import Array


def central_difference(
    function: Callable[[], float], theta: Array, step: float = 1e-6
) -> Array:
    """Return the gradient of `function` with respect to `theta`, numerically.

    Parameters
    ----------
    function : callable
        Reads `theta`; returns the loss.
    theta : float64 array (P,)
        Changed in place and put back.
    step : float
        Distance to either side.
    """
    gradient = np.empty_like(theta)
    for place in range(theta.size):
        kept = theta[place]
        theta[place] = kept + step
        high = function()
        theta[place] = kept - step
        low = function()
        theta[place] = kept
        gradient[place] = (high - low) / (2.0 * step)
    return gradient


def relative_error(analytic: Array, numeric: Array) -> float:
    """Return max |a - n| / max(1e-8, |a| + |n|) over all parameters."""
    scale = np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))
    return float((np.abs(analytic - numeric) / scale).max())
