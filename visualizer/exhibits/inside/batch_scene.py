"""The table of the batch: examples by parameters of one layer, and their average."""

from __future__ import annotations

import numpy as np

from visualizer.exhibits.inside.following import ranked
from visualizer.exhibits.inside.frame import InsideFrame, InsideWatch
from visualizer.exhibits.playground.scenes import round_up
from visualizer.exhibits.why.symbols import bare_parameter
from visualizer.exhibits.why.wording import cell
from visualizer.language import tr
from visualizer.scenes import FloatArray
from visualizer.scenes.batch import BatchRow, BatchScene
from visualizer.scenes.graph import Phase
from visualizer.scenes.numbers import layer_index, significant
from visualizer.scenes.walk import VisitStation
from visualizer.scenes.why import OfParameters, Quantity, What, WhyCell

MOST_COLUMNS = 20
"""Columns drawn; of more parameters those with the largest average."""

MOST_LARGEST = 4
"""Changes that are named below the table."""

Place = tuple[OfParameters, int | None, int]
"""A parameter of a layer: its block, source and neuron."""


def batch_scene(frame: InsideFrame, watch: InsideWatch) -> BatchScene:
    """Return the table of one layer as far as the walk has come."""
    step = frame.step
    last = len(step.layers)
    layer = _layer(frame, watch)
    places = _places(frame, layer)
    closed = not frame.walking or frame.collected >= step.batch
    rows = tuple(_row(frame, layer, places, number) for number in range(step.shown))
    average = _average(frame, layer, places, closed)
    values = np.concatenate([row.values for row in (*rows, average)])
    names = tuple((str(n), _layer_name(n, last)) for n in range(1, last + 1))
    return BatchScene(
        title=tr("What each example asks for"),
        subtitle=_subtitle(frame, layer, len(places)),
        columns=tuple(
            bare_parameter(one) for one in _quantities("request", layer, places, None)
        ),
        rows=rows,
        average=average,
        limit=round_up(values),
        footer=tr(
            "× learning rate {rate} → next weights. Largest first:",
            rate=significant(step.rate, 3),
        ),
        largest=_largest(frame) if closed else (),
        layers=(("", tr("as the walk goes")), *names),
        chosen="" if watch.table is None else str(layer),
    )


def _layer(frame: InsideFrame, watch: InsideWatch) -> int:
    last = len(frame.step.layers)
    if watch.table is not None:
        return max(1, min(watch.table, last))
    phase = frame.phase
    if phase is not None and phase.direction == "backward":
        return phase.layer
    return last


def _places(frame: InsideFrame, layer: int) -> tuple[Place, ...]:
    """Return the parameters of a layer, neuron by neuron, the biases last.

    Behind them gain and shift stand, where sums are normalized.
    """
    here = frame.step.layers[layer - 1]
    inputs, neurons = here.weights.shape
    every: list[Place] = [
        ("dense", s, n) for n in range(neurons) for s in range(inputs)
    ]
    for of in ("dense", *here.blocks()[1:]):
        every += [(of, None, n) for n in range(neurons)]
    if len(every) <= MOST_COLUMNS:
        return tuple(every)
    further = [here.parameters(of).average[0] for of in here.blocks()[1:]]
    average = here.average
    flat = np.abs(np.concatenate([average[:-1].T.ravel(), average[-1], *further]))
    kept = np.argsort(-np.nan_to_num(flat), kind="stable")[:MOST_COLUMNS]
    return tuple(every[place] for place in sorted(kept.tolist()))


def _quantities(
    what: What, layer: int, places: tuple[Place, ...], example: int | None
) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(what, layer, n, source, example, of) for of, source, n in places
    )


def _row(
    frame: InsideFrame, layer: int, places: tuple[Place, ...], number: int
) -> BatchRow:
    step = frame.step
    asked = _quantities("request", layer, places, number)
    values: FloatArray = np.full(len(places), np.nan)
    if _is_known(frame, layer, number):
        values[:] = [step.value(one) for one in asked]
    return BatchRow(
        label=tr("example {number}", number=f"{step.numbers[number] + 1:,}"),
        values=values,
        quantities=asked,
        watched=number == frame.place,
        visit=VisitStation(number, _station(frame)),
    )


def _station(frame: InsideFrame) -> Phase | None:
    """Return where another example is looked at: at the same station, or at the end."""
    phase = frame.phase
    if phase is None or phase.direction in ("average", "update"):
        return frame.phases[-1] if phase is not None else None
    return Phase(phase.direction, phase.layer, part=phase.part)


def _is_known(frame: InsideFrame, layer: int, number: int) -> bool:
    """Return whether the walk has computed what an example asks of a layer."""
    if not frame.walking or number < frame.collected:
        return True
    phase = frame.phase
    if number > frame.collected or phase is None or phase.direction != "backward":
        return False
    if layer != phase.layer:
        return layer > phase.layer
    plain = frame.step.layers[layer - 1].normalized is None
    return phase.neuron is None and (plain or phase.part == "normalized")


def _average(
    frame: InsideFrame, layer: int, places: tuple[Place, ...], closed: bool
) -> BatchRow:
    asked = _quantities("average", layer, places, None)
    values: FloatArray = np.full(len(places), np.nan)
    if closed:
        values[:] = [frame.step.value(one) for one in asked]
    return BatchRow(tr("average"), values, asked, False, None)


def _largest(frame: InsideFrame) -> tuple[WhyCell, ...]:
    step = frame.step
    found = ranked(step, "update", range(1, len(step.layers) + 1), MOST_LARGEST)
    return tuple(
        cell(
            step.value(one),
            one,
            f"{bare_parameter(one)}{layer_index(one.layer)}",
        )
        for one in found
    )


def _subtitle(frame: InsideFrame, layer: int, columns: int) -> str:
    step = frame.step
    parts = [f"−∂C/∂w · {_layer_name(layer, len(step.layers))}"]
    here = step.layers[layer - 1]
    total = sum(here.parameters(of).average.size for of in here.blocks())
    if columns < total:
        parts.append(
            tr(
                "{shown} of {total}, those with the largest average",
                shown=columns,
                total=f"{total:,}",
            )
        )
    if step.shown < step.batch:
        parts.append(
            tr(
                "{shown} of {total} examples",
                shown=step.shown,
                total=f"{step.batch:,}",
            )
        )
    return " · ".join(parts)


def _layer_name(layer: int, last: int) -> str:
    return tr("Output") if layer == last else tr("Layer {number}", number=layer)
