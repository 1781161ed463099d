"""What is written in the lists of runs and of seeds."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from visualizer.language import said, tr
from visualizer.scenes.numbers import percent, significant, whole
from visualizer.session.history import Floats
from visualizer.session.seed_study import SeedsView
from visualizer.session.snapshot import RunView, Snapshot
from visualizer.session.views import line_of, run_title
from visualizer.session.wording import setting_rows


class RunRow(Struct, frozen=True):
    """One run in the list.

    Attributes
    ----------
    run, tip : int
    title : str
        Its name, or its number.
    began : str
        What it began with.
    numbers : tuple of str
        Updates, training loss, test loss, test accuracy at its end.
    present : bool
        Whether it is the run that goes on.
    removable : bool
        Whether the present line does not go through it.
    """

    run: int
    tip: int
    title: str
    began: str
    numbers: tuple[str, str, str, str]
    present: bool
    removable: bool


def run_rows(snapshot: Snapshot) -> tuple[RunRow, ...]:
    """Return the runs that were not taken away, oldest first."""
    line = {run.number for run in line_of(snapshot)}
    return tuple(
        RunRow(
            run=run.number,
            tip=run.tip,
            title=run_title(run),
            began=_began(run),
            numbers=_numbers(run),
            present=run.number == snapshot.run,
            removable=run.number not in line,
        )
        for run in snapshot.runs
        if not run.hidden
    )


def difference_rows(
    snapshot: Snapshot, first: int, second: int
) -> tuple[tuple[str, str, str], ...]:
    """Return (setting, value in one run, value in another) where they differ."""
    views = {run.number: run for run in snapshot.runs}
    one, other = views[first].experiment, views[second].experiment
    if one.exhibit != other.exhibit:
        first_title, second_title = (
            tr(each.exhibit_class().title) for each in (one, other)
        )
        return ((tr("Exhibit"), first_title, second_title),)
    return tuple(row.texts for row in setting_rows(one.settings, other.settings))


def _began(run: RunView) -> str:
    if run.origin is None:
        return tr("the first run")
    began = said(run.began)
    if run.parent is None:
        return began
    return tr("{change}, at update {update}", change=began, update=whole(run.first))


def _numbers(run: RunView) -> tuple[str, str, str, str]:
    last = run.values[:, -1] if run.updates.size else np.full(4, math.nan)
    train, test, _, accuracy = (float(value) for value in last)
    return (
        whole(run.tip),
        significant(train, 3),
        significant(test, 3),
        percent(accuracy),
    )


def seed_rows(view: SeedsView) -> tuple[tuple[str, ...], ...]:
    """Return for each seed its number, how it ended, and when it came so far.

    Returns
    -------
    tuple of (seed, training loss, test loss, test accuracy, epoch reached)
    """
    if not view.complete:
        return ()
    ends = view.values[:, :, -1]
    return tuple(
        (
            str(seed),
            *_ends(ends[:, place].tolist()),
            "–" if reached is None else whole(reached),
        )
        for place, (seed, reached) in enumerate(
            zip(view.seeds, view.reached, strict=True)
        )
    )


def seed_summary(view: SeedsView) -> tuple[tuple[str, ...], ...]:
    """Return best, median and worst of each number by itself.

    Returns
    -------
    tuple of (title, training loss, test loss, test accuracy)
    """
    if not view.complete:
        return ()
    ends = view.values[:, :, -1]
    columns = [_ranked(ends[row], best_first=row < 2) for row in (0, 1, 3)]
    titles = (tr("best"), tr("median"), tr("worst"))
    return tuple(
        (title, *_ends([train, test, math.nan, accuracy]))
        for title, train, test, accuracy in zip(titles, *columns, strict=True)
    )


def _ranked(values: Floats, best_first: bool) -> tuple[float, float, float]:
    """Return best, median and worst; a loss that is no number is the worst."""
    if np.isnan(values).all():
        return math.nan, math.nan, math.nan
    ranked = np.sort(np.where(np.isnan(values), np.inf, values))
    ranked = ranked if best_first else ranked[::-1]
    middle = ranked[[(ranked.size - 1) // 2, ranked.size // 2]]
    median = float(middle.mean())
    return float(ranked[0]), median, float(ranked[-1])


def seed_headline(view: SeedsView) -> str:
    """Say how far the runs are, or how many of them came so far."""
    if not view.complete:
        return tr(
            "{count} seeds, {epochs} epochs each: {share} done",
            count=len(view.seeds),
            epochs=whole(view.epochs),
            share=percent(view.progress, 0),
        )
    reached = sum(epoch is not None for epoch in view.reached)
    return tr(
        "{reached} of {count} seeds reached: {criterion}",
        reached=reached,
        count=len(view.seeds),
        criterion=said(view.criterion),
    )


def _ends(values: list[float]) -> tuple[str, str, str]:
    train, test, _, accuracy = values
    return significant(train, 3), significant(test, 3), percent(accuracy)
