"""The network as a graph: layers of neurons, edges, and what flows in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from visualizer.scenes import FloatArray, IntArray, Scene
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.scenes.numbers import fixed

EDGE_BINS = 16
"""Steps of an edge's color and width on either side of zero."""

LayerKind = Literal["input", "hidden", "output"]

Direction = Literal["forward", "loss", "backward", "average", "update"]

Part = Literal["", "normalized", "handed_on"]


class GraphLayer(Struct, frozen=True):
    """One column of the graph.

    Attributes
    ----------
    title : str
        Stands above the column, e.g. ``"8 neurons"``.
    kind : "input", "hidden" or "output"
    size : int
        True number of neurons.
    shown : tuple of int
        Neurons drawn one by one, ascending; where numbers are left out the
        column shows '⋮' and `folded` says how many there are in truth.
    labels : tuple of str
        One for each shown neuron: 'x₁', 'h₄⁽²⁾', 'digit 3'.
    folded : str
        E.g. ``"64 neurons"``; empty when all are shown.
    image_shape : pair of int or None
        Set when the layer is drawn as one picture (rows, columns).
    details : str
        What the layer has of its own, e.g. ``"ReLU · dropout 20 %"``; stands
        below the title.
    residual : bool
        Whether each neuron also gets what the one beside it, in the layer
        before, answers.
    skipped : bool
        Whether its neurons also get the inputs, past the layers between.
    """

    title: str
    kind: LayerKind
    size: int
    shown: tuple[int, ...]
    labels: tuple[str, ...]
    folded: str = ""
    image_shape: tuple[int, int] | None = None
    details: str = ""
    residual: bool = False
    skipped: bool = False


def same_columns(before: Sequence[GraphLayer], after: Sequence[GraphLayer]) -> bool:
    """Whether two graphs differ at most in what stands below the titles.

    That comes and goes while a network learns; the drawing stays as it is.
    """
    return before is after or (
        len(before) == len(after)
        and all(
            one == replace(other, details=one.details)
            for one, other in zip(before, after, strict=True)
        )
    )


def sources_of(layers: Sequence[GraphLayer], layer: int) -> tuple[NeuronRef, ...]:
    """Return the neurons shown that edges lead from into layer 1, 2, …, in order.

    A layer drawn as an image is one.
    """
    return tuple(
        NeuronRef(number, neuron)
        for number in source_layers(layers, layer)
        for neuron in (layers[number].shown or (0,))
    )


def source_layers(layers: Sequence[GraphLayer], layer: int) -> tuple[int, ...]:
    """Return the numbers of the layers that edges lead from into layer 1, 2, …."""
    return (layer - 1, 0) if layers[layer].skipped else (layer - 1,)


def source_of(layers: Sequence[GraphLayer], weight: WeightRef) -> NeuronRef | None:
    """Return the neuron that a weight leads from; None of a bias."""
    if weight.source is None:
        return None
    before = layers[weight.layer - 1].size
    if weight.source >= before and layers[weight.layer].skipped:
        return NeuronRef(0, weight.source - before)
    return NeuronRef(weight.layer - 1, weight.source)


def weight_between(
    layers: Sequence[GraphLayer], source: NeuronRef, destination: NeuronRef
) -> WeightRef:
    """Return the weight that leads from a neuron to another one."""
    place = source.index
    if source.layer != destination.layer - 1:
        place += layers[destination.layer - 1].size
    return WeightRef(destination.layer, place, destination.index)


class Phase(Struct, frozen=True):
    """Where a walk through one example stands.

    Attributes
    ----------
    direction : Direction
        Forward, at the loss, or backward; after the last example of a batch at
        the average of what they ask for, and at the update.
    layer : int
        Layer being computed (forward: its values; backward: its gradients);
        elsewhere the output.
    neuron : int or None
        Neuron being computed; None: the whole layer at once.
    product : int or None
        Source neuron of the product being added; None: all at once.
    part : Part
        What a layer does besides weighing and activating, with all its neurons:
        normalize the sums, or hand on something else than the activations.
    """

    direction: Direction
    layer: int
    neuron: int | None = None
    product: int | None = None
    part: Part = ""


class NeuronNote(Struct, frozen=True):
    """Tells of a neuron in trouble.

    Attributes
    ----------
    neuron : NeuronRef
    word : str
        Stands above the neuron: ``"dead"``, ``"saturated"``.
    text : str
        The whole sentence.
    """

    neuron: NeuronRef
    word: str
    text: str


class ParameterCard(Struct, frozen=True):
    """The selected weight or bias.

    Attributes
    ----------
    target : WeightRef
    title : str
        E.g. ``"weight h₂⁽¹⁾ → h₁⁽²⁾"``.
    value, gradient : float
    value_text, gradient_text : str
        To four digits.
    limit : float
        The slider runs from -limit to limit.
    locked : bool
        Whether training leaves it as it is.
    """

    target: WeightRef
    title: str
    value: float
    gradient: float
    value_text: str
    gradient_text: str
    limit: float
    locked: bool = False


class LayerCard(Struct, frozen=True):
    """What a hidden layer has of its own, to be changed.

    Attributes
    ----------
    layer : int
    title : str
        E.g. ``"Layer 2 · 4 neurons"``.
    activations, normalizations : tuple of (key, name)
        What there is to choose from; the empty key is what all layers have.
    activation, normalization : str
        Keys of what is chosen.
    dropout : float
        0 … 0.95.
    residual : bool
    residual_note : str
        Why the layer can have no skip connection; empty where it can.
    """

    layer: int
    title: str
    activations: tuple[tuple[str, str], ...]
    activation: str
    normalizations: tuple[tuple[str, str], ...]
    normalization: str
    dropout: float
    residual: bool
    residual_note: str


class GraphScene(Scene, frozen=True):
    """A network with the present weights and one example flowing through.

    Attributes
    ----------
    layers : tuple of GraphLayer
        Equal (``==``) from frame to frame while the network keeps its shape.
    edges : tuple of int arrays (shown sources, shown destinations)
        One for each gap between layers: a bin from -EDGE_BINS (strongly
        negative) to EDGE_BINS. A layer drawn as an image counts as one source.
        Behind the neurons of the layer before stand, where they skip to a layer, the
        inputs shown.
    biases : tuple of int arrays (shown,)
        Bins of the biases of layers 1 …
    activations : tuple of float arrays (shown,)
        Of the watched example, for every layer; NaN where unknown yet.
    activation_limit : tuple of float
        For every layer: the length of a full activation bar.
    maps : tuple of float arrays (shown, G, G), or None for a layer without
        What each neuron answers over the plane of a 2-D input, scaled to
        [-1, 1] by `map_scale`; row 0 is the lowest y.
    map_scale : tuple of float
        The value drawn in full color in each layer.
    image : float array (rows, columns) or None
        The watched example where the input is an image, 0 … 1.
    desired : tuple of float arrays (shown,), or empty
        In a backward pass: the desired change -∂C/∂a of each neuron; NaN where
        not reached yet. `desired_texts` likewise.
    phase : Phase or None
        Set in a walk through one example.
    pulses : bool
        Whether pulses travel along the edges when the update changes.
    notes : tuple of NeuronNote
    selection : NeuronRef, WeightRef or None
    card : ParameterCard or None
    subtitle : str
        What is being watched, beside the panel's title.
    title : str
        E.g. ``"Network 2 – 4 – 2 – 1"``.
    legend : tuple of (bin, text)
        Edge samples with their weight, e.g. ``(16, "+2")``.
    edge_meaning : str
        What edges show: weights, or in a backward pass -∂C/∂w.
    rule : str
        Says so when not all edges are drawn; empty otherwise.
    update : int
        Update that the values belong to.
    editable : bool
        Whether layers and neurons can be added and removed.
    state : str
        What acts on the updates now, e.g. that the gradient is clipped.
    layer_card : LayerCard or None
    frozen, disabled : tuple of NeuronRef
        Neurons that are not trained, and those that are switched off.
    locked : tuple of WeightRef
        Weights and biases that are not trained.
    """

    layers: tuple[GraphLayer, ...]
    edges: tuple[IntArray, ...]
    biases: tuple[IntArray, ...]
    activations: tuple[FloatArray, ...]
    activation_limit: tuple[float, ...]
    maps: tuple[FloatArray | None, ...]
    map_scale: tuple[float, ...]
    image: FloatArray | None
    desired: tuple[FloatArray, ...]
    desired_texts: tuple[tuple[str, ...], ...]
    phase: Phase | None
    pulses: bool
    notes: tuple[NeuronNote, ...]
    selection: NeuronRef | WeightRef | None
    card: ParameterCard | None
    title: str
    subtitle: str
    legend: tuple[tuple[int, str], ...]
    edge_meaning: str
    rule: str
    update: int
    editable: bool
    state: str = ""
    layer_card: LayerCard | None = None
    frozen: tuple[NeuronRef, ...] = ()
    disabled: tuple[NeuronRef, ...] = ()
    locked: tuple[WeightRef, ...] = ()

    def activation_texts(self) -> tuple[tuple[str, ...], ...]:
        """Return the activations in words, layer by layer; nothing if unknown."""
        return tuple(
            tuple("" if math.isnan(a) else fixed(a, 2) for a in layer.tolist())
            for layer in self.activations
        )

    def activation_shares(self) -> FloatArray:
        """Return each body's activation as a share of a full bar.

        Bodies are counted through layer by layer; a layer drawn as an image is
        one, with 0. What is unknown is 0, too.
        """
        shares = np.concatenate(
            [
                np.zeros(1) if layer.image_shape else values / limit
                for layer, values, limit in zip(
                    self.layers, self.activations, self.activation_limit, strict=True
                )
            ]
        )
        if not np.isfinite(shares).all():
            np.nan_to_num(shares, copy=False)
        return shares


def edge_bins(values: FloatArray, scale: float) -> IntArray:
    """Sort signed values into the bins of edges.

    Parameters
    ----------
    values : float array, any shape
    scale : float
        The absolute value that gets the strongest bin; larger ones share it.

    Returns
    -------
    int array, same shape
        From -EDGE_BINS to EDGE_BINS; values that are not finite give 0.
    """
    bins: IntArray = np.empty(values.shape, np.int8)
    scaled = values * (EDGE_BINS / scale)
    if not np.isfinite(scaled).all():
        scaled = np.where(np.isfinite(scaled), scaled, 0.0)
    np.rint(scaled, out=scaled)
    np.minimum(np.maximum(scaled, -EDGE_BINS, out=scaled), EDGE_BINS, out=scaled)
    bins[...] = scaled
    return bins
