"""From a frame to the scenes of the panels in sight."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from visualizer.exhibits.neuron.border_scene import border_scene
from visualizer.exhibits.neuron.cell_scene import cell_scene
from visualizer.exhibits.neuron.frame import NeuronFrame, NeuronWatch
from visualizer.exhibits.neuron.galleries import activation_gallery, loss_gallery
from visualizer.exhibits.neuron.plots import (
    activation_scene,
    answers_scene,
    cost_scene,
    response_scene,
)
from visualizer.exhibits.neuron.settings import NeuronSettings
from visualizer.exhibits.why.wording import not_yet, why_scene, with_facts
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.why import Quantity, WhyScene


def make_scenes(
    frame: NeuronFrame,
    settings: NeuronSettings,
    watch: NeuronWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    # A neuron that diverges leaves numbers that overflow.
    with np.errstate(all="ignore"):
        if "cell" in visible:
            scenes["cell"] = cell_scene(frame, watch)
        if "curve" in visible:
            scenes["curve"] = activation_scene(frame, watch)
        if "output" in visible:
            scenes["output"] = (
                border_scene(frame, watch, settings.task == "xor")
                if frame.task.inputs == 2
                else response_scene(frame)
            )
        if "cost" in visible:
            scenes["cost"] = cost_scene(frame, watch)
        if "answers" in visible:
            scenes["answers"] = answers_scene(frame)
        if "why" in visible:
            scenes["why"] = _why(frame, watch)
        if "activations" in visible:
            scenes["activations"] = activation_gallery(frame, watch)
        if "losses" in visible:
            scenes["losses"] = loss_gallery(settings, watch)
    return scenes


def _why(frame: NeuronFrame, watch: NeuronWatch) -> WhyScene:
    """Return what made the number that was opened, else the activation."""
    if frame.step is None:
        return not_yet()
    scene = why_scene(frame.step, watch.trail, Quantity("activation", 1, 0))
    number, update = frame.stepped
    facts = []
    if len(frame.neurons) > 1:
        facts.append(tr(frame.neurons[number].pupil.loss.title))
    if update != frame.update:
        facts.append(tr("update {update}", update=f"{update:,}"))
    return with_facts(scene, facts, tr("follow the neuron"))
