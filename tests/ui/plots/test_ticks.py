from __future__ import annotations

import math

import pytest

from visualizer.ui.plots.ticks import (
    format_number,
    format_short,
    linear_ticks,
    log_ticks,
    power_of_ten,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.0213, "0.02130"),
        (-1.5, "−1.500"),
        (12345.6, "12,346"),
        (1.5e-7, "1.500·10⁻⁷"),
        (-2e9, "−2.000·10⁹"),
        (math.nan, "—"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_have_four_digits_and_a_true_minus(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (20.0, "20"), (0.0123, "0.0123"), (154291.0, "1.54·10⁵")],
)
def test_short_numbers_drop_idle_zeros(value, text):
    assert format_short(value) == text


def test_powers_are_written_with_superscripts():
    assert power_of_ten(-12) == "10⁻¹²"


def test_linear_ticks_are_round_and_equally_precise():
    ticks = linear_ticks(0.0, 1.25, 6)
    assert [tick.text for tick in ticks] == ["0", "0.5", "1.0"]
    assert [tick.text for tick in linear_ticks(-4.0, 4.0, 4)] == [
        "−4",
        "−2",
        "0",
        "2",
        "4",
    ]


def test_whole_ticks_never_stand_between_updates():
    ticks = linear_ticks(0.0, 3.0, 10, whole=True)
    assert all(tick.value == round(tick.value) for tick in ticks)
    assert [tick.text for tick in linear_ticks(0.0, 12500.0, 3, whole=True)] == [
        "0",
        "5,000",
        "10,000",
    ]


def test_decades_are_labeled_as_powers():
    assert [tick.text for tick in log_ticks(-3.0, 0.5, 8)] == [
        "10⁻³",
        "10⁻²",
        "10⁻¹",
        "10⁰",
    ]


def test_crowded_decades_are_thinned_from_one():
    values = [tick.value for tick in log_ticks(-7.0, 5.0, 4)]
    assert 0.0 in values
    assert len(values) <= 5


def test_less_than_two_decades_are_labeled_by_value():
    texts = [tick.text for tick in log_ticks(-1.8, -1.1, 6)]
    assert texts == ["0.02", "0.05"]


@pytest.mark.parametrize("make", [linear_ticks, log_ticks])
def test_an_empty_range_has_no_ticks(make):
    assert make(1.0, 1.0, 5) == ()
    assert make(0.0, math.inf, 5) == ()
