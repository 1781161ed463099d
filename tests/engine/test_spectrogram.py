"""Spectrograms against a plain discrete Fourier transform and known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.peers import require
from visualizer.engine.arrays import ShapeError
from visualizer.engine.spectrogram import (
    WINDOW_FUNCTIONS,
    decibels,
    frames_of,
    power_spectrogram,
    standardized,
    tone_kernel,
    window_values,
)


def plain_spectrogram(samples, length, hop, window):
    """Return powers by the sum that defines the transform."""
    n = np.arange(length)
    rows = []
    for k in range(length // 2 + 1):
        turns = np.exp(-2j * np.pi * k * n / length)
        row = [
            abs(sum(window * samples[start : start + length] * turns)) ** 2
            for start in range(0, len(samples) - length + 1, hop)
        ]
        rows.append(row)
    return np.array(rows) / sum(window) ** 2


# Harris (1978): ends, middle and sum of each window, the sum as a share of N.
KNOWN = {
    "hann": (0.0, 1.0, 0.5),
    "hamming": (0.08, 1.0, 0.54),
    "blackman": (0.0, 1.0, 0.42),
    "rectangular": (1.0, 1.0, 1.0),
}


@pytest.mark.parametrize("function", WINDOW_FUNCTIONS)
def test_windows_have_the_values_of_harris(function):
    end, middle, share = KNOWN[function]
    window = window_values(function, 64)
    assert window[0] == pytest.approx(end, abs=1e-12)
    assert window[32] == pytest.approx(middle)
    assert window.mean() == pytest.approx(share)
    np.testing.assert_allclose(window[1:], window[:0:-1], atol=1e-12)


@pytest.mark.parametrize("function", WINDOW_FUNCTIONS)
@pytest.mark.parametrize(("length", "hop"), [(16, 8), (15, 4), (7, 20), (40, 1)])
def test_power_is_that_of_the_plain_transform(function, length, hop):
    samples = np.random.default_rng(length).standard_normal(90)
    found = power_spectrogram(samples, length, hop, function)
    window = window_values(function, length)
    expected = plain_spectrogram(samples, length, hop, window)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("function", WINDOW_FUNCTIONS)
@pytest.mark.parametrize("amplitude", [0.25, 2.0])
def test_a_tone_has_its_power_whatever_the_window_is(function, amplitude):
    length, bin_ = 64, 10
    tone = amplitude * np.cos(2 * np.pi * bin_ * np.arange(300) / length)
    found = power_spectrogram(tone, length, 32, function)
    assert (found.argmax(axis=0) == bin_).all()
    np.testing.assert_allclose(found[bin_], amplitude**2 / 4.0, rtol=1e-9)


def test_decibels_of_powers_of_ten():
    found = decibels(np.array([1.0, 0.1, 100.0, 0.0, 1e-30]))
    np.testing.assert_allclose(found, [0.0, -10.0, 20.0, -120.0, -120.0])


def test_frames_begin_a_hop_apart():
    frames = frames_of(np.arange(11.0), 4, 3)
    np.testing.assert_array_equal(frames, [[0, 1, 2, 3], [3, 4, 5, 6], [6, 7, 8, 9]])


@pytest.mark.parametrize(("length", "hop"), [(0, 1), (12, 1), (4, 0)])
def test_frames_that_do_not_fit_are_refused(length, hop):
    with pytest.raises(ShapeError, match="allowed: 1 to 11 samples"):
        frames_of(np.arange(11.0), length, hop)


@pytest.mark.parametrize("function", WINDOW_FUNCTIONS)
def test_the_kernel_of_a_tone_answers_its_amplitude(function):
    length, cycles = 400, 0.025
    middle = np.arange(length) - (length - 1) / 2
    kernel = tone_kernel(length, cycles, function)
    in_step = 0.7 * np.cos(2 * np.pi * cycles * middle)
    across = 0.7 * np.sin(2 * np.pi * cycles * middle)
    far = np.cos(2 * np.pi * 0.2 * middle)
    assert kernel @ in_step == pytest.approx(0.7, rel=0.01)
    assert kernel @ across == pytest.approx(0.0, abs=1e-12)
    assert abs(kernel @ far) < 0.02


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
@example([0.1] * 3)
@example([-771.1] * 29)
@example([1.0, 1.0 + 2e-14])
def test_standardized_values_have_mean_0_and_spread_1_or_0(values):
    given_ = np.array(values)
    found = standardized(given_)
    assert np.isfinite(found).all()
    assert found.mean() == pytest.approx(0.0, abs=1e-6)
    varies = given_.std() > 1e-6 * max(1.0, np.abs(given_).max())
    if varies:
        assert found.std() == pytest.approx(1.0, rel=1e-6)
    if len(set(values)) == 1:
        assert not found.any()


def test_standardizing_along_an_axis_takes_each_other_by_itself():
    values = np.array([[1.0, 3.0], [10.0, 10.0]])
    np.testing.assert_allclose(standardized(values, (1,)), [[-1.0, 1.0], [0.0, 0.0]])


@pytest.mark.peers
@pytest.mark.parametrize("function", WINDOW_FUNCTIONS)
def test_power_is_that_of_scipy(function):
    signal = require("scipy.signal")
    samples = np.random.default_rng(5).standard_normal(1_000)
    name = {"rectangular": "boxcar"}.get(function, function)
    _, _, one_sided = signal.spectrogram(
        samples,
        window=name,
        nperseg=64,
        noverlap=44,
        detrend=False,
        scaling="spectrum",
    )
    # It adds the power of negative frequencies to that of positive ones.
    one_sided[1:-1] /= 2.0
    found = power_spectrogram(samples, 64, 20, function)
    np.testing.assert_allclose(found, one_sided, rtol=1e-9, atol=1e-14)
