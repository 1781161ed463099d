"""Which pixels mattered."""

from __future__ import annotations

from visualizer.scenes.pictures import RelevanceScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.pictures_panel import PicturesPanel


@panels.register
class RelevancePanel(PicturesPanel):
    """Which pixels mattered."""

    key = "relevance"
    title = "Relevance"
    rank = 61
    scene_class = RelevanceScene
