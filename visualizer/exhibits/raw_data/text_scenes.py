"""Scenes of a text on its way into a network, as characters, words or vectors."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from visualizer.exhibits.raw_data.material import SIZE, TextMaterial
from visualizer.exhibits.raw_data.picture_scenes import FARTHEST, largest
from visualizer.exhibits.raw_data.settings import CHARACTERS, VECTORS
from visualizer.language import tr
from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.numbers import fixed, percent, whole
from visualizer.scenes.stations import (
    Axis,
    MadeScene,
    Sheet,
    Station,
    StationsScene,
    WordsScene,
)
from visualizer.scenes.window import Grid, WindowScene

AT_FIRST = 10
"""Rows in sight before anybody zooms."""

NEIGHBORS = 6


# The second argument of each is the language that its texts are in.
@lru_cache(maxsize=4)
def text_stations(material: TextMaterial, spoken: str) -> StationsScene:
    """Return signs or words, their numbers, their places, and the input."""
    characters = material.coding == CHARACTERS
    tokens, count = material.tokens, len(material.tokens)
    unit = tr("characters") if characters else tr("words")
    rows = Axis(1, count, unit, counted=True)
    size, numbers = len(material.input), np.array(material.numbers)[:, None]
    limit = FARTHEST if material.coding == VECTORS else 1.0
    given = Sheet(
        key="input",
        kind="signed",
        name="",
        values=material.input.T,
        low=-limit,
        high=limit,
        across=Axis(1, size, tr("numbers of each"), counted=True),
        decimals=2 if material.coding == VECTORS else 0,
    )
    places = tuple(
        f"{word} → {place}"
        for word, place in zip(shown(material.plain), material.places, strict=True)
    )
    texts = tuple(
        f"{word} → {number}"
        for word, number in zip(shown(tokens), material.numbers, strict=True)
    )
    if characters:
        counted = tr("Unicode number of each sign")
        letters = len(material.vocabulary) - 2
        kept = tr("the space and the {count} most frequent letters", count=letters)
    else:
        counted = tr(
            "rank among {count} different words", count=whole(material.different)
        )
        kept = tr("the {count} most frequent", count=len(material.vocabulary) - 1)
    return StationsScene(
        title=tr("From a text to the input"),
        subtitle=tr(
            "numbered by {text}", text=material.name or tr("“Sense and Sensibility”")
        ),
        stations=(
            Station(
                tr("Raw"),
                tr("{count} characters", count=count)
                if characters
                else tr("{count} words", count=count),
                (_list(shown(tokens), numbers * 0.0, rows),),
            ),
            Station(tr("Numbers"), counted, (_list(texts, numbers, rows),)),
            Station(
                tr("Standardized"),
                kept,
                (_list(places, material.places[:, None], rows),),
            ),
            Station(
                tr("Network input"),
                f"{count} × {size}",
                (given,),
            ),
        ),
        foot=_foot(material),
        files=True,
        home=(0.0, 0.0, 1.0, min(1.0, AT_FIRST / count)),
    )


def shown(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return tokens with a mark where there is nothing to see."""
    return tuple(token if token.strip() else "·" for token in tokens)


def _list(texts: tuple[str, ...], values: FloatArray | IntArray, up: Axis) -> Sheet:
    return Sheet(
        key="",
        kind="plain",
        name="",
        values=values.astype(np.float64),
        low=0.0,
        high=1.0,
        up=up,
        texts=texts,
        decimals=0,
    )


def _foot(material: TextMaterial) -> str:
    if material.coding != VECTORS:
        return tr(
            "A number is only a name here, so each gets a place of its own: a 1 among "
            "{count} numbers. Place 0 is for all others.",
            count=len(material.input),
        )
    return tr(
        "Vectors counted from this text of {count} words alone: who stands near whom, "
        "cut to {size} directions, which keep {share} of the table.",
        count=whole(material.read),
        size=len(material.input),
        share=percent(material.table.kept, 0),
    )


def text_sum(material: TextMaterial, place: int, chosen: int) -> WindowScene:
    """Return the sum behind a place: along the text alone."""
    window = material.input[:, place : place + SIZE]
    subtitle = " ".join(shown(material.plain[place : place + SIZE]))
    total = len(material.input)
    every = window * material.kernel
    subtotals, channel = None, min(chosen, total - 1)
    if material.coding == VECTORS:
        # Each number of the vectors is a channel of its own.
        subtotals = every.sum(axis=1)
        rows = np.array([channel])
        note = tr("along the text alone: {count} places", count=material.sums.size)
    else:
        # All other rows are 0 and add nothing.
        rows = np.unique(material.places[place : place + SIZE])
        note = tr(
            "of {total} rows those that are not all 0; {count} places",
            total=total,
            count=material.sums.size,
        )
    read, kernel = window[rows], material.kernel[rows]
    limit = FARTHEST if material.coding == VECTORS else 1.0
    return WindowScene(
        title=tr("In one dimension"),
        subtitle=subtitle,
        hint="",
        grids=(
            Grid(tr("window"), read, limit),
            Grid(tr("kernel"), kernel, largest(material.kernel)),
            Grid(tr("products"), every[rows], largest(every)),
        ),
        operators=("×", "="),
        subtotals=subtotals,
        channel=channel,
        channel_title=tr("number {number} of each word", number=channel + 1)
        if material.coding == VECTORS
        else "",
        lines=(("Σ", fixed(float(material.sums[0, place]), 3)),),
        size_line=note,
        place_text=tr(
            "{place} of {count}", place=place + 1, count=whole(material.sums.size)
        ),
        slides=False,
    )


@lru_cache(maxsize=4)
def text_answers(material: TextMaterial, spoken: str) -> MadeScene:
    """Return what the kernel makes at all places, one below the other."""
    limit = largest(material.sums)
    sheet = Sheet(
        key="made",
        kind="signed",
        name="",
        values=material.sums.T,
        low=-limit,
        high=limit,
    )
    count = material.sums.size
    return MadeScene(
        title=tr("Result"),
        subtitle="",
        stations=(
            Station("", tr("a sum at each of {places} places", places=count), (sheet,)),
        ),
        home=(0.0, 0.0, 1.0, min(1.0, AT_FIRST / count)),
    )


@lru_cache(maxsize=8)
def word_map(
    material: TextMaterial, chosen: str, reach: int, spoken: str
) -> WordsScene:
    """Return the words in the plane of the first two directions."""
    table, characters = material.table, material.coding == CHARACTERS
    known = [place for place in material.places.tolist() if place]
    wanted = material.vocabulary.index(chosen) if chosen in material.vocabulary else 0
    number = wanted or (known[-1] if known else 1)
    fed = set(known)
    size = table.vectors.shape[1]
    return WordsScene(
        title=tr("Map of characters") if characters else tr("Map of words"),
        subtitle=tr("the first 2 of {count} directions", count=size),
        places=table.vectors[:, :2],
        words=shown(material.vocabulary),
        read=tuple(at in fed for at in range(len(material.vocabulary))),
        chosen=number,
        neighbors=tuple(
            (at, fixed(cosine, 2)) for at, cosine in table.nearest(number, NEIGHBORS)
        ),
        foot=tr("near means: side by side in the text")
        if characters
        else tr("near means: at most {reach} words apart in the text", reach=reach),
    )
