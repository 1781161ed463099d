"""A pad for the hand, and beside it the pixels that come of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from visualizer.scenes.drawing import DrawingScene
from visualizer.scenes.photo import Crop
from visualizer.ui.drawing import Pacer, rounded
from visualizer.ui.maps.cells import cell_pictures, photo_picture
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_PEN_SHARE = 0.07
"""Width of the pen as a share of the pad."""


class DrawingPad(PlotCanvas):
    """Draw at the left; at the right the pixels and what the network says.

    Signals
    -------
    strokes_changed : tuple of strokes
        Points (x, y) from 0 to 1, y down, while the hand draws.
    pixel_clicked : int
    crop_wanted : (float, float, float)
        Left, top and width, in pixels of the photo, of what a person wants of it.
    """

    strokes_changed = Signal(object)
    crop_wanted = Signal(object)
    pixel_clicked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: DrawingScene | None = None
        self._strokes: list[list[tuple[float, float]]] = []
        self._drawing = False
        self._held: QPointF | None = None
        self._wanted: Crop | None = None
        stage = self.scene()
        self._paper = stage.addPath(QPainterPath())
        self._photo = stage.addPixmap(QPixmap())
        self._crop = stage.addPath(QPainterPath())
        self._crop.setZValue(2)
        self._ink = stage.addPath(QPainterPath())
        self._picture = stage.addPixmap(QPixmap())
        self._frame = stage.addPath(QPainterPath())
        self._mark = stage.addPath(QPainterPath())
        self._mark.setZValue(3)
        self._hint = self.text()
        self._size = self.text()
        self._verdict = self.text()
        self._shares = self.text()
        self._photo_box = QRectF()
        self._pad = QRectF()
        self._pixels = QRectF()
        self._text_at = (0.0, 0.0)
        self._marked: int | None = None
        self._numbers = Pacer(self._print, self)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._on_released)
        self.hovered.connect(self._on_hovered)
        self.wheel_turned.connect(self._on_wheel)

    @property
    def photo_box(self) -> QRectF:
        """Where the photo stands; empty without one."""
        return self._photo_box

    @property
    def crop_box(self) -> QRectF:
        """Where the part of it stands that is taken."""
        return self._crop.path().boundingRect()

    @property
    def pad(self) -> QRectF:
        """Where the hand draws."""
        return self._pad

    def pixel_box(self, place: int) -> QRectF:
        """Return where a pixel stands."""
        assert self._drawn is not None
        rows, columns = self._drawn.pixels.shape
        row, column = divmod(place, columns)
        wide, high = self._pixels.width() / columns, self._pixels.height() / rows
        left, top = self._pixels.left(), self._pixels.top()
        return QRectF(left + column * wide, top + row * high, wide, high)

    def clear(self) -> None:
        """Take all strokes away."""
        self._strokes = []
        self._drawing = False
        self._draw_ink()

    def mark(self, place: int | None) -> None:
        """Frame the pixel that the keyboard is at."""
        self._marked = place
        path = QPainterPath()
        if place is not None and self._theme is not None and self._drawn is not None:
            path.addRect(self.pixel_box(place % self._drawn.pixels.size))
            accent = self._theme.color("accent")
            self._mark.setPen(QPen(accent, 2 * self._theme.line_width))
        self._mark.setPath(path)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: DrawingScene) -> None:
        """Show the pixels that feed the network, and what it says."""
        before, self._drawn = self._drawn, scene
        if before is None or before.pixels.shape != scene.pixels.shape:
            self.lay_out()
            return
        if before.photo is not scene.photo:
            self._strokes = []
            self._draw_ink()
            self._draw_photo()
        elif before.crop != scene.crop:
            self._draw_crop()
        # Only then: while the hand draws, scenes of before may still arrive.
        if before.drawn and not scene.drawn and not self._drawing:
            self.clear()
        if not np.array_equal(before.pixels, scene.pixels):
            self._draw_pixels()
        if before.hint != scene.hint:
            self._draw_ink()
        self._numbers.request(now=before.verdict != scene.verdict)

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        width = float(self.viewport().width())
        height = float(self.viewport().height())
        factor = min(max(min(width / 360, height / 200), 1.0), 1.6)
        font = tabular(sized(self.font(), factor))
        small = tabular(sized(self.font(), 0.86 * factor))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.Bold)
        quiet = theme.color("text_secondary")
        for item in (self._hint, self._size, self._shares):
            item.dress(small, quiet)
        self._verdict.dress(strong, theme.color("text"))
        line = self._size.line_height()
        side = max(20.0, min(height - 4, 0.48 * width))
        self._pad = QRectF(3, (height - side) / 2, side, side)
        self._paper.setPath(rounded(self._pad, 8))
        self._paper.setBrush(theme.color("control"))
        self._paper.setPen(QPen(theme.color("border"), theme.line_width))
        rows, columns = scene.pixels.shape
        left = self._pad.right() + 1.2 * line
        texts = 5.2 * line
        cell = max(1.0, min((width - left - 4) / columns, (height - texts) / rows))
        top = (height - texts - rows * cell) / 2 + 0.2 * line
        self._pixels = QRectF(left, max(2.0, top), columns * cell, rows * cell)
        self._frame.setPath(rounded(self._pixels, 1))
        self._frame.setPen(QPen(theme.color("border"), theme.line_width))
        self._text_at = (left, self._pixels.bottom() + 0.8 * line)
        self._draw_ink()
        self._draw_photo()
        self._draw_pixels()
        self._numbers.request(now=True)
        self.mark(self._marked)

    def move_crop(self, across: float, down: float, grown: float = 1.0) -> None:
        """Ask for another part of the photo: shifted, and larger around its middle.

        Parameters
        ----------
        across, down : float
            In widths of the part that is taken.
        grown : float
        """
        crop = self._taken()
        if crop is None or self._drawn is None:
            return
        left, top, width = crop
        rows, columns = self._drawn.pixels.shape
        wider = width * grown
        extra = (wider - width) / 2
        self._want(
            (
                left + across * width - extra,
                top + down * width - extra * rows / columns,
                wider,
            )
        )

    def _taken(self) -> Crop | None:
        """Return the part of the photo that was asked for last, or that is shown."""
        scene = self._drawn
        if scene is None or scene.photo is None:
            return None
        return self._wanted if self._held is not None else scene.crop

    def _want(self, crop: Crop) -> None:
        self._wanted = crop
        self.crop_wanted.emit(crop)

    def _draw_photo(self) -> None:
        """Show the photo on the pad, as large as fits; without one, the paper."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        shown = scene.photo is not None
        self._photo.setVisible(shown)
        self._hint.setVisible(not shown and not self._strokes)
        self._photo_box = QRectF()
        if scene.photo is not None:
            picture = photo_picture(scene.photo)
            rows, columns = scene.photo.shape
            scale = min(self._pad.width() / columns, self._pad.height() / rows)
            wide, high = scale * columns, scale * rows
            center = self._pad.center()
            self._photo_box = QRectF(
                center.x() - wide / 2, center.y() - high / 2, wide, high
            )
            self._photo.setPixmap(picture)
            left, top = self._photo_box.left(), self._photo_box.top()
            self._photo.setTransform(QTransform(scale, 0, 0, scale, left, top))
        self._draw_crop()

    def _draw_crop(self) -> None:
        scene, theme = self._drawn, self._theme
        assert scene is not None
        path = QPainterPath()
        if scene.photo is not None and scene.crop is not None and theme is not None:
            left, top, width = scene.crop
            rows, columns = scene.pixels.shape
            scale = self._photo_box.width() / scene.photo.shape[1]
            path.addRect(
                QRectF(
                    self._photo_box.left() + left * scale,
                    self._photo_box.top() + top * scale,
                    width * scale,
                    width * scale * rows / columns,
                )
            )
            self._crop.setPen(QPen(theme.color("accent"), 2 * theme.line_width))
        self._crop.setPath(path)

    def _draw_ink(self) -> None:
        theme = self._theme
        if theme is None:
            return
        path = QPainterPath()
        pad = self._pad
        for stroke in self._strokes:
            points = [
                QPointF(pad.left() + x * pad.width(), pad.top() + y * pad.height())
                for x, y in stroke
            ]
            path.moveTo(points[0])
            # A line of no length is not painted; a dot is one of very little.
            path.lineTo(points[0] + QPointF(0.01, 0))
            for point in points[1:]:
                path.lineTo(point)
        pen = QPen(theme.color("text"), _PEN_SHARE * pad.width())
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._ink.setPen(pen)
        self._ink.setPath(path)
        photo = self._drawn is not None and self._drawn.photo is not None
        self._hint.setVisible(not self._strokes and not photo)
        if self._drawn is not None and not self._strokes:
            center = pad.center()
            self._hint.place(
                self._drawn.hint, center.x(), center.y(), "center", pad.width() - 8
            )

    def _draw_pixels(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        (picture,) = cell_pictures(scene.pixels[None], np.zeros(1), theme)
        box = self._pixels
        self._picture.setPixmap(picture)
        across, down = box.width() / picture.width(), box.height() / picture.height()
        self._picture.setTransform(QTransform(across, 0, 0, down, box.x(), box.y()))

    def _print(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        left, y = self._text_at
        line = self._size.line_height()
        room = self.viewport().width() - left - 4
        self._size.place(scene.size_text, left, y, width=room)
        self._verdict.place(scene.verdict, left, y + 1.3 * line, width=room)
        shares = [": ".join(pair) for pair in scene.shares]
        metrics = QFontMetricsF(self._shares.font())
        while len(shares) > 1 and metrics.horizontalAdvance(" · ".join(shares)) > room:
            shares.pop()
        self._shares.place(" · ".join(shares), left, y + 2.6 * line, width=room)
        self.setAccessibleDescription(scene.verdict)

    def _on_pressed(self, at: QPointF) -> None:
        if self._photo_box.contains(at):
            self._hold(at)
        elif self._photo_box.isNull() and self._pad.contains(at):
            self._drawing = True
            self._strokes.append([self._share(at)])
            self._tell()
        elif self._pixels.contains(at) and self._drawn is not None:
            rows, columns = self._drawn.pixels.shape
            row = int((at.y() - self._pixels.top()) / self._pixels.height() * rows)
            column = int(
                (at.x() - self._pixels.left()) / self._pixels.width() * columns
            )
            row, column = min(row, rows - 1), min(column, columns - 1)
            self.pixel_clicked.emit(row * columns + column)

    def _on_dragged(self, at: QPointF) -> None:
        if self._drawing:
            self._strokes[-1].append(self._share(at))
            self._tell()
        elif self._held is not None:
            self._move_to(at)

    def _on_released(self) -> None:
        self._drawing = False
        self._held = None

    def _hold(self, at: QPointF) -> None:
        """Take hold of the frame; beside it, bring its middle there."""
        scene = self._drawn
        if scene is None or scene.crop is None:
            return
        box = self.crop_box
        inside = box.contains(at)
        self._held = at - box.topLeft() if inside else box.center() - box.topLeft()
        self._wanted = scene.crop
        if not inside:
            self._move_to(at)

    def _move_to(self, at: QPointF) -> None:
        scene = self._drawn
        if scene is None or scene.photo is None or scene.crop is None:
            return
        assert self._held is not None
        corner = at - self._held - self._photo_box.topLeft()
        scale = self._photo_box.width() / scene.photo.shape[1]
        self._want((corner.x() / scale, corner.y() / scale, scene.crop[2]))

    def _on_wheel(self, at: QPointF, notches: float) -> None:
        if self._photo_box.contains(at):
            self.move_crop(0.0, 0.0, 0.9**notches)

    def _on_hovered(self, at: QPointF) -> None:
        if self._photo_box.contains(at):
            shape = Qt.CursorShape.SizeAllCursor
        elif self._pad.contains(at):
            shape = Qt.CursorShape.CrossCursor
        elif self._pixels.contains(at):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _share(self, at: QPointF) -> tuple[float, float]:
        """Return a place on the pad, from 0 to 1; beyond its edge, on the edge."""
        x = (at.x() - self._pad.left()) / self._pad.width()
        y = (at.y() - self._pad.top()) / self._pad.height()
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def _tell(self) -> None:
        self._draw_ink()
        self.strokes_changed.emit(tuple(tuple(stroke) for stroke in self._strokes))
