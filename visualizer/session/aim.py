"""The goal that a run is played to, and what was seen on the way."""

from __future__ import annotations

from typing import Any

from visualizer.session.goals import Goal, Station


class Aim:
    """At most one goal; costs nothing while there is none.

    Attributes
    ----------
    goal : Goal or None
    """

    def __init__(self) -> None:
        self.goal: Goal | None = None
        self._seen: Any = None

    def take(self, goal: Goal, station: Station) -> None:
        """Aim at a goal from here on.

        Raises
        ------
        ValueError
            If it cannot be reached from here; the aim stays as it was.
        """
        refusal = goal.refusal(station)
        if refusal:
            raise ValueError(refusal)
        self.goal = goal
        self.forget()

    def drop(self) -> None:
        """Aim at nothing."""
        self.goal = None
        self.forget()

    def drop_if_passed(self, station: Station) -> None:
        """Aim at nothing where a hand has gone past a goal that is a length."""
        goal = self.goal
        if goal is not None and not goal.measured and goal.refusal(station):
            self.drop()

    def forget(self) -> None:
        """Begin to look anew: the run goes on from another moment."""
        self._seen = None

    def room(self, update: int, most: int) -> int:
        """Return how many of the next updates may be done without a look."""
        last = None if self.goal is None else self.goal.last_update()
        return most if last is None or last <= update else min(most, last - update)

    def is_at(self, update: int) -> bool:
        """Return whether the goal is at an update, by its number."""
        return self.goal is not None and self.goal.last_update() == update

    def look(self, station: Station) -> bool:
        """Look at a station; return whether the goal is reached there."""
        if self.goal is None:
            return False
        self._seen, reached = self.goal.look(self._seen, station)
        return reached
