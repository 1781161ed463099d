import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.scenes.numbers import (
    MINUS,
    fixed,
    in_sentence,
    layer_index,
    percent,
    signed,
    significant,
    subscript,
    whole,
)


def read(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(",", "").replace("∞", "inf"))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (-0.004, 2, "0.00"),
        (-0.04, 2, "−0.04"),
        (1.005, 1, "1.0"),
        (99_999.0, 0, "99999"),
        (100_000.0, 2, "1.0e+05"),
        (1.24e9, 2, "1.2e+09"),
        (-1.24e9, 2, "−1.2e+09"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
        (math.nan, 2, "–"),
    ],
)
def test_fixed(value: float, decimals: int, text: str) -> None:
    assert fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "+0.50"),
        (-0.5, "−0.50"),
        (0.0, "0.00"),
        (0.004, "0.00"),
        (-0.004, "0.00"),
        (0.005001, "+0.01"),
        (2e5, "+2.0e+05"),
        (math.inf, "+∞"),
        (-math.inf, "−∞"),
        (math.nan, "–"),
    ],
)
def test_signed(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (0.02134, 4, "0.02134"),
        (0.021344, 4, "0.02134"),
        (-3.14159, 3, "−3.14"),
        (9.9996, 4, "10.00"),
        (0.99996, 4, "1.000"),
        (99_995.0, 4, "1.000e+05"),
        (12_345.0, 4, "12345"),
        (123_456.0, 4, "1.235e+05"),
        (1_234_567.0, 4, "1.235e+06"),
        (0.0001234, 4, "0.0001234"),
        (0.00001234, 4, "1.234e−05"),
        (-1e-9, 2, "−1.0e−09"),
        (math.inf, 4, "∞"),
        (math.nan, 4, "–"),
    ],
)
def test_significant(value: float, digits: int, text: str) -> None:
    assert significant(value, digits) == text


@given(st.floats(-1e12, 1e12), st.integers(1, 6))
def test_significant_digits_are_true(value: float, digits: int) -> None:
    text = significant(value, digits)
    assert "-" not in text
    assert read(text) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits), abs=0)


@given(st.floats(-99_999, 99_999), st.integers(0, 5))
def test_decimals_are_true(value: float, decimals: int) -> None:
    text = fixed(value, decimals)
    assert "-" not in text
    assert abs(read(text) - value) <= 0.51 * 10.0**-decimals
    assert len(text.partition(".")[2]) == decimals
    assert read(signed(value, decimals)) == read(text)


@given(st.floats())
def test_every_number_can_be_written(value: float) -> None:
    for text in (fixed(value), signed(value), significant(value)):
        assert text
        assert "nan" not in text.lower()
        assert "inf" not in text.lower()


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (31_400, "31,400"), (-1_000, "−1,000")]
)
def test_whole(value: int, text: str) -> None:
    assert whole(value) == text


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.0, 1, "0.0 %"),
        (0.9666, 1, "96.7 %"),
        (1.0, 0, "100 %"),
        (math.nan, 1, "–"),
    ],
)
def test_percent(share: float, decimals: int, text: str) -> None:
    assert percent(share, decimals) == text


def test_indices() -> None:
    assert subscript(10) == "₁₀"
    assert layer_index(2) == "⁽²⁾"
    assert layer_index(10) == "⁽¹⁰⁾"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (41.3, "41"),
        (-0.5, f"{MINUS}0.50"),
        (6_591_000.0, "6.6·10⁶"),
        (-2e-7, f"{MINUS}2.0·10⁻⁷"),
        (math.inf, fixed(math.inf)),
    ],
)
def test_in_sentence(value: float, text: str) -> None:
    assert in_sentence(value) == text
