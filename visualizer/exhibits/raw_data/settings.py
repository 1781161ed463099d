"""Settings of the raw data page: what is looked at, and how it becomes numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.datasets.own_file import OwnFile
from visualizer.engine.random_streams import MAX_SEED
from visualizer.engine.spectrogram import WINDOW_FUNCTIONS
from visualizer.language import tr
from visualizer.settings import SettingError, setting

PICTURE, SOUND, TEXT = "picture", "sound", "text"
CHARACTERS, WORDS, VECTORS = "characters", "words", "vectors"
RANDOM = "random"

EDGES = ("vertical", "horizontal", "outline", "blur", RANDOM)
"""Kernels: keys of those made by hand, and one of random weights."""

PHRASE = "He was not an ill-disposed young man."
"""What the speech says."""

LEAST_SIGNS, MOST_SIGNS = 5, 400

FREQUENCIES = (50.0, 2_000.0)


@dataclass(frozen=True)
class RawDataSettings:
    """All that can be set on the raw data page."""

    kind: str = setting(
        PICTURE,
        title="Kind",
        choices=(PICTURE, SOUND, TEXT),
        titles=("picture", "sound", "text"),
        common=True,
        help="What has to become numbers before a network can read it.",
    )
    side: int = setting(
        32,
        title="Input side",
        minimum=8,
        maximum=64,
        values=(8, 16, 24, 32, 48, 64),
        common=True,
        only_with=("kind", PICTURE),
        help="Rows and columns of the network's input, whatever the picture has.",
    )
    kernel: str = setting(
        "vertical",
        title="Kernel",
        control="wide",
        choices=EDGES,
        titles=(
            "vertical edges",
            "horizontal edges",
            "outline",
            "blur",
            "random weights",
        ),
        common=True,
        only_with=("kind", PICTURE),
        help="What slides over the picture: 3 by 3 weights for each color.",
    )
    window: str = setting(
        "hann",
        title="Window",
        choices=WINDOW_FUNCTIONS,
        titles=("Hann", "Hamming", "Blackman", "rectangular"),
        common=True,
        only_with=("kind", SOUND),
        help="How a frame fades in and out before its frequencies are measured.",
    )
    frame_ms: int = setting(
        25,
        title="Frame length",
        minimum=5,
        maximum=100,
        values=(5, 10, 16, 25, 32, 50, 100),
        unit="ms",
        common=True,
        only_with=("kind", SOUND),
        help="A long frame tells frequencies apart, a short one moments.",
    )
    hop_ms: int = setting(
        10,
        title="Hop",
        minimum=2,
        maximum=50,
        values=(2, 5, 10, 20, 50),
        unit="ms",
        common=True,
        only_with=("kind", SOUND),
        help="From the beginning of one frame to that of the next.",
    )
    tone: float = setting(
        200.0,
        title="Wave kernel",
        minimum=FREQUENCIES[0],
        maximum=FREQUENCIES[1],
        scale="log",
        unit="Hz",
        common=True,
        only_with=("kind", SOUND),
        help="The kernel over the wave is a piece of this tone, one frame long.",
    )
    time_kernel: str = setting(
        "vertical",
        title="Kernel of the spectrogram",
        choices=EDGES,
        titles=("onsets", "lines of pitch", "outline", "blur", "random weights"),
        control="wide",
        common=True,
        only_with=("kind", SOUND),
        help="What slides over the spectrogram, along time and frequency: 3 by 3.",
    )
    coding: str = setting(
        WORDS,
        title="Read as",
        choices=(CHARACTERS, WORDS, VECTORS),
        titles=("letters", "words", "vectors"),
        common=True,
        only_with=("kind", TEXT),
        help="One place for each character or word, or a vector learned from the text.",
    )
    phrase: str = setting(
        PHRASE,
        title="Text",
        control="wide",
        length=(LEAST_SIGNS, MOST_SIGNS),
        common=True,
        only_with=("kind", TEXT),
        help="What the network is to read; type anything.",
    )
    dimensions: int = setting(
        8,
        title="Numbers a word",
        minimum=2,
        maximum=16,
        values=(2, 4, 8, 16),
        common=True,
        only_with=("coding", VECTORS),
        help="Length of the vector that each word gets.",
    )
    reach: int = setting(
        4,
        title="Neighbors",
        minimum=1,
        maximum=10,
        common=True,
        only_with=("coding", VECTORS),
        help="Words on each side that count as near, for the word vectors.",
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="Decides the weights of a random kernel.",
    )
    picture_file: OwnFile = setting(
        OwnFile(), title="Own picture", control="hidden", help="Empty: the cat."
    )
    sound_file: OwnFile = setting(
        OwnFile(), title="Own sound", control="hidden", help="Empty: the speech."
    )
    text_file: OwnFile = setting(
        OwnFile(), title="Own text", control="hidden", help="Empty: the novel."
    )

    def __post_init__(self) -> None:
        signs = len(self.phrase)
        if not LEAST_SIGNS <= signs <= MOST_SIGNS or not any(
            sign.isalpha() for sign in self.phrase
        ):
            raise SettingError(
                tr(
                    "phrase: has {count} characters; allowed: from {low} to {high}, "
                    "a letter among them",
                    count=signs,
                    low=LEAST_SIGNS,
                    high=MOST_SIGNS,
                )
            )


def changed(settings: RawDataSettings, changes: Mapping[str, Any]) -> RawDataSettings:
    """Return settings with changes.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    return dataclasses.replace(settings, **changes)
