"""Stop at the end of an epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from visualizer.language import Phrase, tr
from visualizer.session.goals import Goal, Station, goals
from visualizer.settings import setting


@goals.register
@dataclass(frozen=True, slots=True)
class AtEpoch(Goal):
    """Reached when so many passes through the training set are done."""

    key = "epoch"
    title = "at an epoch"
    rank = 10
    measured = False

    epoch: int = setting(
        100,
        title="Epoch",
        minimum=1,
        common=True,
        help="Passes through the training set, counted from the start of the run.",
    )

    def text(self) -> str:
        return Phrase("epoch {number}", number=f"{self.epoch:,}")

    def look(self, seen: Any, station: Station) -> tuple[Any, bool]:
        return None, station.position.epoch >= self.epoch

    def refusal(self, station: Station) -> str:
        done = station.position.epoch
        if done < self.epoch:
            return ""
        return tr(
            "Epoch {number} is over: {done} are done; allowed: at least {least}",
            number=f"{self.epoch:,}",
            done=f"{done:,}",
            least=f"{done + 1:,}",
        )
