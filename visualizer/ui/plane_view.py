"""The map of a neuron's answer over the plane, with points, probe and scale."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTransform,
)
from PySide6.QtWidgets import QApplication, QGraphicsPixmapItem, QWidget

from visualizer.language import tr
from visualizer.scenes import FloatArray
from visualizer.scenes.plane import PicturePair, PlaneScene
from visualizer.ui.class_markers import class_image_table, class_pixels
from visualizer.ui.drawing import (
    KEYBOARD_FOCUS,
    Align,
    Canvas,
    Pacer,
    finer,
    number_text,
    pixel_image,
    rounded,
    signed_image,
    tick_texts,
    two_tone_image,
)
from visualizer.ui.picture_pair import PairLayout, color_image, lay_pair, pair_height
from visualizer.ui.plane_points import (
    POINT_MARGIN,
    PointLook,
    class_sprite,
    paint_points,
)
from visualizer.ui.plots.readout import ReadoutBox
from visualizer.ui.theme import Rgb32, Theme
from visualizer.ui.typography import sized, tabular

HIT_RADIUS = 14.0
"""How far from the probe a press still takes hold of it, in logical pixels."""

POINT_HIT_RADIUS = 10.0
_MANY_POINTS = 600
"""From here on points are drawn smaller, so that they take up no more in all."""

_MOST_CLASSES = 10

STEP, LARGE_STEP = 1 / 60, 1 / 12
"""Steps of the probe by keyboard, as parts of the plane's width."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_CLASS_SHARE = 0.2
"""Part of the width that names of classes take at most."""

_X_ALIGN: tuple[Align, Align, Align] = ("left", "center", "right")


class _Press(Struct):
    """A button held down: where, on which example, and whether it became a drag."""

    start: QPointF
    example: int | None
    dragging: bool


class PlaneView(Canvas):
    """The map itself; `PlanePanel` adds the switches below it.

    Signals
    -------
    probe_moved : (float, float) or None
        The probe was put somewhere, or taken away.
    example_clicked : int
        Index among the training examples.
    room_changed
        The map moved or changed its size without a resize.
    """

    probe_moved = Signal(object)
    example_clicked = Signal(int)
    room_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme: Theme | None = None
        self._drawn: PlaneScene | None = None
        self._rect = QRectF(0, 0, 1, 1)
        self._probe: tuple[float, float] | None = None
        self._awaited = False
        self._press: _Press | None = None
        self._pointer: QPointF | None = None
        self._train: FloatArray = np.empty((0, 2))
        self._tabbed = False
        self._widest = ""
        self._pair: PairLayout | None = None
        self._shift = QPointF()
        self._make_items()
        self._numbers = Pacer(self._print_numbers, self)
        self.resized.connect(self._lay_out)

    def _make_items(self) -> None:
        stage = self.scene()
        smooth = Qt.TransformationMode.SmoothTransformation
        no_pen = QPen(Qt.PenStyle.NoPen)
        self._map = stage.addPixmap(QPixmap())
        self._map.setTransformationMode(smooth)
        self._original = stage.addPixmap(QPixmap())
        self._original.setTransformationMode(smooth)
        self._captions = (self.text(), self.text())
        self._corners = stage.addPath(QPainterPath(), no_pen)
        self._points = stage.addPixmap(QPixmap())
        self._points.setTransformationMode(smooth)
        self._frame = stage.addPath(QPainterPath())
        self._lines_halo = stage.addPath(QPainterPath())
        self._lines = stage.addPath(QPainterPath())
        self._watched_halo = stage.addEllipse(QRectF())
        self._watched = stage.addEllipse(QRectF())
        self._handle_halo = stage.addEllipse(QRectF())
        self._handle = stage.addEllipse(QRectF())
        self._handle_dot = stage.addEllipse(QRectF(), no_pen)
        self._twin_halo = stage.addEllipse(QRectF())
        self._twin = stage.addEllipse(QRectF())
        for ring in (
            self._twin_halo,
            self._twin,
            self._watched_halo,
            self._watched,
            self._handle_halo,
            self._handle,
        ):
            ring.hide()
        self._bar = stage.addPixmap(QPixmap())
        self._bar.setTransformationMode(smooth)
        self._bar_corners = stage.addPath(QPainterPath(), no_pen)
        self._bar_texts = tuple(self.text() for _ in range(3))
        self._class_names = tuple(self.text() for _ in range(_MOST_CLASSES))
        self._class_marks = tuple(
            stage.addPixmap(QPixmap()) for _ in range(_MOST_CLASSES)
        )
        self._x_ticks = tuple(self.text() for _ in range(3))
        self._y_ticks = tuple(self.text() for _ in range(3))
        self._x_label, self._y_label = self.text(), self.text()
        self._readout = ReadoutBox()
        stage.addItem(self._readout.item)

    @property
    def probe(self) -> tuple[float, float] | None:
        """Where the probe is drawn, in units of the plane."""
        return self._probe

    def map_rect(self) -> QRectF:
        """Return where the map lies in the viewport, in logical pixels."""
        return QRectF(self._rect)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        ink, halo = theme.color("text"), theme.color("point_outline")
        width = theme.line_width
        self._corners.setBrush(theme.color("panel"))
        self._bar_corners.setBrush(theme.color("panel"))
        veil = QColor(halo)
        veil.setAlpha(110)
        self._lines_halo.setPen(QPen(veil, 2.6 * width))
        own = theme.color("marker")
        self._lines.setPen(QPen(own, 1.2 * width))
        for ring, back, color in (
            (self._watched, self._watched_halo, ink),
            (self._handle, self._handle_halo, own),
            (self._twin, self._twin_halo, ink),
        ):
            ring.setPen(QPen(color, 2.2 * width))
            back.setPen(QPen(halo, 4.8 * width))
        self._handle_dot.setBrush(own)
        self._lay_out()

    def set_scene(self, scene: PlaneScene) -> None:
        """Draw a scene; what it shares with the one before stays as it is."""
        before, self._drawn = self._drawn, scene
        if before is None or scene.points is not before.points:
            points = scene.points
            self._train = np.asarray(points.positions)[~points.is_test]
        self._follow_probe(before, scene)
        if (
            before is None
            or scene.domain != before.domain
            or (scene.x_label, scene.y_label) != (before.x_label, before.y_label)
            or (scene.class_names, scene.own_units)
            != (before.class_names, before.own_units)
            or _original(scene) is not _original(before)
        ):
            self._lay_out()
            return
        if scene.values is not before.values or (scene.limit, scene.discretize) != (
            before.limit,
            before.discretize,
        ):
            self._draw_map()
        if scene.discretize != before.discretize:
            self._draw_bar()
        if scene.points is not before.points or scene.show_test != before.show_test:
            self._draw_points()
        if scene.watched != before.watched:
            self._place_watched()
        self._place_probe()
        self._numbers.request()

    def retranslate(self) -> None:
        """Say the accessible texts again."""
        self.setAccessibleName(tr("Output map"))
        self.setAccessibleDescription(
            tr("Alt+arrows move the probe, Shift for larger steps, Delete removes it")
        )

    def content_rect(self) -> QRectF:
        """Return what map and scale take up together, without the left ticks."""
        if self._pair is not None:
            return self._pair.first.united(self._pair.second)
        _, _, right, _ = self._margins(self.viewport().width())
        return self._rect.adjusted(0, 0, right, 0)

    def height_for(self, width: int) -> int:
        """Return the height at which the map fills a width."""
        if self._picture() is not None:
            line = self._x_label.line_height()
            return round(pair_height(width, self._aspect(), line))
        left, top, right, bottom = self._margins(width)
        return round((width - left - right) / self._aspect() + top + bottom)

    def put_probe(self, point: tuple[float, float] | None) -> None:
        """Move the probe there, or take it away, and say so."""
        if point is not None:
            x_min, x_max, y_min, y_max = self._domain()
            point = (
                min(max(point[0], x_min), x_max),
                min(max(point[1], y_min), y_max),
            )
        self._probe = point
        self._awaited = True
        self._place_probe()
        self.probe_moved.emit(point)

    def _follow_probe(self, before: PlaneScene | None, scene: PlaneScene) -> None:
        """Take the scene's probe, unless the hand is ahead of it.

        A scene that was on its way when the probe was moved must not throw the
        handle back; the first one with another position is the answer.
        """
        if self._press is not None and self._press.dragging:
            return
        if self._awaited and before is not None and scene.probe == before.probe:
            return
        self._awaited = False
        self._probe = scene.probe

    def _picture(self) -> PicturePair | None:
        return None if self._drawn is None else self._drawn.picture

    def _domain(self) -> tuple[float, float, float, float]:
        return (-1.0, 1.0, -1.0, 1.0) if self._drawn is None else self._drawn.domain

    def _aspect(self) -> float:
        if self._drawn is not None and self._drawn.own_units:
            return 1.0
        x_min, x_max, y_min, y_max = self._domain()
        return (x_max - x_min) / (y_max - y_min)

    def type_factor(self) -> float:
        """Return how much larger than usual the type of a large map is."""
        return min(max(min(self.width(), self.height()) / 460, 1.0), 1.8)

    def _margins(self, width: int) -> tuple[float, float, float, float]:
        """Return the room around the map (left, top, right, bottom) for its texts."""
        small = self._bar_texts[0]
        em = small.line_height()
        ticks = self._tick_texts(2) + self._tick_texts(0)
        left = max(small.advance_of(text) for text in ticks) + 0.5 * em
        if self._is_long(self._label(up=True)):
            left += em
        right = 0.7 * em + self._bar_width(width) + 0.4 * em
        if self._drawn is not None and self._drawn.class_names:
            longest = max(map(small.advance_of, self._drawn.class_names))
            right += min(longest, _CLASS_SHARE * width)
        else:
            right += max(small.advance_of(text) for text in ("+1", self._widest))
        lines = 2.2 if self._is_long(self._label(up=False)) else 1.15
        return round(left), round(0.4 * em), round(right), round(lines * em)

    def _label(self, *, up: bool) -> str:
        scene = self._drawn
        return "" if scene is None else scene.y_label if up else scene.x_label

    def _is_long(self, label: str) -> bool:
        """Say whether a label needs a line of its own, beside that of the ticks."""
        small = self._bar_texts[0]
        return small.advance_of(label) > 2.5 * small.line_height()

    def _bar_width(self, width: int) -> float:
        return round(min(max(width / 28, 7.0), 16.0) * self.type_factor())

    def _tick_texts(self, start: int) -> list[str]:
        """Write the ends and the middle of the horizontal (0) or vertical (2) axis."""
        low, high = self._domain()[start : start + 2]
        return tick_texts([low, 0.5 * (low + high), high])

    def _lay_out(self) -> None:
        theme = self._theme
        if theme is None:
            return
        width, height = self.viewport().width(), self.viewport().height()
        font = tabular(sized(self.font(), 0.85 * self.type_factor()))
        quiet = theme.color("text_secondary")
        for item in (
            *self._bar_texts,
            *self._class_names,
            *self._x_ticks,
            *self._y_ticks,
            self._x_label,
            self._y_label,
            *self._captions,
        ):
            item.dress(font, quiet)
        self._readout.set_look(theme, tabular(self.font()))
        self._pair = None
        if self._picture() is not None:
            self._lay_pair(theme, width, height)
            return
        for part in (self._original, *self._captions):
            part.hide()
        left, top, right, bottom = self._margins(width)
        room_x, room_y = width - left - right, height - top - bottom
        wide = max(8, int(min(room_x, room_y * self._aspect())))
        tall = max(8, round(wide / self._aspect()))
        x = round(left + max(0, (room_x - wide) / 2))
        y = round(top + max(0, (room_y - tall) / 2))
        self._rect = QRectF(x, y, wide, tall)
        radius = min(8.0, wide / 30)
        hole = QPainterPath()
        # A pixel more than the map on each side: scaled smoothly, it may bleed.
        hole.addRect(self._rect.adjusted(-1, -1, 1, 1))
        hole.addPath(rounded(self._rect, radius))
        self._corners.setPath(hole)
        self._frame.setPath(rounded(self._rect.adjusted(-0.5, -0.5, 0.5, 0.5), radius))
        self._dress_frame()
        self._draw_bar()
        if self._drawn is not None:
            self._draw_axes()
            self._draw_map()
            self._draw_points()
            self._place_watched()
            self._place_probe()
            self._numbers.request(now=True)

    def _lay_pair(self, theme: Theme, width: int, height: int) -> None:
        """Lay the picture learnt and the original out, which need no axes."""
        line = self._x_label.line_height()
        # A pixel all around is left for the frame.
        pair = lay_pair(width - 2, height - 2, self._aspect(), line)
        self._pair = pair
        self._rect = pair.first
        hole, frame = QPainterPath(), QPainterPath()
        for rect in (pair.first, pair.second):
            rect.translate(1, 1)
            hole.addRect(rect.adjusted(-1, -1, 1, 1))
            hole.addPath(rounded(rect, 4.0))
            frame.addPath(rounded(rect.adjusted(-0.5, -0.5, 0.5, 0.5), 4.0))
        self._corners.setPath(hole)
        self._frame.setPath(frame)
        self._dress_frame()
        for item in (*self._x_ticks, *self._y_ticks, self._x_label, self._y_label):
            item.hide()
        picture = self._picture()
        assert picture is not None
        self._place_image(self._original, color_image(picture.original), pair.second)
        self._original.show()
        self._draw_bar()
        self._draw_map()
        self._draw_points()
        self._place_watched()
        self._place_probe()
        self._numbers.request(now=True)

    def _caption_pair(self, scene: PlaneScene, pair: PairLayout) -> None:
        """Say over each picture what it is."""
        learnt = tr("learned so far")
        if scene.picture is not None and scene.picture.learnt is None:
            limit = number_text(scene.limit)
            learnt = tr("full color at ±{limit}", limit=limit)
        rects = (pair.first, pair.second)
        texts = (learnt, tr("original"))
        for item, text, rect in zip(self._captions, texts, rects, strict=True):
            middle = rect.top() - 0.65 * item.line_height()
            item.place(text, rect.left(), middle, width=rect.width())

    def _dress_frame(self) -> None:
        """Show by the frame whether keys go to the map."""
        if self._theme is None:
            return
        shown = self._tabbed and self.hasFocus()
        color = self._theme.color("accent" if shown else "border")
        self._frame.setPen(QPen(color, 2.5 if shown else 1))

    def _draw_axes(self) -> None:
        scene = self._drawn
        assert scene is not None
        rect = self._rect
        em = self._x_label.line_height()
        line = rect.bottom() + 0.7 * em
        at_x = (rect.left(), rect.center().x(), rect.right())
        for item, text, x, align in zip(
            self._x_ticks, self._tick_texts(0), at_x, _X_ALIGN, strict=True
        ):
            item.place(text, x, line, align)
        edge = rect.left() - 0.35 * em
        cap = 0.37 * em
        at_y = (rect.bottom() - cap, rect.center().y(), rect.top() + cap)
        for item, text, y in zip(self._y_ticks, self._tick_texts(2), at_y, strict=True):
            item.place(text, edge, y, "right")
        if self._is_long(scene.x_label):
            self._x_label.place(
                scene.x_label, rect.center().x(), line + em, "center", rect.width()
            )
        else:
            quarter_x = rect.left() + 0.75 * rect.width()
            self._x_label.place(scene.x_label, quarter_x, line, "center")
        self._y_label.setRotation(0.0)
        quarter_y = rect.top() + 0.25 * rect.height()
        if not self._is_long(scene.y_label):
            self._y_label.place(scene.y_label, edge, quarter_y, "right")
            return
        taken = self._y_label.place(scene.y_label, 0.0, 0.0, width=rect.height())
        margin = self._margins(self.viewport().width())[0]
        self._y_label.setRotation(-90.0)
        self._y_label.setPos(rect.left() - margin, rect.center().y() + 0.5 * taken)

    def _draw_map(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        table = theme.signed_table()
        if scene.picture is not None and scene.picture.learnt is not None:
            image = color_image(scene.picture.learnt)
        elif scene.winners is not None:
            image = self._class_image(scene, theme)
        elif scene.discretize:
            image = two_tone_image(scene.values, table)
        else:
            values = scene.values
            # Interpolated as values, not as colors, a thin dark line between
            # blue and orange stays a line on a large map.
            if self._rect.width() > 2 * values.shape[1]:
                values = finer(values)
            image = signed_image(values, scene.limit, table)
        self._place_image(self._map, image, self._rect)

    def _place_image(
        self, item: QGraphicsPixmapItem, image: QImage, rect: QRectF
    ) -> None:
        """Let an image fill a rectangle."""
        item.setPixmap(QPixmap.fromImage(image))
        across, down = rect.width() / image.width(), rect.height() / image.height()
        item.setTransform(QTransform(across, 0, 0, down, rect.x(), rect.y()))

    def _class_image(self, scene: PlaneScene, theme: Theme) -> QImage:
        """Return the map in the color of each place's class, as strong as it is sure.

        Drawn at twice the cells, so that a border, where nothing is sure, is thin.
        """
        assert scene.winners is not None
        winners = scene.winners.repeat(2, axis=0).repeat(2, axis=1)
        lead = np.ones(winners.shape) if scene.discretize else finer(scene.values)
        table = class_image_table(theme, len(scene.class_names))
        return pixel_image(class_pixels(winners, lead, table))

    def _draw_classes(self) -> None:
        """Name the classes beside the map, each with its marker."""
        scene, theme = self._drawn, self._theme
        names = () if scene is None else scene.class_names
        for part in (self._bar, self._bar_corners, *self._bar_texts):
            part.setVisible(not names and self._pair is None)
        for part in (*self._class_names, *self._class_marks):
            part.hide()
        if theme is None or not names:
            return
        rect, width = self._rect, self.viewport().width()
        em = self._x_label.line_height()
        radius = min(max(0.3 * em, 3.0), 0.5 * self._bar_width(width) + 2)
        look = PointLook(theme, radius, max(2.0, self.devicePixelRatioF()))
        x = rect.right() + 0.7 * em
        for number, name in enumerate(names):
            y = rect.top() + (0.5 + 1.5 * number) * em
            sprite = class_sprite(number, look)
            half = 0.5 * sprite.width() / sprite.devicePixelRatio()
            mark = self._class_marks[number]
            mark.setPixmap(sprite)
            mark.setPos(x + radius - half, y - half)
            mark.show()
            left = x + 2 * radius + 0.5 * em
            self._class_names[number].place(name, left, y, width=width - left)

    def _draw_bar(self) -> None:
        theme = self._theme
        self._draw_classes()
        named = self._drawn is not None and self._drawn.class_names
        if theme is None or named or self._pair is not None:
            return
        rect = self._rect
        em = self._x_label.line_height()
        width = self._bar_width(self.viewport().width())
        bar = QRectF(rect.right() + 0.7 * em, rect.top(), width, rect.height())
        table: Rgb32 = theme.signed_table()
        column = np.linspace(-1, 1, 256, dtype=np.float32)[:, None]
        hard = self._drawn is not None and self._drawn.discretize
        image = (
            two_tone_image(column, table) if hard else signed_image(column, 1, table)
        )
        self._place_image(self._bar, image, bar)
        hole = QPainterPath()
        hole.addRect(bar.adjusted(-1, -1, 1, 1))
        hole.addPath(rounded(bar, min(3.0, width / 3)))
        self._bar_corners.setPath(hole)

    def _print_numbers(self) -> None:
        """Write what changes with every scene but is read by people."""
        scene = self._drawn
        if scene is None or self._theme is None:
            return
        if self._pair is not None:
            self._caption_pair(scene, self._pair)
        if scene.class_names or self._pair is not None:
            self._show_value()
            return
        high, middle, low = scene.scale_texts or (
            number_text(scene.limit, signed=True),
            "0",
            number_text(-scene.limit),
        )
        if self._widen((high, middle, low)):
            return
        rect = self._rect
        em = self._x_label.line_height()
        x = rect.right() + 1.1 * em + self._bar_width(self.viewport().width())
        cap = 0.37 * em
        places = (
            (high, rect.top() + cap),
            (middle, rect.center().y()),
            (low, rect.bottom() - cap),
        )
        for item, (text, y) in zip(self._bar_texts, places, strict=True):
            item.place(text, x, y)
        self._show_value()

    def _widen(self, texts: tuple[str, ...]) -> bool:
        """Make room for longer texts beside the scale; say whether that was done.

        The room never shrinks: a map that changes its size while it is watched
        would be worse than a little space to spare.
        """
        item = self._bar_texts[0]
        widest = max((self._widest, *texts), key=item.advance_of)
        if widest == self._widest:
            return False
        grown = item.advance_of(widest) > item.advance_of("+1")
        self._widest = widest
        if grown:
            self._lay_out()
            self.room_changed.emit()
        return grown

    def _draw_points(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._points.setVisible(scene.picture is None)
        if scene.picture is not None:
            return
        radius = self._point_radius()
        margin = radius + POINT_MARGIN
        # Twice the pixels at least, so that saved pictures are crisp too; on
        # screen that costs a quarter of a millisecond.
        ratio = max(2.0, self.devicePixelRatioF())
        box = self._rect.adjusted(-margin, -margin, margin, margin)
        pixmap = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.translate(-box.topLeft())
            paint_points(
                painter,
                scene.points,
                scene.show_test,
                self._to_pixels,
                PointLook(theme, radius, ratio),
            )
        self._points.setPixmap(pixmap)
        self._points.setPos(box.topLeft())

    def _point_radius(self) -> float:
        radius = min(max(0.0115 * self._rect.width() + 0.4, 1.8), 8.0)
        if self._pair is not None:
            return radius
        count = 0 if self._drawn is None else len(self._drawn.points.values)
        # Many points leave something of the map in sight only when they are small.
        return max(1.5, radius * min(1.0, math.sqrt(_MANY_POINTS / max(1, count))))

    def _place_watched(self) -> None:
        assert self._drawn is not None
        at = self._drawn.watched
        for ring in (self._watched_halo, self._watched):
            ring.setVisible(at is not None)
            if at is not None:
                reach = 1.3 * self._point_radius() + 4
                ring.setRect(-reach, -reach, 2 * reach, 2 * reach)
                ring.setPos(self._to_pixels(*at))
        self._place_twin()

    def _place_twin(self) -> None:
        """Mark on the original the place that feeds the network."""
        at = self._probe
        if at is None and self._drawn is not None:
            at = self._drawn.watched
        for ring in (self._twin_halo, self._twin):
            ring.setVisible(at is not None and self._pair is not None)
            if at is not None and self._pair is not None:
                reach = 1.3 * self._point_radius() + 4
                ring.setRect(-reach, -reach, 2 * reach, 2 * reach)
                ring.setPos(self._to_pixels(*at) + self._pair.shift)

    def _place_probe(self) -> None:
        at = self._probe
        parts = (
            self._lines_halo,
            self._lines,
            self._handle_halo,
            self._handle,
            self._handle_dot,
        )
        for part in parts:
            part.setVisible(at is not None)
        self._place_twin()
        if at is None:
            return
        center = self._to_pixels(*at)
        reach = 6.0 + 0.7 * self._point_radius()
        lines = QPainterPath()
        rect = self._rect
        for start, end in (
            (QPointF(rect.left(), center.y()), QPointF(center.x() - reach, center.y())),
            (
                QPointF(center.x() + reach, center.y()),
                QPointF(rect.right(), center.y()),
            ),
            (QPointF(center.x(), rect.top()), QPointF(center.x(), center.y() - reach)),
            (
                QPointF(center.x(), center.y() + reach),
                QPointF(center.x(), rect.bottom()),
            ),
        ):
            if rect.contains(start) or rect.contains(end):
                lines.moveTo(start)
                lines.lineTo(end)
        self._lines_halo.setPath(lines)
        self._lines.setPath(lines)
        for ring in (self._handle_halo, self._handle):
            ring.setRect(-reach, -reach, 2 * reach, 2 * reach)
            ring.setPos(center)
        dot = 0.32 * reach
        self._handle_dot.setRect(-dot, -dot, 2 * dot, 2 * dot)
        self._handle_dot.setPos(center)

    def _show_value(self) -> None:
        """Write beside the pointer what the map shows under it."""
        scene, at = self._drawn, self._pointer
        pointed = None if at is None else at - self._shift_at(at)
        if scene is None or at is None or pointed is None:
            self._readout.hide()
            return
        if not self._rect.contains(pointed):
            self._readout.hide()
            return
        x, y = self._to_plane(pointed)
        row, column = self._cell_at(x, y)
        if scene.picture is not None:
            pairs = _color_texts(scene.picture, row, column)
            self._readout.show(at, pairs, QRectF(self.viewport().rect()))
            return
        if scene.winners is None:
            value = number_text(float(scene.values[row, column]), 2, signed=True)
        else:
            value = scene.class_names[int(scene.winners[row, column])]
        digits = None if scene.own_units else 1
        place = f"({number_text(x, digits)}, {number_text(y, digits)})"
        self._readout.show(at, [(place, value)], QRectF(self.viewport().rect()))

    def _cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of the map at a place of the plane."""
        scene = self._drawn
        assert scene is not None
        rows, columns = scene.values.shape
        x_min, x_max, y_min, y_max = scene.domain
        column = min(max(int((x - x_min) / (x_max - x_min) * columns), 0), columns - 1)
        row = min(max(int((y - y_min) / (y_max - y_min) * rows), 0), rows - 1)
        return row, column

    def _to_pixels(self, x: float, y: float) -> QPointF:
        x_min, x_max, y_min, y_max = self._domain()
        rect = self._rect
        return QPointF(
            rect.left() + (x - x_min) / (x_max - x_min) * rect.width(),
            rect.bottom() - (y - y_min) / (y_max - y_min) * rect.height(),
        )

    def _to_plane(self, at: QPointF) -> tuple[float, float]:
        x_min, x_max, y_min, y_max = self._domain()
        rect = self._rect
        return (
            x_min + (at.x() - rect.left()) / rect.width() * (x_max - x_min),
            y_min + (rect.bottom() - at.y()) / rect.height() * (y_max - y_min),
        )

    def _shift_at(self, at: QPointF) -> QPointF:
        """Return the way from the map to a place on the original; else nothing."""
        if self._pair is not None and self._pair.inside(at):
            return self._pair.shift
        return QPointF()

    def _on_probe(self, at: QPointF) -> bool:
        if self._probe is None:
            return False
        away = self._to_pixels(*self._probe) - at
        return abs(away.x()) <= HIT_RADIUS and abs(away.y()) <= HIT_RADIUS

    def _example_at(self, at: QPointF) -> int | None:
        """Return the training example nearest to a place, if it is near enough."""
        if not len(self._train) or self._pair is not None:
            return None
        x_min, x_max, y_min, y_max = self._domain()
        # In pixels: the axes may have units of their own.
        unit_x = self._rect.width() / (x_max - x_min)
        unit_y = self._rect.height() / (y_max - y_min)
        away = (self._train - self._to_plane(at)) * (unit_x, unit_y)
        squares = (away * away).sum(axis=1)
        nearest = int(squares.argmin())
        return nearest if float(squares[nearest]) <= POINT_HIT_RADIUS**2 else None

    def _choose_cursor(self, at: QPointF) -> None:
        if self._press is not None and self._press.dragging:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._on_probe(at):
            shape = Qt.CursorShape.OpenHandCursor
        elif not self._rect.contains(at):
            shape = Qt.CursorShape.ArrowCursor
        elif self._example_at(at) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        if shape != self.viewport().cursor().shape():
            self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shift = self._shift_at(event.position())
        at = event.position() - self._shift
        reach = self._rect.adjusted(-8, -8, 8, 8)
        if (
            event.button() != Qt.MouseButton.LeftButton
            or self._drawn is None
            or not (reach.contains(at) or self._on_probe(at))
        ):
            event.ignore()
            return
        example = None if self._on_probe(at) else self._example_at(at)
        self._press = _Press(at, example, dragging=example is None)
        if example is None and not self._on_probe(at):
            self.put_probe(self._to_plane(at))
        self._choose_cursor(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        press = self._press
        shift = self._shift_at(self._pointer) if press is None else self._shift
        at = self._pointer - shift
        if press is not None:
            moved = (at - press.start).manhattanLength()
            if moved >= QApplication.startDragDistance():
                press.dragging = True
            if press.dragging and at != press.start:
                self.put_probe(self._to_plane(at))
        self._choose_cursor(at)
        self._show_value()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is None:
            event.ignore()
            return
        if press.example is not None and not press.dragging:
            self.example_clicked.emit(press.example)
        self._choose_cursor(event.position() - self._shift)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._show_value()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own_key(event):
            event.ignore()
            return
        if event.key() in _ARROWS:
            self._nudge(event)
        elif self._probe is not None:
            self.put_probe(None)

    def _is_own_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self._probe is not None
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return alt and event.key() in _ARROWS

    def _nudge(self, event: QKeyEvent) -> None:
        """Move the probe by a step; it starts at the watched example."""
        scene = self._drawn
        if scene is None:
            return
        x_min, x_max, y_min, y_max = scene.domain
        middle = (0.5 * (x_min + x_max), 0.5 * (y_min + y_max))
        x, y = self._probe or scene.watched or middle
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if large else STEP
        across, up = _ARROWS[Qt.Key(event.key())]
        right, higher = across * step * (x_max - x_min), up * step * (y_max - y_min)
        self.put_probe((x + right, y + higher))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tabbed = event.reason() in KEYBOARD_FOCUS
        super().focusInEvent(event)
        self._dress_frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._dress_frame()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def event(self, event: QEvent) -> bool:
        # Otherwise a shortcut of the window takes the arrows first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own_key(event)
        ):
            event.accept()
            return True
        return super().event(event)


def _original(scene: PlaneScene) -> FloatArray | None:
    return None if scene.picture is None else scene.picture.original


def _color_texts(picture: PicturePair, row: int, column: int) -> list[tuple[str, str]]:
    """Return what is written of a pixel: the color learnt, and the true one."""
    parts = [(tr("learned"), picture.learnt), (tr("original"), picture.original)]
    return [
        (name, ", ".join(number_text(float(v), 2) for v in colors[row, column]))
        for name, colors in parts
        if colors is not None
    ]
