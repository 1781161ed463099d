"""The runs of a study as rows, with all digits, as other programs read them."""

from __future__ import annotations

import math

from visualizer.exhibits.study.frame import StudyFrame
from visualizer.exhibits.study.settings import StudySettings

MEASURES = (
    *("train_loss", "validation_loss"),
    *("train_accuracy", "validation_accuracy"),
)


def table_of(
    frame: StudyFrame, settings: StudySettings
) -> tuple[tuple[object, ...], ...]:
    """Return the names of the columns, then a row a run; None is nothing.

    Losses and accuracies are those of the epoch with the lowest validation loss.
    """
    rows: list[tuple[object, ...]] = [
        (settings.vary, "status", "epochs", "best_epoch", *MEASURES)
    ]
    for run, value in enumerate(settings.values()):
        place = int(frame.best_epochs[run])
        measured = [float(number) for number in frame.curves[place, run]]
        rows.append(
            (
                value,
                "diverged" if frame.lost[run] else "done",
                frame.epoch,
                int(frame.epochs[place]),
                *(None if math.isnan(number) else number for number in measured),
            )
        )
    return tuple(rows)
