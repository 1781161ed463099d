"""The maps of the best runs side by side, each with what it is of."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem, QWidget

from visualizer.language import tr
from visualizer.scenes.network_race import WinnerMap, WinnersScene
from visualizer.ui.class_markers import class_image_table, class_pixels
from visualizer.ui.drawing import Text, pixel_image, signed_image
from visualizer.ui.plane_points import PointLook, paint_points
from visualizer.ui.plots.race_grid import RaceGrid
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

RADIUS = 1.6
"""Of a point, as a part of 100 pixels of the map."""


class WinnersView(RaceGrid):
    """One row of maps; the optimizers are the names of its columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: WinnersScene | None = None
        self._pictures: list[QGraphicsPixmapItem] = []
        self._captions: list[tuple[Text, Text]] = []
        self.laid_out.connect(self._draw)

    def set_scene(self, scene: WinnersScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        names = tuple(each.optimizer for each in scene.maps)
        told = tuple(
            f"{each.optimizer} · {each.rate}: {each.loss}" for each in scene.maps
        )
        self.set_names(("",), names, (told,))
        self._draw()

    def places(self) -> tuple[QRectF, ...]:
        """Return where the maps stand."""
        return tuple(
            item.sceneBoundingRect() for item in self._pictures if item.isVisible()
        )

    def _draw(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        while len(self._pictures) < len(scene.maps):
            item = self.scene().addPixmap(QPixmap())
            item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
            self._pictures.append(item)
            self._captions.append((self.text(), self.text()))
        for number, (item, captions) in enumerate(
            zip(self._pictures, self._captions, strict=True)
        ):
            for each in (item, *captions):
                each.setVisible(number < len(scene.maps))
            if number < len(scene.maps):
                self._place(item, captions, number, scene, theme)

    def _place(
        self,
        item: QGraphicsPixmapItem,
        captions: tuple[Text, Text],
        number: int,
        scene: WinnersScene,
        theme: Theme,
    ) -> None:
        box, each = self.cell(0, number), scene.maps[number]
        for caption, role in zip(captions, ("text_secondary", "text"), strict=True):
            caption.dress(tabular(sized(self.font(), 0.85)), theme.color(role))
        line = 1.15 * captions[0].line_height()
        below = len(captions) * line
        side = max(8.0, min(box.width(), box.height() - below) - 2.0)
        item.setPixmap(self._picture(scene, each, side, theme))
        top = box.top() + 0.5 * max(0.0, box.height() - below - side)
        item.setPos(box.center().x() - 0.5 * side, top)
        told = (tr("rate {rate}", rate=each.rate), each.loss)
        for number, (caption, text) in enumerate(zip(captions, told, strict=True)):
            middle = top + side + (number + 0.6) * line
            caption.place(text, box.center().x(), middle, "center", box.width())

    def _picture(
        self, scene: WinnersScene, each: WinnerMap, side: float, theme: Theme
    ) -> QPixmap:
        if each.winners is None:
            image = signed_image(each.values.copy(), 1.0, theme.signed_table())
        else:
            table = class_image_table(theme, scene.classes)
            image = pixel_image(class_pixels(each.winners, each.values, table))
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(0, 0, 0, 0))
        left, right, low, high = scene.domain
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(0.0, 0.0, side, side), image)
            if scene.points is not None:
                look = PointLook(theme, max(1.0, RADIUS * side / 100.0), ratio)
                paint_points(
                    painter,
                    scene.points,
                    False,
                    lambda x, y: QPointF(
                        (x - left) / (right - left) * side,
                        (high - y) / (high - low) * side,
                    ),
                    look,
                )
        return pixmap
