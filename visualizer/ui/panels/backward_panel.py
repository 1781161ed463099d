"""How large gradients are in each layer."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.signals import BackwardScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.signal_sizes_panel import SignalSizesPanel


@panels.register
class BackwardPanel(SignalSizesPanel):
    """Sizes of gradients, on their way from the output to the first layer."""

    key: ClassVar[str] = "backward"
    title: ClassVar[str] = "Backward: gradients"
    rank: ClassVar[int] = 86
    scene_class: ClassVar[type[Scene]] = BackwardScene
    option: ClassVar[str] = "gradient"
