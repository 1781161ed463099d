"""The clusters panel: groups found without labels, counted by label."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.shallow import ClustersScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.maps.cluster_table import ClusterTable
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


@panels.register
class ClustersPanel(Panel):
    """A column a group: its mean image, and how many of each digit it holds."""

    key: ClassVar[str] = "clusters"
    title: ClassVar[str] = "k-means"
    rank: ClassVar[int] = 84
    scene_class: ClassVar[type[Scene]] = ClustersScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: ClustersScene | None = None
        self._view = ClusterTable(self)
        self._pacer = Pacer(self._show, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> ClusterTable:
        """The table."""
        return self._view

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def set_scene(self, scene: ClustersScene) -> None:
        """Show a scene; it follows five times a second."""
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        self._pacer.request(now=before is None or before.words != scene.words)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("k-means"))
        self._view.setAccessibleName(tr("Groups and labels"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("pictures"),
                tr("The mean of the images in each group: its center"),
            ),
            (
                tr("table"),
                tr(
                    "Training images by label (row) and group (column); the stronger, "
                    "the greater the share of the group"
                ),
            ),
            (
                tr("iteration"),
                tr(
                    "Each image joins the nearest center, each center moves to the "
                    "mean of its images: once an epoch, until nothing changes"
                ),
            ),
            (
                tr("purity"),
                tr("Share of images with the most frequent label of their group"),
            ),
            (
                tr("adjusted Rand index"),
                tr(
                    "Agreement of groups and labels on pairs of images: 1 the same, "
                    "0 as by chance"
                ),
            ),
        ]

    def _show(self) -> None:
        if self._drawn is not None:
            self._view.set_scene(self._drawn)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(280 * unit), round(170 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(480 * unit), round(260 * unit))
