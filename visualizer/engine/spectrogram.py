"""From a wave to its spectrogram: which frequencies there are, frame after frame."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from visualizer.engine.arrays import Array, ShapeError

WindowFunction = Literal["hann", "hamming", "blackman", "rectangular"]
WINDOW_FUNCTIONS: tuple[WindowFunction, ...] = get_args(WindowFunction)

_COSINES: dict[WindowFunction, tuple[float, ...]] = {
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
    "rectangular": (1.0,),
}
"""Weights of the cosines of 0, 1, 2 periods in a window, with alternating signs."""

ROUNDING = 16.0
"""Spread that rounding may leave, in units of the greatest value's last digit."""

SILENCE = 1e-12
"""Power below which everything counts as silence: -120 dB."""


def window_values(function: WindowFunction, length: int) -> Array:
    """Return a periodic window (length,): w(n) = Σ_k (-1)ᵏ a_k cos(2π k n / length).

    References
    ----------
    Harris (1978), "On the use of windows for harmonic analysis with the discrete
    Fourier transform", equations 27 to 31.
    """
    angle = 2.0 * np.pi * np.arange(length) / length
    total = np.zeros(length)
    for order, weight in enumerate(_COSINES[function]):
        total += (-1) ** order * weight * np.cos(order * angle)
    return total


def frames_of(samples: Array, length: int, hop: int) -> Array:
    """Return a view (frames, length) of a wave (N,): frame t begins at t · hop.

    Raises
    ------
    ShapeError
        If not one frame fits.
    """
    if not 1 <= length <= len(samples) or hop < 1:
        raise ShapeError(
            f"frames of {length} samples every {hop} do not fit into {len(samples)}; "
            f"allowed: 1 to {len(samples)} samples, every 1 or more"
        )
    return np.lib.stride_tricks.sliding_window_view(samples, length)[::hop]


def power_spectrogram(
    samples: Array, length: int, hop: int, function: WindowFunction
) -> Array:
    """Return the power of each frequency in each frame.

    P(k, t) = |Σ_n w(n) x(t · hop + n) exp(-2πi k n / length)|² / (Σ_n w(n))², so that
    a tone of amplitude A in the middle of a bin has the power A² / 4 whatever the
    window is.

    Parameters
    ----------
    samples : array (N,)
    length, hop : int
        Samples of a frame, and from one frame to the next.
    function : WindowFunction

    Returns
    -------
    array (length // 2 + 1, frames)
        Bin k is the frequency k · rate / length.

    Raises
    ------
    ShapeError
        If not one frame fits.

    References
    ----------
    Allen & Rabiner (1977), "A unified approach to short-time Fourier analysis and
    synthesis", equation 1.
    """
    window = window_values(function, length)
    shares = np.fft.rfft(frames_of(samples, length, hop) * window, axis=1)
    power: Array = (np.abs(shares) ** 2).T / window.sum() ** 2
    return power


def decibels(power: Array) -> Array:
    """Return 10 log₁₀ of a power, with all below `SILENCE` counted as that much."""
    level: Array = 10.0 * np.log10(np.maximum(power, SILENCE))
    return level


def tone_kernel(length: int, cycles: float, function: WindowFunction) -> Array:
    """Return a kernel (length,) that answers a tone.

    k(n) = 2 w(n) cos(2π · cycles · (n - (length - 1) / 2)) / Σ w: the sum over a
    cosine of amplitude A in step with it is about A.

    Parameters
    ----------
    length : int
    cycles : float
        Frequency in cycles a sample, 0 to ½.
    function : WindowFunction
    """
    window = window_values(function, length)
    middle = np.arange(length) - (length - 1) / 2.0
    kernel: Array = 2.0 * window * np.cos(2.0 * np.pi * cycles * middle) / window.sum()
    return kernel


def standardized(values: Array, axes: tuple[int, ...] | None = None) -> Array:
    """Return values with mean 0 and spread 1; what does not vary becomes 0.

    Parameters
    ----------
    values : array
    axes : tuple of int, optional
        Those over which mean and spread are taken; without, all.
    """
    centered = values - values.mean(axis=axes, keepdims=True)
    # The first mean is rounded by as much as large values vary at times.
    centered = centered - centered.mean(axis=axes, keepdims=True)
    spread = centered.std(axis=axes, keepdims=True)
    # Rounding alone is no spread: equal values may lie off their mean.
    greatest = np.abs(values).max(axis=axes, keepdims=True)
    rounding = ROUNDING * np.finfo(spread.dtype).eps * greatest
    found: Array = centered / np.where(spread > rounding, spread, np.inf)
    return found
