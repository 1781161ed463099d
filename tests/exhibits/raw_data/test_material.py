"""What is made of a picture, a sound and a text, against independent computations."""

from __future__ import annotations

import wave
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from visualizer.datasets.own_file import chosen
from visualizer.datasets.picture_files import MOST_SHOWN_SIDE, keep_picture
from visualizer.exhibits.raw_data.material import (
    UNKNOWN,
    PictureMaterial,
    SoundMaterial,
    TextMaterial,
    material_of,
    square_means,
    words_of,
)
from visualizer.exhibits.raw_data.settings import EDGES, PHRASE, RawDataSettings
from visualizer.resource_files import resource
from visualizer.settings import SettingError


def made(**settings: Any) -> Any:
    return material_of(RawDataSettings(**settings))


def plain_sums(values: Any, kernel: Any) -> Any:
    """Return the sums of a kernel at all places of a map, one by one."""
    rows, columns = kernel.shape
    return np.array(
        [
            [
                (values[row : row + rows, column : column + columns] * kernel).sum()
                for column in range(values.shape[1] - columns + 1)
            ]
            for row in range(values.shape[0] - rows + 1)
        ]
    )


# Pictures.


def test_the_cat_is_standardized_color_by_color() -> None:
    cat = made(kind="picture")
    assert isinstance(cat, PictureMaterial)
    with np.load(resource("data", "color_cat.npz")) as stored:
        pixels = stored["image"]
    np.testing.assert_array_equal(cat.pixels, pixels)
    assert cat.pixels.shape == (100, 150, 3)
    for number in range(3):
        values = pixels[:, :, number].astype(float)
        assert cat.means[number] == pytest.approx(values.mean())
        assert cat.spreads[number] == pytest.approx(values.std())
        np.testing.assert_allclose(
            cat.whole[number], (values - values.mean()) / values.std()
        )


@pytest.mark.parametrize("side", [8, 24])
def test_the_input_is_the_square_in_the_middle_by_areas(side: int) -> None:
    cat = made(kind="picture", side=side)
    square = cat.whole[:, :, 25:125]
    assert (cat.corner, cat.square) == ((0, 25), 100)
    # Cut each pixel into as many parts as make both grids fit.
    fine = np.repeat(np.repeat(square, side, axis=1), side, axis=2)
    parts = fine.reshape(3, side, 100, side, 100).mean(axis=(2, 4))
    np.testing.assert_allclose(cat.input, parts, atol=1e-10)


def test_means_of_whole_squares_are_plain_means() -> None:
    values = np.arange(36.0).reshape(1, 6, 6)
    expected = values.reshape(1, 2, 3, 2, 3).mean(axis=(2, 4))
    np.testing.assert_allclose(square_means(values, 2), expected)


@pytest.mark.parametrize("kernel", EDGES)
def test_sums_of_a_picture_are_those_of_a_plain_loop(kernel: str) -> None:
    cat = made(kind="picture", kernel=kernel, side=16)
    expected = sum(
        plain_sums(values, weights)
        for values, weights in zip(cat.input, cat.kernel, strict=True)
    )
    np.testing.assert_allclose(cat.sums, expected, atol=1e-12)


def test_a_random_kernel_follows_the_seed() -> None:
    kernels = [made(kernel="random", seed=seed).kernel for seed in (1, 2, 1)]
    assert (kernels[0] == kernels[2]).all()
    assert (kernels[0] != kernels[1]).all()


# Sounds.


def test_the_speech_becomes_frames_of_frequencies() -> None:
    speech = made(kind="sound")
    assert isinstance(speech, SoundMaterial)
    assert (speech.length, speech.hop) == (400, 160)
    assert speech.input.shape == (201, 297)
    assert speech.wave.mean() == pytest.approx(0.0, abs=1e-12)
    assert speech.wave.std() == pytest.approx(1.0)
    with wave.open(str(resource("data", "speech.wav"))) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    np.testing.assert_array_equal(speech.recording.samples, samples)
    # One cell by the sum that defines the transform, in decibels.
    n = np.arange(400)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * n / 400)
    piece = samples[100 * 160 : 100 * 160 + 400] / 32768 * window
    power = abs((piece * np.exp(-2j * np.pi * 7 * n / 400)).sum()) ** 2
    level = 10 * np.log10(power / window.sum() ** 2)
    assert speech.levels[7, 100] == pytest.approx(level)
    standard = (level - speech.levels.mean()) / speech.levels.std()
    assert speech.input[7, 100] == pytest.approx(standard)


def test_both_kernels_of_a_sound_make_the_sums_of_plain_loops() -> None:
    speech = made(kind="sound", time_kernel="horizontal", tone=300.0)
    np.testing.assert_allclose(
        speech.sums, plain_sums(speech.input, speech.kernel), atol=1e-10
    )
    every = np.correlate(speech.wave, speech.tone, "valid")
    np.testing.assert_allclose(speech.wave_sums, every[::160], atol=1e-10)


def tone_file(path: Any, frequency: float, rate: int = 8_000) -> str:
    steps = 12_000 * np.sin(2 * np.pi * frequency * np.arange(rate) / rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(steps).astype("<i2").tobytes())
    return str(path)


def test_a_tone_of_ones_own_stands_in_its_row(tmp_path: Any) -> None:
    file = chosen(tone_file(tmp_path / "own.wav", 1_000.0))
    sound = made(kind="sound", sound_file=file, frame_ms=16, hop_ms=5)
    assert (sound.length, sound.hop, sound.name) == (128, 40, "own.wav")
    rows = sound.levels.argmax(axis=0)
    assert (rows * 8_000 / 128 == 1_000.0).all()
    # Amplitude 12,000 of 32,768: the power of a tone is a quarter of its square.
    level = 10 * np.log10((12_000 / 32_768) ** 2 / 4)
    np.testing.assert_allclose(sound.levels[16], level, atol=0.01)


def test_the_wave_kernel_answers_its_own_tone_the_most(tmp_path: Any) -> None:
    file = chosen(tone_file(tmp_path / "own.wav", 300.0))
    answers = {
        tone: np.abs(made(kind="sound", sound_file=file, tone=tone).wave_sums).max()
        for tone in (100.0, 300.0, 900.0)
    }
    assert answers[300.0] > 10 * max(answers[100.0], answers[900.0])


def test_frames_that_do_not_fit_are_told(tmp_path: Any) -> None:
    short = tmp_path / "short.wav"
    with wave.open(str(short), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        # A quarter of a second: frames at 0, 0.05, 0.1 and 0.15 s end within it.
        file.writeframes(bytes(2 * 2_000))
    brief = chosen(str(short))
    settings = RawDataSettings(kind="sound", sound_file=brief, frame_ms=100, hop_ms=50)
    assert material_of(settings).input.shape[1] == 4
    long = replace(settings, sound_file=chosen(tone_file(tmp_path / "own.wav", 9.0)))
    assert material_of(long).input.shape[1] == 19
    monotone = material_of(settings)
    np.testing.assert_array_equal(monotone.sums, 0.0)


# Texts.


def test_words_are_ranked_by_how_often_they_come() -> None:
    text = made(kind="text", coding="words")
    assert isinstance(text, TextMaterial)
    assert " ".join(text.tokens) == "He was not an ill disposed young man"
    assert text.vocabulary[:3] == (UNKNOWN, "to", "the")
    assert text.plain == ("he", "was", "not", "an", "ill", UNKNOWN, "young", "man")
    assert text.numbers[5] > 400
    for number, place in zip(text.numbers, text.places, strict=True):
        assert place == (number if number <= 400 else 0)
    assert text.input.shape == (401, 8)
    np.testing.assert_array_equal(text.input.sum(axis=0), 1.0)
    np.testing.assert_array_equal(text.input.argmax(axis=0), text.places)


def test_letters_are_small_and_have_their_unicode_number() -> None:
    text = made(kind="text", coding="characters", phrase="Ah, é!")
    assert text.tokens == tuple("Ah, é!")
    assert text.numbers == tuple(map(ord, "Ah, é!"))
    assert text.plain == ("a", "h", UNKNOWN, " ", UNKNOWN, UNKNOWN)
    assert len(text.vocabulary) == len(set(text.vocabulary)) == len(text.input)


def test_a_sum_over_one_hot_columns_picks_weights() -> None:
    text = made(kind="text", coding="words")
    for place, total in enumerate(text.sums[0].tolist()):
        picked = [text.kernel[text.places[place + n], n] for n in range(3)]
        assert total == pytest.approx(sum(picked))


def test_vectors_are_standardized_and_the_unknown_is_0() -> None:
    text = made(kind="text", coding="vectors", dimensions=4)
    rows = text.table.vectors
    assert rows.shape == (401, 4)
    np.testing.assert_array_equal(rows[0], 0.0)
    np.testing.assert_allclose(rows[1:].mean(axis=0), 0.0, atol=1e-10)
    np.testing.assert_allclose(rows[1:].std(axis=0), 1.0)
    np.testing.assert_array_equal(text.input, rows[text.places].T)
    assert 0.1 < text.table.kept < 1.0


def test_the_novel_puts_like_words_together() -> None:
    text = made(kind="text", coding="vectors", dimensions=16)

    def near(word: str) -> list[str]:
        at = text.vocabulary.index(word)
        return [text.vocabulary[one] for one, _ in text.table.nearest(at, 10)]

    assert {"two", "four"} & set(near("three"))
    assert "woman" in near("man")


def test_a_text_of_ones_own_is_read_in_place_of_the_novel(tmp_path: Any) -> None:
    place = tmp_path / "own.txt"
    place.write_text("one two one two three one", encoding="utf-8")
    text = made(
        kind="text",
        coding="words",
        phrase="Three one four",
        text_file=chosen(str(place)),
    )
    assert text.vocabulary == (UNKNOWN, "one", "two", "three")
    assert text.numbers == (3, 1, 0)
    assert (text.read, text.different, text.name) == (6, 3, "own.txt")


@pytest.mark.parametrize("coding", ["characters", "words", "vectors"])
def test_a_text_of_one_word_is_read_too(tmp_path: Any, coding: str) -> None:
    place = tmp_path / "own.txt"
    place.write_text("x", encoding="utf-8")
    text = made(
        kind="text", coding=coding, phrase="x y z", text_file=chosen(str(place))
    )
    assert np.isfinite(text.sums).all()


def test_words_of_two_languages() -> None:
    assert words_of("Don’t stop, 学习 now-or 3 never.") == [
        *("Don’t", "stop", "学", "习", "now", "or", "never")
    ]


@pytest.mark.parametrize("phrase", ["", "abcd", "12345 678", "a" * 401])
def test_a_phrase_that_is_no_text_is_refused(phrase: str) -> None:
    with pytest.raises(SettingError, match=r"phrase: has .* allowed: from 5 to 400"):
        RawDataSettings(phrase=phrase)


def test_a_phrase_of_one_word_is_filled_up() -> None:
    text = made(kind="text", coding="words", phrase="young")
    assert text.tokens == ("young", "", "")
    assert text.sums.shape == (1, 1)


# Files of one's own.


def test_a_picture_of_ones_own_is_kept_and_read(tmp_path: Any) -> None:
    random = np.random.default_rng(1)
    pixels = random.integers(0, 256, (40, MOST_SHOWN_SIDE, 3), dtype=np.uint8)
    path, _ = keep_picture(pixels, tmp_path)
    picture = made(picture_file=chosen(str(path)), side=8)
    np.testing.assert_array_equal(picture.pixels, pixels)
    assert picture.square == 40


@pytest.mark.parametrize("kind", ["picture", "sound", "text"])
def test_a_file_that_was_changed_is_told(tmp_path: Any, kind: str) -> None:
    place = tmp_path / "own"
    place.write_bytes(b"one")
    file = chosen(str(place))
    place.write_bytes(b"two")
    settings = replace(RawDataSettings(kind=kind), **{f"{kind}_file": file})
    with pytest.raises(SettingError, match="was changed since it was chosen"):
        material_of(settings)


def test_the_phrase_is_what_the_speech_says() -> None:
    said = " ".join(words_of(PHRASE.lower()))
    assert said == "he was not an ill disposed young man"
