"""What the page Graph looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.scenes.graph import Phase

PANELS = frozenset({"graph", "rule"})

WHOLE = "network"
"""Key of the scope that is the whole network; a neuron's is ``"layer.number"``."""


@dataclass(frozen=True, slots=True)
class GraphWatch:
    """What is being looked at.

    Attributes
    ----------
    example : int
        Training example watched.
    scope : str
        `WHOLE`, or a neuron: ``"1.0"`` is the first one of layer 1.
    selected : int
        Index of the operation whose rule is open; -1: the current one, or the loss.
    visible : frozenset of str
        Names of the panels in sight.
    """

    example: int = 0
    scope: str = WHOLE
    selected: int = -1
    visible: frozenset[str] = PANELS


class OperationView(Struct, frozen=True):
    """A node of the tape, as a value of its own.

    Attributes
    ----------
    index : int
    column : int
        Column in the drawing of the whole network.
    label : str
        Its symbol, or ``"v₇"`` where it has none.
    named : bool
        Whether the symbol is the field's.
    operation, form : str
        As of the node.
    value, gradient : float
    parents : tuple of int
    slopes : tuple of float
    rules : tuple of str
    varies : bool
    """

    index: int
    column: int
    label: str
    named: bool
    operation: str
    form: str
    value: float
    gradient: float
    parents: tuple[int, ...]
    slopes: tuple[float, ...]
    rules: tuple[str, ...]
    varies: bool


class NeuronView(Struct, frozen=True):
    """Where a neuron is on the tape.

    Attributes
    ----------
    layer, number : int
        Layer 1 is the first after the inputs; numbers count from 0.
    answer : int
        Index of its activation.
    inputs : tuple of int
        Indices of what it is fed with.
    """

    layer: int
    number: int
    answer: int
    inputs: tuple[int, ...]

    @property
    def scope(self) -> str:
        """The key of the scope that shows it."""
        return f"{self.layer}.{self.number}"


class GraphFrame(Struct, frozen=True):
    """One moment.

    Attributes
    ----------
    update : int
    example, examples : int
        Number of the training example watched, and of all.
    operations : tuple of OperationView
        In the order of the tape.
    neurons : tuple of NeuronView
    loss : int
        Index of the loss.
    walking : bool
        Whether the run is stepped example by example or finer.
    phase : Phase or None
        Where the walk stands; its layer is a column, its neuron an operation.
    problem : str
        Why there is no graph; empty where there is one.
    """

    update: int
    example: int
    examples: int
    operations: tuple[OperationView, ...]
    neurons: tuple[NeuronView, ...]
    loss: int
    walking: bool
    phase: Phase | None
    problem: str = ""
