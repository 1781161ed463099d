"""The weights of one layer, neuron by neuron, over the updates."""

from __future__ import annotations

import numpy as np

from visualizer.exhibits.signals.frame import TwinsView
from visualizer.exhibits.signals.settings import SignalsSettings
from visualizer.language import tr
from visualizer.scenes.intents import WeightRef
from visualizer.scenes.numbers import significant, whole
from visualizer.scenes.signals import Twin, TwinsScene

COLUMNS = 96
"""Moments across a strip, evenly spaced in updates."""

NUDGE = 0.05
"""What is added to a weight that is nudged."""

LEAST_LIMIT = 0.1

ROUNDING = 1e-9
"""Share of the greatest weight up to which twins differ by rounding alone."""


def twins_scene(view: TwinsView, settings: SignalsSettings) -> TwinsScene:
    """Return the neurons of a layer side by side."""
    updates = view.updates
    at = np.linspace(updates[0], updates[-1], COLUMNS)
    places = np.searchsorted(updates, at, side="right") - 1
    finite = np.abs(view.weights[np.isfinite(view.weights)])
    limit = max(LEAST_LIMIT, float(finite.max(initial=0.0)))
    count = view.weights.shape[2]
    twins = tuple(
        Twin(
            name=tr("neuron {number}", number=str(number + 1)),
            past=view.weights[places, :, number].T,
            present=view.weights[-1, :, number],
        )
        for number in range(count)
    )
    return TwinsScene(
        title=tr("Neurons side by side"),
        subtitle=_difference(view, limit),
        twins=twins,
        limit=limit,
        layer=view.layer,
        layers=settings.depth,
        layer_text=tr("layer {number}", number=view.layer),
        target=WeightRef(view.layer, 0, 0),
        nudged=float(view.weights[-1, 0, 0]) + NUDGE,
        notes=_notes(view, limit),
    )


def _difference(view: TwinsView, limit: float) -> str:
    """Say how far the neurons are apart."""
    if view.neurons == 1:
        return tr("a single neuron")
    if view.apart == 0.0:
        return tr("all {count} have equal weights", count=view.neurons)
    apart = significant(view.apart, 2)
    if view.apart <= ROUNDING * limit:
        return tr("equal but for rounding: {apart} apart", apart=apart)
    return tr("up to {apart} apart", apart=apart)


def _notes(view: TwinsView, limit: float) -> tuple[str, ...]:
    _, sources, neurons = view.weights.shape
    notes = [
        tr(
            "weights over updates {first} to {last}, bars: now · full color ±{limit}",
            first=whole(int(view.updates[0])),
            last=whole(int(view.updates[-1])),
            limit=significant(limit, 2),
        )
    ]
    if (sources, neurons) != (view.sources, view.neurons):
        notes.append(
            tr(
                "the first {neurons} of {all_neurons} neurons, {sources} of "
                "{all_sources} weights each",
                neurons=neurons,
                all_neurons=view.neurons,
                sources=sources,
                all_sources=view.sources,
            )
        )
    return tuple(notes)
