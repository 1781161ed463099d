"""What is shown of a comparison: both curves, what differs, how far both are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from visualizer.language import said, tr
from visualizer.scenes.curve import TimelineScene
from visualizer.scenes.numbers import percent, significant, whole
from visualizer.session.experiment import differences
from visualizer.session.snapshot import PairSnapshot, Snapshot
from visualizer.session.views import timeline_scene
from visualizer.session.wording import value_in_words

SIDES = ("Left", "Right")
"""Names of the sides, in English."""

MOST_TOLD = 3
"""Settings that the header of a side has room for."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting in which the sides differ.

    Attributes
    ----------
    field : str
        Its path, e.g. ``"optimizer.momentum"``.
    texts : tuple of str
        Its title, the value at the left, the value at the right.
    """

    field: str
    texts: tuple[str, str, str]


def setting_rows(pair: PairSnapshot) -> tuple[SettingRow, ...]:
    """Return the settings that differ at this moment."""
    left, right = (side.experiment.settings for side in pair.sides)
    return tuple(
        SettingRow(
            field,
            (tr(title), said(value_in_words(one)), said(value_in_words(other))),
        )
        for field, title, one, other in differences(left, right)
    )


def result_rows(pair: PairSnapshot) -> tuple[tuple[str, str, str], ...]:
    """Return (title, left, right) of the numbers of this moment."""
    left, right = (_results(side) for side in pair.sides)
    return tuple(
        (title, one, other)
        for (title, one), (_, other) in zip(left, right, strict=True)
    )


def _results(side: Snapshot) -> tuple[tuple[str, str], ...]:
    metrics = side.metrics
    return (
        (tr("Updates"), whole(side.update)),
        (tr("Loss · train"), significant(metrics.train_loss, 3)),
        (tr("Loss · test"), significant(metrics.test_loss, 3)),
        (tr("Test accuracy"), percent(metrics.test_accuracy)),
    )


def side_note(pair: PairSnapshot, place: int) -> str:
    """Say of a side what it is called and what of its settings is its own."""
    side = pair.sides[place]
    if side.status.condition == "diverged":
        return tr("diverged at update {update}", update=whole(side.status.update))
    parts = [
        f"{row.texts[0]} {row.texts[place + 1]}"
        for row in setting_rows(pair)[:MOST_TOLD]
    ]
    return " · ".join(parts) or tr("the same settings")


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
        hint = tr("training loss of both sides, log axis; drag to rewind both")
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
