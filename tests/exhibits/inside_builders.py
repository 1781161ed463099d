"""Sessions of the exhibit Inside, and all numbers that they show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.session.builders import session_of
from visualizer.exhibits.inside.frame import InsideFrame
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.why import Quantity, What
from visualizer.session.experiment import preset, preset_keys
from visualizer.session.session import Session

INSIDE_PRESETS = tuple(key for key in preset_keys() if preset(key).exhibit == "inside")

OF_NEURONS: tuple[What, ...] = (
    *("sum", "activation", "slope", "desired", "sum_request", "bias"),
    *("request", "average", "update", "next"),
)
BESIDES: tuple[What, ...] = (
    *("weighted", "mean", "variance", "normalized", "gain", "shift", "mask"),
    *("output", "wish", "normalized_request", "mean_request", "spread_request"),
    "weighted_request",
)
OF_PARAMETERS: tuple[What, ...] = ("request", "average", "update", "next")
OF_WEIGHTS: tuple[What, ...] = ("weight", "share", *OF_PARAMETERS)


def inside(key: str = "inside-one-pass", updates: int = 0, **changes: Any) -> Session:
    session = session_of(key, **changes)
    session.advance(updates)
    return session


def frame_inside(session: Session) -> InsideFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, InsideFrame)
    return frame


def scenes_of(session: Session) -> Any:
    """Return the scenes of all panels for the present moment."""
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    settings = shown.experiment.settings
    every = frozenset(exhibit.panels(settings))
    return exhibit.scenes(shown.frame, settings, shown.watch, every)


def all_quantities(step: StepPass) -> Iterator[Quantity]:
    """Yield every number of a step: of each neuron, parameter and example."""
    last = len(step.layers)
    for example in (None, *range(step.shown)):
        yield Quantity("loss", example=example)
        for layer, size in enumerate(step.sizes):
            for neuron in range(size):
                place = (layer, neuron, None, example)
                if layer == 0:
                    yield Quantity("input", *place)
                    continue
                here = step.layers[layer - 1]
                whats = (*OF_NEURONS, *BESIDES)
                yield from filter(step.has, (Quantity(one, *place) for one in whats))
                if layer == last:
                    yield Quantity("target", *place)
                    yield Quantity("error", *place)
                for of in here.blocks()[1:]:
                    for what in OF_PARAMETERS:
                        yield Quantity(what, *place, of)
                for source in range(len(here.inputs)):
                    for what in OF_WEIGHTS:
                        yield Quantity(what, layer, neuron, source, example)
