"""Single neurons that learn side by side: yes or no, from the same examples.

What tells them apart is how they learn alone: the loss, the rule and the rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array, ShapeError, require_shape
from visualizer.engine.domains import DomainError
from visualizer.engine.learner import Checkpoint, Indices, Learner, Metrics, Position
from visualizer.engine.losses import Loss
from visualizer.engine.optimizers import Scalars
from visualizer.engine.plan import Plan

Rule = Literal["descent", "perceptron"]
"""How an error changes the weights.

Descent follows -∂C/∂w. The perceptron rule leaves the slope of the activation out:
w ← w + η (y - a) x, so that a threshold can learn, which has no slope.
References: Rosenblatt (1958); Minsky & Papert (1969) on what it cannot learn.
"""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pupil:
    """How one neuron learns.

    Attributes
    ----------
    loss : Loss
        Of a single output; what descent goes down, and what is measured.
    learning_rate : float
        Above 0.
    rule : Rule
    """

    loss: Loss
    learning_rate: float
    rule: Rule = "descent"


def goals(loss: Loss, activation: Activation) -> tuple[float, float]:
    """Return the targets that stand for no and for yes.

    They are -1 and 1 where the loss takes signs, or the activation goes from -1 to
    1 and the loss has nothing against it; else 0 and 1.
    """
    signed = loss.targets == "signs" or (
        loss.targets == "signed" and activation.limits == (-1.0, 1.0)
    )
    return (-1.0 if signed else 0.0), 1.0


def fits(loss: Loss, activation: Activation) -> bool:
    """Return whether a neuron of this activation can be measured by this loss."""
    try:
        loss.check_output(activation)
    except DomainError:
        return False
    return True


def with_ones(x: Array) -> Array:
    """Return inputs (n, B) with a row of ones behind them, for the bias."""
    return np.concatenate([x, np.ones((1, x.shape[1]))])


class NeuronPass:
    """One neuron's way over some examples, forward and back, as bound calls.

    z = w·x + b, a = f(z), C = mean of loss(a, y); backward ∂C/∂z, which the
    perceptron rule replaces by a - y, and the gradient of w and b.

    Parameters
    ----------
    theta : array (1, n + 1)
        Weights and, as the last, the bias; read at each run.
    x : array (n + 1, B)
        Inputs with a row of ones.
    y : array (1, B)
    activation : Activation
    pupil : Pupil

    Attributes
    ----------
    z, a, slope, dz : arrays (1, B)
    da : array (1, B)
        ∂C/∂a; NaN where ∂C/∂z is found without it.
    gradient : array (1, n + 1)
    """

    def __init__(
        self, theta: Array, x: Array, y: Array, activation: Activation, pupil: Pupil
    ) -> None:
        self.z, self.a, self.slope, self.dz = (np.empty_like(y) for _ in range(4))
        self.da: Array = np.full_like(y, np.nan)
        self.gradient: Array = np.empty_like(theta)
        self.plan = plan = Plan(theta.dtype)
        scale = 1.0 / y.shape[1]
        loss = pupil.loss
        plan.add("z = w·x + b", theta.dot, x, self.z)
        plan.extend("a = f(z)", activation.value(self.z, self.a))
        plan.extend("f′(z)", activation.slope(self.z, self.a, self.slope))
        if pupil.rule == "perceptron":
            plan.add("a − y", np.subtract, self.a, y, self.dz)
            plan.add("(a − y) / B", np.multiply, self.dz, scale, self.dz)
        elif loss.fuses(activation):
            calls = loss.fused_gradient(self.a, y, scale, self.dz)
            plan.extend("∂C/∂z", calls)
        else:
            plan.extend("∂C/∂a", loss.gradient(self.a, y, scale, self.da))
            plan.add("∂C/∂z", np.multiply, self.da, self.slope, self.dz)
        plan.add("∂C/∂w", self.dz.dot, x.T, self.gradient)

    def run(self) -> None:
        """Go over the examples with the parameters as they are."""
        self.plan.run()


def measure(
    theta: Array, x: Array, y: Array, activation: Activation, loss: Loss
) -> tuple[Array, Array]:
    """Return outputs and losses of a neuron at several moments.

    Parameters
    ----------
    theta : array (T, n + 1)
    x : array (n + 1, B)
    y : array (B,)

    Returns
    -------
    outputs, losses : arrays (T, B)
    """
    z = theta @ x
    row = z.reshape(1, -1)
    a = activation(row)
    targets = np.tile(y, len(theta)).reshape(1, -1)
    with np.errstate(all="ignore"):
        if loss.fuses(activation):
            values = loss.fused_value(row, targets)
        else:
            values = loss.value(a, targets)
    return a.reshape(z.shape), values.reshape(z.shape)


class NeuronLearner(Learner):
    """Trains R neurons of n inputs on N examples of yes and no.

    The parameters are those of one neuron after the other, each its weights and
    then its bias.

    Parameters
    ----------
    x : array (n, N)
    yes : bool array (N,)
    activation : Activation
        Elementwise.
    pupils : sequence of R Pupils
    start : array (n + 1,)
        Weights and bias that all begin with.
    together : bool
        Whether an update is over all examples, or over one after the other in
        their order.

    Raises
    ------
    ShapeError
        If the examples or the start do not fit together.
    ValueError
        If there is no pupil, a rate is not above 0, or a loss is not defined for
        the activation.

    Attributes
    ----------
    x : array (n + 1, N)
        With the row of ones.
    theta : array (R, n + 1)
        View of the parameters.
    """

    keyframe_spacing = 1

    def __init__(
        self,
        x: Array,
        yes: Flags,
        activation: Activation,
        pupils: Sequence[Pupil],
        *,
        start: Array,
        together: bool,
    ) -> None:
        if not pupils:
            raise ValueError("there is no neuron to learn; allowed: 1 or more")
        inputs, count = x.shape
        if yes.shape != (count,):
            raise ShapeError(f"yes has shape {yes.shape}; expected {(count,)}")
        require_shape("start", start, (inputs + 1,))
        self.update = 0
        self.x = with_ones(np.asarray(x, np.float64))
        self.yes = yes
        self.together = together
        self.state: Array = np.tile(np.asarray(start, np.float64), len(pupils))[None]
        self.theta: Array = self.state[0].reshape(len(pupils), inputs + 1)
        self.scalars: Scalars = np.zeros(0)
        self.pupils: tuple[Pupil, ...] = tuple(pupils)
        self.configure(activation, pupils)

    def configure(self, activation: Activation, pupils: Sequence[Pupil]) -> None:
        """Go on with another activation, other losses, rules or rates.

        Raises
        ------
        ValueError
            If the number of pupils changes, a rate is not above 0, or a loss is
            not defined for the activation.
        """
        if len(pupils) != len(self.theta):
            raise ValueError(
                f"{len(pupils)} neurons are asked to go on; allowed: {len(self.theta)}"
            )
        for pupil in pupils:
            rate = pupil.learning_rate
            if not (math.isfinite(rate) and rate > 0.0):
                raise ValueError(f"learning rate {rate} is out of range; allowed: > 0")
            pupil.loss.check_output(activation)
        self.activation, self.pupils = activation, tuple(pupils)
        self.learning_rate = self.pupils[0].learning_rate
        self.targets: Array = np.stack(
            [np.where(self.yes, *reversed(goals(p.loss, activation))) for p in pupils]
        )
        count = self.x.shape[1]
        whole = [slice(0, count)]
        batches = whole if self.together else [slice(n, n + 1) for n in range(count)]
        self.plans = tuple(self._compile(batch) for batch in batches)
        self._steps = tuple(plan.steps for plan in self.plans)

    @property
    def examples(self) -> int:
        return int(self.x.shape[1])

    @property
    def updates_per_epoch(self) -> int:
        return 1 if self.together else self.examples

    @property
    def position(self) -> Position:
        epoch, place = divmod(self.update, self.updates_per_epoch)
        return Position(self.update, epoch, place)

    def upcoming(self) -> Indices:
        return self.batch_of(self.update)

    def batch_of(self, update: int) -> Indices:
        """Return the numbers of the examples of an update, the first being 0."""
        if self.together:
            return np.arange(self.examples)
        return np.array([update % self.examples])

    def run(self, most: int) -> bool:
        if most < 1:
            return False
        length = self.updates_per_epoch
        first = self.update % length
        last = min(first + most, length)
        for steps in self._steps[first:last]:
            for function, operands in steps:
                function(*operands)
        self.update += last - first
        return last == length

    def evaluate(self) -> Metrics:
        """Measure the first neuron; its loss is no number if any has none."""
        outputs, losses = self.measured(0, self.theta[:1])
        right = float(self.right_answers(0, outputs[0]).mean())
        loss = float(losses.mean())
        if not np.isfinite(self.theta).all():
            loss = math.nan
        return Metrics(loss, math.nan, right, math.nan)

    def measured(self, number: int, theta: Array) -> tuple[Array, Array]:
        """Return outputs and losses (T, N) of a neuron at parameters (T, n + 1)."""
        return measure(
            theta,
            self.x,
            self.targets[number],
            self.activation,
            self.pupils[number].loss,
        )

    def right_answers(self, number: int, outputs: Array) -> Flags:
        """Return whether each output (N,) of a neuron is on the side of its target."""
        middle = sum(goals(self.pupils[number].loss, self.activation)) / 2.0
        right: Flags = (outputs >= middle) == self.yes
        return right

    def look(self, number: int, x: Array, y: float) -> NeuronPass:
        """Return a neuron's way over one example: inputs (n,) and its target."""
        found = NeuronPass(
            self.theta[number : number + 1].copy(),
            with_ones(np.asarray(x, np.float64).reshape(-1, 1)),
            np.full((1, 1), y),
            self.activation,
            self.pupils[number],
        )
        found.run()
        return found

    def restore(self, checkpoint: Checkpoint) -> None:
        require_shape("checkpoint.state", checkpoint.state, self.state.shape)
        self.state[:] = checkpoint.state
        self.update = checkpoint.position.update

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        """Return the place of an input's weight, or of the bias, of a neuron.

        All neurons stand in layer 1; `destination` is the neuron, the first is 0.
        """
        count, width = self.theta.shape
        known = source is None or 0 <= source < width - 1
        if layer != 1 or not 0 <= destination < count or not known:
            raise IndexError(
                f"layer {layer}, source {source}, neuron {destination} is unknown; "
                f"allowed: layer 1, sources 0 to {width - 2} or none, "
                f"neurons 0 to {count - 1}"
            )
        place: int = destination * width + (width - 1 if source is None else source)
        return place

    def put(self, theta: Array) -> None:
        self.state[0] = theta

    def _compile(self, batch: slice) -> Plan:
        """Return an update of all neurons over a batch of the examples."""
        plan = Plan(self.state.dtype)
        for number, pupil in enumerate(self.pupils):
            theta = self.theta[number : number + 1]
            x = np.ascontiguousarray(self.x[:, batch])
            y = self.targets[number : number + 1, batch].copy()
            way = NeuronPass(theta, x, y, self.activation, pupil)
            plan.operations += way.plan.operations
            step = np.empty_like(theta)
            plan.add("η ∂C/∂w", np.multiply, way.gradient, pupil.learning_rate, step)
            plan.add("w ← w − η ∂C/∂w", np.subtract, theta, step, theta)
        return plan
