"""Lays formulas out with the fonts of the program, and paints them.

A box knows how far it reaches over and under the line and what is drawn in it; it is
laid out once for a formula, a font and a width. Painting writes texts, lines and
curves, so that a formula is sharp at any scale and stays a drawing in exported files.

References: Knuth (1986), "The TeXbook", appendix G.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
)

from visualizer.scenes.formula import (
    Accent,
    Fence,
    Fraction,
    Item,
    Node,
    Root,
    Scripts,
    Sum,
    Text,
    read_formula,
)

SCRIPT, STACKED, LARGE = 0.72, 0.86, 1.3
"""Size of indices, of the parts of a fraction, and of the sign of a sum, as shares."""

LEAST_PIXELS = 8.0
"""Type is never set smaller."""

THIN, MEDIUM, WIDE, ASIDE = 0.17, 0.26, 0.32, 1.0
"""Gaps between factors, around operators, around words, between formulas: in ems."""

LINE = 0.055
"""Thickness of lines, in ems."""


class Writing(Struct, frozen=True):
    """A text at a place; the place is where its base line begins."""

    x: float
    y: float
    text: str
    font: QFont


class Stroke(Struct, frozen=True):
    """A line through points, or a curve where there are four."""

    points: tuple[tuple[float, float], ...]
    width: float
    curved: bool = False


Drawn = Writing | Stroke


class Box(Struct, frozen=True):
    """What is laid out; its base line is y = 0, and y grows downward.

    Attributes
    ----------
    width, ascent, descent : float
        In logical pixels.
    drawn : tuple of Writing and Stroke
    """

    width: float
    ascent: float
    descent: float
    drawn: tuple[Drawn, ...]

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent

    def paint(self, painter: QPainter, x: float, y: float, color: QColor) -> None:
        """Draw it with its base line at y."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(x, y)
        painter.setPen(color)
        for one in self.drawn:
            if isinstance(one, Writing):
                painter.setFont(one.font)
                painter.drawText(QPointF(one.x, one.y), one.text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one in self.drawn:
            if isinstance(one, Stroke):
                pen = QPen(color, one.width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawPath(path_of(one))
        painter.restore()


@lru_cache(maxsize=256)
def lay_out(text: str, font: QFont, width: float) -> Box:
    """Lay a formula out in lines of at most `width`, where it can be broken.

    Parameters
    ----------
    text : str
    font : QFont
        With its size in pixels.
    width : float
        In logical pixels; infinite for a single line.

    Returns
    -------
    Box
        The base line is that of the first line.
    """
    setter = _Setter(font)
    pieces = _pieces(read_formula(text).items)
    indent = 1.2 * setter.em(1.0)
    lines: list[Box] = []
    taken: list[Item] = []
    for piece in pieces:
        room = width - (indent if lines else 0.0)
        if taken and setter.row((*taken, *piece), 1.0).width > room:
            lines.append(setter.row(taken, 1.0))
            taken = []
        taken += piece
    lines.append(setter.row(taken, 1.0))
    return _stacked(lines, indent, 0.35 * setter.em(1.0))


def _stacked(lines: Sequence[Box], indent: float, gap: float) -> Box:
    """Return lines below each other, all but the first indented."""
    drawn: list[Drawn] = []
    at, left, width = 0.0, 0.0, 0.0
    for number, line in enumerate(lines):
        if number:
            at += lines[number - 1].descent + gap + line.ascent
            left = indent
        drawn += _moved(line.drawn, left, at)
        width = max(width, left + line.width)
    return Box(width, lines[0].ascent, at + lines[-1].descent, tuple(drawn))


def _pieces(items: Iterable[Item]) -> list[tuple[Item, ...]]:
    """Cut a row where a line may end: before operators and behind commas."""
    pieces: list[list[Item]] = [[]]
    for item in items:
        before = pieces[-1]
        ends = before and (_is(item, "operator") or _is(before[-1], "comma"))
        if ends and item.gap:
            pieces.append([item])
        else:
            before.append(item)
    return [tuple(piece) for piece in pieces]


def _is(item: Item, kind: str) -> bool:
    return isinstance(item.node, Text) and item.node.kind == kind


class _Setter:
    """Makes boxes of nodes.

    Parameters
    ----------
    font : QFont
    """

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._pixels = float(QFontInfo(font).pixelSize())
        self._axis = -ink_of("−", font).center().y() / self._pixels
        self._letter = -ink_of("x", font).top() / self._pixels

    def em(self, size: float) -> float:
        """Return the size of type in pixels, at a share of that of the formula."""
        return max(LEAST_PIXELS, self._pixels * size)

    def axis(self, size: float) -> float:
        """Return how high signs and lines of fractions stand over the base line."""
        return self._axis * self.em(size)

    def row(self, items: Sequence[Item], size: float) -> Box:
        """Set parts side by side."""
        drawn: list[Drawn] = []
        x, ascent, descent = 0.0, 0.0, 0.0
        for number, item in enumerate(items):
            if number:
                x += self.em(size) * _gap(items[number - 1].node, item)
            box = self.node(item.node, size)
            drawn += _moved(box.drawn, x, 0.0)
            x += box.width
            ascent, descent = max(ascent, box.ascent), max(descent, box.descent)
        if not items:
            ascent = self._letter * self.em(size)
        return Box(x, ascent, descent, tuple(drawn))

    def node(self, node: Node, size: float) -> Box:
        match node:
            case Text():
                return self.text(node, size)
            case Scripts():
                return self.scripts(node, size)
            case Fraction():
                return self.fraction(node, size)
            case Root():
                return self.root(node, size)
            case Accent():
                return self.accent(node, size)
            case Sum():
                return self.sum(node, size)
            case Fence():
                return self.fence(node, size)

    def text(self, node: Text, size: float) -> Box:
        font = QFont(self._font)
        font.setPixelSize(max(1, round(self.em(size))))
        font.setItalic(node.kind == "variable")
        bounds = ink_of(node.text, font)
        # A slanted letter reaches over its width at the top.
        lean = 0.06 * self.em(size) if font.italic() else 0.0
        width = QFontMetricsF(font).horizontalAdvance(node.text) + lean
        writing = Writing(0.0, 0.0, node.text, font)
        ascent = max(-bounds.top(), self._letter * self.em(size))
        return Box(width, ascent, max(0.0, bounds.bottom()), (writing,))

    def scripts(self, node: Scripts, size: float) -> Box:
        base = self.node(node.base, size)
        em, letter = self.em(size), self._letter * self.em(size)
        x = base.width + 0.04 * em
        drawn, width = [*base.drawn], base.width
        ascent, descent = base.ascent, base.descent
        above = below = None
        if node.above is not None:
            above = self.row(node.above.items, size * SCRIPT)
        if node.below is not None:
            below = self.row(node.below.items, size * SCRIPT)
        up = max(0.62 * letter, base.ascent - 0.5 * letter)
        down = max(0.16 * em, base.descent)
        if above is not None and below is not None:
            # They must not touch.
            need = above.descent + below.ascent + 0.08 * em - up
            down = max(down, need)
        for box, at in ((above, -up), (below, down)):
            if box is None:
                continue
            drawn += _moved(box.drawn, x, at)
            width = max(width, x + box.width)
            ascent, descent = (
                max(ascent, box.ascent - at),
                max(descent, box.descent + at),
            )
        return Box(width + 0.03 * em, ascent, descent, tuple(drawn))

    def fraction(self, node: Fraction, size: float) -> Box:
        part = size * STACKED
        top, bottom = self.row(node.top.items, part), self.row(node.bottom.items, part)
        em, axis = self.em(size), self.axis(size)
        side, gap = 0.1 * em, 0.16 * em
        width = max(top.width, bottom.width) + 2.0 * side
        up, down = axis + gap + top.descent, gap - axis + bottom.ascent
        line = ((side / 2.0, -axis), (width - side / 2.0, -axis))
        drawn = (
            *_moved(top.drawn, (width - top.width) / 2.0, -up),
            *_moved(bottom.drawn, (width - bottom.width) / 2.0, down),
            Stroke(line, LINE * em),
        )
        return Box(width, up + top.ascent, down + bottom.descent, drawn)

    def root(self, node: Root, size: float) -> Box:
        inside = self.row(node.inside.items, size)
        em = self.em(size)
        high, low = inside.ascent + 0.16 * em, inside.descent + 0.04 * em
        left = 0.5 * em
        points = (
            (0.04 * em, -0.34 * (high + low) + low),
            (0.16 * em, -0.42 * (high + low) + low),
            (0.3 * em, low),
            (left - 0.04 * em, -high),
            (left + inside.width + 0.06 * em, -high),
        )
        drawn = (*_moved(inside.drawn, left, 0.0), Stroke(points, LINE * em))
        return Box(left + inside.width + 0.1 * em, high + 0.06 * em, low, drawn)

    def accent(self, node: Accent, size: float) -> Box:
        base = self.text(node.base, size)
        em = self.em(size)
        at = -(base.ascent + 0.08 * em)
        # Over the middle of a slanted letter.
        middle, half = base.width / 2.0 + 0.04 * em, 0.17 * em
        high = 0.13 * em
        curved = node.mark == "tilde"
        points: tuple[tuple[float, float], ...] = (
            (middle - half, at),
            (middle, at - high),
            (middle + half, at),
        )
        if node.mark == "bar":
            points = ((middle - half, at), (middle + half, at))
        elif curved:
            points = (
                (middle - half, at - 0.2 * high),
                (middle - half / 3.0, at - 2.0 * high),
                (middle + half / 3.0, at),
                (middle + half, at - 0.9 * high),
            )
        mark = Stroke(points, LINE * em, curved)
        top = LINE * em - min(y for _, y in points)
        return Box(base.width, top, base.descent, (*base.drawn, mark))

    def sum(self, node: Sum, size: float) -> Box:
        sign = self.text(Text("Σ", "upright"), size * LARGE)
        em = self.em(size)
        # It stands in the middle of what it is of.
        down = (sign.ascent - sign.descent) / 2.0 - self.axis(size)
        ascent, descent = sign.ascent - down, sign.descent + down
        drawn, width = _moved(sign.drawn, 0.0, down), sign.width
        if node.below is not None:
            below = self.row(node.below.items, size * SCRIPT)
            width = max(sign.width, below.width)
            at = descent + 0.1 * em + below.ascent
            drawn = (
                *_moved(sign.drawn, (width - sign.width) / 2.0, down),
                *_moved(below.drawn, (width - below.width) / 2.0, at),
            )
            descent = at + below.descent
        return Box(width, ascent, descent, tuple(drawn))

    def fence(self, node: Fence, size: float) -> Box:
        inside = self.row(node.inside.items, size)
        left = self.text(Text(node.left, "upright"), size)
        em = self.em(size)
        if inside.height <= 1.35 * left.height:
            right = self.text(Text(node.right, "upright"), size)
            drawn = (
                *left.drawn,
                *_moved(inside.drawn, left.width, 0.0),
                *_moved(right.drawn, left.width + inside.width, 0.0),
            )
            return Box(
                left.width + inside.width + right.width,
                max(left.ascent, inside.ascent),
                max(left.descent, inside.descent),
                drawn,
            )
        high, low = inside.ascent + 0.06 * em, inside.descent + 0.06 * em
        side = 0.32 * em
        width = inside.width + 2.0 * side
        drawn = (
            self._side(node.left, 0.24 * em, 0.08 * em, -high, low, em),
            *_moved(inside.drawn, side, 0.0),
            self._side(node.left, width - 0.24 * em, width - 0.08 * em, -high, low, em),
        )
        return Box(width, high, low, drawn)

    @staticmethod
    def _side(
        sign: str, near: float, far: float, top: float, bottom: float, em: float
    ) -> Stroke:
        """Return one side of a pair, from what it encloses outward."""
        if sign == "[":
            points = ((near, top), (far, top), (far, bottom), (near, bottom))
            return Stroke(points, LINE * em)
        bulge = (far - near) / 2.0
        step = (bottom - top) / 4.0
        points = (
            (near, top),
            (far + bulge / 2.0, top + step),
            (far + bulge / 2.0, bottom - step),
            (near, bottom),
        )
        return Stroke(points, 1.3 * LINE * em, curved=True)


def _gap(before: Node, item: Item) -> float:
    """Return the room between two parts, in ems."""
    if item.gap >= 2:
        return ASIDE
    kinds = [
        node.kind if isinstance(node, Text) else "" for node in (before, item.node)
    ]
    if not item.gap:
        # Between factors that stand side by side there is no room, but for a sum.
        return THIN if isinstance(before, Sum) else 0.0
    if "operator" in kinds:
        return MEDIUM
    return WIDE if kinds[0] == "comma" or "word" in kinds else THIN


def _moved(drawn: Iterable[Drawn], x: float, y: float) -> tuple[Drawn, ...]:
    return tuple(
        Writing(one.x + x, one.y + y, one.text, one.font)
        if isinstance(one, Writing)
        else Stroke(
            tuple((px + x, py + y) for px, py in one.points), one.width, one.curved
        )
        for one in drawn
    )


@lru_cache(maxsize=1024)
def ink_of(text: str, font: QFont) -> QRectF:
    """Return where a text has its ink; its base line begins at (0, 0).

    The metrics of a font round it to whole pixels.
    """
    path = QPainterPath()
    path.addText(0.0, 0.0, font, text)
    return path.boundingRect()


def path_of(stroke: Stroke) -> QPainterPath:
    """Return the line or curve of a stroke."""
    first, *others = (QPointF(x, y) for x, y in stroke.points)
    path = QPainterPath(first)
    if stroke.curved:
        path.cubicTo(*others)
    else:
        for point in others:
            path.lineTo(point)
    return path
