"""Small things that several drawings share: images, ticks, texts, a canvas."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Literal, TypeVar

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractGraphicsShapeItem,
    QFrame,
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsPixmapItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QWidget,
)

from visualizer.language import language
from visualizer.scenes import FloatArray
from visualizer.ui.own_viewport import own_viewport
from visualizer.ui.theme import Rgb32

S = TypeVar("S", bound=QAbstractGraphicsShapeItem)

Align = Literal["left", "center", "right"]

KEYBOARD_FOCUS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Ways to get the focus after which a drawing shows that it has it."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

READOUT_INTERVAL = 200
"""Least time between two changes of a printed number, in milliseconds."""

PATIENCE = 100
"""Milliseconds for which the last wish of a burst waits for one more: until panels that
take turns have had theirs."""


def signed_image(
    values: FloatArray, limit: float, table: Rgb32, out: Rgb32 | None = None
) -> QImage:
    """Return the picture of signed values over the plane.

    Parameters
    ----------
    values : float array (H, W)
        Row 0 is the lowest y and becomes the lowest row of the picture. What
        is not a number gets the neutral color.
    limit : float
        The value drawn in the last color of the table; -limit gets the first.
    table : uint32 array (256,)
        Colors ``0xffRRGGBB``, as of `Theme.signed_table`.
    out : uint32 array (H, W), optional
        Receives the colors. The picture is then a view of it and changes with
        it; without, the picture owns its pixels.
    """
    half = 0.5 * (len(table) - 1)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = values[::-1] * (half / limit if limit > 0 else 0.0)
        # Half a step more than the middle, because the cast below rounds down.
        neutral = half + 0.5
        scaled += neutral
        finite = math.isfinite(scaled.sum())
    if not finite:
        np.nan_to_num(scaled, copy=False, nan=neutral, posinf=2 * half, neginf=0.0)
    np.minimum(np.maximum(scaled, 0.0, out=scaled), 2 * half, out=scaled)
    return _image_of(np.take(table, scaled.astype(np.uint8), out=out, mode="clip"), out)


def two_tone_image(values: FloatArray, table: Rgb32) -> QImage:
    """Return the picture of the signs alone, in the two outer colors of a table.

    The picture has twice the rows and columns of `values`. Its boundary is as
    sharp as one of its pixels, and smooth, because a cell gets its color by its
    distance from the place where the interpolated value is zero.
    """
    # A run that diverges leaves huge and infinite values.
    with np.errstate(over="ignore", invalid="ignore"):
        fine = finer(values)
        up = np.zeros_like(fine)
        across = np.zeros_like(fine)
        np.subtract(fine[2:], fine[:-2], out=up[1:-1])
        np.subtract(fine[:, 2:], fine[:, :-2], out=across[:, 1:-1])
        slope = np.hypot(up, across)
        # Where the values are level there is no boundary: any distance will do.
        distance = 2 * fine / np.maximum(slope, 1e-12)
    return signed_image(distance, 0.5, _two_tone(int(table[0]), int(table[-1])))


def finer(values: FloatArray) -> FloatArray:
    """Return a grid of cells with twice the rows and columns, interpolated."""
    return _doubled(_doubled(values).T).T


def mapped_image(
    values01: FloatArray, table: Rgb32, missing: int | None = None
) -> QImage:
    """Return the picture of values from 0 to 1, row 0 lowest.

    Parameters
    ----------
    values01 : float array (H, W)
        0 gets the first color of the table, 1 the last; others are clipped.
    table : uint32 array (n,)
        Colors ``0xffRRGGBB``.
    missing : int, optional
        Color of what is not finite; without, the first color of the table.
    """
    flipped = values01[::-1]
    finite = np.isfinite(flipped)
    scaled = np.where(finite, flipped, 0.0) * (len(table) - 1)
    index = np.clip(np.rint(scaled), 0, len(table) - 1).astype(np.intp)
    colors = np.take(table, index)
    if missing is not None:
        colors[~finite] = missing
    return _image_of(colors, None)


def pixel_image(colors: Rgb32) -> QImage:
    """Return the picture of colors ``0xffRRGGBB`` (H, W), row 0 lowest."""
    return _image_of(np.ascontiguousarray(colors[::-1]), None)


def color_table(colors: Sequence[QColor], size: int = 256) -> Rgb32:
    """Return colors ``0xffRRGGBB`` that run evenly through the given ones."""
    at = np.linspace(0, len(colors) - 1, size)
    known = np.arange(len(colors))
    words = np.full(size, 0xFF, dtype=np.uint32)
    for part in (QColor.red, QColor.green, QColor.blue):
        channel = np.interp(at, known, [part(color) for color in colors])
        words = (words << np.uint32(8)) | np.rint(channel).astype(np.uint32)
    return words


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about `count` round numbers (steps 1, 2, 5 · 10ⁿ) from low to high."""
    span = high - low
    if not (math.isfinite(span) and span > 0 and count > 0):
        return [low] if math.isfinite(low) else []
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(f for f in (1, 2, 5, 10) if f * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Write ticks with as many decimals as their steps need, minus as '−'."""
    if len(ticks) > 1:
        step = min(abs(b - a) for a, b in pairwise(ticks))
    else:
        step = abs(ticks[0]) if ticks else 1.0
    largest = max((abs(tick) for tick in ticks), default=0.0)
    if largest >= 1e5 or 0 < largest < 1e-4:
        return [number_text(tick) for tick in ticks]
    decimals = 0
    while decimals < 6 and abs(round(step, decimals) - step) > 1e-6 * step:
        decimals += 1
    return [number_text(tick, decimals) for tick in ticks]


def number_text(value: float, decimals: int | None = None, signed: bool = False) -> str:
    """Write a number with a true minus sign.

    Parameters
    ----------
    value : float
    decimals : int, optional
        Digits behind the point; without: three significant digits at most.
    signed : bool
        Whether a plus stands before positive values.
    """
    if math.isnan(value):
        return "—"
    if math.isinf(value):
        text = "-∞" if value < 0 else "∞"
    elif decimals is None:
        text = _short(value)
    else:
        text = f"{value:.{decimals}f}"
        if float(text) == 0:
            text = text.removeprefix("-")
    if signed and value > 0:
        text = "+" + text
    return text.replace("-", "−")


def font_pixels(widget: QWidget) -> int:
    """Return the height of a widget's font in logical pixels."""
    return max(1, QFontInfo(widget.font()).pixelSize())


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """Return a rectangle with rounded corners as a path."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


class Text(QGraphicsSimpleTextItem):
    """One line of text, placed by an edge and by the middle of its capitals."""

    def __init__(self, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self._metrics = QFontMetricsF(self.font())

    def dress(self, font: QFont, color: QColor) -> None:
        """Give the text its font and color."""
        self.setFont(font)
        self.setBrush(color)
        self._metrics = QFontMetricsF(font)

    def advance_of(self, text: str) -> float:
        """Return the width that a text would have."""
        return self._metrics.horizontalAdvance(text)

    def line_height(self) -> float:
        """Return the height of a line."""
        return self._metrics.height()

    def place(
        self,
        text: str,
        x: float,
        middle: float,
        align: Align = "left",
        width: float | None = None,
    ) -> float:
        """Show a text and return the width that it takes.

        Parameters
        ----------
        text : str
        x : float
            Where its left edge, center or right edge stands.
        middle : float
            Height of the middle of its capital letters, so that texts of
            different sizes stand on one line.
        align : "left", "center" or "right"
        width : float, optional
            Room for it; a longer text ends in '…' and has itself as tooltip.
        """
        shown = text
        taken = self._metrics.horizontalAdvance(text)
        if width is not None and taken > width:
            shown = self._metrics.elidedText(
                text, Qt.TextElideMode.ElideRight, max(0.0, width)
            )
            taken = self._metrics.horizontalAdvance(shown)
        if shown != self.text():
            self.setText(shown)
            self.setToolTip("" if shown == text else text)
        left = x - taken * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        top = middle - self._metrics.ascent() + self._metrics.capHeight() / 2
        self.setPos(left, top)
        self.setVisible(bool(shown))
        return taken


class Stage(QGraphicsScene):
    """A scene whose items are all made here.

    For an item that Qt has made, PySide looks whether it knows its address. Where an
    item of a scene that is no more had the same one, and Python has not collected it
    yet, it hands out that one, which ends with the old scene.
    """

    def addPath(self, path: QPainterPath, *style: Any) -> QGraphicsPathItem:
        return self._added(QGraphicsPathItem(path), *style)

    def addRect(self, *shape: Any) -> QGraphicsRectItem:
        rect, *style = shape
        return self._added(QGraphicsRectItem(rect), *style)

    def addEllipse(self, *shape: Any) -> QGraphicsEllipseItem:
        rect, *style = shape
        return self._added(QGraphicsEllipseItem(rect), *style)

    def addLine(self, *ends: Any) -> QGraphicsLineItem:
        item = QGraphicsLineItem(*ends)
        self.addItem(item)
        return item

    def addPixmap(self, pixmap: Any) -> QGraphicsPixmapItem:
        item = QGraphicsPixmapItem(pixmap)
        self.addItem(item)
        return item

    def _added(self, item: S, pen: QPen | None = None) -> S:
        if pen is not None:
            item.setPen(pen)
        self.addItem(item)
        return item


class Canvas(QGraphicsView):
    """A scene of stock items whose unit is one logical pixel of the viewport.

    The items are painted by Qt alone, which leaves Python free for the
    training meanwhile. The scene is as large as the viewport: what draws on it
    lays its items out again at `resized`.

    Signals
    -------
    resized
        Size or pixel ratio changed.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self)
        stage = Stage(self)
        # An index costs more than it saves where everything is repainted.
        stage.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(stage)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.TextAntialiasing
        )
        self.setMinimumSize(1, 1)

    def set_ground(self, color: QColor) -> None:
        """Fill the canvas with a color, so that nothing behind is painted."""
        self.setBackgroundBrush(color)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def text(self) -> Text:
        """Add a text to the scene."""
        item = Text()
        self.scene().addItem(item)
        return item

    def sharpen(self, scale: float) -> None:
        """Get ready to be drawn with so many pixels in a logical one, as in a figure.

        Lines and texts are sharp at any scale. What keeps a picture of its own makes
        it anew.
        """

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.viewport().size()
        self.scene().setSceneRect(0, 0, size.width(), size.height())
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.resized.emit()
        return super().event(event)


class Pacer(QObject):
    """Call something at once, but not again before its interval has passed.

    Numbers that change sixty times a second cannot be read. The last wish of a
    burst is never lost. While wishes keep coming it is carried out with the first
    that comes in time: a timer that fires by itself would make the training thread
    give the interpreter up once more. In another language nothing waits.

    Parameters
    ----------
    action : callable
    parent : QObject
    interval : int
        Least milliseconds between two calls.
    aside : int
        Milliseconds that a wish waits in any case, so that what it costs comes
        between two frames and makes none of them late; 0 for what costs little.
    """

    def __init__(
        self,
        action: Callable[[], None],
        parent: QObject,
        interval: int = READOUT_INTERVAL,
        aside: int = 0,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._interval, self._aside = interval, aside
        self._due = 0.0
        self._spoken = language()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._act)

    def request(self, now: bool = False) -> None:
        """Ask for the action; ``now`` does not wait for anything."""
        if not now:
            # What is drawn anew with a change of language may still have the old
            # words; the first wish after it brings the new ones.
            now, self._spoken = self._spoken != language(), language()
        left = 1000.0 * max(0.0, self._due - time.perf_counter())
        if now or (not left and not self._aside):
            self._act()
        elif not self._timer.isActive():
            self._timer.start(math.ceil(left) + (self._aside or PATIENCE))

    def _act(self) -> None:
        self._timer.stop()
        self._due = time.perf_counter() + self._interval / 1000.0
        self._action()


def _image_of(colors: Rgb32, out: Rgb32 | None) -> QImage:
    rows, columns = colors.shape
    image = QImage(colors.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return image if out is not None else image.copy()


def _short(value: float) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


@cache
def _two_tone(low: int, high: int) -> Rgb32:
    return color_table([QColor.fromRgb(low), QColor.fromRgb(high)])


def _doubled(values: FloatArray) -> FloatArray:
    """Interpolate between rows, each of which stands for the middle of its cell."""
    before = np.concatenate((values[:1], values[:-1]))
    behind = np.concatenate((values[1:], values[-1:]))
    finer = np.empty((2 * len(values), *values.shape[1:]), dtype=values.dtype)
    finer[0::2] = 0.75 * values + 0.25 * before
    finer[1::2] = 0.75 * values + 0.25 * behind
    return finer
