"""Axis ranges that grow in steps, so that a plot does not slide at each frame."""

from __future__ import annotations

import math

GROWTH = 1.25
"""Factor between one range of an axis and the next larger one."""

_LARGEST = 1e300
"""A loss may come near the largest double just before it overflows."""


def stepped_top(value: float, least: float) -> float:
    """Return the first of ``least · 1.25ᵏ`` that is not below ``value``.

    The answer depends on the value alone: the axis of a run that is looked at
    again is the axis that was there before.
    """
    if not value > least:
        return least
    value = min(value, _LARGEST)
    steps = math.ceil(math.log(value / least) / math.log(GROWTH) - 1e-9)
    return float(least * GROWTH**steps)


def stepped_span(low: float, high: float) -> tuple[float, float]:
    """Widen a range to multiples of a power of ten that its width has room for."""
    width = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-9)
    step = 10.0 ** math.floor(math.log10(min(width, _LARGEST)))
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, top if top > bottom else bottom + step


def stepped_decades(low: float, high: float, step: float = 0.5) -> tuple[float, float]:
    """Widen exponents of ten to multiples of a step, at least one decade apart."""
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if top - bottom < 1.0:
        middle = math.floor((bottom + top) / (2.0 * step)) * step
        bottom, top = middle - 0.5, middle + 0.5
    return bottom, top
