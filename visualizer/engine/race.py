"""A race: several optimizers descend on one terrain, from one start.

All runners feel the same noise at the same step, so that what tells them apart is
their method alone.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, require_shape
from visualizer.engine.learner import Checkpoint, Indices, Metrics, Position
from visualizer.engine.optimizers import Memory, Optimizer, Scalars, Workspace
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.engine.runners import RunnersLearner
from visualizer.engine.terrains import Point, Terrain

DIMENSIONS = 2

UNDER_WAY = -1.0
"""Stands for the step of arrival of who has not arrived."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One who descends.

    Attributes
    ----------
    optimizer : Optimizer
    learning_rate : float
        Above 0.
    """

    optimizer: Optimizer
    learning_rate: float


class RaceLearner(RunnersLearner):
    """Lets runners descend on a terrain; an update is one step of all of them.

    The parameters are the runners' coordinates one after the other, x₀, y₀, x₁,
    y₁ … What descent follows is the slope, plus noise ξ of standard deviation
    σ: the slope of f(θ) + σ ξ·θ.

    Parameters
    ----------
    terrain : Terrain
    runners : sequence of R Runners
    start : (x, y)
    noise : float
        σ, 0 or more, in units of the slope.
    streams : RandomStreams
        Gives ξ of each step.

    Raises
    ------
    ValueError
        If there is no runner, a rate is not above 0, or the noise is below 0.

    Attributes
    ----------
    places : array (R, 2)
        View of where the runners are.
    slopes : array (R, 2)
        What they last followed, noise included.
    arrivals : float64 array (R,)
        The step since which each has stayed near a minimum, -1 for none.
    """

    keyframe_spacing = 1

    def __init__(
        self,
        terrain: Terrain,
        runners: Sequence[Runner],
        *,
        start: Point,
        noise: float,
        streams: RandomStreams,
    ) -> None:
        if not runners:
            raise ValueError("a race needs a runner; allowed: 1 or more")
        self.terrain = terrain
        self.update = 0
        self._streams = streams
        self._minima = np.array(terrain.minima(), np.float64).reshape(-1, DIMENSIONS)
        self._floor = terrain.floor() if terrain.bounded else None
        count = len(runners)
        vectors = max(runner.optimizer.state_vectors for runner in runners)
        self.state: Array = np.zeros((1 + vectors, DIMENSIONS * count))
        self.places = self.state[0].reshape(count, DIMENSIONS)
        self.slopes: Array = np.zeros((count, DIMENSIONS))
        self._noise: Array = np.zeros(DIMENSIONS)
        starts = [runner.optimizer.start_scalars for runner in runners]
        # Where the scalars of each begin; the steps of arrival stand at the end.
        self._borders = np.cumsum([0, *(len(start) for start in starts)])
        self.scalars: Scalars = np.zeros(self._borders[-1] + count)
        self.arrivals = self.scalars[self._borders[-1] :]
        self.runners: tuple[Runner, ...] = tuple(runners)
        self.places[:] = start
        self._rates = [np.zeros(()) for _ in runners]
        self._begin()
        self.configure(runners, noise)

    def configure(self, runners: Sequence[Runner], noise: float) -> None:
        """Take other coefficients; effective from the next step on.

        Raises
        ------
        ValueError
            If a runner is of another kind, a rate is not above 0, or the noise is
            below 0.
        """
        if not (math.isfinite(noise) and noise >= 0.0):
            raise ValueError(f"noise {noise} is out of range; allowed: 0 or more")
        for number, (runner, old) in enumerate(
            zip(runners, self.runners, strict=True), 1
        ):
            if not (math.isfinite(runner.learning_rate) and runner.learning_rate > 0.0):
                raise ValueError(
                    f"learning rate {runner.learning_rate} of runner {number} is out "
                    "of range; allowed: above 0"
                )
            same = type(runner.optimizer) is type(old.optimizer)
            vectors = runner.optimizer.state_vectors
            if not same or vectors != old.optimizer.state_vectors:
                raise ValueError(
                    f"optimizer {runner.optimizer.key} of runner {number} needs a "
                    "race of its own"
                )
        self.runners, self.noise = tuple(runners), noise
        self.learning_rate = self.runners[0].learning_rate
        for rate, runner in zip(self._rates, self.runners, strict=True):
            rate[()] = runner.learning_rate
        self.plans = tuple(self._compile(number) for number in range(len(self.runners)))
        self._steps = tuple(step for plan in self.plans for step in plan.steps)

    @property
    def examples(self) -> int:
        return 1

    @property
    def updates_per_epoch(self) -> int:
        return 1

    @property
    def position(self) -> Position:
        return Position(self.update, self.update, 0)

    def upcoming(self) -> Indices:
        return np.zeros(1, np.int64)

    def run(self, most: int) -> bool:
        if most < 1:
            return False
        self.measure()
        for function, operands in self._steps:
            function(*operands)
        self.update += 1
        self._note_arrivals()
        return True

    def measure(self) -> None:
        """Write the slopes of the coming step, noise included, into `slopes`."""
        x, y = self.places.T
        self.slopes[:, 0], self.slopes[:, 1] = self.terrain.slope(x, y)
        if self.noise > 0.0:
            random = self._streams.generator(Purpose.NOISE, self.update)
            np.multiply(random.standard_normal(DIMENSIONS), self.noise, out=self._noise)
            if self.terrain.dimensions == 1:
                self._noise[1] = 0.0
            self.slopes += self._noise
        else:
            self._noise[:] = 0.0

    @property
    def floor(self) -> float | None:
        return self._floor

    def heights(self) -> Array:
        """Return the height of each runner (R,)."""
        x, y = self.places.T
        return self.terrain.height(x, y)

    def height_at(self, x: float, y: float) -> float:
        return self.terrain.height_at((x, y))

    def evaluate(self) -> Metrics:
        """Measure how high the lowest runner is; it stands for the loss.

        It is measured from the floor, or from 0 where the terrain has none; NaN if
        no runner is where the terrain has a height.
        """
        heights = self.heights()
        heights = heights[np.isfinite(heights)]
        if not heights.size:
            return Metrics(math.nan, math.nan, math.nan, math.nan)
        lowest = float(heights.min())
        if self._floor is not None:
            # Rounding, or a floor found by search, may lie a little too high.
            lowest = max(0.0, lowest - self._floor)
        return Metrics(lowest, math.nan, math.nan, math.nan)

    def restore(self, checkpoint: Checkpoint) -> None:
        require_shape("checkpoint.state", checkpoint.state, self.state.shape)
        self.state[:] = checkpoint.state
        self.scalars[:] = checkpoint.scalars
        self.update = checkpoint.position.update

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        """Return the place of coordinate `destination` of runner `layer`, from 1."""
        known = 1 <= layer <= len(self.runners) and 0 <= destination < DIMENSIONS
        if not known or source is not None:
            raise IndexError(
                f"runner {layer}, coordinate {destination} is unknown; allowed: "
                f"runners 1 to {len(self.runners)}, coordinates 0 and 1"
            )
        return DIMENSIONS * (layer - 1) + destination

    def put(self, theta: Array) -> None:
        self.state[0] = theta
        self._begin()

    def twin(self) -> RaceLearner:
        """Return a race of its own in the same state, to look ahead with."""
        other = RaceLearner(
            self.terrain,
            self.runners,
            start=(0.0, 0.0),
            noise=self.noise,
            streams=self._streams,
        )
        other.restore(self.checkpoint())
        return other

    def memories(self, number: int) -> tuple[Memory, ...]:
        """Return what a runner keeps, as copies; the first runner is 0."""
        work = self._workspace(number)
        kept = self.runners[number].optimizer.memories(work.state, work.scalars)
        return tuple(
            dataclasses.replace(each, value=np.array(each.value)) for each in kept
        )

    def average(self, number: int) -> Array | None:
        """Return a copy of a runner's averaged place (2,), if it averages."""
        state = self._workspace(number).state
        row = self.runners[number].optimizer.average(state)
        return None if row is None else row.copy()

    def average_row(self, number: int) -> int | None:
        """Return the row of the state in which a runner's averaged place lies."""
        optimizer = self.runners[number].optimizer
        rows = np.arange(1.0, 1.0 + optimizer.state_vectors)[:, None]
        found = optimizer.average(rows)
        return None if found is None else int(found[0])

    def _begin(self) -> None:
        """Let every optimizer begin where its runner is."""
        for number, runner in enumerate(self.runners):
            work = self._workspace(number)
            runner.optimizer.begin(work.theta, work.state, work.scalars)
        self.arrivals[:] = UNDER_WAY
        self._note_arrivals()

    def _note_arrivals(self) -> None:
        """Keep since when each runner has been near a minimum without leaving it."""
        if not len(self._minima):
            return
        away = self.places[:, None, :] - self._minima
        distances = np.hypot(away[..., 0], away[..., 1]).min(axis=1)
        is_near = distances <= self.terrain.near
        came = is_near & (self.arrivals == UNDER_WAY)
        self.arrivals[came] = self.update
        self.arrivals[~is_near] = UNDER_WAY

    def _compile(self, number: int) -> Plan:
        plan = Plan(self.state.dtype)
        work = self._workspace(number)
        plan.extend("θ ← θ − η g", self.runners[number].optimizer.update(work))
        return plan

    def _workspace(self, number: int) -> Workspace:
        low, high = self._borders[number : number + 2]
        optimizer = self.runners[number].optimizer
        columns = slice(DIMENSIONS * number, DIMENSIONS * (number + 1))
        return Workspace(
            self.places[number],
            self.slopes[number],
            self.state[1 : 1 + optimizer.state_vectors, columns],
            self.scalars[low:high],
            self._rates[number],
            _Ground(self.terrain, self._noise),
            self._streams,
        )


class _Ground:
    """Height and slope of a terrain at any point, with the noise of the step."""

    def __init__(self, terrain: Terrain, noise: Array) -> None:
        self._terrain = terrain
        self._noise = noise

    def loss(self, theta: Array) -> float:
        x, y = theta
        return float(self._terrain.height(x, y)) + float(self._noise.dot(theta))

    def gradient(self, theta: Array, out: Array) -> float:
        x, y = theta
        out[0], out[1] = self._terrain.slope(x, y)
        out += self._noise
        return self.loss(theta)
