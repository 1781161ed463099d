"""A dense network beside the convolution."""

from __future__ import annotations

from visualizer.scenes.pictures import RivalScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.pictures_panel import PicturesPanel


@panels.register
class RivalPanel(PicturesPanel):
    """A dense network beside the convolution."""

    key = "rival"
    title = "Dense"
    rank = 63
    scene_class = RivalScene
