"""Turns a frame of the study into scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.study.frame import (
    ACCURACY,
    LOSS,
    TRAIN_LOSS,
    StudyFrame,
    StudyWatch,
)
from visualizer.exhibits.study.settings import VARIED, StudySettings
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.line_plot import Dot, Line, LinePlot, Range
from visualizer.scenes.numbers import fixed, percent, significant, whole
from visualizer.scenes.study import FamilyScene, Trial, TrialsScene, TuningScene

ROOM = 0.08
"""Beside the outermost points, as a share of their range."""

HIGHEST = 3.0
"""The plot ends at so many times the loss at which the runs began."""


def make_scenes(
    frame: StudyFrame,
    settings: StudySettings,
    watch: StudyWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    if "family" in visible:
        scenes["family"] = _family(frame, settings, watch)
    if "tuning" in visible:
        scenes["tuning"] = _tuning(frame, settings, watch)
    if "trials" in visible:
        scenes["trials"] = _trials(frame, settings, watch)
    return scenes


def _title(settings: StudySettings) -> str:
    return tr(VARIED[settings.vary])


def _shown(values: Array, log: bool) -> Array:
    """Return losses as the axis has them: exponents of ten where it is logarithmic."""
    if not log:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.log10(values)
    found[~np.isfinite(found)] = np.nan
    return found


def _range(values: Array, log: bool) -> Range:
    """Return where an axis of losses begins and ends."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    room = ROOM * max(high - low, 0.1)
    return (low - room, high + room) if log else (0.0, high + room)


def best_text(frame: StudyFrame, settings: StudySettings) -> str:
    """Say which value did best, when, and how well; empty where none is left."""
    if frame.best is None:
        return tr("no run is left")
    place = int(frame.best_epochs[frame.best])
    return tr(
        "best: {value} · epoch {epoch} · {loss}",
        value=settings.name_of(frame.best),
        epoch=whole(int(frame.epochs[place])),
        loss=significant(float(frame.curves[place, frame.best, LOSS]), 3),
    )


def _family(
    frame: StudyFrame, settings: StudySettings, watch: StudyWatch
) -> FamilyScene:
    log, epochs = watch.log_loss, frame.epochs.astype(np.float64)
    top = HIGHEST * float(np.nanmax(frame.curves[0, :, LOSS], initial=1e-9))
    losses = frame.curves[..., LOSS].copy()
    losses[losses > top] = np.nan
    shown = _shown(losses, log)
    lines = [
        Line(settings.name_of(run), run, epochs, shown[:, run])
        for run in range(shown.shape[1])
    ]
    dots: tuple[Dot, ...] = ()
    marks: tuple[float, ...] = ()
    if frame.best is not None:
        train = _shown(frame.curves[:, frame.best, TRAIN_LOSS].copy(), log)
        lines.append(Line(tr("training"), -1, epochs, train, dashed=True))
        place = int(frame.best_epochs[frame.best])
        at = float(epochs[place])
        dots = (Dot(frame.best, at, float(shown[place, frame.best]), math.nan),)
        marks = (at,)
    return FamilyScene(
        title=tr("Validation loss · {name}", name=_title(settings)),
        subtitle=best_text(frame, settings),
        plot=LinePlot(
            lines=tuple(lines),
            dots=dots,
            x=(0.0, float(epochs[-1])),
            y=_range(shown, log),
            x_label=tr("epoch"),
            y_label=tr("loss"),
            log=log,
            marks=marks,
            grows=True,
        ),
        log_option="log_loss",
        parts=(
            (
                tr("lines"),
                tr("Loss of each run on examples that it does not learn from"),
            ),
            (
                tr("marker"),
                tr("The lowest validation loss of all: this value, so many epochs"),
            ),
            (
                tr("dashed"),
                tr("The training loss of the best: where both part, it overfits"),
            ),
        ),
    )


def _lowest(frame: StudyFrame) -> tuple[Array, Array]:
    """Return training and validation loss of each run where the latter is lowest."""
    runs = np.arange(frame.curves.shape[1])
    at = frame.curves[frame.best_epochs, runs]
    return at[:, TRAIN_LOSS], at[:, LOSS]


def _tuning(
    frame: StudyFrame, settings: StudySettings, watch: StudyWatch
) -> TuningScene:
    log = watch.log_loss
    train, validation = (_shown(values.copy(), log) for values in _lowest(frame))
    places = np.arange(len(train), dtype=np.float64)
    dots = tuple(
        Dot(run, float(run), float(height), math.nan)
        for run, height in enumerate(validation)
    )
    return TuningScene(
        title=tr("Lowest loss"),
        subtitle=_title(settings),
        plot=LinePlot(
            lines=(
                Line(tr("validation"), -1, places, validation),
                Line(tr("training"), -1, places, train, dashed=True),
            ),
            dots=dots,
            x=(-0.4, len(train) - 0.6),
            y=_range(np.concatenate([train, validation]), log),
            x_label="",
            y_label=tr("loss"),
            log=log,
            marks=() if frame.best is None else (float(frame.best),),
            x_names=tuple(settings.name_of(run) for run in range(len(train))),
        ),
        log_option="log_loss",
        parts=(
            (
                tr("markers"),
                tr("The lowest validation loss of each value, in its color"),
            ),
            (
                tr("dashed"),
                tr("The training loss at the same moment"),
            ),
        ),
    )


def _trials(
    frame: StudyFrame, settings: StudySettings, watch: StudyWatch
) -> TrialsScene:
    train, validation = _lowest(frame)
    rows = []
    for run, seconds in enumerate(frame.seconds.tolist()):
        place = int(frame.best_epochs[run])
        name = settings.name_of(run)
        if frame.lost[run]:
            name = tr("{value} · diverged", value=name)
        cells = (
            name,
            significant(float(validation[run]), 3),
            whole(int(frame.epochs[place])),
            percent(float(frame.curves[place, run, ACCURACY])),
            significant(float(train[run]), 3),
            tr("{number} ms", number=fixed(1000.0 * seconds, 1)),
        )
        rows.append(Trial(run, cells, run == frame.best))
    kept = tr(
        "{train} training, {validation} validation, {test} test examples",
        train=whole(frame.parts[0]),
        validation=whole(frame.parts[1]),
        test=whole(frame.parts[2]),
    )
    return TrialsScene(
        title=tr("Values tried"),
        subtitle=_verdict(frame, settings),
        columns=(
            _title(settings),
            tr("validation"),
            tr("at epoch"),
            tr("accuracy"),
            tr("training"),
            tr("an epoch"),
        ),
        rows=tuple(rows),
        tested=watch.on_test,
        note=kept,
    )


def _verdict(frame: StudyFrame, settings: StudySettings) -> str:
    if math.isnan(frame.tested) or frame.best is None:
        return tr("chosen by validation; the test waits")
    value = settings.name_of(frame.best)
    if settings.dataset.problem == "regression":
        loss = significant(frame.tested, 3)
        return tr("test loss of {value}: {loss}", value=value, loss=loss)
    share = percent(frame.tested)
    return tr("test accuracy of {value}: {share}", value=value, share=share)
