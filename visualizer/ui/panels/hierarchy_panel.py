"""What each layer answers to, from edges to classes."""

from __future__ import annotations

from visualizer.scenes.pictures import HierarchyScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.pictures_panel import PicturesPanel


@panels.register
class HierarchyPanel(PicturesPanel):
    """What each layer answers to, from edges to classes."""

    key = "hierarchy"
    title = "Hierarchy"
    rank = 62
    scene_class = HierarchyScene
