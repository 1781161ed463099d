"""Tick values and how numbers are written beside a plot."""

from __future__ import annotations

import math

from msgspec import Struct

from visualizer.ui.drawing import nice_ticks

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Tick(Struct, frozen=True):
    """A place on an axis and the text beside it."""

    value: float
    text: str


def format_number(value: float, digits: int = 4) -> str:
    """Write a number with ``digits`` significant digits and a true minus.

    Very large and very small numbers are written as ``1.234·10⁻⁵``; what is
    not finite as ``∞`` or, where it is not even infinite, as ``—``.
    """
    if math.isnan(value):
        return "—"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0.0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 6:
        text = f"{value:,.{max(0, digits - 1 - exponent)}f}"
    else:
        mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
        text = f"{mantissa}·{power_of_ten(int(power))}"
    return text.replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Write a power of ten as ``10⁻²``."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def linear_ticks(
    low: float, high: float, most: int, *, whole: bool = False
) -> tuple[Tick, ...]:
    """Choose round values between two ends.

    Parameters
    ----------
    low, high : float
        The ends; ticks may fall on them.
    most : int
        Greatest number of steps between ticks.
    whole : bool
        Whether only whole numbers make sense, as for updates.
    """
    if not (math.isfinite(high - low) and high > low):
        return ()
    if whole:
        most = max(1, min(most, int(high - low)))
    values = nice_ticks(low, high, most)
    step = values[1] - values[0] if len(values) > 1 else high - low
    return tuple(Tick(value, _plain(value, step)) for value in values)


def log_ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """Choose ticks of a logarithmic axis; ends and values are exponents of ten.

    Whole decades are labeled ``10⁻²``; where fewer than two fit, 1, 2 and 5
    times a power of ten are labeled by their value.
    """
    if not (math.isfinite(high - low) and high > low):
        return ()
    first, last = math.ceil(low - 1e-6), math.floor(high + 1e-6)
    count = last - first + 1
    if count >= 2:
        stride = max(1, math.ceil(count / max(1, most)))
        # Counted from 10⁰, so that ticks stay where they are as the axis grows.
        return tuple(
            Tick(float(exponent), power_of_ten(exponent))
            for exponent in range(first, last + 1)
            if exponent % stride == 0
        )
    ticks = []
    for exponent in range(math.floor(low), math.floor(high) + 1):
        for mantissa in (1, 2, 5):
            at = exponent + math.log10(mantissa)
            if low - 1e-6 <= at <= high + 1e-6:
                ticks.append(Tick(at, _mantissa_text(mantissa, exponent)))
    return tuple(ticks) if len(ticks) <= most + 1 else tuple(ticks[:: len(ticks) - 1])


def _mantissa_text(mantissa: int, exponent: int) -> str:
    if -4 < exponent < 5:
        return _plain(mantissa * 10.0**exponent, 10.0**exponent)
    return f"{mantissa}·{power_of_ten(exponent)}"


def _plain(value: float, step: float) -> str:
    """Write a tick with as many decimals as the step to its neighbor needs."""
    power = math.floor(math.log10(step) + 1e-9)
    if abs(value) < 0.5 * step:
        return "0"
    if power < -4 or abs(value) >= 1e7:
        exponent = math.floor(math.log10(abs(value)) + 1e-9)
        mantissa = f"{value / 10.0**exponent:.{max(0, exponent - power)}f}"
        return f"{mantissa}·{power_of_ten(exponent)}".replace("-", "−")
    return f"{value:,.{max(0, -power)}f}".replace("-", "−")


def format_short(value: float) -> str:
    """Write a number with at most three significant digits and no idle zeros."""
    if math.isfinite(value) and abs(value) >= 1e4:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        power = f"·{power_of_ten(int(exponent))}"
    else:
        mantissa, dot, exponent = format_number(value, 3).partition("·")
        power = dot + exponent
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return (mantissa + power).replace("-", "−")
