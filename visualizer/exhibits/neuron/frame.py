"""What the neuron's exhibit looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.neuron_learner import Pupil
from visualizer.engine.signal_spread import SignalSpread
from visualizer.exhibits.neuron.tasks import Task
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes import IntArray
from visualizer.scenes.why import Quantity

PANELS = frozenset({"cell", "curve", "output", "cost", "answers", "why"})
GALLERIES = frozenset({"activations", "losses"})

PLANE = (-0.5, 1.5)
"""Both axes of the plane of two inputs, and how far the hand can move them."""

LINE = (-3.0, 3.0)
"""The same for a single input."""

GRID = 49
"""Places along each axis at which the answers are found."""


@dataclass(frozen=True, slots=True)
class NeuronWatch:
    """What is being looked at.

    Attributes
    ----------
    neuron : int
        The one looked at closely; the first is 0.
    example : int
        The one that feeds the neuron; the last where there are not so many.
    inputs : tuple of float
        Inputs of one's own, which feed it instead; empty for the example's.
    log_cost : bool
        Whether the axis of the cost is logarithmic.
    label : bool
        The label for which the losses are drawn: yes or no.
    activation_card, loss_card : str
        Key of the card that is enlarged; empty for none.
    trail : tuple of Quantity
        Numbers that were opened one after the other.
    point : (int, int) or None
        Neuron and update that they are of; of the neuron looked at, now, where None.
        Update -1 is now.
    visible : frozenset of str
        Names of the panels in sight.
    """

    neuron: int = 0
    example: int = 3
    inputs: tuple[float, ...] = ()
    log_cost: bool = False
    label: bool = True
    activation_card: str = ""
    loss_card: str = ""
    trail: tuple[Quantity, ...] = ()
    point: tuple[int, int] | None = None
    visible: frozenset[str] = PANELS | GALLERIES


class NeuronLook(Struct, frozen=True):
    """One neuron with the inputs that feed it.

    Attributes
    ----------
    pupil : Pupil
    goals : (float, float)
        Its targets for no and yes.
    weights : tuple of float
    bias : float
    z, a, slope : float
    target : float
        NaN for inputs of one's own.
    da : float
        ∂C/∂a for this example; NaN where ∂C/∂z is found without it.
    dz : float
        ∂C/∂z for this example alone, or a - y by the perceptron rule; NaN without
        a target.
    gradient : tuple of float
        ∂C/∂w of each weight and ∂C/∂b; NaN without a target.
    answers : array (N,)
        Outputs for all examples.
    cost : float
        Mean loss of all examples.
    """

    pupil: Pupil
    goals: tuple[float, float]
    weights: tuple[float, ...]
    bias: float
    z: float
    a: float
    slope: float
    target: float
    da: float
    dz: float
    gradient: tuple[float, ...]
    answers: Array
    cost: float


class NeuronFrame(Struct, frozen=True):
    """One moment of R neurons; arrays are copies.

    Attributes
    ----------
    update : int
    updates_per_epoch : int
    task : Task
    activation : Activation
    inputs : tuple of float
        What feeds the neurons.
    example : int
        Which example that is; -1 for inputs of one's own.
    neurons : tuple of R NeuronLooks
    updates : int array (T,)
        The moments of the run up to now, the last one now.
    costs : array (T, R)
        Mean loss of all examples.
    outputs : array (T, R)
        For the inputs that feed the neurons.
    answers : array (H, W) or None
        What the neuron looked at answers over the plane of two inputs, row 0 the
        lowest; None while nobody looks at it.
    spreads : tuple of (key, SignalSpread)
        Of the activations looked at so far; the same object until one is added.
    step : StepPass or None
        The numbers that can be opened; None while nobody looks at them.
    stepped : (int, int)
        Neuron and update that they are of.
    """

    update: int
    updates_per_epoch: int
    task: Task
    activation: Activation
    inputs: tuple[float, ...]
    example: int
    neurons: tuple[NeuronLook, ...]
    updates: IntArray
    costs: Array
    outputs: Array
    answers: Array | None
    spreads: tuple[tuple[str, SignalSpread], ...]
    step: StepPass | None
    stepped: tuple[int, int]
