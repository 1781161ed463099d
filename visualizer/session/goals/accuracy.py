"""Stop when enough answers are right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from visualizer.language import Phrase, tr
from visualizer.session.goals import Goal, Part, Station, goals, measured_part
from visualizer.settings import setting


@goals.register
@dataclass(frozen=True, slots=True)
class AccuracyAbove(Goal):
    """Reached where the share of right answers is above a value."""

    key = "accuracy"
    title = "at an accuracy above"
    rank = 40

    part: Part = setting(
        "train",
        title="Examples",
        titles=("training", "test"),
        common=True,
        help="The examples whose answers count.",
    )
    percent: float = setting(
        95.0,
        title="Accuracy above",
        minimum=0.0,
        maximum=100.0,
        unit="%",
        common=True,
        help="Share of right answers.",
    )

    def text(self) -> str:
        value = f"{self.percent:.6g}"
        if self.part == "train":
            return Phrase("training accuracy above {value} %", value=value)
        return Phrase("test accuracy above {value} %", value=value)

    def look(self, seen: Any, station: Station) -> tuple[Any, bool]:
        share = measured_part(station, "accuracy", self.part)
        return None, 100.0 * share > self.percent

    def refusal(self, station: Station) -> str:
        share = measured_part(station, "accuracy", self.part)
        if math.isnan(share):
            return tr(
                "There is no accuracy here: the data ask for numbers, or there are "
                "no such examples."
            )
        if 100.0 * share > self.percent:
            return tr(
                "The accuracy is {now} % already, above {value} %; allowed: from "
                "{now} to 100 %",
                now=f"{100.0 * share:.4g}",
                value=f"{self.percent:.6g}",
            )
        return ""
