"""How large activations are in each layer."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.signals import ForwardScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.signal_sizes_panel import SignalSizesPanel


@panels.register
class ForwardPanel(SignalSizesPanel):
    """Sizes of activations, from the inputs to the last hidden layer."""

    key: ClassVar[str] = "forward"
    title: ClassVar[str] = "Forward: activations"
    rank: ClassVar[int] = 85
    scene_class: ClassVar[type[Scene]] = ForwardScene
