"""Scenes of a sound on its way into a network, as a wave and as a spectrogram."""

from __future__ import annotations

from functools import lru_cache

from visualizer.engine.arrays import Array
from visualizer.exhibits.raw_data.material import SIZE, SoundMaterial
from visualizer.exhibits.raw_data.picture_scenes import FARTHEST, largest
from visualizer.language import tr
from visualizer.scenes.numbers import fixed, significant, whole
from visualizer.scenes.stations import (
    Axis,
    MadeScene,
    Sheet,
    Sound,
    Station,
    StationsScene,
)
from visualizer.scenes.window import Grid, WindowScene

_WHOLE = (0.0, 0.0, 1.0, 1.0)


# The second argument of each is the language that its texts are in.
@lru_cache(maxsize=4)
def sound_stations(material: SoundMaterial, spoken: str) -> StationsScene:
    """Return the wave, its samples, standardized, and both kinds of input."""
    recording, count = material.recording, len(material.wave)
    time = Axis(0.0, material.seconds, tr("s"), 2)
    loudness = recording.samples / recording.loudest
    bins, frames = material.input.shape
    wave = _wave("wave", tr("wave"), material.wave, None, 2, scaled=False)
    spectrogram = Sheet(
        key="spectrogram",
        kind="signed",
        name=tr("spectrogram"),
        values=material.input[::-1],
        low=-FARTHEST,
        high=FARTHEST,
        across=time,
        up=Axis(0.0, recording.rate / 2, tr("Hz")),
        extent=_span(material, frames),
    )
    return StationsScene(
        title=tr("From a sound to the input"),
        subtitle=material.name or tr("“he was not an ill disposed young man”"),
        stations=(
            Station(
                tr("Raw"),
                tr("pressure of the air over {seconds} s", seconds=fixed(time.high, 2)),
                (_wave("", "", loudness, time, 3),),
            ),
            Station(
                tr("Numbers"),
                tr(
                    "{rate} a second, {bits} bits each",
                    rate=whole(recording.rate),
                    bits=recording.bits,
                ),
                (_wave("", "", recording.samples, time, 0),),
            ),
            Station(
                tr("Standardized"),
                tr("minus the mean, through the spread"),
                (_wave("", "", material.wave, time, 2),),
            ),
            Station(
                tr("Network input"),
                tr(
                    "1 × {count}, or 1 × {bins} × {frames}",
                    count=whole(count),
                    bins=bins,
                    frames=frames,
                ),
                (wave, spectrogram),
            ),
        ),
        foot=tr(
            "Spectrogram: frames of {length} samples every {hop}, the logarithm of the "
            "power of each frequency, standardized.",
            length=whole(material.length),
            hop=whole(material.hop),
        ),
        sound=Sound(loudness, recording.rate),
        files=True,
    )


def _span(material: SoundMaterial, frames: int) -> tuple[float, float, float, float]:
    """Return where columns lie, each around the middle of its frame."""
    count, hop = len(material.wave), material.hop
    left = (material.length - hop) / 2.0
    return left / count, 0.0, (left + frames * hop) / count, 1.0


def _wave(
    key: str,
    name: str,
    values: Array,
    across: Axis | None,
    decimals: int,
    extent: tuple[float, float, float, float] = _WHOLE,
    *,
    scaled: bool = True,
) -> Sheet:
    limit = largest(values)
    return Sheet(
        key=key,
        kind="wave",
        name=name,
        values=values[None],
        low=-limit,
        high=limit,
        across=across,
        up=Axis(-limit, limit, "", decimals) if scaled else None,
        extent=extent,
        decimals=decimals,
    )


def spectrogram_sum(material: SoundMaterial, line: int, place: int) -> WindowScene:
    """Return the sum behind a place of the spectrogram: time and frequency."""
    rate, length = material.recording.rate, material.length
    # The highest frequency stands on top, as in the picture.
    window = material.input[line : line + SIZE, place : place + SIZE][::-1]
    kernel = material.kernel[::-1]
    products = window * kernel
    lines, places = material.sums.shape
    return WindowScene(
        title=tr("In two dimensions"),
        subtitle=tr(
            "around {time} s and {frequency} Hz",
            time=fixed((material.hop * (place + 1) + length / 2) / rate, 2),
            frequency=whole(round(rate * (line + 1) / length)),
        ),
        hint="",
        grids=(
            Grid(tr("window"), window, FARTHEST),
            Grid(tr("kernel"), kernel, largest(kernel)),
            Grid(tr("products"), products, largest(products)),
        ),
        operators=("×", "="),
        lines=(("Σ", fixed(float(material.sums[line, place]), 3)),),
        size_line=tr(
            "time and frequency: {rows} × {columns} places", rows=lines, columns=places
        ),
        place_text=tr(
            "{place} of {count}",
            place=whole(line * places + place + 1),
            count=whole(lines * places),
        ),
        slides=False,
    )


def wave_sum(material: SoundMaterial, place: int, tone: float) -> StationsScene:
    """Return the sum behind a place of the wave: time alone."""
    start, rate = place * material.hop, material.recording.rate
    piece = material.wave[start : start + material.length]
    products = piece * material.tone
    time = Axis(start / rate, (start + material.length) / rate, tr("s"), 3)
    total = fixed(float(material.wave_sums[place]), 3)
    read = _wave("", "", piece, time, 2, scaled=False)
    kernel = _wave("", "", material.tone, time, 4, scaled=False)
    multiplied = _wave("", "", products, time, 4, scaled=False)
    samples = tr("{number} samples", number=whole(material.length))
    pitch = tr("{tone} Hz", tone=significant(tone, 3))
    return StationsScene(
        title=tr("In one dimension"),
        subtitle="",
        stations=(
            Station(tr("The window"), samples, (read,), sign="×"),
            Station(tr("The kernel"), pitch, (kernel,), sign="="),
            Station(tr("The products"), f"Σ = {total}", (multiplied,)),
        ),
        foot=tr("time alone: {count} places", count=whole(len(material.wave_sums))),
    )


@lru_cache(maxsize=4)
def sound_answers(material: SoundMaterial, spoken: str) -> MadeScene:
    """Return what both kernels make at all places."""
    limit = largest(material.sums)
    lines, places = material.sums.shape
    time = Axis(0.0, material.seconds, tr("s"), 2)
    frames = material.input.shape[1]
    left, _, right, _ = _span(material, frames)
    column = (right - left) / frames
    return MadeScene(
        title=tr("Results"),
        subtitle="",
        stations=(
            Station(
                "",
                "",
                (
                    _wave(
                        "wave_made",
                        tr("over the wave: {count}", count=frames),
                        material.wave_sums,
                        None,
                        3,
                        (left, 0.0, right, 1.0),
                    ),
                    Sheet(
                        key="made",
                        kind="signed",
                        name=tr(
                            "over the spectrogram: {rows} × {columns}",
                            rows=lines,
                            columns=places,
                        ),
                        values=material.sums[::-1],
                        low=-limit,
                        high=limit,
                        across=time,
                        extent=(left + column, 0.0, right - column, 1.0),
                    ),
                ),
            ),
        ),
    )
