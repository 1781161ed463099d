"""What becomes of choices for layers, neurons and weights in another shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from visualizer.engine.activations import Activation
from visualizer.exhibits.playground.layer_settings import LayerSettings, NeuronSettings
from visualizer.exhibits.playground.settings import (
    PlaygroundSettings,
    fitting_neurons,
    input_count,
    unskipped,
)


def reshaped(
    settings: PlaygroundSettings, hidden: tuple[int, ...], origins: Sequence[int | None]
) -> PlaygroundSettings:
    """Return settings with other hidden layers; choices go along with their layers.

    A skip connection stays where the widths still allow it, and a locked weight
    where both its neurons and the gap between them are still there; one that leads
    from an input past a layer is unlocked.

    Parameters
    ----------
    settings : PlaygroundSettings
    hidden : tuple of int
        The new widths.
    origins : sequence of (int or None)
        For each new layer, from the input to the output, its old number; None
        for a layer that is new.
    """
    places = {old: new for new, old in enumerate(origins) if old is not None}
    widths = dict(enumerate((input_count(settings), *hidden)))

    def exists(layer: int, neuron: int) -> bool:
        new = places.get(layer)
        # How many outputs there are is a matter of the data, which stay.
        return new is not None and (new not in widths or neuron < widths[new])

    def within(layer: int, source: int | None) -> bool:
        if source is None:
            return True
        beside = places.get(layer - 1) == places[layer] - 1
        return beside and exists(layer - 1, source)

    layers = tuple(
        LayerSettings() if old is None else settings.layer(old) for old in origins[1:-1]
    )
    return replace(
        settings,
        hidden=hidden,
        layers=fitting_layers(layers, (widths[0], *hidden)),
        neurons=tuple(
            replace(one, layer=places[one.layer])
            for one in settings.neurons
            if exists(one.layer, one.neuron)
        ),
        frozen=tuple((places[n], i) for n, i in settings.frozen if exists(n, i)),
        disabled=tuple((places[n], i) for n, i in settings.disabled if exists(n, i)),
        locked=tuple(
            (places[layer], source, neuron)
            for layer, source, neuron in unskipped(settings.locked, settings.hidden)
            if exists(layer, neuron) and within(layer, source)
        ),
    )


def with_layer(
    settings: PlaygroundSettings, number: int, **changes: Any
) -> PlaygroundSettings:
    """Return settings with other choices for hidden layer 1, 2, …."""
    layers = [settings.layer(n) for n in range(1, len(settings.hidden) + 1)]
    layers[number - 1] = replace(layers[number - 1], **changes)
    widths = (input_count(settings), *settings.hidden)
    return replace(
        settings,
        layers=fitting_layers(tuple(layers), widths),
        neurons=fitting_neurons(settings, settings.activation, tuple(layers)),
    )


def with_neuron(
    settings: PlaygroundSettings, layer: int, neuron: int, activation: Activation | None
) -> PlaygroundSettings:
    """Return settings with an activation of a neuron's own; None for its layer's."""
    others = [
        one for one in settings.neurons if (one.layer, one.neuron) != (layer, neuron)
    ]
    if activation is not None:
        others.append(NeuronSettings(layer, neuron, activation))
    return replace(settings, neurons=tuple(others))


def fitting_layers(
    layers: tuple[LayerSettings, ...], widths: Sequence[int]
) -> tuple[LayerSettings, ...]:
    """Return choices for layers without skip connections that do not fit.

    Parameters
    ----------
    layers : tuple of LayerSettings
    widths : sequence of int
        Of the input and of each hidden layer.

    Returns
    -------
    tuple of LayerSettings
        Empty where no layer has anything of its own.
    """
    kept = tuple(
        replace(own, residual=own.residual and widths[number] == widths[number + 1])
        for number, own in enumerate(layers)
    )
    return kept if any(own != LayerSettings() for own in kept) else ()
