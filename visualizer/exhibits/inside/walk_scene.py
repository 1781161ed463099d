"""The bar of stations, and a sentence on what happens at the present one."""

from __future__ import annotations

from visualizer.exhibits.inside.frame import InsideFrame
from visualizer.exhibits.why.passes import LayerPass
from visualizer.language import tr
from visualizer.scenes.graph import Phase
from visualizer.scenes.numbers import significant
from visualizer.scenes.walk import Progress, Station, VisitStation, WalkScene


def walk_scene(frame: InsideFrame) -> WalkScene:
    """Return all stations of the coming training step."""
    last = len(frame.step.layers)
    closing = (Phase("average", last), Phase("update", last))
    phases: tuple[Phase | None, ...] = (None, *frame.phases, *closing)
    here = -1
    if frame.walking:
        here = phases.index(_as_layer(frame.phase))
    place = max(0, min(frame.collected, frame.step.batch - 1))
    stations = tuple(
        Station(
            title=title_of(phase, last),
            short=short_title_of(phase),
            progress=_progress(number, here),
            visit=VisitStation(place, phase),
        )
        for number, phase in enumerate(phases)
    )
    return WalkScene(
        title=tr("One training step"),
        subtitle=_subtitle(frame),
        stations=stations,
        caption=_caption(frame, last),
    )


def title_of(phase: Phase | None, last: int) -> str:
    """Return the name of a station in a network of so many layers."""
    if phase is None:
        return tr("Input")
    layer = phase.layer
    if phase.part == "normalized":
        if phase.direction == "forward":
            return tr("Normalize {layer}", layer=layer)
        return tr("Back to sums {layer}", layer=layer)
    if phase.part == "handed_on":
        if phase.direction == "forward":
            return tr("Hand on {layer}", layer=layer)
        return tr("Back to a {layer}", layer=layer)
    match phase.direction:
        case "forward":
            if layer == last:
                return tr("Output")
            return tr("Layer {number}", number=layer)
        case "loss":
            return tr("Loss")
        case "backward":
            if layer == last:
                return tr("Desired")
            return tr("Back to layer {number}", number=layer)
        case "average":
            return tr("Average")
        case "update":
            return tr("Update")


def short_title_of(phase: Phase | None) -> str:
    """Return a sign or two for a station: the number of its layer, or a symbol."""
    if phase is None:
        return "x"
    if phase.part:
        sign = {"normalized": "N", "handed_on": "o"}[phase.part]
        back = "←" if phase.direction == "backward" else ""
        return f"{back}{sign}{phase.layer}"
    return {
        "forward": f"{phase.layer}",
        "loss": "C",
        "backward": f"←{phase.layer}",
        "average": "Ø",
        "update": "Δ",
    }[phase.direction]


def _as_layer(phase: Phase | None) -> Phase | None:
    """Return the station that a neuron or product belongs to."""
    if phase is None:
        return None
    return Phase(phase.direction, phase.layer, part=phase.part)


def _progress(number: int, here: int) -> Progress:
    if number == here:
        return "current"
    return "done" if number < here else "ahead"


def _subtitle(frame: InsideFrame) -> str:
    if not frame.walking:
        return tr("→ goes on, ← goes back, Space plays")
    return tr(
        "example {place} of {batch} of the batch",
        place=min(frame.collected + 1, frame.step.batch),
        batch=f"{frame.step.batch:,}",
    )


def _caption(frame: InsideFrame, last: int) -> str:
    if not frame.walking:
        return tr(
            "The network with all numbers of one example. Press → to go through its "
            "training step, or click any number to see what made it."
        )
    phase = frame.phase
    if phase is None:
        return tr("An example comes in: its inputs are the first activations.")
    layer, step = phase.layer, frame.step
    if phase.part:
        return _besides(step.layers[layer - 1], phase)
    match phase.direction:
        case "forward" if layer == last:
            return tr(
                "The output computes the same way. Each answer will be compared "
                "with its target."
            )
        case "forward" if step.layers[layer - 1].normalized is not None:
            return tr(
                "Each neuron of layer {layer} weighs what comes in and adds its bias. "
                "The sums are normalized before the activation function gets them.",
                layer=layer,
            )
        case "forward":
            return tr(
                "Each neuron of layer {layer} weighs what comes in, adds its bias, and "
                "puts the sum through its activation function.",
                layer=layer,
            )
        case "loss":
            return tr(
                "How wrong was it? The loss of this example is {loss}.",
                loss=significant(float(step.losses[-1]), 3),
            )
        case "backward" if layer == last:
            return tr(
                "What each output would have to change for the loss to fall: arrows "
                "show −∂C/∂a in true length, edges what each weight is asked for."
            )
        case "backward":
            return tr(
                "Layer {behind} asks layer {layer} for something: each request travels "
                "back through its weight, and the requests add up.",
                behind=layer + 1,
                layer=layer,
            )
        case "average":
            return tr(
                "Every example asked for something else. The average of the {count} "
                "is the step.",
                count=f"{step.batch:,}",
            )
        case "update":
            return tr(
                "All weights and biases change at once, by learning rate × average "
                "request. → does it and begins with the next batch."
            )


def _besides(layer: LayerPass, phase: Phase) -> str:
    """Say what a layer does besides weighing and activating."""
    forward = phase.direction == "forward"
    if phase.part == "normalized":
        assert layer.normalized is not None
        batch = layer.normalized.across == "batch"
        if not forward:
            return tr(
                "Back through the normalization: a sum that grows moves mean and "
                "variance too, so what all ask on average, and what the spread asks, "
                "is taken off."
            )
        if batch:
            return tr(
                "Each neuron's sums of this batch are brought to mean 0 and spread 1, "
                "then scaled by its gain γ and shifted by β."
            )
        return tr(
            "The sums of this example are brought to mean 0 and spread 1 over the "
            "layer, then scaled by each neuron's gain γ and shifted by β."
        )
    parts = []
    if layer.masks is not None:
        parts.append(
            tr("A mask drawn for this update leaves neurons out and scales the others.")
            if forward
            else tr("Neurons that the mask left out are asked for nothing.")
        )
    if layer.residual:
        parts.append(
            tr("What the layer was given is added: the two paths sum up.")
            if forward
            else tr(
                "What is asked of the sum goes along both paths: through the layer and "
                "past it."
            )
        )
    if layer.off.any():
        parts.append(
            tr("Neurons that are switched off hand on 0.")
            if forward
            else tr("Neurons that are switched off are asked for nothing.")
        )
    return " ".join(parts)
