"""A nerve cell beside the sum that a neuron computes."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene

KnobKind = Literal["input", "weight", "bias"]


class Knob(Struct, frozen=True):
    """A number that the hand can change.

    Attributes
    ----------
    kind : KnobKind
    place : int
        Of the input that it belongs to; 0 for the bias.
    name : str
        As in formulas, e.g. ``"w₁"``.
    spoken : str
        The same in words.
    value : float
    text : str
    low, high : float
    """

    kind: KnobKind
    place: int
    name: str
    spoken: str
    value: float
    text: str
    low: float
    high: float


class Cell(Struct, frozen=True):
    """One neuron.

    Attributes
    ----------
    number : int
        The first is 0.
    name : str
        How it learns; empty where there is one alone.
    selected : bool
    weights : tuple of Knob
    bias : Knob
    products : tuple of str
        What each input contributes to the sum.
    sum_text, function_text, slope_text, answer_text, target_text : str
    answer : float
        As a share of the largest output, -1 … 1, which colors it.
    curve_x, curve_y : float arrays (N,)
        The activation function around 0, which is drawn in the cell's body.
    point : (x, y)
        Where the neuron stands on it.
    forward, backward : str
        The whole computation with its numbers, and the gradient; the second is
        empty where there is no target.
    """

    number: int
    name: str
    selected: bool
    weights: tuple[Knob, ...]
    bias: Knob
    products: tuple[str, ...]
    sum_text: str
    function_text: str
    slope_text: str
    answer_text: str
    target_text: str
    answer: float
    curve_x: FloatArray
    curve_y: FloatArray
    point: tuple[float, float]
    forward: str
    backward: str


class CellScene(Scene, frozen=True):
    """One neuron or two that learn side by side, fed with the same inputs.

    Attributes
    ----------
    title, subtitle : str
    inputs : tuple of Knob
    cells : tuple of Cell
    own : bool
        Whether the inputs are a person's own rather than those of an example.
    full_weight : float
        A weight of this size is drawn at full width.
    """

    title: str
    subtitle: str
    inputs: tuple[Knob, ...]
    cells: tuple[Cell, ...]
    own: bool
    full_weight: float
