"""Write numbers as people read them: a true minus, few digits, steady width."""

from __future__ import annotations

import math

MINUS = "−"


def fixed(value: float, decimals: int = 2) -> str:
    """Return a number with a fixed number of decimals, e.g. ``"−0.04"``.

    Large numbers and those that are not finite are said otherwise: ``"1.2e+09"``,
    ``"∞"``, and a dash where there is no number.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if abs(value) >= 1e5:
        return f"{value:.1e}".replace("-", MINUS)
    text = f"{value:.{decimals}f}"
    if float(text) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def signed(value: float, decimals: int = 2) -> str:
    """Return a number with its sign, plus included; what rounds to 0 has none."""
    text = fixed(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def significant(value: float, digits: int = 4) -> str:
    """Return a number to so many significant digits, e.g. ``"0.02134"``."""
    if not math.isfinite(value):
        return fixed(value)
    if value == 0.0:
        return "0"
    text = f"{value:.{digits - 1}e}"
    # That of the rounded number: 9.9996 has four digits as 10.00.
    exponent = int(text.partition("e")[2])
    if -4 <= exponent < 5:
        return fixed(value, max(0, digits - 1 - exponent))
    return text.replace("-", MINUS)


def in_sentence(value: float, digits: int = 2) -> str:
    """Return a number as a sentence says it, e.g. ``"41"`` or ``"6.6·10⁶"``."""
    mantissa, _, exponent = significant(value, digits).partition("e")
    if not exponent:
        return mantissa
    return f"{mantissa}·10{superscript(int(exponent.replace(MINUS, '-')))}"


def whole(value: int) -> str:
    """Return a whole number with thousands separated, e.g. ``"31,400"``."""
    return f"{value:,}".replace("-", MINUS)


def percent(share: float, decimals: int = 1) -> str:
    """Return a share 0 … 1 as percent; a dash where there is none."""
    return "–" if math.isnan(share) else f"{100 * share:.{decimals}f} %"


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(number: int) -> str:
    """Return a number in subscript digits."""
    return str(number).translate(_SUBSCRIPTS)


def superscript(number: int) -> str:
    """Return a whole number in superscript digits."""
    return str(number).replace("-", "⁻").translate(_SUPERSCRIPTS)


def layer_index(number: int) -> str:
    """Return a layer's number as a superscript in parentheses: ``"⁽²⁾"``."""
    return f"⁽{str(number).translate(_SUPERSCRIPTS)}⁾"
