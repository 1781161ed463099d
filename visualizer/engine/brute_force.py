"""How much there is to try when every setting of the weights is tried.

With V values for each of W weights there are V^W settings: the number is far beyond
what a float can hold, so it is handled by its logarithm.
"""

from __future__ import annotations

import math

UNIVERSE_ATOMS = 80.0
"""Logarithm of the atoms in the observable universe: an estimate, some 10⁸⁰."""

UNIVERSE_YEARS = 13.8e9
"""Age of the universe. References: Planck Collaboration (2020), table 2."""

SECONDS_A_YEAR = 365.25 * 86_400.0


def settings_logarithm(weights: int, values: int) -> float:
    """Return log₁₀ of the settings of so many weights with so many values each.

    Examples
    --------
    >>> settings_logarithm(25, 1000)
    75.0
    """
    return weights * math.log10(values)


def years_logarithm(settings: float, per_second: float) -> float:
    """Return log₁₀ of the years that trying takes.

    Parameters
    ----------
    settings : float
        log₁₀ of what is to be tried.
    per_second : float
        Tried in a second, above 0.
    """
    return settings - math.log10(per_second) - math.log10(SECONDS_A_YEAR)
