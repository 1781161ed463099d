"""Choose where the values of contour lines are written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF

Coordinates = npt.NDArray[np.float64]

PIXELS_A_LABEL = 11_000
"""Area of the map for one label."""

TRIES = 12
"""Places along a line that are looked at."""


def label_places(
    lines: Sequence[Sequence[tuple[Coordinates, Coordinates]]],
    sizes: Sequence[tuple[float, float]],
    rect: QRectF,
    taken: Sequence[QRectF],
    avoided: tuple[Coordinates, Coordinates],
) -> list[tuple[int, QPointF]]:
    """Choose a place for the values of some levels.

    Parameters
    ----------
    lines : for each level, its lines as (x, y) in pixels
    sizes : for each level, width and height of its label
    rect : QRectF
        The map; labels stay inside.
    taken : sequence of QRectF
        Where labels must not stand.
    avoided : (x, y)
        Points that labels keep clear of, such as the path.

    Returns
    -------
    list of (level, center)
        At most one label a level, fewer on a small map.
    """
    most = max(2, int(rect.width() * rect.height() / PIXELS_A_LABEL))
    blocked = list(taken)
    places = []
    for level in _spread_over(len(lines), most):
        width, height = sizes[level]
        inner = rect.adjusted(
            width / 2 + 3, height / 2 + 2, -width / 2 - 3, -height / 2
        )
        for x, y in sorted(lines[level], key=lambda line: -_length(*line)):
            center = _first_free(x, y, (width, height), inner, blocked, avoided)
            if center is not None:
                blocked.append(_around(center, width + 8, height + 4))
                places.append((level, center))
                break
    return places


def _spread_over(count: int, most: int) -> list[int]:
    """Return up to ``most`` of the levels, evenly, from the middle outward."""
    chosen = sorted({round(at) for at in np.linspace(0, count - 1, min(count, most))})
    return sorted(chosen, key=lambda level: abs(level - (count - 1) / 2))


def _length(x: Coordinates, y: Coordinates) -> float:
    return float(np.hypot(np.diff(x), np.diff(y)).sum())


def _first_free(
    x: Coordinates,
    y: Coordinates,
    size: tuple[float, float],
    inner: QRectF,
    blocked: list[QRectF],
    avoided: tuple[Coordinates, Coordinates],
) -> QPointF | None:
    if _length(x, y) < 1.5 * size[0]:
        return None
    steps = np.hypot(np.diff(x), np.diff(y))
    along = np.concatenate(([0.0], np.cumsum(steps)))
    # From the middle of the line outward: its ends lie at the edge of the map.
    shares = sorted(
        (np.arange(TRIES) + 0.5) / TRIES, key=lambda share: abs(share - 0.5)
    )
    for share in shares:
        at = share * along[-1]
        center = QPointF(float(np.interp(at, along, x)), float(np.interp(at, along, y)))
        area = _around(center, *size)
        if not inner.contains(center) or any(area.intersects(box) for box in blocked):
            continue
        inside = (np.abs(avoided[0] - center.x()) < size[0] / 2 + 3) & (
            np.abs(avoided[1] - center.y()) < size[1] / 2 + 3
        )
        if not inside.any():
            return center
    return None


def _around(center: QPointF, width: float, height: float) -> QRectF:
    return QRectF(center.x() - width / 2, center.y() - height / 2, width, height)
