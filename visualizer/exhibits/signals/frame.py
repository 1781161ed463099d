"""What the page Signals looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes import IntArray
from visualizer.scenes.why import Quantity

PANELS = frozenset(
    {"forward", "backward", "spread", "initializers", "twins", "rule", "why"}
)

BACKWARD = ("activations", "weights")
"""Gradients that can be shown: ∂C/∂a, or ∂C/∂w."""

WAYS = ("forward", "backward")
"""Ways that initializers can be compared on."""


@dataclass(frozen=True, slots=True)
class SignalsWatch:
    """What is being looked at.

    Attributes
    ----------
    gradient : str
        Key among `BACKWARD`.
    way : str
        Key among `WAYS`, for the comparison of initializers.
    layer : int
        Whose weights are shown neuron by neuron; 1 is the first hidden layer.
    trail : tuple of Quantity
        Numbers that were opened one after the other.
    visible : frozenset of str
        Names of the panels in sight.
    """

    gradient: str = "activations"
    way: str = "backward"
    layer: int = 1
    trail: tuple[Quantity, ...] = ()
    visible: frozenset[str] = PANELS


class SignalSizes(Struct, frozen=True, eq=False):
    """Root mean squares, layer by layer; equal only to itself.

    Attributes
    ----------
    forward : array (L + 1,)
        Of the inputs and of the activations of the hidden layers 1 … L.
    backward : array (L + 1,)
        Of an example's ∂C/∂a at the hidden layers 1 … L and ∂C/∂z at the output.
    weights : array (L + 1,)
        Of the mean gradient of the weights into the hidden layers 1 … L and into
        the output.
    """

    forward: Array
    backward: Array
    weights: Array


class LayerHealth(Struct, frozen=True, eq=False):
    """What has become of the neurons of the hidden layers; equal only to itself.

    Attributes
    ----------
    dead, saturated, equal : arrays (L,)
        Shares of the neurons that answer 0 to every example, that hardly have a
        slope, and that have a twin of the same weights.
    """

    dead: Array
    saturated: Array
    equal: Array


class InitializerDraws(Struct, frozen=True, eq=False):
    """Sizes in networks drawn again and again; equal only to itself.

    Attributes
    ----------
    key, title : str
        Of the initializer.
    forward, backward : arrays (D, L + 1)
        As of `SignalSizes`, a row for each network drawn so far.
    """

    key: str
    title: str
    forward: Array
    backward: Array


class TwinsView(Struct, frozen=True, eq=False):
    """Weights into some neurons of one layer along the run; equal only to itself.

    Attributes
    ----------
    layer : int
    neurons, sources : int
        Of the layer in all, and weights into each.
    updates : int array (N,)
    weights : array (N, n_in, n)
        Of the first neurons and sources.
    apart : float
        Greatest difference between a weight of one neuron and the same weight of
        another, among all neurons of the layer, now.
    """

    layer: int
    neurons: int
    sources: int
    updates: IntArray
    weights: Array
    apart: float


class SignalsFrame(Struct, frozen=True, eq=False):
    """One moment; arrays are copies.

    Attributes
    ----------
    update : int
    sizes : SignalSizes
    health : LayerHealth
    histograms : array (BINS, L) or None
        Shares of the activations of each hidden layer on the signed axis; None where
        nobody looks.
    theory : SignalSizes or None
        Of a wide network before the first update, without that of weights; None
        where it is not known.
    draws : tuple of InitializerDraws
        Empty where nobody looks.
    wanted : int
        Networks that are drawn with each initializer in the end.
    twins : TwinsView or None
    step : StepPass or None
        The numbers behind the sizes, of all examples that are measured; None where
        nobody looks.
    """

    update: int
    sizes: SignalSizes
    health: LayerHealth
    histograms: Array | None
    theory: SignalSizes | None
    draws: tuple[InitializerDraws, ...]
    wanted: int
    twins: TwinsView | None
    step: StepPass | None
