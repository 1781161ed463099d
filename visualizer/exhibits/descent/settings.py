"""Settings of Descent: the terrain, where to start, and who runs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.race import Runner
from visualizer.engine.random_streams import MAX_SEED
from visualizer.engine.terrains import Point, Terrain, terrains
from visualizer.language import tr
from visualizer.settings import SettingError, setting

MOST_RUNNERS = 8
LEAST_RATE, GREATEST_RATE = 1e-6, 100.0

NOISES = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class RunnerSettings:
    """One who descends."""

    optimizer: Optimizer = setting(
        factory=lambda: optimizers["sgd"](),
        title="Optimizer",
        registry=optimizers,
        help="How a slope becomes a step.",
    )
    learning_rate: float = setting(
        0.03,
        title="Learning rate",
        minimum=LEAST_RATE,
        maximum=GREATEST_RATE,
        scale="log",
        live=True,
        help="How far each step goes along the slope.",
    )
    shown: bool = setting(
        True,
        title="Shown",
        live=True,
        help="Whether the runner is drawn.",
    )


def _first_runners() -> tuple[RunnerSettings, ...]:
    return (
        RunnerSettings(SGD(), 0.01),
        RunnerSettings(SGD(momentum=0.9), 0.01),
        RunnerSettings(SGD(momentum=0.9, nesterov=True), 0.01),
        RunnerSettings(RMSProp(alpha=0.9), 0.05),
        RunnerSettings(Adam(), 0.1),
    )


@dataclass(frozen=True)
class DescentSettings:
    """All that can be set in Descent."""

    terrain: Terrain = setting(
        factory=lambda: terrains["double_well"](),
        title="Terrain",
        registry=terrains,
        usual=("bowl", "valley", "double_well", "rosenbrock", "rastrigin", "saddle"),
        control="tiles",
        common=True,
        help="The height for each point; descent looks for the lowest.",
    )
    start: tuple[float, float] | None = setting(
        None,
        title="Start",
        control="hidden",
        help="Where all runners start; the terrain's own place where empty.",
    )
    noise: float = setting(
        0.0,
        title="Noise",
        minimum=0.0,
        maximum=100.0,
        values=NOISES,
        live=True,
        common=True,
        help="Spread of what is added to each slope, the same for all runners.",
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        common=True,
        help="Decides the noise of each step.",
    )
    runners: tuple[RunnerSettings, ...] = setting(
        factory=_first_runners,
        title="Runners",
        length=(1, MOST_RUNNERS),
        control="hidden",
        help="Who descends: each with its method and learning rate.",
    )

    def __post_init__(self) -> None:
        if self.start is None:
            return
        left, right, low, high = self.terrain.view
        x, y = self.start
        if not (left <= x <= right and low <= y <= high):
            raise SettingError(
                tr(
                    "start: ({x}, {y}) lies outside of the terrain; allowed: x from "
                    "{left} to {right}, y from {low} to {high}",
                    x=f"{x:g}",
                    y=f"{y:g}",
                    left=f"{left:g}",
                    right=f"{right:g}",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )

    def place(self) -> Point:
        """Return where the runners start."""
        if self.start is None:
            return self.terrain.start
        x, y = self.start
        return (x, y if self.terrain.dimensions == 2 else 0.0)

    def race(self) -> tuple[Runner, ...]:
        """Return the runners as the engine takes them."""
        return tuple(
            Runner(runner.optimizer, runner.learning_rate) for runner in self.runners
        )


def changed(settings: DescentSettings, **changes: Any) -> DescentSettings:
    """Return settings with changes; another terrain brings its own start.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    terrain = changes.get("terrain", settings.terrain)
    if terrain != settings.terrain:
        changes.setdefault("start", None)
    return dataclasses.replace(settings, **changes)


def with_runner(
    settings: DescentSettings, number: int, **changes: Any
) -> DescentSettings:
    """Return settings with changes of one runner; the first is 0."""
    runners = list(settings.runners)
    runners[number] = dataclasses.replace(runners[number], **changes)
    return dataclasses.replace(settings, runners=tuple(runners))
