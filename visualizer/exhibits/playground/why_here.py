"""The panel 'Why' beside the Playground's network."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.why.passes import StepPass
from visualizer.exhibits.why.wording import not_yet, why_scene
from visualizer.language import tr
from visualizer.scenes.intents import NeuronRef
from visualizer.scenes.why import Quantity, What, WhyScene


def why_here(frame: PlaygroundFrame, watch: PlaygroundWatch) -> WhyScene:
    """Return what made the number that was opened, else the one that is selected."""
    if frame.step is None:
        return not_yet()
    scene = why_scene(frame.step, watch.trail, _asked_of(frame, frame.step, watch))
    return replace(scene, follow=tr("follow the selection"))


def _asked_of(
    frame: PlaygroundFrame, step: StepPass, watch: PlaygroundWatch
) -> Quantity:
    """Return the number that the selection stands for.

    Of a weight it is the value after the coming update, which leads to all that the
    examples ask of it. Without a selection it is the loss of the watched example;
    where the probe feeds the network, which has no target, what the network answers.
    """
    chosen = watch.selection
    last = len(step.layers)
    if isinstance(chosen, NeuronRef):
        what: What = "activation" if chosen.layer else "input"
        asked = Quantity(what, chosen.layer, chosen.index)
    elif chosen is not None:
        asked = Quantity("next", chosen.layer, chosen.destination, chosen.source)
    elif frame.example < 0:
        strongest = int(np.argmax(step.layers[-1].a[:, -1]))
        asked = Quantity("activation", last, strongest)
    else:
        asked = Quantity("loss")
    return asked if step.has(asked) else Quantity("loss")
