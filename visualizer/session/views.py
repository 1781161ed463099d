"""Scenes that are the same in every exhibit: transport, timeline, curves, lecture."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from visualizer.engine.learner import Metrics
from visualizer.exhibits import Exhibit, Terms
from visualizer.language import language, said, tr
from visualizer.scenes.curve import Band, CurveScene, Mark, Series, TimelineScene
from visualizer.scenes.lecture import LectureScene, Moment
from visualizer.scenes.numbers import percent, significant, whole
from visualizer.scenes.transport import Readout, TransportScene
from visualizer.scenes.why import Quantity, What
from visualizer.session.history import Floats
from visualizer.session.pace import PACES
from visualizer.session.snapshot import RunView, Snapshot

if TYPE_CHECKING:
    from visualizer.session.seed_study import SeedsView


MOST_GHOSTS = 12
"""Older runs are kept, but no longer drawn."""

_CURVES: tuple[What, What] = ("train_loss", "test_loss")


def line_of(snapshot: Snapshot) -> list[RunView]:
    """Return the present run's ancestors and itself, oldest first."""
    by_number = {run.number: run for run in snapshot.runs}
    line = [by_number[snapshot.run]]
    while line[0].parent is not None:
        line.insert(0, by_number[line[0].parent])
    return line


def transport_scene(snapshot: Snapshot, step_unit: str) -> TransportScene:
    """Return the state of the transport bar."""
    first = line_of(snapshot)[0].first
    metrics, terms = snapshot.metrics, terms_of(snapshot)
    speed = snapshot.updates_per_second
    paces = paces_of(snapshot)
    readouts = [
        Readout("epoch", terms.counter, _epoch(snapshot), "88,888"),
        Readout(
            "train_loss",
            terms.value,
            _short(metrics.train_loss),
            "0.008888",
            _asked("train_loss", terms),
        ),
    ]
    if terms.tested:
        readouts.append(
            Readout(
                "test_loss",
                terms.tested,
                _short(metrics.test_loss),
                "0.008888",
                _asked("test_loss", terms) if _is_tested(metrics) else None,
            )
        )
    if not np.isnan(metrics.test_accuracy):
        readouts.append(
            Readout(
                "test_accuracy",
                terms.accuracy or tr("Test accuracy"),
                percent(metrics.test_accuracy),
                "100.0 %",
                _asked("test_accuracy", terms),
            )
        )
    readouts.append(
        Readout(
            "speed",
            terms.speed,
            _speed(speed),
            "888,888",
        )
    )
    return TransportScene(
        playing=snapshot.playing,
        can_go_back=snapshot.update > first or snapshot.collected > 0,
        can_go_forward=snapshot.status.condition == "ok",
        step_units=terms.units,
        step_unit=step_unit,
        paces=paces,
        pace=_offered(snapshot.pace, tuple(key for key, _ in paces)),
        readouts=tuple(readouts),
        goal=tr(snapshot.goal),
    )


def _asked(what: What, terms: Terms) -> Quantity | None:
    return Quantity(what) if terms.explains else None


def _is_tested(metrics: Metrics) -> bool:
    """Return whether there is a test set; of a run that diverged there may be one."""
    return bool(np.isnan(metrics.train_loss) or not np.isnan(metrics.test_loss))


def terms_of(snapshot: Snapshot) -> Terms:
    """Return what the exhibit in sight calls time, loss and steps."""
    exhibit: Exhibit[Any, Any, Any] = snapshot.experiment.exhibit_class()()
    return exhibit.terms()


def paces_of(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Return key and name of each rung of the speed ladder, slowest first."""
    own = terms_of(snapshot).paces
    return own or tuple((pace.key, tr(pace.title)) for pace in PACES)


def _offered(pace: str, keys: tuple[str, ...]) -> str:
    """Return the rung offered that is as slow as a pace, or the next slower one."""
    ladder = [each.key for each in PACES]
    slower = [key for key in keys if ladder.index(key) <= ladder.index(pace)]
    return slower[-1] if slower else keys[0]


def _short(value: float) -> str:
    """Return a number for the room of eight digits: fewer beside a long exponent."""
    text = significant(value, 3)
    return text if len(text) <= 8 else significant(value, 2)


def _epoch(snapshot: Snapshot) -> str:
    if snapshot.playing and snapshot.updates_per_second > snapshot.updates_per_epoch:
        return whole(int(snapshot.epoch))
    if snapshot.epoch == int(snapshot.epoch) or snapshot.epoch >= 1000.0:
        return whole(int(snapshot.epoch))
    return f"{snapshot.epoch:.{1 if snapshot.epoch >= 100.0 else 2}f}"


def _speed(speed: float) -> str:
    if speed == 0.0:
        return "–"
    if speed < 10.0:
        return f"{speed:.1f}"
    # Two digits are as much as a reader can follow, and do not flicker.
    digits = max(0, len(str(int(speed))) - 2)
    return whole(round(speed / 10**digits) * 10**digits)


def timeline_scene(snapshot: Snapshot) -> TimelineScene:
    """Return the timeline: training loss of every run, and the moment shown."""
    line = line_of(snapshot)
    x, values = _curve_of(snapshot, line)
    terms = terms_of(snapshot)
    asks = _asked("train_loss", terms)
    present = Series(terms.curve, "train", x, values[0], snapshot.run, asks=asks)
    return TimelineScene(
        title=tr("Timeline"),
        hint=_hint(snapshot),
        series=(*_ghosts(snapshot, line), present),
        tip=snapshot.tip,
        cursor=snapshot.update,
        run=snapshot.run,
        marks=_marks(line),
        updates_per_epoch=snapshot.updates_per_epoch,
        x_label=terms.axis,
        position_text=_position(snapshot),
        band=seed_band(snapshot.seeds, language()),
    )


def _hint(snapshot: Snapshot) -> str:
    """Say where the run will pause or why it has, else what can be done."""
    if snapshot.goal:
        return tr("runs until: {goal}", goal=tr(snapshot.goal))
    if snapshot.reached:
        return tr(snapshot.reached)
    return terms_of(snapshot).rewinding


def curve_scene(snapshot: Snapshot, log: bool) -> CurveScene:
    """Return training and test loss of the present line over its ghosts."""
    line = line_of(snapshot)
    x, values = _curve_of(snapshot, line)
    series = [*_ghosts(snapshot, line)]
    terms = terms_of(snapshot)
    train, test = (_asked(what, terms) for what in _CURVES)
    series.append(Series(tr("train"), "train", x, values[0], snapshot.run, asks=train))
    if not np.isnan(values[1]).all():
        series.append(Series(tr("test"), "test", x, values[1], snapshot.run, asks=test))
    accuracy = snapshot.metrics.test_accuracy
    readouts: tuple[tuple[str, str], ...] = ()
    if not np.isnan(accuracy):
        readouts = ((tr("test accuracy"), percent(accuracy)),)
    return CurveScene(
        title=tr("Loss (log)") if log else tr("Loss"),
        subtitle=tr("mean, without penalty"),
        series=tuple(series),
        x_label=tr("update"),
        y_label=tr("loss"),
        log=log,
        cursor=snapshot.update,
        marks=_marks(line),
        readouts=readouts,
        band=seed_band(snapshot.seeds, language()),
    )


@lru_cache(maxsize=4)
def seed_band(seeds: SeedsView | None, code: str) -> Band | None:
    """Return the training losses of several seeds as a band, in a language.

    Asked with each frame and answered once: a view of seeds equals only itself.
    """
    if seeds is None or not seeds.complete:
        return None
    pattern = tr("{count} seeds, quartiles, line: median")
    if not seeds.quartiles:
        pattern = tr("{count} seeds, lowest to highest, line: median")
    text = pattern.format(count=len(seeds.seeds))
    return Band(text, seeds.updates.astype(np.float64), *seeds.band)


def run_title(run: RunView) -> str:
    """Return the name that a person gave a run, or else its number."""
    return run.name or tr("run {number}", number=run.number + 1)


def _note(run: RunView) -> str:
    differs = said(run.differs) or tr("the same settings")
    return f"{run_title(run)} · {differs}"


def bookmarks(snapshot: Snapshot) -> tuple[Mark, ...]:
    """Return the bookmarks of the present line in order, one of each update."""
    marks = _marks(line_of(snapshot))
    found = {mark.update: mark for mark in marks if mark.kind == "bookmark"}
    return tuple(found[update] for update in sorted(found))


def lecture_scene(snapshot: Snapshot, experiment: str, title: str) -> LectureScene:
    """Return where a lecture stands among its bookmarks.

    Parameters
    ----------
    snapshot : Snapshot
    experiment, title : str
        What notes are kept by, and what the experiment is called.
    """
    metrics, here = snapshot.metrics, snapshot.update
    told = [title, _position(snapshot)]
    curve = terms_of(snapshot).curve
    told.append(f"{curve} {significant(metrics.train_loss, 3)}")
    if not np.isnan(metrics.test_loss):
        told.append(tr("test loss {value}", value=significant(metrics.test_loss, 3)))
    marks = bookmarks(snapshot)
    behind = sum(mark.update < here for mark in marks)
    reached = sum(mark.update <= here for mark in marks)
    return LectureScene(
        experiment=experiment,
        headline=" · ".join(told),
        moments=_moments(snapshot, marks),
        here=reached - 1 if reached else None,
        next=reached if reached < len(marks) else None,
        can_go_back=behind > 0,
    )


def _moments(snapshot: Snapshot, marks: tuple[Mark, ...]) -> tuple[Moment, ...]:
    """Say of each bookmark when it is, and the loss last measured by then."""
    x, values = _joined(line_of(snapshot))
    own = terms_of(snapshot).position
    moments = []
    for mark in marks:
        place = int(np.searchsorted(x, mark.update, side="right")) - 1
        loss = float(values[0][place]) if place >= 0 else math.nan
        text = tr(
            "update {update} · loss {loss}",
            update=whole(mark.update),
            loss=significant(loss, 2),
        )
        if own is not None:
            at = own.format(update=whole(mark.update))
            text = f"{at} · {significant(loss, 2)}"
        moments.append(Moment(mark.update, mark.text, text))
    return tuple(moments)


def _joined(
    line: list[RunView],
) -> tuple[Floats, Floats]:
    """Return the curve along the present line, each run up to where it was left."""
    xs, ys = [], []
    for place, run in enumerate(line):
        end = line[place + 1].first if place + 1 < len(line) else None
        stop = len(run.updates)
        if end is not None:
            stop = int(np.searchsorted(run.updates, end, side="left"))
        xs.append(run.updates[:stop])
        ys.append(run.values[:, :stop])
    return np.concatenate(xs).astype(np.float64), np.concatenate(ys, axis=1)


def _curve_of(snapshot: Snapshot, line: list[RunView]) -> tuple[Floats, Floats]:
    """Return the curve of the present line; at rest at its end, up to that moment."""
    x, values = _joined(line)
    measured, metrics = snapshot.metrics_update, snapshot.metrics
    losses = np.array([[metrics.train_loss], [metrics.test_loss]])
    if (
        snapshot.playing
        or not len(x)
        or not x[-1] < measured == snapshot.update == snapshot.tip
        or not np.isfinite(metrics.train_loss)
    ):
        return x, values
    return np.append(x, float(measured)), np.append(values[:2], losses, axis=1)


def _ghosts(snapshot: Snapshot, line: list[RunView]) -> tuple[Series, ...]:
    """Return what other runs went on to do after the present line left them."""
    left: list[Series] = []
    leaving = {run.number: line[place + 1].first for place, run in enumerate(line[:-1])}
    for run in snapshot.runs:
        other = run.experiment.exhibit != line[0].experiment.exhibit
        if run.number == snapshot.run or run.hidden or other:
            continue
        ghost = _ghost(run, leaving.get(run.number, run.first), language())
        if len(ghost.x) > 1:
            left.append(ghost)
    return tuple(left[-MOST_GHOSTS:])


@lru_cache(maxsize=128)
def _ghost(run: RunView, first: int, code: str) -> Series:
    """Return the curve of a run that was left from an update on, in a language.

    Asked with each frame and answered once: a view of a run equals only itself.
    """
    start = int(np.searchsorted(run.updates, first))
    x = run.updates[start:].astype(np.float64)
    return Series("", "ghost", x, run.values[0, start:], run.number, _note(run))


def _marks(line: list[RunView]) -> tuple[Mark, ...]:
    """Return the marks along the present line, each run's up to where it was left."""
    ends = [*(run.first for run in line[1:]), math.inf]
    return tuple(
        replace(mark, text=said(mark.text))
        for run, end in zip(line, ends, strict=True)
        for mark in run.marks
        if mark.update <= end
    )


def _position(snapshot: Snapshot) -> str:
    own = terms_of(snapshot).position
    if own is not None:
        return own.format(update=whole(snapshot.update))
    text = tr(
        "update {update} · epoch {epoch}",
        update=whole(snapshot.update),
        epoch=f"{snapshot.epoch:,.1f}",
    )
    if snapshot.collected:
        text += " · " + tr(
            "gradient {collected} of {batch} collected",
            collected=snapshot.collected,
            batch=snapshot.batch_size,
        )
    return text
