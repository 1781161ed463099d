"""The gallery of losses."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.gallery import LossGalleryScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.gallery_panel import GalleryPanel


@panels.register
class LossGalleryPanel(GalleryPanel):
    """A card for each loss."""

    key: ClassVar[str] = "loss_gallery"
    title: ClassVar[str] = "Losses"
    rank: ClassVar[int] = 79
    scene_class: ClassVar[type[Scene]] = LossGalleryScene
