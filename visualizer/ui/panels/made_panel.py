"""What kernels make at all places, zoomed as data on their way are."""

from __future__ import annotations

from visualizer.scenes.stations import MadeScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.stations_panel import StationsPanel


@panels.register
class MadePanel(StationsPanel):
    """A map or a line of sums."""

    key = "made"
    title = "Result"
    rank = 48
    scene_class = MadeScene
