"""Stop when a loss is low enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from visualizer.language import Phrase, tr
from visualizer.session.goals import Goal, Part, Station, goals, measured_part
from visualizer.settings import setting


@goals.register
@dataclass(frozen=True, slots=True)
class LossBelow(Goal):
    """Reached where the loss, without penalty, is below a value."""

    key = "loss"
    title = "at a loss below"
    rank = 30

    part: Part = setting(
        "train",
        title="Examples",
        titles=("training", "test"),
        common=True,
        help="The examples whose loss counts.",
    )
    value: float = setting(
        0.1,
        title="Loss below",
        minimum=0.0,
        common=True,
        help="Mean over the set, without penalty.",
    )

    def text(self) -> str:
        value = f"{self.value:.6g}"
        if self.part == "train":
            return Phrase("training loss below {value}", value=value)
        return Phrase("test loss below {value}", value=value)

    def look(self, seen: Any, station: Station) -> tuple[Any, bool]:
        return None, measured_part(station, "loss", self.part) < self.value

    def refusal(self, station: Station) -> str:
        loss = measured_part(station, "loss", self.part)
        if math.isnan(loss) and self.part == "test":
            return tr("There is no test loss: all examples are used for training.")
        if loss < self.value:
            return tr(
                "The loss is {now} already, below {value}; allowed: up to {now}",
                now=f"{loss:.4g}",
                value=f"{self.value:.6g}",
            )
        return ""
