"""Scenes of a photograph on its way into a network."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.raw_data.material import SIZE, PictureMaterial
from visualizer.language import tr
from visualizer.scenes.numbers import fixed, whole
from visualizer.scenes.stations import (
    Axis,
    MadeScene,
    Sheet,
    SheetKind,
    Station,
    StationsScene,
)
from visualizer.scenes.window import Grid, WindowScene

BRIGHTEST = 255.0

FARTHEST = 2.5
"""Spreads from the mean from which on standardized numbers have the last color."""

BINS = 32
"""Bars of a distribution."""

_COLORS: tuple[SheetKind, ...] = ("red", "green", "blue")


# The second argument of each is the language that its texts are in.
@lru_cache(maxsize=4)
def picture_stations(material: PictureMaterial, spoken: str) -> StationsScene:
    """Return pixels, colors apart, standardized colors, and the input."""
    rows, columns, _ = material.pixels.shape
    across, up = (
        _counted(columns, tr("across")),
        _counted(rows, tr("down")),
    )
    pixels = material.pixels.astype(np.float64)
    side = material.input.shape[1]
    top, left = material.corner
    cut = (
        left / columns,
        top / rows,
        (left + material.square) / columns,
        (top + material.square) / rows,
    )
    raw = Sheet(
        key="",
        kind="colors",
        name="",
        values=pixels,
        low=0.0,
        high=BRIGHTEST,
        across=across,
        up=up,
        square=True,
        decimals=0,
    )
    numbers = tuple(
        Sheet(
            key="",
            kind=kind,
            name=name,
            values=np.ascontiguousarray(pixels[:, :, number]),
            low=0.0,
            high=BRIGHTEST,
            square=True,
            decimals=0,
        )
        for number, (kind, name) in enumerate(zip(_COLORS, _names(), strict=True))
    )
    standard = tuple(
        _signed("", name, values)
        for name, values in zip(_names(), material.whole, strict=True)
    )
    given = tuple(
        _signed("input", name, values, cut)
        for name, values in zip(_names(), material.input, strict=True)
    )
    return StationsScene(
        title=tr("From a photograph to the input"),
        subtitle=tr("a picture of your own") if material.name else tr("a cat"),
        stations=(
            Station(
                tr("Raw"),
                tr("{rows} × {columns} pixels", rows=rows, columns=columns),
                (raw,),
            ),
            Station(tr("Numbers"), tr("three of each pixel, 0 to 255"), numbers),
            Station(
                tr("Standardized"), tr("minus the mean, through the spread"), standard
            ),
            Station(
                tr("Network input"),
                f"3 × {side} × {side} = {whole(3 * side**2)}",
                given,
            ),
        ),
        foot=tr(
            "The input is the square in the middle; each of its numbers is the mean of "
            "{pixels} pixels.",
            pixels=fixed((material.square / side) ** 2, 1),
        ),
        files=True,
    )


def _counted(count: int, unit: str) -> Axis:
    return Axis(1, count, unit, counted=True)


def _names() -> tuple[str, str, str]:
    return tr("red"), tr("green"), tr("blue")


def _signed(
    key: str,
    name: str,
    values: Array,
    extent: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0),
) -> Sheet:
    return Sheet(
        key=key,
        kind="signed",
        name=name,
        values=values,
        low=-FARTHEST,
        high=FARTHEST,
        extent=extent,
        square=True,
    )


def picture_sum(
    material: PictureMaterial, line: int, place: int, chosen: int
) -> WindowScene:
    """Return the sum behind a place: three windows, each times its kernel."""
    window = material.input[:, line : line + SIZE, place : place + SIZE]
    products = window * material.kernel
    channel = min(chosen, len(products) - 1)
    side = material.input.shape[1]
    lines, places = material.sums.shape
    return WindowScene(
        title=tr("In two dimensions"),
        subtitle=tr("row {row}, column {column}", row=line + 1, column=place + 1),
        hint="",
        grids=(
            Grid(tr("window"), window[channel], FARTHEST),
            Grid(tr("kernel"), material.kernel[channel], largest(material.kernel)),
            Grid(tr("products"), products[channel], largest(products)),
        ),
        operators=("×", "="),
        subtotals=products.sum(axis=(1, 2)),
        channel=channel,
        channel_title=tr("of {color}", color=_names()[channel]),
        lines=(("Σ", fixed(float(material.sums[line, place]), 3)),),
        size_line=tr(
            "{side} × {side}, kernel {size} × {size}: {rows} × {columns} places",
            side=side,
            size=SIZE,
            rows=lines,
            columns=places,
        ),
        place_text=tr(
            "{place} of {count}",
            place=whole(line * places + place + 1),
            count=whole(lines * places),
        ),
        slides=False,
    )


def largest(values: Array) -> float:
    """Return the largest size of some values, at least a little."""
    return max(float(np.abs(values).max()), 1e-9)


@lru_cache(maxsize=4)
def picture_answers(material: PictureMaterial, spoken: str) -> MadeScene:
    """Return what the kernel makes at all places."""
    limit = largest(material.sums)
    lines, places = material.sums.shape
    sheet = Sheet(
        key="made",
        kind="signed",
        name="",
        values=material.sums,
        low=-limit,
        high=limit,
        square=True,
    )
    note = f"{lines} × {places}"
    said = tr("a sum at each of {places} places", places=note)
    return MadeScene(
        title=tr("Result"),
        subtitle="",
        stations=(Station("", said, (sheet,)),),
    )


@lru_cache(maxsize=4)
def distribution(material: PictureMaterial, spoken: str) -> StationsScene:
    """Return how often each shade comes, before and after standardizing."""
    colors = np.moveaxis(material.pixels.astype(np.float64), 2, 0)
    raw, standard = [], []
    for number, name in enumerate(_names()):
        mean, spread = material.means[number], material.spreads[number]
        facts = _facts(name, float(mean), float(spread))
        raw.append(_bars(facts, colors[number], (0.0, BRIGHTEST + 1.0), 0, number == 2))
        values = material.whole[number]
        facts = _facts(name, float(values.mean()), float(values.std()))
        standard.append(_bars(facts, values, (-4.0, 4.0), 1, number == 2))
    return StationsScene(
        title=tr("Distribution"),
        subtitle="",
        stations=(
            Station(tr("Numbers"), tr("mean ± spread"), tuple(raw)),
            Station(tr("Standardized"), tr("mean ± spread"), tuple(standard)),
        ),
    )


def _facts(name: str, mean: float, spread: float) -> str:
    return f"{name} {fixed(mean, 1)} ± {fixed(spread, 1)}"


def _bars(
    name: str,
    values: Array,
    ends: tuple[float, float],
    decimals: int,
    last: bool,
) -> Sheet:
    """Return how many values lie where; all share the ends below the last."""
    counts, _ = np.histogram(values, BINS, ends)
    return Sheet(
        key="",
        kind="bars",
        name=name,
        values=counts.astype(np.float64)[None],
        low=0.0,
        high=float(counts.max()),
        across=Axis(*ends, "", decimals) if last else None,
        decimals=0,
    )
