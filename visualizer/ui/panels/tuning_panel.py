"""The lowest losses of a study over the values of the setting."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.study import TuningScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class TuningPanel(LinePanel):
    """The lowest losses of a study over the values of the setting."""

    key: ClassVar[str] = "tuning"
    title: ClassVar[str] = "Lowest loss"
    rank: ClassVar[int] = 87
    scene_class: ClassVar[type[Scene]] = TuningScene
