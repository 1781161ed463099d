"""A computation as a graph of single operations, and the rule at one of them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent

Stage = Literal["coming", "current", "done"]
Cargo = Literal["nothing", "value", "gradient"]


class OperationBox(Struct, frozen=True):
    """One number of the computation.

    Attributes
    ----------
    index : int
        Its place on the tape.
    x, y : float
        Middle of the box, in columns and rows of the drawing.
    title : str
        The operation and its symbol, e.g. ``"tanh  a₁⁽¹⁾"``.
    operation : bool
        Whether it is made of others; the others are put in.
    value, gradient : str
        Empty before they are reached, and where there is no gradient.
    value_sign, gradient_sign : -1, 0 or 1
    stage : Stage
    """

    index: int
    x: float
    y: float
    title: str
    operation: bool
    value: str
    gradient: str
    value_sign: int
    gradient_sign: int
    stage: Stage


class Wire(Struct, frozen=True):
    """What one box is made of.

    Attributes
    ----------
    source, target : int
        Indices of the boxes.
    points : tuple of (x, y)
        Where the line runs, in columns and rows, both ends included.
    carries : "nothing", "value" or "gradient"
        What has come along it so far; a gradient goes from target to source.
    """

    source: int
    target: int
    points: tuple[tuple[float, float], ...]
    carries: Cargo


class OperationsScene(Scene, frozen=True):
    """The graph, forward from left to right.

    Attributes
    ----------
    title, subtitle : str
    boxes : tuple of OperationBox
    wires : tuple of Wire
    columns, rows : float
        Size of the drawing.
    selected : int
        Index of the box whose rule is open; -1 for none.
    scopes : tuple of (key, name)
        What can be shown: the whole network, or one neuron.
    scope : str
    hint : str
        Stands in place of the graph where there is none.
    """

    title: str
    subtitle: str
    boxes: tuple[OperationBox, ...]
    wires: tuple[Wire, ...]
    columns: float
    rows: float
    selected: int
    scopes: tuple[tuple[str, str], ...]
    scope: str
    hint: str = ""


class RuleLine(Struct, frozen=True):
    """One line of a rule.

    Attributes
    ----------
    label : str
        What it is about; may be empty.
    formula : str
        With letters.
    numbers : str
        The same with numbers; empty before they are reached.
    total : bool
        Whether it is what the lines above it come to.
    """

    label: str
    formula: str
    numbers: str
    total: bool = False


class RuleSection(Struct, frozen=True):
    """Some lines under one heading."""

    heading: str
    lines: tuple[RuleLine, ...]


class RuleScene(Scene, frozen=True):
    """How a number came about, and how its gradient did.

    Attributes
    ----------
    title, subtitle : str
    sections : tuple of RuleSection
    hint : str
    """

    title: str
    subtitle: str
    sections: tuple[RuleSection, ...]
    hint: str


class SelectOperation(Intent, frozen=True):
    """Open the rule of an operation by its index; -1 closes it."""

    index: int
