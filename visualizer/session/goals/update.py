"""Stop after an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from visualizer.language import Phrase, tr
from visualizer.session.goals import Goal, Station, goals
from visualizer.settings import setting


@goals.register
@dataclass(frozen=True, slots=True)
class AtUpdate(Goal):
    """Reached when so many updates are done."""

    key = "update"
    title = "at an update"
    rank = 20
    measured = False

    update: int = setting(
        1000,
        title="Update",
        minimum=1,
        common=True,
        help="Updates of the parameters, counted from the start of the run.",
    )

    def text(self) -> str:
        return Phrase("update {number}", number=f"{self.update:,}")

    def look(self, seen: Any, station: Station) -> tuple[Any, bool]:
        return None, station.position.update >= self.update

    def refusal(self, station: Station) -> str:
        done = station.position.update
        if done < self.update:
            return ""
        return tr(
            "Update {number} is over: {done} are done; allowed: at least {least}",
            number=f"{self.update:,}",
            done=f"{done:,}",
            least=f"{done + 1:,}",
        )

    def last_update(self) -> int | None:
        return self.update
