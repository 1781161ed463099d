"""Turns a frame of the race into scenes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.exhibits.race.frame import NetworkRaceFrame, NetworkRaceWatch
from visualizer.exhibits.race.settings import OPTIMIZERS, NetworkRaceSettings
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.network_race import (
    EntriesScene,
    EntryRow,
    HeatCell,
    HeatScene,
    Status,
    WallCell,
    WallScene,
    WinnerMap,
    WinnersScene,
)
from visualizer.scenes.numbers import percent, significant, whole

HEADROOM = 1.5
"""How far above the first losses the scale reaches."""

LEAST_LOSS = 1e-6
"""Where the scale ends at the latest: of what lies lower nobody sees the difference."""

SORTS: Mapping[str, Callable[[NetworkRaceFrame, NetworkRaceSettings], Array]] = {
    "optimizer": lambda frame, settings: _of_runs(settings, 0),
    "learning_rate": lambda frame, settings: _of_runs(settings, 1),
    "seed": lambda frame, settings: _of_runs(settings, 2),
    "train_loss": lambda frame, settings: frame.standings.train_loss,
    "test_loss": lambda frame, settings: frame.standings.test_loss,
    "test_accuracy": lambda frame, settings: frame.standings.test_accuracy,
    "status": lambda frame, settings: frame.lost.astype(np.float64),
}
"""By what the table of runs is sorted, column by column."""


def make_scenes(
    frame: NetworkRaceFrame,
    settings: NetworkRaceSettings,
    watch: NetworkRaceWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    if len(frame.lost) != settings.runs:
        # The settings are ahead of the frame by a moment.
        return scenes
    if "wall" in visible:
        scenes["wall"] = _wall(frame, settings)
    if "heat" in visible:
        scenes["heat"] = _heat(frame, settings)
    if "winners" in visible:
        scenes["winners"] = _winners(frame, settings)
    if "entries" in visible:
        scenes["entries"] = _entries(frame, settings, watch)
    return scenes


def _of_runs(settings: NetworkRaceSettings, part: int) -> Array:
    """Return number of optimizer, rate or seed of each run."""
    places = [settings.place(run)[part] for run in range(settings.runs)]
    return np.array(places, np.float64)


class _Words:
    """What optimizers, rates and runs are called."""

    def __init__(self, settings: NetworkRaceSettings) -> None:
        self._settings = settings
        self.names = tuple(tr(OPTIMIZERS[key]) for key in settings.optimizers)
        self.rates = tuple(significant(rate, 2) for rate in settings.ladder())

    def optimizer(self, run: int) -> str:
        """Return the optimizer of a run."""
        return self.names[self._settings.place(run)[0]]

    def rate(self, run: int) -> str:
        """Return the learning rate of a run."""
        return self.rates[self._settings.place(run)[1]]

    def cell(self, run: int) -> str:
        """Return optimizer and rate of a run."""
        return f"{self.optimizer(run)} · {self.rate(run)}"

    def seed(self, run: int) -> str:
        """Return the seed of a run."""
        number = self._settings.place(run)[2]
        return tr("seed {seed}", seed=self._settings.seed_of(number))

    def run(self, run: int) -> str:
        """Return what tells a run from the others."""
        several = self._settings.seeds > 1
        return f"{self.cell(run)} · {self.seed(run)}" if several else self.cell(run)

    def standing(self, frame: NetworkRaceFrame, run: int) -> str:
        """Return how a run stands, with its name."""
        if frame.lost[run]:
            return tr("{run}: diverged", run=self.run(run))
        loss = significant(float(frame.standings.train_loss[run]), 3)
        return tr("{run}: loss {loss}", run=self.run(run), loss=loss)


def _cells(settings: NetworkRaceSettings, values: npt.NDArray[Any]) -> Any:
    """Return a value of each run (R, …) by rate, optimizer and seed."""
    shape = (len(settings.optimizers), settings.rates, settings.seeds)
    return np.swapaxes(values.reshape(*shape, *values.shape[1:]), 0, 1)


def _ends(frame: NetworkRaceFrame) -> Array:
    """Return the training loss of each run; of those that diverged infinity."""
    ends: Array = np.where(frame.lost, np.inf, frame.standings.train_loss)
    return ends


def _scale(frame: NetworkRaceFrame) -> tuple[float, float]:
    """Return the losses between which everything is drawn, 1, 2 or 5 times 10ⁿ.

    The greatest lies above where the runs began: how far a run that diverges flies
    tells nothing.
    """
    ends = _ends(frame)
    begun = frame.losses[0][np.isfinite(frame.losses[0])]
    known = np.concatenate([ends[np.isfinite(ends)], begun])
    if not known.size:
        return 0.1, 1.0
    highest = float(begun.max() if begun.size else known.max())
    high = _round(HEADROOM * max(highest, LEAST_LOSS), up=True)
    low = _round(max(float(known.min()), LEAST_LOSS), up=False)
    return min(low, 0.5 * high), high


def _round(value: float, up: bool) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    steps = [factor * power for factor in (1.0, 2.0, 5.0, 10.0)]
    if up:
        return next(step for step in steps if step >= 0.999 * value)
    return next(step for step in reversed(steps) if step <= 1.001 * value)


def _shares(values: Array, scale: tuple[float, float]) -> Array:
    """Return heights 0 … 1 on a logarithmic scale; NaN stays."""
    low, high = np.log10(scale)
    with np.errstate(all="ignore"):
        logs = np.log10(np.maximum(values, LEAST_LOSS))
    found: Array = np.clip((logs - low) / (high - low), 0.0, 1.0)
    return found


def _scale_texts(scale: tuple[float, float]) -> tuple[str, str]:
    return significant(scale[0], 1), significant(scale[1], 1)


def _best_of_seeds(settings: NetworkRaceSettings, ends: Array) -> Array:
    """Return the run of each cell (K, M) that ends lowest."""
    by_cell = _cells(settings, ends)
    numbers = _cells(settings, np.arange(settings.runs))
    best = by_cell.argmin(axis=2)[..., None]
    found: Array = np.take_along_axis(numbers, best, axis=2)[..., 0]
    return found


def _wall(frame: NetworkRaceFrame, settings: NetworkRaceSettings) -> WallScene:
    scale, ends, words = _scale(frame), _ends(frame), _Words(settings)
    heights = _cells(settings, _shares(frame.losses, scale).T)
    gone = _cells(settings, frame.lost).sum(axis=2)
    best = _best_of_seeds(settings, ends)
    span = max(1, int(frame.updates[-1] - frame.updates[0]))
    across = (frame.updates - frame.updates[0]) / span
    cells = tuple(
        tuple(
            WallCell(
                curves=heights[row, column],
                lost=int(gone[row, column]),
                mark=_gone(int(gone[row, column]), settings.seeds),
                run=int(best[row, column]),
                text=words.standing(frame, int(best[row, column])),
            )
            for column in range(len(settings.optimizers))
        )
        for row in range(settings.rates)
    )
    low, high = _scale_texts(scale)
    return WallScene(
        title=tr("Loss of every run"),
        subtitle=tr(
            "training loss from {low} to {high}, logarithmic · {runs} runs",
            low=low,
            high=high,
            runs=settings.runs,
        ),
        rows=words.rates,
        columns=words.names,
        cells=cells,
        across=across,
        best=_place_of_least(np.min(_cells(settings, ends), axis=2)),
        scale=(low, high),
    )


def _gone(lost: int, seeds: int) -> str:
    """Say how many runs of a cell have diverged."""
    if lost == 0:
        return ""
    if lost == seeds:
        return tr("diverged")
    return tr("{lost} of {seeds} diverged", lost=lost, seeds=seeds)


def _place_of_least(values: Array) -> tuple[int, int] | None:
    if not np.isfinite(values).any():
        return None
    row, column = np.unravel_index(int(values.argmin()), values.shape)
    return int(row), int(column)


def _heat(frame: NetworkRaceFrame, settings: NetworkRaceSettings) -> HeatScene:
    scale, ends = _scale(frame), _ends(frame)
    by_cell = _cells(settings, ends)
    # The upper one of two in the middle: where half have diverged, the rate is lost.
    medians = np.sort(by_cell, axis=2)[..., settings.seeds // 2]
    if settings.seeds % 2 == 0:
        lower = np.sort(by_cell, axis=2)[..., settings.seeds // 2 - 1]
        medians = 0.5 * (medians + lower)
    finite = np.isfinite(medians)
    shares = np.where(finite, _shares(medians, scale), np.nan)
    best = _best_of_seeds(settings, ends)
    words = _Words(settings)

    def cell(row: int, column: int) -> HeatCell:
        lost = not finite[row, column]
        loss = significant(float(medians[row, column]), 2)
        label = tr("diverged") if lost else loss
        return HeatCell(
            share=float(shares[row, column]),
            label=label,
            run=int(best[row, column]),
            text=f"{words.names[column]} · {words.rates[row]}: {label}",
        )

    low, high = _scale_texts(scale)
    return HeatScene(
        title=tr("Learning rate × optimizer"),
        subtitle=(
            tr("training loss now, median of {seeds} seeds", seeds=settings.seeds)
            if settings.seeds > 1
            else tr("training loss now")
        ),
        rows=words.rates,
        columns=words.names,
        cells=tuple(
            tuple(cell(row, column) for column in range(len(words.names)))
            for row in range(settings.rates)
        ),
        best=_place_of_least(medians),
        scale=(low, high),
    )


def _winners(frame: NetworkRaceFrame, settings: NetworkRaceSettings) -> WinnersScene:
    seen, words = frame.winners, _Words(settings)
    hint = ""
    if not seen.charted:
        hint = tr("These data are no points of a plane: there are no maps of them.")
    elif not seen.maps:
        hint = tr("No run is left.")
    return WinnersScene(
        title=tr("The best"),
        subtitle=tr("what they answer over the plane"),
        maps=tuple(
            WinnerMap(
                run=each.run,
                optimizer=words.optimizer(each.run),
                rate=words.rate(each.run),
                loss=f"{words.seed(each.run)} · "
                + significant(float(frame.standings.train_loss[each.run]), 3),
                values=each.values,
                winners=each.winners,
            )
            for each in seen.maps
        ),
        points=seen.points,
        domain=seen.domain,
        classes=seen.classes,
        hint=hint,
    )


def _entries(
    frame: NetworkRaceFrame, settings: NetworkRaceSettings, watch: NetworkRaceWatch
) -> EntriesScene:
    ends = _ends(frame)
    best = int(ends.argmin()) if np.isfinite(ends).any() else -1
    keys = SORTS[watch.sort](frame, settings).astype(np.float64)
    # What has no number stands at the end, whichever way one sorts.
    hidden = watch.sort not in ("optimizer", "learning_rate", "seed", "status")
    missing = ~np.isfinite(keys) | (frame.lost & hidden)
    signed = np.where(missing, np.inf, -keys if watch.falling else keys)
    order = np.argsort(signed, kind="stable").tolist()
    words = _Words(settings)

    def row(run: int) -> EntryRow:
        column, place, number = settings.place(run)
        lost, standings = bool(frame.lost[run]), frame.standings
        status: Status = "lost" if lost else "best" if run == best else "well"
        losses = [standings.train_loss[run], standings.test_loss[run]]
        accuracy = math.nan if lost else float(standings.test_accuracy[run])
        said = {"lost": tr("diverged"), "best": tr("best"), "well": tr("well")}
        return EntryRow(
            run=run,
            cells=(
                words.names[column],
                words.rates[place],
                str(settings.seed_of(number)),
                *("–" if lost else significant(float(loss), 3) for loss in losses),
                percent(accuracy),
                said[status],
            ),
            status=status,
        )

    return EntriesScene(
        title=tr("Runs"),
        subtitle=tr(
            "{lost} of {runs} diverged · epoch {epoch}",
            lost=int(frame.lost.sum()),
            runs=settings.runs,
            epoch=whole(frame.epoch),
        ),
        columns=(
            ("optimizer", tr("optimizer")),
            ("learning_rate", tr("rate")),
            ("seed", tr("seed")),
            ("train_loss", tr("train")),
            ("test_loss", tr("test")),
            ("test_accuracy", tr("accuracy")),
            ("status", tr("status")),
        ),
        rows=tuple(row(run) for run in order),
        sort=watch.sort,
        falling=watch.falling,
    )
