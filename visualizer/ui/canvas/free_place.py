"""Find a place for a card where it hides little of the drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize

_STEP = 12
_MARGIN = 6
_GAP = 12
_END, _COURSE, _BODY, _DISTANCE = 12.0, 1.5, 2.0, 0.006


def best_corner(
    card: QSize, view: QSize, course: Sequence[QPoint], bodies: Sequence[QRect]
) -> QPoint:
    """Return where the upper left corner of a card should be.

    Every place inside the view is rated by what would lie under the card, and
    by how far it is from what the card is about.

    Parameters
    ----------
    card, view : QSize
    course : sequence of QPoint
        Points along an edge, its ends first and last; or a single place.
    bodies : sequence of QRect
        Outlines of the neurons.
    """
    lefts = np.arange(_MARGIN, max(_MARGIN, view.width() - card.width()) + 1, _STEP)
    tops = np.arange(_MARGIN, max(_MARGIN, view.height() - card.height()) + 1, _STEP)
    left, top = (axis.ravel() for axis in np.meshgrid(lefts, tops))
    right, bottom = left + card.width(), top + card.height()

    def covers(box: QRect) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return (
            (left - _GAP < box.right())
            & (right + _GAP > box.left())
            & (top - _GAP < box.bottom())
            & (bottom + _GAP > box.top())
        )

    middle = course[len(course) // 2]
    across = np.maximum(np.maximum(left - middle.x(), middle.x() - right), 0)
    down = np.maximum(np.maximum(top - middle.y(), middle.y() - bottom), 0)
    cost = _DISTANCE * np.hypot(across, down)
    for index, point in enumerate(course):
        end = index in (0, len(course) - 1)
        spot = QRect(point.x() - 1, point.y() - 1, 3, 3)
        cost = cost + (_END if end else _COURSE) * covers(spot)
    for body in bodies:
        cost = cost + _BODY * covers(body)
    best = int(np.argmin(cost))
    return QPoint(int(left[best]), int(top[best]))
