"""What is shown of a comparison: both curves, what differs, how far both are."""

from __future__ import annotations

import math
from pathlib import Path

from msgspec.structs import replace

from visualizer.language import Phrase, tr
from visualizer.scenes.curve import TimelineScene
from visualizer.scenes.numbers import percent, significant, whole
from visualizer.session.snapshot import PairSnapshot, Snapshot
from visualizer.session.views import terms_of, timeline_scene
from visualizer.session.wording import SettingRow, setting_rows

SIDES = (Phrase("Left"), Phrase("Right"))
"""Names of the sides, in English."""

MOST_TOLD = 3
"""Settings that the header of a side has room for."""


def difference_rows(pair: PairSnapshot) -> tuple[SettingRow, ...]:
    """Return the settings that differ at this moment."""
    left, right = (side.experiment.settings for side in pair.sides)
    return setting_rows(left, right)


def result_rows(pair: PairSnapshot) -> tuple[tuple[str, str, str], ...]:
    """Return (title, left, right) of the numbers of this moment."""
    terms, sides = terms_of(pair.left), pair.sides
    counted = tr("Updates") if terms.position is None else terms.counter
    accuracy = terms.accuracy or tr("Test accuracy")
    titles = (counted, terms.value, terms.tested, accuracy)
    measured = [side.metrics for side in sides]
    told = [bool(title) for title in titles]
    told[3] = not all(math.isnan(each.test_accuracy) for each in measured)
    columns = [
        (
            whole(side.update),
            significant(metrics.train_loss, 3),
            significant(metrics.test_loss, 3),
            percent(metrics.test_accuracy),
        )
        for side, metrics in zip(sides, measured, strict=True)
    ]
    rows = zip(told, titles, *columns, strict=True)
    return tuple((title, one, other) for known, title, one, other in rows if known)


def side_note(pair: PairSnapshot, place: int, rows: tuple[SettingRow, ...]) -> str:
    """Say of a side what it is called and what of its settings is its own.

    Parameters
    ----------
    pair : PairSnapshot
    place : int
    rows : tuple of SettingRow
        The settings that differ, from `difference_rows`.
    """
    side = pair.sides[place]
    if side.status.condition == "diverged":
        told = [tr("diverged at update {update}", update=whole(side.status.update))]
    else:
        told = [f"{row.texts[0]} {row.texts[place + 1]}" for row in rows[:MOST_TOLD]]
    name = _name(side)
    return " · ".join([*([name] if name else ()), *(told or [tr("the same settings")])])


def _name(side: Snapshot) -> str:
    """Return the name of a run, or else of the file or preset that it came from."""
    run = next(run for run in side.runs if run.number == side.run)
    return run.name or tr(Path(side.experiment.name).name)


def pair_timeline(pair: PairSnapshot, place: int) -> TimelineScene:
    """Return the timeline with the curves of both sides.

    Parameters
    ----------
    pair : PairSnapshot
    place : int
        The side whose marks and ghosts stand there.
    """
    scenes = [timeline_scene(side) for side in pair.sides]
    curves = [scene.series[-1] for scene in scenes]
    ghosts = [series for series in scenes[place].series if series.kind == "ghost"]
    hint = scenes[place].hint
    if not (pair.sides[place].goal or pair.sides[place].reached):
        curve = terms_of(pair.left).curve
        hint = tr("{curve} of both sides; drag to rewind both", curve=curve)
    farthest = max(scenes, key=lambda scene: scene.cursor)
    left, right = (
        replace(curve, name=tr(name)) for curve, name in zip(curves, SIDES, strict=True)
    )
    return replace(
        scenes[place],
        hint=hint,
        series=(*ghosts, left, replace(right, kind="beside")),
        tip=max(pair.tip, pair.update),
        cursor=pair.update,
        position_text=farthest.position_text,
    )
