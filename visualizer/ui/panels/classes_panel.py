"""The classes panel: the answer for one example, and accuracy class by class."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.classes import ClassesScene
from visualizer.ui.class_table import ClassTable
from visualizer.ui.drawing import (
    Canvas,
    Pacer,
    color_table,
    font_pixels,
    mapped_image,
    rounded,
)
from visualizer.ui.icons import icon_pixmap
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular


@panels.register
class ClassesPanel(Panel):
    """The watched example, a bar for each class, and how well each is known.

    The row of the predicted class is set off and bold and the true class
    carries a flag, so that neither is told by color alone. At the right of each
    row two marks on a scale from 0 to 100 % show the accuracy for the class: a
    dot for training, a ring for test.
    """

    key = "classes"
    title = "Classes"
    rank = 25
    scene_class = ClassesScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: ClassesScene | None = None
        self._canvas = Canvas(self)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.resized.connect(self._lay_out)
        stage = self._canvas.scene()
        self._picture = stage.addPixmap(QPixmap())
        self._picture_frame = stage.addPath(QPainterPath())
        self._picture_box = QRectF()
        self._mark = stage.addPixmap(QPixmap())
        self._verdict = self._canvas.text()
        self._verdict_at = (0.0, 0.0)
        self._table = ClassTable(self._canvas)
        self._numbers = Pacer(self._print_numbers, self)
        self.retranslate()

    @property
    def canvas(self) -> Canvas:
        """Everything that is drawn."""
        return self._canvas

    @property
    def table(self) -> ClassTable:
        """The rows of the classes."""
        return self._table

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._table.set_theme(theme)
        self._canvas.set_ground(theme.color("panel"))
        self._lay_out()

    def set_scene(self, scene: ClassesScene) -> None:
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        if (
            before is None
            or _shape(before) != _shape(scene)
            or not self._table.fits(scene)
        ):
            self._lay_out()
            return
        same = _same_picture(before, scene)
        if not same:
            self._draw_picture()
        self._table.draw_marks(scene)
        # Another example is another answer: its words are not kept waiting.
        self._numbers.request(now=not same or before.target != scene.target)

    def retranslate(self) -> None:
        self._canvas.setAccessibleName(tr("Classes"))
        self._lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (tr("bars"), tr("What the network answers for the watched example")),
            (tr("bold row"), tr("The class with the highest output: the answer")),
            (tr("flag"), tr("The true class of the example")),
            (
                tr("dot and ring"),
                tr(
                    "Share of right answers for the class, from 0 to 100 %: the dot"
                    " for training examples, the ring for test examples"
                ),
            ),
        ]

    def _factor(self) -> float:
        """Return how much larger the type is on a large panel."""
        size = self._canvas.viewport().size()
        return min(max(min(size.width() / 460, size.height() / 360), 1.0), 2.2)

    def _lay_out(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        width = float(self._canvas.viewport().width())
        height = float(self._canvas.viewport().height())
        font = tabular(sized(self.font(), self._factor()))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.Bold)
        self._verdict.dress(strong, theme.color("text"))
        line = self._verdict.line_height()
        left, top = 0.0, 1.5 * line
        self._verdict_at = (0.0, 0.6 * line)
        self._picture_box = QRectF()
        if scene.image is not None:
            # Beside the table where the panel is wide, above it where it is high.
            beside = width > 1.1 * height
            rows, columns = scene.image.shape
            room_x = (0.27 if beside else 0.4) * width
            room_y = height - top if beside else 0.26 * height
            # Whole device pixels for each pixel of the picture keep it even.
            ratio = self._canvas.devicePixelRatioF()
            cell = math.floor(min(room_x / columns, room_y / rows) * ratio) / ratio
            cell = max(cell, 1 / ratio)
            box = QRectF(1, top if beside else 1, cell * columns, cell * rows)
            self._picture_box = box
            if beside:
                left = box.right() + line
            else:
                top = box.bottom() + 0.8 * line
                self._verdict_at = (box.right() + line, box.center().y())
        small = tabular(sized(self.font(), 0.85 * self._factor()))
        self._table.lay_out(
            scene, QRectF(left, top, width - left, height - top), font, small
        )
        self._draw_picture()
        self._table.draw_marks(scene)
        self._numbers.request(now=True)

    def _draw_picture(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        shown = scene.image is not None
        self._picture.setVisible(shown)
        self._picture_frame.setVisible(shown)
        if scene.image is None:
            return
        table = color_table([theme.color("panel"), theme.color("text")])
        # Pictures are stored from the top, maps from the lowest y.
        image = mapped_image(scene.image[::-1], table)
        box = self._picture_box
        cell = box.width() / image.width()
        self._picture.setPixmap(QPixmap.fromImage(image))
        self._picture.setTransform(QTransform(cell, 0, 0, cell, box.x(), box.y()))
        self._picture_frame.setPath(rounded(box.adjusted(-0.5, -0.5, 0.5, 0.5), 2))
        self._picture_frame.setPen(QPen(theme.color("border"), 1))

    def _print_numbers(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._table.print_numbers(scene)
        right = scene.predicted == scene.target
        x, middle = self._verdict_at
        side = round(1.1 * self._verdict.line_height())
        ratio = max(2.0, self._canvas.devicePixelRatioF())
        name, role = ("check", "success") if right else ("close", "warning")
        color = theme.color(role).name()
        self._mark.setPixmap(icon_pixmap(name, color, side, ratio))
        self._mark.setPos(x, middle - side / 2)
        x += 1.25 * side
        room = self._canvas.viewport().width() - x
        self._verdict.place(scene.verdict, x, middle, width=room)
        self._canvas.setAccessibleDescription(scene.verdict)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(260 * unit), round(210 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(360 * unit), round(340 * unit))


def _shape(scene: ClassesScene) -> tuple[int, ...] | None:
    """Return the shape of the picture, which decides about the layout."""
    return None if scene.image is None else scene.image.shape


def _same_picture(before: ClassesScene, scene: ClassesScene) -> bool:
    if before.image is None or scene.image is None:
        return before.image is scene.image
    # Each frame brings its own copy, so that looking at the pixels is worth it.
    return before.image is scene.image or np.array_equal(before.image, scene.image)
