"""Raw data on their way into a network, with all that is made of them.

Everything here is a function of settings, computed once for each and kept; arrays
are read-only.
"""

from __future__ import annotations

import bz2
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct

from visualizer.datasets.own_file import OwnFile
from visualizer.datasets.picture_files import MOST_SHOWN_SIDE, Pixels, decode_pixels
from visualizer.datasets.text_files import read_text
from visualizer.datasets.wave_files import Recording, read_wave
from visualizer.engine.arrays import Array
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.engine.spectrogram import (
    WindowFunction,
    decibels,
    frames_of,
    power_spectrogram,
    standardized,
    tone_kernel,
)
from visualizer.engine.word_vectors import (
    WordVectors,
    cooccurrence,
    embed,
    positive_pmi,
)
from visualizer.exhibits.convolution.sandbox import KERNELS
from visualizer.exhibits.raw_data.settings import (
    CHARACTERS,
    PICTURE,
    RANDOM,
    SOUND,
    VECTORS,
    RawDataSettings,
)
from visualizer.resource_files import resource
from visualizer.scenes import IntArray

SIZE = 3
"""Length of each side of a kernel over a picture, a spectrogram or a text."""

VOCABULARY = 400
"""Words that have a place of their own: the most frequent ones of the text."""

ALPHABET = 24
"""Letters, with the space, that have a place of their own: the most frequent."""

UNKNOWN = "…"
"""Stands for all that has no place of its own."""

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_]+(?:['’][^\W\d_]+)*")


# eq=False: comparing arrays gives arrays, which have no single truth value.
class PictureMaterial(Struct, frozen=True, eq=False):
    """A photograph, from its pixels to the input.

    Attributes
    ----------
    name : str
        Of a file of one's own; empty for the cat.
    pixels : uint8 array (rows, columns, 3)
    means, spreads : arrays (3,)
        Of each color.
    whole : array (3, rows, columns)
        Standardized.
    corner : (int, int)
        Row and column at which the square in the middle begins.
    square : int
        Its side, in pixels.
    input : array (3, side, side)
        Means over that square.
    kernel : array (3, 3, 3)
        Color, row, column.
    sums : array (lines, places)
    """

    name: str
    pixels: Pixels
    means: Array
    spreads: Array
    whole: Array
    corner: tuple[int, int]
    square: int
    input: Array
    kernel: Array
    sums: Array


class SoundMaterial(Struct, frozen=True, eq=False):
    """A sound, from its samples to a wave and a spectrogram.

    Attributes
    ----------
    name : str
        Of a file of one's own; empty for the speech.
    recording : Recording
    wave : array (N,)
        Standardized.
    length, hop : int
        Of frames, in samples.
    levels : array (bins, frames)
        In decibels, of samples of which the loudest possible is 1.
    input : array (bins, frames)
        Standardized.
    kernel : array (3, 3)
        Over the spectrogram: frequency, time.
    sums : array (bins - 2, frames - 2)
        Line 0 is the lowest frequency.
    tone : array (length,)
        Kernel over the wave.
    wave_sums : array (frames,)
    """

    name: str
    recording: Recording
    wave: Array
    length: int
    hop: int
    levels: Array
    input: Array
    kernel: Array
    sums: Array
    tone: Array
    wave_sums: Array

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.wave) / self.recording.rate


class TextMaterial(Struct, frozen=True, eq=False):
    """A text, from its signs to one-hot or learned vectors.

    Attributes
    ----------
    name : str
        Of a file of one's own; empty for the novel.
    coding : str
    tokens : tuple of str (n)
        Characters or words as they were typed.
    numbers : tuple of int (n)
        Code points of characters, or places of words by how often they come in the
        text that was read, from 1; 0 for a word that does not.
    plain : tuple of str (n)
        In small letters, `UNKNOWN` for what has no place of its own.
    places : int array (n,)
        In the vocabulary; 0 is the unknown.
    vocabulary : tuple of str (V)
        The first is `UNKNOWN`.
    input : array (rows, n)
        One-hot, or vectors.
    kernel : array (rows, 3)
    sums : array (1, n - 2)
    read, different : int
        Words or characters of the text that was read, and how many of them differ.
    table : WordVectors
        Of the whole vocabulary; row 0, the unknown, is 0.
    """

    name: str
    coding: str
    tokens: tuple[str, ...]
    numbers: tuple[int, ...]
    plain: tuple[str, ...]
    places: IntArray
    vocabulary: tuple[str, ...]
    input: Array
    kernel: Array
    sums: Array
    read: int
    different: int
    table: WordVectors


Material = PictureMaterial | SoundMaterial | TextMaterial


def material_of(settings: RawDataSettings) -> Material:
    """Return what settings ask for.

    Raises
    ------
    SettingError
        If a file of one's own cannot be read.
    """
    if settings.kind == PICTURE:
        return _picture(
            settings.picture_file, settings.side, settings.kernel, settings.seed
        )
    if settings.kind == SOUND:
        return _sound(
            settings.sound_file,
            settings.window,
            settings.frame_ms,
            settings.hop_ms,
            settings.tone,
            settings.time_kernel,
            settings.seed,
        )
    return _text(
        settings.text_file,
        settings.coding,
        settings.phrase,
        settings.dimensions,
        settings.reach,
        settings.seed,
    )


def pixels_of(file: OwnFile) -> Pixels:
    """Return the pixels in a file, or those of the cat.

    Raises
    ------
    SettingError
        If the file cannot be read.
    """
    if file:
        return decode_pixels(file.content(), file.name, MOST_SHOWN_SIDE)
    with np.load(resource("data", "color_cat.npz"), allow_pickle=False) as stored:
        pixels: Pixels = stored["image"]
    pixels.flags.writeable = False
    return pixels


def corpus_of(file: OwnFile) -> str:
    """Return the text in a file, or the novel.

    Raises
    ------
    SettingError
        If the file cannot be read.
    """
    if file:
        return read_text(file.content(), file.name)
    packed = resource("data", "novel.txt.bz2").read_bytes()
    return bz2.decompress(packed).decode("utf-8")


def words_of(text: str) -> list[str]:
    """Return the words of a text in its order; a Chinese character is a word."""
    return _WORD.findall(text)


def slide(values: Array, kernel: Array) -> Array:
    """Return the sums of all windows of a map times a kernel.

    y(r, c) = Σ_k Σ_i Σ_j w(k, i, j) x(k, r + i, c + j): what the field calls a
    convolution, and mathematics a correlation.

    Parameters
    ----------
    values : array (channels, rows, columns)
    kernel : array (channels, height, width)

    Returns
    -------
    array (rows - height + 1, columns - width + 1)
    """
    windows = np.lib.stride_tricks.sliding_window_view(
        values, kernel.shape[1:], axis=(1, 2)
    )
    return _kept(np.einsum("krcij,kij->rc", windows, kernel))


def square_means(values: Array, side: int) -> Array:
    """Return a square cut into side by side parts, each the mean over its area.

    Parameters
    ----------
    values : array (channels, length, length)
    side : int

    Returns
    -------
    array (channels, side, side)
    """
    shares = _shares(values.shape[1], side)
    return _kept(np.einsum("ir,krc,jc->kij", shares, values, shares, optimize=True))


def _shares(length: int, parts: int) -> Array:
    """Return which share of each of `parts` equal parts lies on each of the cells."""
    edges = np.linspace(0.0, length, parts + 1)
    cells = np.arange(length)
    low = np.maximum(edges[:-1, None], cells)
    high = np.minimum(edges[1:, None], cells + 1.0)
    overlap: Array = np.maximum(high - low, 0.0)
    shares: Array = overlap / overlap.sum(axis=1, keepdims=True)
    return shares


def _kept(values: Array) -> Array:
    """Return an array that nobody changes any more."""
    found = np.ascontiguousarray(values)
    found.flags.writeable = False
    return found


def _random(seed: int, *shape: int) -> Array:
    """Return weights as before any learning: spread 1 / √(numbers read)."""
    generator = RandomStreams(seed).generator(Purpose.WEIGHTS)
    weights: Array = generator.standard_normal(shape) / np.sqrt(np.prod(shape))
    return weights


def _by_hand(key: str) -> Array:
    return np.array(KERNELS[key]).reshape(SIZE, SIZE)


@lru_cache(maxsize=4)
def recording_of(file: OwnFile) -> Recording:
    """Return the sound in a file, or the speech.

    Raises
    ------
    SettingError
        If the file cannot be read.
    """
    if file:
        return read_wave(file.content(), file.name)
    return read_wave(resource("data", "speech.wav").read_bytes(), "speech.wav")


@lru_cache(maxsize=8)
def _picture(file: OwnFile, side: int, kernel: str, seed: int) -> PictureMaterial:
    pixels = pixels_of(file)
    colors = np.moveaxis(pixels.astype(np.float64), 2, 0)
    rows, columns = colors.shape[1:]
    square = min(rows, columns)
    top, left = (rows - square) // 2, (columns - square) // 2
    whole = standardized(colors, (1, 2))
    given = square_means(whole[:, top : top + square, left : left + square], side)
    # One kernel for each color; their sums together are a third of what three make.
    weights = (
        _random(seed, 3, SIZE, SIZE)
        if kernel == RANDOM
        else np.stack([_by_hand(kernel) / 3.0] * 3)
    )
    return PictureMaterial(
        name=file.name if file else "",
        pixels=pixels,
        means=colors.mean(axis=(1, 2)),
        spreads=colors.std(axis=(1, 2)),
        whole=_kept(whole),
        corner=(top, left),
        square=square,
        input=given,
        kernel=_kept(weights),
        sums=slide(given, weights),
    )


@lru_cache(maxsize=8)
def _sound(
    file: OwnFile,
    window: WindowFunction,
    frame_ms: int,
    hop_ms: int,
    tone: float,
    kernel: str,
    seed: int,
) -> SoundMaterial:
    recording = recording_of(file)
    rate = recording.rate
    length, hop = rate * frame_ms // 1_000, rate * hop_ms // 1_000
    levels = decibels(
        power_spectrogram(recording.samples / recording.loudest, length, hop, window)
    )
    given = _kept(standardized(levels))
    weights = _random(seed, SIZE, SIZE) if kernel == RANDOM else _by_hand(kernel)
    wave = _kept(standardized(recording.samples))
    piece = tone_kernel(length, tone / rate, window)
    return SoundMaterial(
        name=file.name if file else "",
        recording=recording,
        wave=wave,
        length=length,
        hop=hop,
        levels=_kept(levels),
        input=given,
        kernel=_kept(weights),
        sums=slide(given[None], weights[None]),
        tone=_kept(piece),
        wave_sums=_kept(frames_of(wave, length, hop) @ piece),
    )


class _Corpus(Struct, frozen=True):
    """A text that was read: its words and characters, the most frequent first."""

    text: str
    words: tuple[str, ...]
    ranks: dict[str, int]
    signs: tuple[str, ...]


@lru_cache(maxsize=2)
def _corpus(file: OwnFile) -> _Corpus:
    text = " ".join(corpus_of(file).lower().split())
    words = tuple(words_of(text))
    ranks = {word: rank for rank, word in enumerate(_frequent(words), start=1)}
    return _Corpus(text, words, ranks, _frequent(text))


def _frequent(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return different tokens, the most frequent first, then by the alphabet."""
    pairs = Counter(tokens).items()
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    return tuple(token for token, _ in ordered)


@lru_cache(maxsize=4)
def _word_table(file: OwnFile, dimensions: int, reach: int) -> WordVectors:
    corpus = _corpus(file)
    return _table(corpus.words, tuple(corpus.ranks)[:VOCABULARY], dimensions, reach)


@lru_cache(maxsize=4)
def _letter_table(file: OwnFile, dimensions: int) -> WordVectors:
    corpus = _corpus(file)
    return _table(corpus.text, _letters(corpus), dimensions, 1)


def _letters(corpus: _Corpus) -> tuple[str, ...]:
    kept = [sign for sign in corpus.signs if sign.isalpha() or sign == " "]
    return tuple(kept[:ALPHABET])


def _table(
    text: Sequence[str], vocabulary: tuple[str, ...], dimensions: int, reach: int
) -> WordVectors:
    """Return vectors of a vocabulary, standardized; row 0 is the unknown."""
    place = {token: number for number, token in enumerate(vocabulary)}
    numbers = np.fromiter((place.get(token, -1) for token in text), np.int64)
    counts = cooccurrence(numbers, len(vocabulary), reach)
    if not counts.any():
        return WordVectors(np.zeros((len(vocabulary) + 1, dimensions)), 0.0)
    found = embed(positive_pmi(counts), dimensions)
    rows = standardized(found.vectors, (0,))
    return WordVectors(_kept(np.vstack((np.zeros(dimensions), rows))), found.kept)


@lru_cache(maxsize=8)
def _text(
    file: OwnFile, coding: str, phrase: str, dimensions: int, reach: int, seed: int
) -> TextMaterial:
    corpus = _corpus(file)
    tokens: tuple[str, ...]
    if coding == CHARACTERS:
        tokens = tuple(" ".join(phrase.split()))
        known = _letters(corpus)
        numbers = tuple(map(ord, tokens))
    else:
        tokens = tuple(words_of(phrase))
        known = tuple(corpus.ranks)[:VOCABULARY]
        numbers = tuple(corpus.ranks.get(word.lower(), 0) for word in tokens)
    if len(tokens) < SIZE:
        tokens += ("",) * (SIZE - len(tokens))
        numbers += (0,) * (SIZE - len(numbers))
    vocabulary = (UNKNOWN, *known)
    place = {token: number for number, token in enumerate(vocabulary)}
    places = np.array([place.get(token.lower(), 0) for token in tokens])
    table = (
        _letter_table(file, dimensions)
        if coding == CHARACTERS
        else _word_table(file, dimensions, reach)
    )
    if coding == VECTORS:
        given = table.vectors[places].T
    else:
        given = np.zeros((len(vocabulary), len(tokens)))
        given[places, np.arange(len(tokens))] = 1.0
    weights = _random(seed, len(given), SIZE)
    if coding != VECTORS:
        # Of a one-hot column one row is read: weights as of three numbers.
        weights *= np.sqrt(len(given))
    return TextMaterial(
        name=file.name if file else "",
        coding=coding,
        tokens=tokens,
        numbers=numbers,
        plain=tuple(vocabulary[at] for at in places),
        places=places,
        vocabulary=vocabulary,
        input=_kept(given),
        kernel=_kept(weights),
        sums=slide(given[None], weights[None]),
        read=len(corpus.text) if coding == CHARACTERS else len(corpus.words),
        different=len(corpus.signs) if coding == CHARACTERS else len(corpus.ranks),
        table=table,
    )
