"""The response panel: what neurons make of a single input."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.line_plot import ResponseScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class ResponsePanel(LinePanel):
    """The output of each neuron over its single input."""

    key: ClassVar[str] = "response"
    title: ClassVar[str] = "Output over the input"
    rank: ClassVar[int] = 77
    scene_class: ClassVar[type[Scene]] = ResponseScene
