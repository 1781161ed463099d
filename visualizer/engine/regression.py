"""Linear regression with two parameters: its error surface is exact.

The surface of a whole set is a bowl, and the mean of the surfaces of its examples,
each of which is a straight valley: all parameters that answer one example rightly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Checkpoint, Indices, Metrics, Position
from visualizer.engine.random_streams import EpochOrder, RandomStreams
from visualizer.engine.runners import RunnersLearner
from visualizer.engine.terrains import Point, Terrain, View

PARAMETERS = 2

SIZES = ("batch", "mini", "single")
"""Who descends: by the slope of all examples, of some, and of one."""


# eq=False: comparing arrays gives arrays, which have no single truth value.
@dataclass(frozen=True, eq=False)
class ErrorSurface(Terrain):
    """f(θ) = ½ mean (θ·x - y)², over the examples (x, y).

    With H = mean x xᵀ and c = mean y x it is ½ θ·H θ - c·θ + ½ mean y².

    Attributes
    ----------
    inputs : array (N, 2)
        A bias is an input that is always 1.
    targets : array (N,)
    shown : View
        Ranges of the two parameters.
    begin : Point
        Where descent starts.
    """

    key = "error_surface"
    title = "Error surface"

    # Other terrains are equal by their settings; this one is not its arrays.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    inputs: Array
    targets: Array
    shown: View
    begin: Point

    @property
    def view(self) -> View:
        return self.shown

    @property
    def start(self) -> Point:
        return self.begin

    def minima(self) -> tuple[Point, ...]:
        bends = np.linalg.eigvalsh(self._products())
        if bends[0] <= 1e-12 * bends[1]:
            # The floor is a line, or a plane: no point is lower than all others.
            return ()
        x, y = np.linalg.solve(self._products(), self._aim())
        return ((float(x), float(y)),)

    def height(self, x: Array, y: Array) -> Array:
        (a, b), (_, d) = self._products()
        c, e = self._aim()
        rest = 0.5 * float(np.mean(self.targets**2))
        square = 0.5 * (a * x * x + d * y * y) + b * x * y
        found: Array = square - c * x - e * y + rest
        return found

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        (a, b), (_, d) = self._products()
        c, e = self._aim()
        return a * x + b * y - c, b * x + d * y - e

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        (a, b), (_, d) = self._products()
        one = np.ones_like(x)
        return a * one, b * one, d * one

    def of_example(self, number: int) -> ErrorSurface:
        """Return the surface of one example alone."""
        part = slice(number, number + 1)
        return ErrorSurface(
            self.inputs[part], self.targets[part], self.shown, self.begin
        )

    def valley(self, number: int) -> tuple[Point, Point] | None:
        """Return the ends, within the view, of where an example has no error.

        None where all of that line lies outside.
        """
        (a, b), c = self.inputs[number], self.targets[number]
        left, right, low, high = self.shown
        ends = []
        if b != 0.0:
            ends += [(x, (c - a * x) / b) for x in (left, right)]
        if a != 0.0:
            ends += [((c - b * y) / a, y) for y in (low, high)]
        room_x, room_y = 1e-9 * (right - left), 1e-9 * (high - low)
        inside = sorted(
            (float(x), float(y))
            for x, y in ends
            if left - room_x <= x <= right + room_x
            and low - room_y <= y <= high + room_y
        )
        return (inside[0], inside[-1]) if len(inside) > 1 else None

    def largest_rate(self) -> float:
        """Return the learning rate above which the step of one example grows.

        It is 2 / |x|² of the largest input; descent by more examples at once bears
        more. References: Widrow & Stearns (1985), "Adaptive Signal Processing".
        """
        return 2.0 / float((self.inputs**2).sum(axis=1).max())

    def _products(self) -> Array:
        found: Array = self.inputs.T @ self.inputs / len(self.inputs)
        return found

    def _aim(self) -> Array:
        found: Array = self.inputs.T @ self.targets / len(self.inputs)
        return found


class ThreeDescents(RunnersLearner):
    """Descends on one error surface by all, by some and by single examples.

    An update looks at one more example, the same for all three. Each gathers the
    slopes of the examples at its own place, and steps by their mean when it has
    enough: θ ← θ - η mean (θ·x - y) x. What is left at the end of an epoch makes a
    smaller batch. So time is counted in examples seen, not in steps.

    Parameters
    ----------
    surface : ErrorSurface
        Over N examples.
    batch_size : int
        Examples of a mini-batch, from 1 on.
    learning_rate : float
        Above 0; the same for all.
    streams : RandomStreams
        Gives the order of each epoch.

    Raises
    ------
    ValueError
        If rate or batch size is out of range.

    Attributes
    ----------
    places : array (3, 2)
        View of the parameters of the three, as in `SIZES`.
    steps : float64 array (3,)
        View of the steps that each has done.

    References: Cauchy (1847); Robbins & Monro (1951); Bottou (1998), "Online
    learning and stochastic approximations".
    """

    keyframe_spacing = 1

    def __init__(
        self,
        surface: ErrorSurface,
        *,
        batch_size: int,
        learning_rate: float,
        streams: RandomStreams,
    ) -> None:
        self.surface = surface
        self.update = 0
        count = len(surface.targets)
        self.state: Array = np.zeros((2, len(SIZES) * PARAMETERS))
        self.places, self._gathered = (
            row.reshape(len(SIZES), PARAMETERS) for row in self.state
        )
        self.scalars = np.zeros(2 * len(SIZES))
        self.steps, self._collected = np.split(self.scalars, 2)
        self._order: Indices = np.arange(count)
        self._orders = EpochOrder(streams, self._order, reshuffle=True)
        self._orders.draw(0)
        self.places[:] = surface.begin
        minima = surface.minima()
        self._least = surface.height_at(minima[0]) if minima else 0.0
        self.configure(batch_size, learning_rate)

    def configure(self, batch_size: int, learning_rate: float) -> None:
        """Take another batch size and rate, effective from the next example on.

        Raises
        ------
        ValueError
            If one of them is out of range.
        """
        if not (np.isfinite(learning_rate) and learning_rate > 0.0):
            raise ValueError(
                f"learning rate {learning_rate} is out of range; allowed: above 0"
            )
        if batch_size < 1:
            raise ValueError(f"batch size {batch_size} is out of range; allowed: 1 on")
        self.learning_rate = learning_rate
        self._wanted = np.array([len(self._order), batch_size, 1], np.float64)

    @property
    def examples(self) -> int:
        return len(self._order)

    @property
    def updates_per_epoch(self) -> int:
        return len(self._order)

    @property
    def position(self) -> Position:
        epoch, seen = divmod(self.update, len(self._order))
        return Position(self.update, epoch, seen)

    @property
    def last(self) -> int | None:
        """The example looked at last; None before the first."""
        if self.update == 0:
            return None
        epoch, seen = divmod(self.update - 1, len(self._order))
        self._orders.draw(epoch)
        return int(self._order[seen])

    def upcoming(self) -> Indices:
        epoch, seen = divmod(self.update, len(self._order))
        self._orders.draw(epoch)
        return self._order[seen : seen + 1].copy()

    def run(self, most: int) -> bool:
        if most < 1:
            return False
        count = len(self._order)
        epoch, seen = divmod(self.update, count)
        self._orders.draw(epoch)
        inputs, targets = self.surface.inputs, self.surface.targets
        with np.errstate(all="ignore"):
            for example in self._order[seen : seen + most].tolist():
                x = inputs[example]
                self._gathered += (self.places @ x - targets[example])[:, None] * x
                self._collected += 1.0
                seen += 1
                self._step(seen == count)
        self.update = epoch * count + seen
        return seen == count

    def _step(self, last: bool) -> None:
        """Let those step who have enough examples; all at the end of an epoch."""
        due = np.ones(len(SIZES), bool) if last else self._collected >= self._wanted
        mean = self._gathered[due] / self._collected[due, None]
        self.places[due] -= self.learning_rate * mean
        self.steps[due] += 1.0
        self._gathered[due] = 0.0
        self._collected[due] = 0.0

    @property
    def floor(self) -> float | None:
        return self._least

    def heights(self) -> Array:
        """Return the error of each of the three over all examples (3,)."""
        with np.errstate(all="ignore"):
            return self.surface.height(*self.places.T)

    def height_at(self, x: float, y: float) -> float:
        return self.surface.height_at((x, y))

    def evaluate(self) -> Metrics:
        """Measure how far the lowest of the three is above the least error."""
        losses = self.heights()
        finite = losses[np.isfinite(losses)]
        if not finite.size:
            return Metrics(np.nan, np.nan, np.nan, np.nan)
        # Rounding may put the floor a little too high.
        lowest = max(0.0, float(finite.min()) - self._least)
        return Metrics(lowest, np.nan, np.nan, np.nan)

    def restore(self, checkpoint: Checkpoint) -> None:
        self.state[:] = checkpoint.state
        self.scalars[:] = checkpoint.scalars
        self.update = checkpoint.position.update

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        """Return the place of parameter `destination` of method `layer`, from 1."""
        known = 1 <= layer <= len(SIZES) and 0 <= destination < PARAMETERS
        if not known or source is not None:
            raise IndexError(
                f"method {layer}, parameter {destination} is unknown; allowed: "
                f"methods 1 to {len(SIZES)}, parameters 0 and 1"
            )
        return PARAMETERS * (layer - 1) + destination

    def put(self, theta: Array) -> None:
        self.state[0] = theta
        self.state[1] = 0.0
        self.scalars[:] = 0.0
