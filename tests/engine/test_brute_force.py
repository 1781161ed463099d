"""What a grid search would have to try, against whole numbers."""

import math
from fractions import Fraction

import pytest

from visualizer.engine.brute_force import settings_logarithm, years_logarithm


@pytest.mark.parametrize(
    ("weights", "values"), [(25, 1000), (1, 2), (7, 13), (105, 10), (300, 2)]
)
def test_the_count_is_that_of_whole_numbers(weights: int, values: int) -> None:
    exact = values**weights
    found = settings_logarithm(weights, values)
    digits = len(str(exact))
    assert math.floor(found + 1e-9) == digits - 1
    leading = exact / 10 ** (digits - 1)
    assert 10 ** (found - digits + 1) == pytest.approx(leading, rel=1e-9)


def test_the_years_are_those_of_fractions() -> None:
    year = Fraction(36525, 100) * 86_400
    years = Fraction(1000**25, 10**9) / year
    found = years_logarithm(settings_logarithm(25, 1000), 1e9)
    assert found == pytest.approx(math.log10(years.numerator // years.denominator))
