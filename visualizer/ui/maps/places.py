"""Where columns of pictures stand: as large as the panel allows."""

from __future__ import annotations

from math import ceil

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from visualizer.scenes.maps import MapColumn

ROWS = (1, 2, 4, 8)
"""Numbers of rows to choose from: usual numbers of maps fill them all."""

LARGEST = 120.0
"""Side of a map, in pixels, beyond which more room serves nobody."""

SMALLEST = 4.0
"""Side of a map, in pixels, that is kept however narrow the panel is."""

_SHARE_OF_IMAGE = 0.16
_KERNEL = 0.5
_NEARLY = 0.8
_SHRINKING = 0.4


class ColumnPlace(Struct, frozen=True):
    """Where one column stands.

    Attributes
    ----------
    left, right : float
    boxes : tuple of QRectF
        Of each picture.
    """

    left: float
    right: float
    boxes: tuple[QRectF, ...]

    @property
    def center(self) -> float:
        """Middle of the column, for its title."""
        return (self.left + self.right) / 2


class Hit(Struct, frozen=True):
    """A value under the pointer."""

    column: int
    picture: int
    row: int
    cell: int


def place_columns(
    columns: tuple[MapColumn, ...], area: QRectF, gap: float, least: float
) -> tuple[ColumnPlace, ...]:
    """Arrange columns in an area, each as a grid of pictures in common rows.

    Parameters
    ----------
    columns : tuple of MapColumn
    area : QRectF
    gap : float
        Between pictures; between columns there is at least three times as much.
    least : float
        Least width of a column, so that its title fits; where that would leave no
        room for the maps, titles are cut instead.
    """
    scales = _scales(columns)
    found = {rows: _side_for(columns, scales, area, gap, least, rows) for rows in ROWS}
    if max(found.values()) < 1.5 * SMALLEST:
        least = 0.0
        found = {
            rows: _side_for(columns, scales, area, gap, 0.0, rows) for rows in ROWS
        }
    # More rows fill the height, which is worth a somewhat smaller side.
    enough = _NEARLY * max(found.values())
    rows = max(count for count, side in found.items() if side >= enough)
    side = max(SMALLEST, min(found[rows], LARGEST))
    image = _image_side(area)
    widths = [
        _width(column, rows, side * scale, gap, image, least)
        for column, scale in zip(columns, scales, strict=True)
    ]
    free = area.width() - sum(widths)
    between = min(free / max(1, len(columns) - 1), 60.0)
    x = area.left()
    pitch = side + gap
    places = []
    for column, width, scale in zip(columns, widths, scales, strict=True):
        room = QRectF(x, area.top(), width, area.height())
        places.append(_place(column, room, rows, scale, pitch, gap, image))
        x += width + between
    return tuple(places)


def _image_side(area: QRectF) -> float:
    return min(area.height(), _SHARE_OF_IMAGE * area.width(), 240.0)


def _grid(column: MapColumn, rows: int) -> int:
    """Return the number of pictures side by side."""
    return ceil(len(column.values) / rows)


def _scales(columns: tuple[MapColumn, ...]) -> list[float]:
    """Return how large the pictures of each column are beside the largest maps.

    Those with fewer values are smaller, but less so than their numbers say.
    """
    largest = max((c.values.shape[1] for c in columns if c.kind == "maps"), default=1)
    return [
        _KERNEL
        if column.kind == "kernels"
        else float((column.values.shape[1] / largest) ** _SHRINKING)
        for column in columns
    ]


def _width(
    column: MapColumn, rows: int, side: float, gap: float, image: float, least: float
) -> float:
    if column.kind == "image":
        return max(image, least)
    count = _grid(column, rows)
    return max(count * (side + gap) - gap, least)


def _side_for(
    columns: tuple[MapColumn, ...],
    scales: list[float],
    area: QRectF,
    gap: float,
    least: float,
    rows: int,
) -> float:
    """Return the side of a map if there were so many rows."""
    low = SMALLEST
    high = max(low, (area.height() - (rows - 1) * gap) / rows)
    image = _image_side(area)
    # The width grows with the side, so that halving finds the largest that fits.
    for _ in range(18):
        middle = (low + high) / 2
        total = sum(
            _width(column, rows, middle * scale, gap, image, least)
            for column, scale in zip(columns, scales, strict=True)
        )
        if total + 3 * gap * (len(columns) - 1) <= area.width():
            low = middle
        else:
            high = middle
    return low


def _place(
    column: MapColumn,
    area: QRectF,
    rows: int,
    scale: float,
    pitch: float,
    gap: float,
    image: float,
) -> ColumnPlace:
    middle, left, width = area.center().y(), area.left(), area.width()
    if column.kind == "image":
        box = QRectF(left + (width - image) / 2, middle - image / 2, image, image)
        return ColumnPlace(left, left + width, (_even(box, column),))
    side = (pitch - gap) * scale
    count = _grid(column, rows)
    inner = count * (side + gap) - gap
    start = left + (width - inner) / 2
    used = ceil(len(column.values) / count)
    top = middle - (used * pitch - gap) / 2
    boxes = []
    for number in range(len(column.values)):
        row, place = divmod(number, count)
        x = start + place * (side + gap)
        y = top + row * pitch + (pitch - gap - side) / 2
        boxes.append(_even(QRectF(x, y, side, side), column))
    return ColumnPlace(left, left + width, tuple(boxes))


def _even(box: QRectF, column: MapColumn) -> QRectF:
    """Keep the proportions of the picture, in the middle of its box."""
    rows, columns = column.values.shape[1:]
    cell = min(box.width() / columns, box.height() / rows)
    width, height = cell * columns, cell * rows
    center = box.center()
    return QRectF(center.x() - width / 2, center.y() - height / 2, width, height)


def cell_box(
    box: QRectF, column: MapColumn, row: float, cell: float, high: float, wide: float
) -> QRectF:
    """Return where some cells of a picture stand, clipped to nothing."""
    rows, columns = column.values.shape[1:]
    across, down = box.width() / columns, box.height() / rows
    return QRectF(
        box.left() + cell * across, box.top() + row * down, wide * across, high * down
    )


def hit(
    columns: tuple[MapColumn, ...], places: tuple[ColumnPlace, ...], at: QPointF
) -> Hit | None:
    """Return the value at a point."""
    for number, (column, place) in enumerate(zip(columns, places, strict=True)):
        if not place.left - 2 <= at.x() <= place.right + 2:
            continue
        for picture, box in enumerate(place.boxes):
            if box.contains(at):
                rows, cells = column.values.shape[1:]
                row = int((at.y() - box.top()) / box.height() * rows)
                cell = int((at.x() - box.left()) / box.width() * cells)
                return Hit(number, picture, min(row, rows - 1), min(cell, cells - 1))
    return None
