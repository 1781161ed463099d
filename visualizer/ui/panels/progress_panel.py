"""The accuracy of the shallow and of the deep way over the epochs."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.shallow import ProgressScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class ProgressPanel(LinePanel):
    """The accuracy of both ways over the epochs."""

    key: ClassVar[str] = "progress"
    title: ClassVar[str] = "Test accuracy"
    rank: ClassVar[int] = 83
    scene_class: ClassVar[type[Scene]] = ProgressScene
