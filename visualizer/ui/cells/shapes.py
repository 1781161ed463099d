"""Outlines of the parts of a nerve cell, around a place and in a size."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

_POINTS = 96
_SHEATHS = 3


def body_path(center: QPointF, radius: float) -> QPainterPath:
    """Return a cell body: a disk that is a little uneven, as grown things are."""
    outline = QPolygonF()
    for step in range(_POINTS):
        angle = 2.0 * math.pi * step / _POINTS
        reach = radius * (
            1.0 + 0.055 * math.cos(3.0 * angle + 0.5) + 0.035 * math.cos(5.0 * angle)
        )
        outline.append(
            center + QPointF(reach * math.cos(angle), reach * math.sin(angle))
        )
    path = QPainterPath()
    path.addPolygon(outline)
    path.closeSubpath()
    return path


def fiber_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Return a fiber that leaves and arrives level."""
    reach = 0.55 * (end.x() - start.x())
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(reach, 0.0), end - QPointF(reach, 0.0), end)
    return path


def twigs_path(root: QPointF, length: float) -> QPainterPath:
    """Return the fine twigs at whose tips a dendrite listens, to the left of it."""
    path = QPainterPath()
    for up, long in ((-0.75, 0.85), (-0.2, 1.0), (0.35, 0.9), (0.85, 0.7)):
        tip = root + QPointF(-long * length, up * length)
        path.moveTo(root)
        path.quadTo(root + QPointF(-0.5 * length, 0.15 * up * length), tip)
        path.addEllipse(tip, 0.07 * length, 0.07 * length)
    return path


def terminals_path(root: QPointF, length: float) -> QPainterPath:
    """Return the branches at an axon's end, to the right of it."""
    path = QPainterPath()
    for up in (-0.8, 0.0, 0.8):
        tip = root + QPointF(length, up * length)
        path.moveTo(root)
        path.quadTo(root + QPointF(0.6 * length, 0.1 * up * length), tip)
        path.addEllipse(tip, 0.14 * length, 0.14 * length)
    return path


def sheaths_path(start: QPointF, end: QPointF, thickness: float) -> QPainterPath:
    """Return the sheaths around an axon, with gaps between them."""
    path = QPainterPath()
    span = (end.x() - start.x()) / _SHEATHS
    for number in range(_SHEATHS):
        left = start.x() + (number + 0.09) * span
        box = QRectF(left, start.y() - 0.5 * thickness, 0.82 * span, thickness)
        path.addRoundedRect(box, 0.5 * thickness, 0.5 * thickness)
    return path
