"""Sound files: every width, every kind of damage."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.datasets.wave_files import SoundError, read_wave
from visualizer.resource_files import resource


def packed(values, size):
    """Return whole numbers as a recorder stores them."""
    if size == 1:
        return bytes(value + 128 for value in values)
    return b"".join(value.to_bytes(size, "little", signed=True) for value in values)


def wav(values, size=2, rate=8_000, channels=1):
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(size)
        made.setframerate(rate)
        made.writeframes(packed(values, size))
    return file.getvalue()


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_samples_of_every_width_come_back(size):
    most = 2 ** (8 * size - 1)
    random = np.random.default_rng(size)
    values = [-most, most - 1, 0, -1, 1]
    values += random.integers(-most, most, 2_000).tolist()
    found = read_wave(wav(values, size), "own.wav")
    np.testing.assert_array_equal(found.samples, values)
    assert (found.rate, found.bits, found.loudest) == (8_000, 8 * size, most)
    assert found.remarks == ()


def test_of_two_channels_the_mean_is_taken_and_told():
    values = [10, 20, -4, 4] * 1_000
    found = read_wave(wav(values, channels=2), "own.wav")
    np.testing.assert_array_equal(found.samples, [15.0, 0.0] * 1_000)
    assert found.remarks == ("own.wav: the mean of both channels is used",)


def test_of_a_long_file_the_beginning_is_used_and_told():
    found = read_wave(wav([3] * 40_000 + [9] * 8_000, rate=4_000), "own.wav")
    assert len(found.samples) == 40_000
    assert set(found.samples.tolist()) == {3.0}
    assert found.remarks == ("own.wav: of 12.0 s the first 10 are used",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no WAV file of PCM samples; allowed: WAV with 8, 16"),
        (b"RIFF", "is no WAV file"),
        (b"no sound but a text of some length", "is no WAV file"),
        (wav([0] * 8_000)[:30], "is no WAV file"),
        (wav([0] * 8_000)[:-7], "is damaged: its end is missing"),
        (wav([0] * 8_000)[:3_000], "is damaged: its end is missing"),
        (wav([0] * 24_000, channels=3), "3 channels of 16 bits; allowed: 1 or 2"),
        (wav([0] * 8_000, rate=1_000), "1,000 samples a second; allowed: from 4,000"),
        (wav([0] * 8_000, rate=400_000), "400,000 samples a second; allowed"),
        (wav([0] * 100), r"lasts 0\.01 s; allowed: 0\.25 s or more"),
        (wav([]), r"lasts 0\.00 s; allowed"),
    ],
    ids=[
        *("empty", "short", "text", "header", "seven", "half", "three", "slow"),
        *("fast", "brief", "silent"),
    ],
)
def test_what_is_no_such_sound_is_told_in_one_sentence(content, said):
    with pytest.raises(SoundError, match=said) as told:
        read_wave(content, "own.wav")
    assert str(told.value).startswith("own.wav: ")
    assert "\n" not in str(told.value)


def test_samples_that_are_no_whole_numbers_are_refused():
    # Format 3 stores fractions (IEEE 754).
    content = bytearray(wav([0] * 4_000))
    content[20:22] = struct.pack("<H", 3)
    with pytest.raises(SoundError, match="is no WAV file of PCM samples"):
        read_wave(bytes(content), "own.wav")


INTACT = wav([5, -5] * 1_500)


@given(st.data())
def test_no_damage_gets_through_but_as_a_sentence(data):
    content = bytearray(INTACT)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, 60))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        found = read_wave(bytes(content[:cut]), "own.wav")
    except SoundError:
        return
    assert np.isfinite(found.samples).all()
    assert len(found.samples) > 0


def test_the_speech_lasts_three_seconds():
    found = read_wave(resource("data", "speech.wav").read_bytes(), "speech.wav")
    assert (found.rate, found.bits, len(found.samples)) == (16_000, 16, 47_840)
    # It is neither silent nor cut off at the top.
    assert 1_000 < np.abs(found.samples).max() < found.loudest - 1
