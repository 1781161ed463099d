"""Sound in WAV files, which say by themselves what is wrong."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from visualizer.language import tr
from visualizer.settings import SettingError

MOST_SECONDS = 10.0
LEAST_SECONDS = 0.25
RATES = (4_000, 192_000)
CHANNELS = (1, 2)
BYTES = (1, 2, 3, 4)
"""Of a sample: 8, 16, 24 or 32 bits."""


class SoundError(SettingError):
    """A sound cannot be used; the message names it and what is allowed."""


# eq=False: comparing arrays gives arrays, which have no single truth value.
class Recording(Struct, frozen=True, eq=False):
    """Sound as numbers.

    Attributes
    ----------
    samples : float array (N,)
        In steps of the recorder, 0 in silence; of two channels their mean.
    rate : int
        Samples a second.
    bits : int
        Of a sample: the steps go from -2^(bits - 1) to 2^(bits - 1) - 1.
    remarks : tuple of str
        What of the file is not in it, a sentence each.
    """

    samples: npt.NDArray[np.float64]
    rate: int
    bits: int
    remarks: tuple[str, ...] = ()

    @property
    def loudest(self) -> float:
        """The number of steps from silence that no sample exceeds."""
        return float(2 ** (self.bits - 1))


def read_wave(content: bytes, name: str) -> Recording:
    """Read PCM samples of 8, 16, 24 or 32 bits, mono or stereo.

    Of a long file the first `MOST_SECONDS` are read.

    Raises
    ------
    SoundError
        If it is anything else, too short, or its end is missing.

    References
    ----------
    Microsoft & IBM (1991), Multimedia Programming Interface and Data Specifications
    1.0: samples of 8 bits are without sign, longer ones have one, the least
    significant byte first.
    """
    try:
        with wave.open(io.BytesIO(content)) as file:
            shape = file.getnchannels(), file.getsampwidth(), file.getframerate()
            count = file.getnframes()
            _check(shape, count, name)
            wanted = min(count, int(MOST_SECONDS * shape[2]))
            data = file.readframes(wanted)
    # The reader says in many ways, some without a word, what a chunk should be.
    except (wave.Error, EOFError, ValueError, RuntimeError, struct.error) as error:
        if isinstance(error, SoundError):
            raise
        raise SoundError(
            tr(
                "{file}: is no WAV file of PCM samples; allowed: WAV with 8, 16, 24 "
                "or 32 bits, mono or stereo",
                file=name,
            )
        ) from None
    channels, size, rate = shape
    if len(data) < wanted * channels * size:
        raise SoundError(
            tr(
                "{file}: is damaged: {reason}",
                file=name,
                reason=tr("its end is missing"),
            )
        )
    samples = _numbers(data, size).reshape(wanted, channels).mean(axis=1)
    samples.flags.writeable = False
    remarks = []
    if wanted < count:
        remarks.append(
            tr(
                "{file}: of {seconds} s the first {most} are used",
                file=name,
                seconds=f"{count / rate:.1f}",
                most=f"{MOST_SECONDS:g}",
            )
        )
    if channels > 1:
        remarks.append(tr("{file}: the mean of both channels is used", file=name))
    return Recording(samples, rate, 8 * size, (*remarks,))


def _check(shape: tuple[int, int, int], count: int, name: str) -> None:
    channels, size, rate = shape
    if channels not in CHANNELS or size not in BYTES:
        raise SoundError(
            tr(
                "{file}: has {channels} channels of {bits} bits; allowed: 1 or 2 "
                "channels of 8, 16, 24 or 32 bits",
                file=name,
                channels=channels,
                bits=8 * size,
            )
        )
    low, high = RATES
    if not low <= rate <= high:
        raise SoundError(
            tr(
                "{file}: has {rate} samples a second; allowed: from {low} to {high}",
                file=name,
                rate=f"{rate:,}",
                low=f"{low:,}",
                high=f"{high:,}",
            )
        )
    if count < LEAST_SECONDS * rate:
        raise SoundError(
            tr(
                "{file}: lasts {seconds} s; allowed: {least} s or more",
                file=name,
                seconds=f"{count / rate:.2f}",
                least=f"{LEAST_SECONDS:g}",
            )
        )


def _numbers(data: bytes, size: int) -> npt.NDArray[np.float64]:
    """Return samples of a width in bytes as numbers around 0."""
    if size == 1:
        return np.frombuffer(data, np.uint8).astype(np.float64) - 128.0
    if size == 3:
        parts = np.frombuffer(data, np.uint8).reshape(-1, 3).astype(np.int32)
        # The highest byte carries the sign when it is shifted to the top.
        words = (parts[:, 0] << 8) | (parts[:, 1] << 16) | (parts[:, 2] << 24)
        return (words >> 8).astype(np.float64)
    return np.frombuffer(data, "<i2" if size == 2 else "<i4").astype(np.float64)
