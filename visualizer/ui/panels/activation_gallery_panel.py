"""The gallery of activation functions."""

from __future__ import annotations

from typing import ClassVar

from visualizer.scenes import Scene
from visualizer.scenes.gallery import ActivationGalleryScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.gallery_panel import GalleryPanel


@panels.register
class ActivationGalleryPanel(GalleryPanel):
    """A card for each activation function."""

    key: ClassVar[str] = "activation_gallery"
    title: ClassVar[str] = "Activation functions"
    rank: ClassVar[int] = 78
    scene_class: ClassVar[type[Scene]] = ActivationGalleryScene
