"""The error of networks over the number of their hidden neurons."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.approximation import SizesScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class SizesPanel(LinePanel):
    """A marker for each network, and the median over their seeds."""

    key: ClassVar[str] = "sizes"
    title: ClassVar[str] = "Neurons and error"
    rank: ClassVar[int] = 75
    scene_class: ClassVar[type[Scene]] = SizesScene
