"""Look at a window as a critical reader would: is all text there and readable?

Each check returns sentences about what is wrong; none is good news. What is
drawn by hand counts as well as what a label shows: the window is drawn into an
SVG file, in which every text stands with its place, its font and its color.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QImage,
    QPainter,
    QTransform,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QGraphicsSimpleTextItem,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QMenuBar,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.formula_label import FormulaLabel

SLACK = 2
"""Pixels by which Qt and a font may differ about the width of a text."""

LEAST_INK = 0.004
"""Share of a panel's pixels that differ from its ground, where it is not empty."""

LEAST_OVERLAP = 0.08
"""Share of the smaller of two texts that lies under the other, if they collide."""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text in a picture: where its ink is, in pixels of the widget."""

    text: str
    ink: QRectF
    color: QColor


# Text.


def clipped_texts(window: QWidget) -> list[str]:
    """Name the texts that have less room than they need."""
    problems = []
    for widget in _seen(window):
        for text, need, room in _needs(widget):
            if need > room + SLACK:
                problems.append(f"{text!r} needs {need} px and has {room} px")
        problems += _beyond_its_parents(widget, window)
        if isinstance(widget, QGraphicsView):
            problems += _beyond_the_viewport(widget)
    return problems


def problems_of(widget: QWidget) -> list[str]:
    """Return what all checks have to say about a window or a part of it."""
    drawn = drawn_texts(widget)
    return [
        *clipped_texts(widget),
        *overlapping_texts(widget, drawn),
        *faint_texts(widget, drawn),
        *empty_panels(widget),
    ]


def overlapping_texts(
    widget: QWidget, drawn: list[DrawnText] | None = None
) -> list[str]:
    """Name the pairs of texts that are written over each other."""
    texts = drawn_texts(widget) if drawn is None else drawn
    texts = sorted(texts, key=lambda each: each.ink.left())
    problems = []
    for place, one in enumerate(texts):
        for other in itertools.islice(texts, place + 1, None):
            if other.ink.left() >= one.ink.right():
                break
            if _collide(one, other):
                at = one.ink.topLeft().toPoint().toTuple()
                problems.append(f"{one.text!r} and {other.text!r} collide at {at}")
    return problems


def faint_texts(
    widget: QWidget, drawn: list[DrawnText] | None = None, least: float = 4.5
) -> list[str]:
    """Name the texts whose color hardly differs from what is behind them."""
    image = _pixels_of(widget.grab().toImage())
    scale = image.shape[1] / widget.width()
    problems = []
    for each in drawn_texts(widget) if drawn is None else drawn:
        ground = _ground_of(image, each.ink, scale)
        if ground is None:
            continue
        ratio = contrast(each.color, ground)
        if ratio < least:
            colors = f"{each.color.name()} on {ground.name()}"
            problems.append(f"{each.text!r} has a contrast of {ratio:.2f}: {colors}")
    return problems


def drawn_texts(widget: QWidget) -> list[DrawnText]:
    """Return every text that a widget and its children draw."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    with _without_cut_rows(widget), QPainter(generator) as painter:
        widget.render(painter, QPoint(0, 0))
    root = ElementTree.fromstring(bytes(buffer.data().data()))
    return list(_texts_in(root, QTransform()))


@contextmanager
def _without_cut_rows(widget: QWidget) -> Iterator[None]:
    """Hide the rows at which the viewport of a table ends.

    Where a row is cut, its text goes on in the drawing, which knows no clipping.
    """
    hidden: list[tuple[QTableView, int]] = []
    for table in widget.findChildren(QTableView):
        bottom = table.viewport().height()
        for row in range(table.model().rowCount()):
            end = table.rowViewportPosition(row) + table.rowHeight(row)
            if end > bottom and not table.isRowHidden(row):
                hidden.append((table, row))
    for table, row in hidden:
        table.setRowHidden(row, True)
    try:
        yield
    finally:
        for table, row in hidden:
            table.setRowHidden(row, False)


def _seen(window: QWidget) -> Iterator[QWidget]:
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def _needs(widget: QWidget) -> Iterator[tuple[str, int, int]]:
    """Yield each text of a widget with the pixels it needs and those it has."""
    match widget:
        case ElidedLabel():
            yield from _of_elided(widget)
        case FormulaLabel():
            need = math.ceil(widget.box().width * widget.share())
            yield widget.text(), need, widget.contentsRect().width()
            need = math.ceil(widget.box().height * widget.share())
            yield f"{widget.text()} (high)", need, widget.contentsRect().height()
        case QLabel():
            yield from _of_label(widget)
        case QTabBar():
            hint = widget.sizeHint().width()
            if widget.count():
                yield "tabs " + widget.tabText(0) + "…", hint, widget.width()
        case QComboBox():
            option = QStyleOptionComboBox()
            widget.initStyleOption(option)
            room = widget.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox,
                option,
                QStyle.SubControl.SC_ComboBoxEditField,
                widget,
            )
            text = widget.currentText()
            yield text, _advance(widget.font(), text), room.width()
        case QMenuBar():
            for action in widget.actions():
                end = widget.actionGeometry(action).right()
                yield action.text(), end, widget.width()
        case QAbstractButton():
            yield from _of_button(widget)


def _of_elided(label: ElidedLabel) -> Iterator[tuple[str, int, int]]:
    shown, full = label.text(), label.full_text()
    if shown == full:
        yield full, _advance(label.font(), full), label.contentsRect().width()
    elif not shown and label.property("role") == "small" and label.toolTip():
        # A remark may go where there is no room for it; a title may not.
        return
    elif not label.toolTip() or len(shown) < 3:
        # Shortened is fine, where enough is left and the whole can be had.
        yield full, _advance(label.font(), full), label.contentsRect().width()


def _of_label(label: QLabel) -> Iterator[tuple[str, int, int]]:
    text = label.text()
    if not text or not label.pixmap().isNull():
        return
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        words = max(text.split(), key=len, default="")
        if words.isascii():
            yield words, _advance(label.font(), words), label.contentsRect().width()
    else:
        hint = label.sizeHint()
        need = hint.height()
        yield text, hint.width(), label.width()
    yield f"{text} (height)", need, label.height()


def _of_button(button: QAbstractButton) -> Iterator[tuple[str, int, int]]:
    text = button.text().replace("&&", "&")
    if not text:
        return
    if type(button).__name__ == "_Tile":
        # Draws its name below its picture, in smaller type.
        font = QFont(button.font())
        font.setPixelSize(round(font.pixelSize() * 0.88))
        yield text, _advance(font, text), button.width()
        return
    if isinstance(button, QToolButton):
        if button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            yield text, button.sizeHint().width(), button.width()
        return
    option = QStyleOptionButton()
    option.initFrom(button)
    option.text, option.icon, option.iconSize = text, button.icon(), button.iconSize()
    boxed = button.inherits("QCheckBox") or isinstance(button, QRadioButton)
    part = (
        QStyle.SubElement.SE_CheckBoxContents
        if boxed
        else QStyle.SubElement.SE_PushButtonContents
    )
    room = button.style().subElementRect(part, option, button).width()
    font = QFont(button.font())
    if button.isChecked() and not boxed:
        font.setWeight(QFont.Weight.DemiBold)
    need = _advance(font, text)
    if not button.icon().isNull():
        need += button.iconSize().width() + 4
    yield text, need, room


def _advance(font: QFont, text: str) -> int:
    metrics = QFontMetrics(font)
    return max(map(metrics.horizontalAdvance, text.split("\n")), default=0)


def _beyond_its_parents(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Say where a text is cut by an edge of what it lies in."""
    text = _text_of(widget)
    if not text:
        return
    rect = QRect(QPoint(0, 0), widget.size())
    child = widget
    while child is not window:
        parent = child.parentWidget()
        if parent is None or child.isWindow():
            return
        rect.translate(child.pos())
        child = parent
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            # What does not fit can be scrolled to, but only up and down.
            rect.setTop(max(rect.top(), 0))
            rect.setBottom(min(rect.bottom(), parent.height() - 1))
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            place = type(parent).__name__
            yield f"{text!r} lies partly outside of its {place}"
            return


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return ""


def _beyond_the_viewport(view: QGraphicsView) -> Iterator[str]:
    scene = view.scene()
    room = QRectF(view.viewport().rect()).adjusted(-SLACK, -SLACK, SLACK, SLACK)
    for item in scene.items() if scene is not None else ():
        if not item.isVisible() or item.effectiveOpacity() == 0.0:
            continue
        if isinstance(item, QGraphicsSimpleTextItem | FormulaShape):
            text = item.text()
        elif isinstance(item, QGraphicsTextItem):
            text = item.toPlainText()
        else:
            continue
        if not text.strip():
            continue
        if isinstance(item, FormulaShape):
            place = view.mapFromScene(item.drawn_rect()).boundingRect()
            if not room.contains(QRectF(place)):
                yield f"{text!r} leaves the canvas at {place.getRect()}"
            continue
        ink = _ink(item.font(), text) if "\n" not in text else item.boundingRect()
        if isinstance(item, QGraphicsSimpleTextItem) and "\n" not in text:
            ink.translate(0.0, QFontMetricsF(item.font()).ascent())
        elif "\n" not in text:
            ink = item.boundingRect().adjusted(4, 4, -4, -4)
        place = view.mapFromScene(item.mapToScene(ink)).boundingRect()
        if not room.contains(QRectF(place)):
            yield f"{text!r} leaves the canvas at {place.getRect()}"


def _ink(font: QFont, text: str) -> QRectF:
    return QFontMetricsF(font).tightBoundingRect(text)


_MATRIX = re.compile(r"matrix\(([^)]*)\)")


def _texts_in(
    element: ElementTree.Element, transform: QTransform
) -> Iterator[DrawnText]:
    matrix = _MATRIX.match(element.get("transform", ""))
    if matrix is not None:
        values = [float(part) for part in matrix.group(1).split(",")]
        transform = QTransform(*values) * transform
    if element.tag.endswith("}text") and (element.text or "").strip():
        yield _drawn(element, transform)
    for child in element:
        yield from _texts_in(child, transform)


def _drawn(element: ElementTree.Element, transform: QTransform) -> DrawnText:
    text = element.text or ""
    font = QFont()
    font.setFamilies(element.get("font-family", "").split(","))
    font.setPixelSize(max(1, round(float(element.get("font-size", "13")))))
    font.setWeight(QFont.Weight(int(element.get("font-weight", "400"))))
    ink = _ink(font, text)
    ink.translate(float(element.get("x", "0")), float(element.get("y", "0")))
    color = QColor(element.get("fill", "#000000"))
    color.setAlphaF(float(element.get("fill-opacity", "1")))
    return DrawnText(text.strip(), transform.mapRect(ink), color)


def _collide(one: DrawnText, other: DrawnText) -> bool:
    common = one.ink.intersected(other.ink)
    if common.width() < 1.5 or common.height() < 1.5:
        return False
    if one.text == other.text and _area(common) > 0.8 * _area(one.ink):
        # A text over its own halo.
        return False
    return _area(common) > LEAST_OVERLAP * min(_area(one.ink), _area(other.ink))


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height()


# Pixels.


def empty_panels(window: QWidget) -> list[str]:
    """Name the panels on which there is nothing to see."""
    frames = [frame for frame in window.findChildren(PanelFrame) if frame.isVisible()]
    return [
        f"{frame.title()!r} shows nothing"
        for frame in frames
        if ink_share(frame.panel()) < LEAST_INK
    ]


def ink_share(widget: QWidget) -> float:
    """Return the share of pixels that differ from the most frequent color."""
    pixels = _pixels_of(widget.grab().toImage())
    words = pixels.reshape(-1, 4).view(np.uint32).ravel()
    colors, counts = np.unique(words, return_counts=True)
    ground = colors[counts.argmax()].tobytes()
    distance = np.abs(pixels[..., :3].astype(int) - np.frombuffer(ground, np.uint8)[:3])
    return float((distance.max(axis=-1) > 12).mean())


def _pixels_of(image: QImage) -> Pixels:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


def _ground_of(image: Pixels, ink: QRectF, scale: float) -> QColor | None:
    """Return the most frequent color around a text, if it has one ground."""
    left, right = round(ink.left() * scale) - 1, round(ink.right() * scale) + 2
    top, bottom = round(ink.top() * scale) - 2, round(ink.bottom() * scale) + 3
    part = image[max(0, top) : bottom, max(0, left) : right]
    if part.size == 0:
        return None
    words = part.reshape(-1, 4).copy().view(np.uint32).ravel()
    colors, counts = np.unique(words, return_counts=True)
    if counts.max() < 0.3 * len(words):
        # On a map or a picture; there a text has a rim.
        return None
    return QColor.fromRgb(int(colors[counts.argmax()]))


# Themes.


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colors, from 1 to 21 (WCAG 2.2)."""
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


def _luminance(color: QColor) -> float:
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_ON_PANEL = (
    ("text", 7.0),
    ("text_secondary", 4.5),
    ("positive_text", 4.5),
    ("negative_text", 4.5),
    ("warning", 4.5),
    ("success", 4.5),
    ("accent", 3.0),
    ("positive", 3.0),
    ("negative", 3.0),
    ("train", 3.0),
    ("test", 3.0),
    ("beside", 3.0),
    ("ghost", 3.0),
    ("axis", 3.0),
    ("pulse", 3.0),
)
_PAIRS = (
    ("text", "window", 7.0),
    ("text", "control", 7.0),
    ("text", "control_hover", 7.0),
    ("text_secondary", "window", 4.5),
    ("text_secondary", "control", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_warning", "warning", 4.5),
    ("accent", "control", 3.0),
    ("beside", "control", 3.0),
    ("path", "path_halo", 3.0),
)


def faint_roles(theme: Theme) -> list[str]:
    """Name the roles of a theme that cannot be told from what they lie on."""
    pairs = [(role, "panel", least) for role, least in _ON_PANEL]
    problems = [
        _faint(theme, theme.color(role), role, theme.color(behind), behind, least)
        for role, behind, least in (*pairs, *_PAIRS)
    ]
    panel, rim = theme.color("panel"), theme.color("class_outline")
    for number, name in enumerate(theme.classes):
        own = QColor(name)
        # One of the two edges of a mark, its own or that of its rim, must show.
        seen = own if contrast(own, panel) >= contrast(rim, panel) else rim
        problems.append(_faint(theme, seen, f"class {number}", panel, "panel", 3.0))
    marker, halo = theme.color("marker"), theme.color("path_halo")
    problems.append(_faint(theme, marker, "marker", halo, "its rim", 3.0))
    return [problem for problem in problems if problem]


def _faint(
    theme: Theme, color: QColor, role: str, behind: QColor, place: str, least: float
) -> str:
    ratio = contrast(color, behind)
    if ratio >= least:
        return ""
    return f"{theme.key}: {role} on {place} has {ratio:.2f}, not {least}"
