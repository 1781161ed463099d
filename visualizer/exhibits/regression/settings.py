"""Settings of the three descents on one regression."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from visualizer.engine.random_streams import MAX_SEED
from visualizer.exhibits.regression.data import FLOWERS, PENGUINS, Problem, problem_of
from visualizer.language import tr
from visualizer.settings import SettingError, setting

LEAST_RATE, GREATEST_RATE = 1e-7, 10.0

BATCHES = (1, 2, 5, 10, 20, 50, 100, 150)


@dataclass(frozen=True)
class RegressionSettings:
    """All that can be set."""

    data: str = setting(
        FLOWERS,
        title="Regression",
        choices=(FLOWERS, PENGUINS),
        titles=("flowers", "penguins"),
        common=True,
        help="Flowers ask for a weight and a bias, penguins for two weights.",
    )
    scaled: bool = setting(
        True,
        title="Standardized inputs",
        common=True,
        help="Bring each input to mean 0 and spread 1, which rounds the valley.",
    )
    learning_rate: float = setting(
        0.05,
        title="Learning rate",
        minimum=LEAST_RATE,
        maximum=GREATEST_RATE,
        scale="log",
        live=True,
        common=True,
        help="How far each step goes along the slope, the same for all three.",
    )
    batch_size: int = setting(
        10,
        title="Mini-batch",
        minimum=1,
        maximum=1000,
        values=BATCHES,
        scale="log",
        live=True,
        common=True,
        help="Examples whose mean slope makes a step of mini-batch descent.",
    )
    start: tuple[float, float] | None = setting(
        None,
        title="Start",
        control="hidden",
        help="Where all three start; a usual place where empty.",
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        common=True,
        help="Decides in which order the examples are seen.",
    )

    def __post_init__(self) -> None:
        if self.start is None:
            return
        left, right, low, high = self._problem(None).surface.view
        x, y = self.start
        if not (left <= x <= right and low <= y <= high):
            raise SettingError(
                tr(
                    "start: ({x}, {y}) lies outside of the map; allowed: from "
                    "({left}, {low}) to ({right}, {high})",
                    x=f"{x:g}",
                    y=f"{y:g}",
                    left=f"{left:g}",
                    right=f"{right:g}",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )

    def problem(self) -> Problem:
        """Return the examples and their error surface."""
        return self._problem(self.start)

    def _problem(self, start: tuple[float, float] | None) -> Problem:
        return problem_of(self.data, self.scaled, start)


def changed(settings: RegressionSettings, **changes: Any) -> RegressionSettings:
    """Return settings with changes.

    Another surface brings its own start, and a rate that is the same share of the
    largest rate that it bears.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    asked = (changes.get("data", settings.data), changes.get("scaled", settings.scaled))
    if asked != (settings.data, settings.scaled):
        changes.setdefault("start", None)
        after = dataclasses.replace(settings, **changes)
        share = settings.learning_rate / settings.problem().surface.largest_rate()
        rate = float(f"{share * after.problem().surface.largest_rate():.1g}")
        kept = min(max(rate, LEAST_RATE), GREATEST_RATE)
        changes.setdefault("learning_rate", kept)
    return dataclasses.replace(settings, **changes)
