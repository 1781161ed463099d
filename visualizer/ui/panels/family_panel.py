"""The validation loss of each run of a study over the epochs."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.study import FamilyScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel


@panels.register
class FamilyPanel(LinePanel):
    """The validation loss of each run of a study over the epochs."""

    key: ClassVar[str] = "family"
    title: ClassVar[str] = "Family of curves"
    rank: ClassVar[int] = 86
    scene_class: ClassVar[type[Scene]] = FamilyScene
