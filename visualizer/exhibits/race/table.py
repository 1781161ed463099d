"""The runs of a race as rows, with all digits, as other programs read them."""

from __future__ import annotations

import math

from visualizer.exhibits.race.frame import NetworkRaceFrame
from visualizer.exhibits.race.settings import NetworkRaceSettings

MEASURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")

COLUMNS = (
    *("optimizer", "learning_rate", "seed", "status", "epochs", "updates"),
    *MEASURES,
)


def table_of(
    frame: NetworkRaceFrame, settings: NetworkRaceSettings
) -> tuple[tuple[object, ...], ...]:
    """Return the names of the columns, then a row a run; None is nothing."""
    rows: list[tuple[object, ...]] = [COLUMNS]
    rates = settings.ladder()
    for run in range(settings.runs):
        column, row, number = settings.place(run)
        gone = bool(frame.lost[run])
        values = [float(getattr(frame.standings, name)[run]) for name in MEASURES]
        rows.append(
            (
                settings.optimizers[column],
                rates[row],
                settings.seed_of(number),
                "diverged" if gone else "done",
                frame.epoch,
                frame.update,
                *(None if gone or math.isnan(value) else value for value in values),
            )
        )
    return tuple(rows)
