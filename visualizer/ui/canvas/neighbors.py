"""Where the keyboard leads from what is selected in a network."""

from __future__ import annotations

from collections.abc import Sequence

from visualizer.scenes.graph import (
    GraphLayer,
    source_of,
    sources_of,
    weight_between,
)
from visualizer.scenes.intents import NeuronRef, WeightRef

Target = NeuronRef | WeightRef


def neuron_beside(
    layers: Sequence[GraphLayer], selected: Target | None, across: int, down: int
) -> NeuronRef:
    """Return the neuron beside the selected one, or the first of all.

    Parameters
    ----------
    layers : sequence of GraphLayer
    selected : NeuronRef, WeightRef or None
        From a weight the way leads to its source or its destination.
    across, down : int
        Steps to the right and down; one of them is 0.
    """
    first = 1 if layers[0].image_shape else 0
    if selected is None:
        return NeuronRef(first, layers[first].shown[0])
    here = selected
    if isinstance(here, WeightRef):
        source = source_of(layers, here)
        if across < 0 and source is not None and source.layer >= first:
            return source
        here = NeuronRef(here.layer, here.destination)
        if across:
            return here
    shown = layers[here.layer].shown
    row = shown.index(here.index) if here.index in shown else 0
    layer = max(first, min(len(layers) - 1, here.layer + across))
    if layer != here.layer:
        # As high in the other column as in this one.
        share = row / max(1, len(shown) - 1)
        shown = layers[layer].shown
        row = round(share * (len(shown) - 1))
    row = max(0, min(len(shown) - 1, row + down))
    return NeuronRef(layer, shown[row])


def parameter_beside(
    layers: Sequence[GraphLayer], selected: Target | None, down: int
) -> WeightRef | None:
    """Return the next parameter of a neuron: its bias, then its weights.

    Parameters
    ----------
    layers : sequence of GraphLayer
    selected : NeuronRef, WeightRef or None
        The neuron, or the parameter to go on from.
    down : int
        1 or -1; after the last comes the first.
    """
    if selected is None or selected.layer == 0:
        return None
    neuron = (
        selected
        if isinstance(selected, NeuronRef)
        else NeuronRef(selected.layer, selected.destination)
    )
    sources: tuple[int | None, ...] = (
        None,
        *(
            weight_between(layers, source, neuron).source
            for source in sources_of(layers, selected.layer)
            if layers[source.layer].image_shape is None
        ),
    )
    if isinstance(selected, NeuronRef):
        row = 0 if down > 0 else len(sources) - 1
        return WeightRef(selected.layer, sources[row], selected.index)
    here = sources.index(selected.source) if selected.source in sources else 0
    row = (here + down) % len(sources)
    return WeightRef(selected.layer, sources[row], selected.destination)
