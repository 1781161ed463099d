"""One neuron taken apart: its sum, its activation, the gradient it gets."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.scenes.why import Quantity


class Term(Struct, frozen=True):
    """One product of the weighted sum.

    Attributes
    ----------
    source : str
        Name of the input, e.g. 'h₂⁽¹⁾'.
    weight : WeightRef
    input_text, weight_text, product_text : str
    input_value, weight_value, product : float
    """

    source: str
    weight: WeightRef
    input_text: str
    weight_text: str
    product_text: str
    input_value: float
    weight_value: float
    product: float


class NeuronScene(Scene, frozen=True):
    """The inside of the selected neuron for the watched example.

    Attributes
    ----------
    title, subtitle : str
        E.g. ``"Inside neuron h₄⁽²⁾"``; ``hint`` invites to select one when
        nothing is selected (then `terms` is empty).
    terms : tuple of Term
        In the order of the inputs; where there are many, the largest products
        first and `rest_text` sums up the others.
    rest_text : str
    product_limit : float
        Length of a full bar.
    bias_text, sum_text, activation_text : str
        E.g. ``"+ bias 0.18"``, ``"Σ = −0.04"``, ``"tanh(Σ) = −0.04"``.
        Where the sum is normalized, n is what comes of it; what is added to the
        activation on a way around the layer stands before it.
    pre_activation, activation : float
        What the activation function gets and what it gives.
    activation_name : str
    curve_x, curve_y : float arrays (N,)
        The activation function around the point.
    gradient_lines : tuple of (name, value text, value)
        What reached the neuron going backward, e.g. ``("∂C/∂a", "−0.024",
        -0.024)``, and the slope between them; none for a probe, which has no target.
    note : str
        Says so when the neuron is dead or saturated.
    hint : str
    neuron : NeuronRef or None
        Which one it is, if it can be frozen.
    frozen, disabled : bool
        Whether it is not trained, and whether it is switched off.
    can_disable : bool
        Whether it can be switched off.
    activations : tuple of (key, name)
        What it can have of its own; the first, without a key, is its layer's. None
        where there is no choice.
    own_activation : str
        Key of the one it has of its own; empty where it has none.
    activation_asks : Quantity or None
        What the point on the curve is, where one can ask why.
    gradient_asks : tuple of Quantity
        The same of each of `gradient_lines`.
    """

    title: str
    subtitle: str
    terms: tuple[Term, ...]
    rest_text: str
    product_limit: float
    bias_text: str
    sum_text: str
    activation_text: str
    pre_activation: float
    activation: float
    activation_name: str
    curve_x: FloatArray
    curve_y: FloatArray
    gradient_lines: tuple[tuple[str, str, float], ...]
    note: str
    hint: str
    neuron: NeuronRef | None = None
    frozen: bool = False
    disabled: bool = False
    can_disable: bool = False
    activations: tuple[tuple[str, str], ...] = ()
    own_activation: str = ""
    activation_asks: Quantity | None = None
    gradient_asks: tuple[Quantity, ...] = ()
