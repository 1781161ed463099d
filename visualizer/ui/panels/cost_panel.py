"""The cost panel: what learning brings down."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.line_plot import CostScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class CostPanel(LinePanel):
    """The cost of each neuron over the epochs."""

    key: ClassVar[str] = "cost"
    title: ClassVar[str] = "Cost"
    rank: ClassVar[int] = 75
    scene_class: ClassVar[type[Scene]] = CostScene
