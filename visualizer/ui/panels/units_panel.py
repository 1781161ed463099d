"""What a unit likes most: examples, and an image made for it."""

from __future__ import annotations

from visualizer.scenes.pictures import UnitsScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.pictures_panel import PicturesPanel


@panels.register
class UnitsPanel(PicturesPanel):
    """What a unit likes most: examples, and an image made for it."""

    key = "units"
    title = "Likes"
    rank = 60
    scene_class = UnitsScene
