"""What a hidden layer has of its own, as the network panel shows it."""

from __future__ import annotations

from functools import lru_cache

from visualizer.engine.activations import activations
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings, input_count
from visualizer.language import tr
from visualizer.scenes.graph import LayerCard
from visualizer.scenes.numbers import percent


def layer_details(own: LayerSettings, different: int, skipped: bool) -> str:
    """Name what a layer has of its own, in a few words.

    Parameters
    ----------
    own : LayerSettings
    different : int
        How many of its neurons have an activation of their own.
    skipped : bool
        Whether the inputs skip to it.
    """
    parts = [tr("+ inputs")] if skipped else []
    if own.activation is not None:
        parts.append(tr(own.activation.title))
    if different:
        parts.append(tr("{count} own f", count=different))
    if own.normalization == "batch":
        parts.append(tr("batch norm"))
    if own.normalization == "layer":
        parts.append(tr("layer norm"))
    if own.dropout > 0.0:
        parts.append(tr("dropout {share}", share=percent(own.dropout, 0)))
    if own.residual:
        parts.append(tr("skip"))
    return " · ".join(parts)


@lru_cache(maxsize=2)
def layer_card(settings: PlaygroundSettings, number: int, _: str) -> LayerCard | None:
    """Return the card of a hidden layer; the last argument is the language.

    None where there is no such layer.
    """
    if not 1 <= number <= len(settings.hidden):
        return None
    own = settings.layer(number)
    width = (input_count(settings), *settings.hidden)[number - 1]
    units = settings.hidden[number - 1]
    shared = tr("as all: {name}", name=tr(settings.activation.title))
    neurons = tr("1 neuron") if units == 1 else tr("{count} neurons", count=units)
    return LayerCard(
        layer=number,
        title=tr("Layer {layer}: {title}", layer=number, title=neurons),
        activations=(
            ("", shared),
            *((one.key, tr(one.title)) for one in activations),
        ),
        activation="" if own.activation is None else own.activation.key,
        normalizations=(
            ("none", tr("None")),
            ("batch", tr("Batch normalization")),
            ("layer", tr("Layer normalization")),
        ),
        normalization=own.normalization,
        dropout=own.dropout,
        residual=own.residual,
        residual_note=_residual_note(settings, number, width == units, width),
    )


def _residual_note(
    settings: PlaygroundSettings, number: int, fits: bool, width: int
) -> str:
    """Say why a layer can have no skip connection; nothing where it can."""
    if settings.input_skips and number > 1:
        return tr("not beside inputs to every layer")
    return "" if fits else tr("needs {count} neurons, as before it", count=width)
