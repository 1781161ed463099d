"""Stop when the loss no longer falls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from visualizer.engine.early_stopping import EarlyStopping, Watched
from visualizer.engine.learner import Metrics
from visualizer.language import Phrase, tr
from visualizer.session.goals import Goal, Part, Station, goals, measured_part
from visualizer.settings import setting

SMOOTHING = 0.3
"""Share of the newest epoch in the smoothed loss."""


class Smoothed(Struct, frozen=True):
    """What was seen of a loss so far.

    Attributes
    ----------
    loss : float
        Exponential moving average over the ends of epochs.
    watched : Watched
        Of its logarithm.
    """

    loss: float
    watched: Watched


@goals.register
@dataclass(frozen=True, slots=True)
class Plateau(Goal):
    """Reached when the smoothed loss has not fallen by x % in n epochs.

    At the end of each epoch s <- s + 0.3 (loss - s). An epoch is better than the
    best one so far if s < (1 - x / 100) s_best; after n epochs in a row that are
    no better the run stops. As a difference of logarithms that is early stopping
    with patience n and a least gain of -log(1 - x / 100).

    References
    ----------
    Prechelt (1998), "Early stopping - but when?", the third class of criteria.
    """

    key = "plateau"
    title = "on a plateau"
    rank = 50

    part: Part = setting(
        "train",
        title="Examples",
        titles=("training", "test"),
        common=True,
        help="The examples whose loss counts.",
    )
    percent: float = setting(
        1.0,
        title="Improves less than",
        minimum=0.0,
        maximum=99.0,
        unit="%",
        common=True,
        help="What the smoothed loss has to fall by to count as better.",
    )
    epochs: int = setting(
        20,
        title="In epochs",
        minimum=1,
        common=True,
        help="Epochs in a row that may be no better.",
    )

    def text(self) -> str:
        values = {"percent": f"{self.percent:.6g}", "epochs": f"{self.epochs:,}"}
        if self.part == "train":
            return Phrase(
                "plateau: training loss better by less than {percent} % in "
                "{epochs} epochs",
                **values,
            )
        return Phrase(
            "plateau: test loss better by less than {percent} % in {epochs} epochs",
            **values,
        )

    def look(self, seen: Any, station: Station) -> tuple[Any, bool]:
        if not station.ends_epoch:
            return seen, False
        loss = measured_part(station, "loss", self.part)
        stopping = EarlyStopping(
            "train_loss", self.epochs, -math.log1p(-self.percent / 100.0)
        )
        before = Smoothed(loss, Watched()) if seen is None else seen
        smoothed = before.loss + SMOOTHING * (loss - before.loss)
        measured = Metrics(_log(smoothed), math.nan, math.nan, math.nan)
        watched = stopping.watch(before.watched, station.position.epoch, measured)
        return Smoothed(smoothed, watched), stopping.says_stop(watched)

    def refusal(self, station: Station) -> str:
        if math.isnan(measured_part(station, "loss", self.part)):
            return tr("There is no test loss: all examples are used for training.")
        return ""


def _log(loss: float) -> float:
    if loss > 0.0:
        return math.log(loss)
    return -math.inf if loss == 0.0 else math.nan
