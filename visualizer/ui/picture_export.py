"""Pictures of what is on screen: to the clipboard, as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QCoreApplication,
    QEvent,
    QIODevice,
    QMarginsF,
    QPoint,
    QRect,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.ui.drawing import Canvas

SUFFIXES = (".png", ".svg", ".pdf")

SLIDE_WIDTH = 1920
"""Least width in pixels of a picture that is saved from a panel."""

_RESOLUTION = 96
"""Dots in an inch where one unit is one logical pixel."""

_EMBEDDED = 3.0
"""Pixels in a logical one of what is a picture among the lines of SVG and PDF."""

_POINTS = 72 / _RESOLUTION

_UNLIMITED = 16_777_215
"""What Qt takes for 'no greatest size'."""


class PictureError(ValueError):
    """A picture cannot be made; the message says why, and what is allowed."""


def render(
    widget: QWidget, path: Path | str, size: QSize | None = None, scale: float = 1.0
) -> None:
    """Write a picture of a widget; the suffix of the path says which kind.

    Parameters
    ----------
    widget : QWidget
        On screen or hidden.
    path : Path or str
        Ends in .png, .svg or .pdf. In the latter two text stays text.
    size : QSize, optional
        Logical size in which the widget is laid out for the picture, and only
        for it; its present size if not given. Where it is less than the widget
        needs, the picture is drawn smaller.
    scale : float
        Pixels of a PNG in one logical pixel.

    Raises
    ------
    PictureError
        If the suffix is another one or the file cannot be written.
    """
    path = Path(path)
    kind = kind_of(path)
    wanted = widget.size() if size is None else size
    with _laid_out(widget, wanted):
        if kind == ".png":
            content = _png(widget, wanted, scale)
        elif kind == ".svg":
            content = _svg(widget, wanted)
        else:
            content = _pdf(widget, wanted)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise PictureError(
            tr("{file}: cannot be written: {reason}", file=path, reason=error.strerror)
        ) from error


def kind_of(path: Path | str) -> str:
    """Return the suffix that says which kind of picture a file is to be.

    Raises
    ------
    PictureError
        If it is none of `SUFFIXES`.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        allowed = ", ".join(SUFFIXES)
        raise PictureError(
            tr(
                "{file}: unknown kind of picture; allowed: {allowed}",
                file=path.name,
                allowed=allowed,
            )
        )
    return kind


def copy_picture(widget: QWidget) -> None:
    """Put a picture of a widget, fine enough for a slide, on the clipboard."""
    image = _image(widget, widget.size(), slide_scale(widget))
    QGuiApplication.clipboard().setImage(image)


def slide_scale(widget: QWidget) -> float:
    """Return the scale at which a widget is at least as wide as a slide."""
    return max(2.0, SLIDE_WIDTH / max(1, widget.width()))


def _png(widget: QWidget, size: QSize, scale: float) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _image(widget, size, scale).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _image(widget: QWidget, size: QSize, scale: float) -> QImage:
    image = QImage(size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        _draw(widget, size, painter, scale)
    return image


def _svg(widget: QWidget, size: QSize) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_RESOLUTION)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle(widget.accessibleName() or widget.windowTitle())
    with QPainter(generator) as painter:
        _draw(widget, size, painter, _EMBEDDED)
    return bytes(buffer.data().data())


def _pdf(widget: QWidget, size: QSize) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    page = QSizeF(size.width() * _POINTS, size.height() * _POINTS)
    writer.setPageSize(QPageSize(page, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    with QPainter(writer) as painter:
        _draw(widget, size, painter, _EMBEDDED)
    return bytes(buffer.data().data())


def _draw(widget: QWidget, size: QSize, painter: QPainter, scale: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if widget.size() != size:
        painter.scale(size.width() / widget.width(), size.height() / widget.height())
    parts = widget.findChildren(Canvas)
    canvases = [part for part in parts if part.isVisibleTo(widget)]
    try:
        for canvas in canvases:
            canvas.sharpen(scale)
        # Without the point, PySide takes another overload and draws nothing.
        widget.render(painter, QPoint(0, 0))
    finally:
        for canvas in canvases:
            canvas.sharpen(1.0)


@contextmanager
def _laid_out(widget: QWidget, size: QSize) -> Iterator[None]:
    """Give a widget another size for the time of a picture.

    Nobody sees it: what is on screen is painted later, when it is back.
    """
    if size == widget.size():
        _settle(widget)
        yield
        return
    before = widget.geometry()
    limits = widget.minimumSize(), widget.maximumSize()
    least = widget.minimumSizeHint().expandedTo(limits[0])
    factor = max(1.0, least.width() / size.width(), least.height() / size.height())
    try:
        widget.setMaximumSize(_UNLIMITED, _UNLIMITED)
        widget.resize(size * factor)
        _settle(widget)
        yield
    finally:
        widget.setMaximumSize(limits[1])
        widget.setGeometry(before)


def _settle(widget: QWidget) -> None:
    """Let layouts take effect that would otherwise wait for the event loop.

    Only those inside: the one around the widget would take the size back.
    """
    for part in (widget, *widget.findChildren(QWidget)):
        QCoreApplication.sendPostedEvents(part, QEvent.Type.LayoutRequest.value)
