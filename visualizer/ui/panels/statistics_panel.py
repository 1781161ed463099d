"""The statistics panel: distributions over time, gradients, updates and cost."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import (
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsPixmapItem,
    QGraphicsRectItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import ChooseStatistic
from visualizer.scenes.statistics import StatisticsRow, StatisticsScene
from visualizer.ui.drawing import (
    Canvas,
    Pacer,
    color_table,
    font_pixels,
    mapped_image,
)
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular
from visualizer.ui.widgets.chips import Chips

WIDE = 560
MEDIUM = 430
"""Widths, at the base font, from which all and all but the cost are shown."""

NAME_WIDTH = 40.0
NUMBER_WIDTH = 92.0
GAP = 8.0


class _Row:
    """The items of one layer."""

    def __init__(self, canvas: Canvas) -> None:
        stage = canvas.scene()
        self.strip: QGraphicsPixmapItem = stage.addPixmap(QPixmap())
        self.frame: QGraphicsRectItem = stage.addRect(QRectF())
        self.zero: QGraphicsLineItem = stage.addLine(0.0, 0.0, 0.0, 0.0)
        self.histogram: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.track: QGraphicsRectItem = stage.addRect(QRectF())
        self.bar: QGraphicsRectItem = stage.addRect(QRectF())

    def remove(self, canvas: Canvas) -> None:
        for item in vars(self).values():
            canvas.scene().removeItem(item)


@panels.register
class StatisticsPanel(Panel):
    """A row for each layer: values over time, their distribution now, and numbers.

    The more a place of the strip stands out, the more values are
    there; the bars beside it are its last column. Chips above choose the quantity
    (`ChooseStatistic`).
    """

    key: ClassVar[str] = "statistics"
    title: ClassVar[str] = "Statistics"
    rank: ClassVar[int] = 50
    scene_class: ClassVar[type[Scene]] = StatisticsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: StatisticsScene | None = None
        self._theme: Theme | None = None
        self._rows: list[_Row] = []
        self._kinds = Chips(self, dense=True)
        self._kinds.chosen.connect(self._on_chosen)
        self._canvas = Canvas(self)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.resized.connect(self._draw)
        root = self._canvas.scene().addRect(QRectF())
        root.setPen(Qt.PenStyle.NoPen)
        self._words = TextPool(root)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._kinds)
        column.addWidget(self._canvas, 1)
        self._drawing = Pacer(self._draw, self)
        self.retranslate()

    @property
    def canvas(self) -> Canvas:
        """Everything that is drawn."""
        return self._canvas

    @property
    def kinds(self) -> Chips:
        """The choice of the quantity."""
        return self._kinds

    def texts(self) -> tuple[str, ...]:
        """Return the texts drawn, from the top."""
        return tuple(text.text() for text in self._words.shown())

    def set_scene(self, scene: StatisticsScene) -> None:
        """Draw a scene, five times a second at most while nothing else changes."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._kinds.set_items(scene.kinds)
        if self._kinds.chosen_key() != scene.kind:
            self._kinds.set_chosen(scene.kind)
        other = before is None or before.kind != scene.kind
        self._drawing.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._canvas.set_ground(theme.color("panel"))
        self._draw()

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._kinds.setAccessibleName(tr("Quantity"))
        self._canvas.setAccessibleName(tr("Statistics"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("Strip"),
                tr("Distribution of the values over the run; frequent ones stand out"),
            ),
            (tr("Bars beside it"), tr("The same at the moment shown")),
            (
                tr("Gradient"),
                tr("Length of the mean gradient of the weights, bars on a log scale"),
            ),
            (
                tr("Update / weight"),
                tr("How far the next update moves the weights, as a share of them"),
            ),
            (
                tr("Rate"),
                tr(
                    "Median of the effective learning rates η / (√v + ε) of the weights"
                ),
            ),
            (
                tr("Products"),
                tr("Multiplications by weights for one example, forward + back"),
            ),
        ]

    def _on_chosen(self, key: Any) -> None:
        self.intent.emit(ChooseStatistic(key))

    def _draw(self) -> None:
        scene, theme = self._scene, self._theme
        if scene is None or theme is None:
            return
        unit = font_pixels(self) / BASE_PIXELS
        font = tabular(sized(self.font(), 0.85))
        self._words.dress(font, theme.color("text_secondary"))
        self._words.begin()
        self._fit_rows(len(scene.rows))
        line = self._words.line_height()
        width = float(self._canvas.viewport().width())
        height = float(self._canvas.viewport().height())
        shown = 4 if width >= WIDE * unit else 3 if width >= MEDIUM * unit else 2
        number = NUMBER_WIDTH * unit
        left = NAME_WIDTH * unit
        right = width - shown * number
        notes = self._notes(scene, width)
        bottom = height - (len(notes) + 0.3) * line
        top = 1.5 * line
        for place, heading in enumerate(scene.headings[:shown]):
            x = right + (place + 1) * number
            self._words.add(heading, x, 0.6 * line, "right", number - GAP * unit)
        pitch = max(1.0, (bottom - top) / max(1, len(scene.rows)))
        for place, (row, items) in enumerate(zip(scene.rows, self._rows, strict=True)):
            box = QRectF(left, top + place * pitch, right - left, pitch - 5.0 * unit)
            self._draw_row(scene, row, items, box, number, shown)
        for place, note in enumerate(notes):
            middle = height - (len(notes) - place - 0.5) * line
            self._words.add(note, 0.0, middle, "left", width)
        self._words.end()
        self._canvas.setAccessibleDescription(_told(scene))

    def _notes(self, scene: StatisticsScene, width: float) -> list[str]:
        """Return what stands at the bottom: one line where it fits, else several."""
        notes = [note for note in (scene.note, *scene.notes) if note]
        whole = " · ".join(notes)
        return [whole] if self._words.advance_of(whole) <= width else notes

    def _draw_row(
        self,
        scene: StatisticsScene,
        row: StatisticsRow,
        items: _Row,
        box: QRectF,
        number: float,
        shown: int,
    ) -> None:
        assert self._theme is not None
        theme = self._theme
        unit = font_pixels(self) / BASE_PIXELS
        middle = box.center().y()
        self._words.add(row.name, 0.0, middle, "left", box.left())
        bars = QRectF(box)
        if row.strip is not None:
            strip = QRectF(box)
            strip.setWidth(0.76 * box.width())
            bars.setLeft(strip.right() + GAP * unit)
            _show_strip(items, row.strip, strip, theme)
        for item in (items.strip, items.frame, items.zero):
            item.setVisible(row.strip is not None)
        if row.strip is not None:
            items.zero.setVisible(not math.isnan(scene.zero))
            if not math.isnan(scene.zero):
                y = box.bottom() - scene.zero * box.height()
                items.zero.setLine(box.left(), y, bars.right() - GAP * unit, y)
                items.zero.setPen(QPen(theme.color("grid"), 1.0))
        bars.setWidth(max(1.0, bars.width() - 1.5 * GAP * unit))
        path = QPainterPath()
        if row.histogram is not None:
            upward = row.strip is None
            path = _histogram(row.histogram, bars, upward)
        items.histogram.setPath(path)
        items.histogram.setPen(QPen(Qt.PenStyle.NoPen))
        items.histogram.setBrush(theme.color("text_secondary"))
        texts = (row.gradient, row.ratio, row.rate, row.cost)
        for place, text in enumerate(texts[:shown]):
            x = box.right() + (place + 1) * number
            self._words.add(text, x, middle, "right", number - GAP * unit)
        thick = min(6.0 * unit, 0.5 * box.height())
        room = 0.42 * number
        track = QRectF(box.right() + GAP * unit, middle - thick / 2, room, thick)
        bar = QRectF(track)
        share = row.gradient_share
        bar.setWidth(0.0 if math.isnan(share) else share * room)
        for rect, item, role in (
            (track, items.track, "control"),
            (bar, items.bar, "accent"),
        ):
            item.setRect(rect)
            item.setPen(QPen(Qt.PenStyle.NoPen))
            item.setBrush(theme.color(role))

    def _fit_rows(self, count: int) -> None:
        while len(self._rows) > count:
            self._rows.pop().remove(self._canvas)
        while len(self._rows) < count:
            self._rows.append(_Row(self._canvas))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._draw()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(300 * unit), round(170 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(240 * unit))


def _show_strip(items: _Row, strip: FloatArray, box: QRectF, theme: Theme) -> None:
    """Draw shares over time; their square root, so that rare values are seen."""
    greatest = float(np.nanmax(strip, initial=0.0)) or 1.0
    table = color_table([theme.color("panel"), theme.color("text")])
    image = mapped_image(np.sqrt(strip / greatest), table)
    items.strip.setPixmap(QPixmap.fromImage(image))
    scale_x, scale_y = box.width() / image.width(), box.height() / image.height()
    items.strip.setTransform(QTransform(scale_x, 0, 0, scale_y, box.x(), box.y()))
    items.frame.setRect(box)
    items.frame.setPen(QPen(theme.color("border"), 1.0))


def _histogram(shares: FloatArray, box: QRectF, upward: bool) -> QPainterPath:
    """Return bars that lie beside a strip, or stand where there is none."""
    path = QPainterPath()
    greatest = float(shares.max()) or 1.0
    count = len(shares)
    for place, share in enumerate((shares / greatest).tolist()):
        if share <= 0.0:
            continue
        if upward:
            step = box.width() / count
            tall = share * box.height()
            path.addRect(
                box.left() + place * step, box.bottom() - tall, 0.86 * step, tall
            )
        else:
            step = box.height() / count
            y = box.bottom() - (place + 1) * step
            path.addRect(box.left(), y, share * box.width(), 0.86 * step)
    return path


def _told(scene: StatisticsScene) -> str:
    """Say the numbers of all rows, for those who do not see them."""
    rows = (
        ", ".join(
            f"{heading} {text}"
            for heading, text in zip(
                scene.headings,
                (row.gradient, row.ratio, row.rate, row.cost),
                strict=True,
            )
        )
        for row in scene.rows
    )
    names = (row.name for row in scene.rows)
    return "; ".join(f"{name}: {text}" for name, text in zip(names, rows, strict=True))
