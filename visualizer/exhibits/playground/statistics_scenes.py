"""Turns the statistics of a moment into a scene."""

from __future__ import annotations

import math

from visualizer.exhibits.playground.frame import LayerStatistics, StatisticsView
from visualizer.exhibits.playground.statistics import GRADIENT_DECADES
from visualizer.language import tr
from visualizer.scenes.numbers import layer_index, percent, significant, whole
from visualizer.scenes.statistics import StatisticsRow, StatisticsScene


def statistics_scene(view: StatisticsView) -> StatisticsScene:
    """Return the scene of the statistics panel."""
    last = len(view.layers)
    rows = tuple(
        _row(layer, "y" if number == last else f"h{layer_index(number)}")
        for number, layer in enumerate(view.layers, start=1)
    )
    empty = all(layer.histogram is None for layer in view.layers)
    return StatisticsScene(
        title=tr("Statistics"),
        subtitle=tr("{count} training examples", count=whole(view.examples)),
        kinds=(
            ("weights", tr("weights")),
            ("activations", tr("activations")),
            ("gradients", tr("gradients")),
            ("rates", tr("rates")),
        ),
        kind=view.kind,
        headings=(tr("gradient"), tr("update / weight"), tr("rate"), tr("products")),
        rows=rows,
        zero=0.5 if view.kind in ("weights", "activations") else math.nan,
        notes=(_axis(view), _span(view), _total(view)),
        note=tr("This optimizer has no rate of each parameter.") if empty else "",
    )


def _row(layer: LayerStatistics, name: str) -> StatisticsRow:
    low, high = GRADIENT_DECADES
    share = math.nan
    if layer.gradient > 0.0 and math.isfinite(layer.gradient):
        share = (math.log10(layer.gradient) - low) / (high - low)
    return StatisticsRow(
        name=name,
        strip=layer.strip,
        histogram=layer.histogram,
        gradient_share=min(1.0, max(0.0, share)) if share == share else share,
        gradient=significant(layer.gradient, 2),
        ratio=percent(layer.ratio, 2 if layer.ratio < 0.1 else 0),
        rate="–" if layer.rates is None else significant(layer.rates[1], 2),
        cost=f"{whole(layer.forward)} + {whole(layer.backward)}",
    )


def _axis(view: StatisticsView) -> str:
    if view.kind == "gradients":
        return tr("upward: size from {low} to {high}, log", low="10⁻⁸", high="10²")
    if view.kind == "rates":
        return tr(
            "to the right: rate from {low} to {high}, log", low="10⁻⁶", high="10²"
        )
    return tr("upward: value from −10 to 10, finest around 0")


def _span(view: StatisticsView) -> str:
    if view.kind == "rates":
        return tr("update {update}", update=whole(view.update))
    return tr(
        "updates {first} to {last}", first=whole(view.first), last=whole(view.update)
    )


def _total(view: StatisticsView) -> str:
    return tr(
        "an example costs {forward} products forward, {backward} back",
        forward=whole(sum(layer.forward for layer in view.layers)),
        backward=whole(sum(layer.backward for layer in view.layers)),
    )
