"""The panel of answers: how the output moves to its target."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.line_plot import AnswersScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class AnswersPanel(LinePanel):
    """The output of each neuron over the epochs."""

    key: ClassVar[str] = "answers"
    title: ClassVar[str] = "Output over time"
    rank: ClassVar[int] = 76
    scene_class: ClassVar[type[Scene]] = AnswersScene
