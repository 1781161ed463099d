"""Which number is explained while nothing was opened: the one the walk is at."""

from __future__ import annotations

import numpy as np

from visualizer.exhibits.inside.frame import InsideFrame
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.scenes.why import Quantity, What


def followed(frame: InsideFrame, selection: NeuronRef | WeightRef | None) -> Quantity:
    """Return the number that is explained at a station.

    What is selected on the canvas comes first: of a neuron its activation or, on
    the way back, its desired change; of a weight its value, what it is asked for,
    or how it changes. Without a selection it is what is just computed.
    """
    chosen = None if selection is None else _of_selection(frame, selection)
    if chosen is not None and frame.step.has(chosen):
        return chosen
    phase = frame.phase
    if not frame.walking:
        return Quantity("loss")
    if phase is None:
        return Quantity("input")
    layer = phase.layer
    match (phase.direction, phase.part):
        case ("forward", "normalized"):
            return Quantity("sum", layer)
        case ("forward", "handed_on"):
            return Quantity("output", layer)
        case ("backward", "handed_on"):
            return Quantity("desired", layer)
        case ("backward", "normalized"):
            return Quantity("weighted_request", layer)
    here = frame.step.layers[layer - 1]
    match phase.direction:
        case "loss":
            counted = Quantity("counted_loss")
            return counted if frame.step.has(counted) else Quantity("loss")
        case "average" | "update":
            return largest(frame.step, phase.direction)
        case "backward":
            return frame.step.wish(layer, phase.neuron)
    if here.normalized is not None:
        return Quantity("weighted", layer, phase.neuron)
    if phase.neuron is not None and phase.product is None:
        return Quantity("activation", layer, phase.neuron)
    return Quantity("sum", layer, phase.neuron)


def _of_selection(
    frame: InsideFrame, selection: NeuronRef | WeightRef
) -> Quantity | None:
    phase = frame.phase
    going = "forward" if phase is None else phase.direction
    layer = selection.layer
    if isinstance(selection, NeuronRef):
        if layer == 0:
            return Quantity("input", 0, selection.index)
        reached = phase is not None and layer >= phase.layer
        if going in ("average", "update") or (going == "backward" and reached):
            return frame.step.wish(layer, selection.index)
        return frame.step.handed_on(layer, selection.index)
    own: What = "bias" if selection.source is None else "weight"
    kinds: dict[str, What] = {
        "backward": "request",
        "average": "average",
        "update": "update",
    }
    what = kinds.get(going, own)
    return Quantity(what, layer, selection.destination, selection.source)


def largest(step: StepPass, what: What) -> Quantity:
    """Return the largest average request or change of all parameters."""
    return ranked(step, what, range(1, len(step.layers) + 1), 1)[0]


def ranked(
    step: StepPass, what: What, layers: range, count: int
) -> tuple[Quantity, ...]:
    """Return the largest average requests or changes of layers, the largest first."""
    found: list[tuple[float, Quantity]] = []
    blocks = [(layer, of) for layer in layers for of in step.layers[layer - 1].blocks()]
    for layer, of in blocks:
        block = step.layers[layer - 1].parameters(of)
        sizes = np.abs(block.average if what == "average" else block.change)
        sizes = np.nan_to_num(sizes, nan=0.0)
        rows, columns = sizes.shape
        for place in np.argsort(-sizes, axis=None, kind="stable")[:count].tolist():
            source, neuron = divmod(int(place), columns)
            kept = None if source == rows - 1 else source
            size = float(sizes[source, neuron])
            found.append((size, Quantity(what, layer, neuron, kept, of=of)))
    found.sort(key=lambda one: -one[0])
    return tuple(quantity for _, quantity in found[:count])
