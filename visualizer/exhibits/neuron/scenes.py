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
from visualizer.scenes import Scene


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
        if "activations" in visible:
            scenes["activations"] = activation_gallery(frame, watch)
        if "losses" in visible:
            scenes["losses"] = loss_gallery(settings, watch)
    return scenes
