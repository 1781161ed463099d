"""The part of all stations that is in sight, in shares of the whole."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes.stations import Sheet

Box = tuple[float, float, float, float]

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

LEAST_CELLS = 3.0
"""Cells along a side from which on nothing is gained by going nearer."""


class Region(Struct, frozen=True):
    """A rectangle in shares, 0 … 1, of what the stations have in common.

    Attributes
    ----------
    left, top, right, bottom : float
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    def zoomed(
        self, factor: float, around: tuple[float, float], least: tuple[float, float]
    ) -> Region:
        """Return a smaller or larger region around a place that stays where it is.

        Parameters
        ----------
        factor : float
            Above 1 nears.
        around : (float, float)
            In shares of the region.
        least : (float, float)
            Width and height that it keeps.
        """
        left, right = _stretch(self.left, self.right, factor, around[0], least[0])
        top, bottom = _stretch(self.top, self.bottom, factor, around[1], least[1])
        return Region(left, top, right, bottom)

    def moved(self, across: float, down: float) -> Region:
        """Return the region farther on, by shares of its own size."""
        left, right = _shift(self.left, self.right, across)
        top, bottom = _shift(self.top, self.bottom, down)
        return Region(left, top, right, bottom)


def _stretch(
    low: float, high: float, factor: float, around: float, least: float
) -> tuple[float, float]:
    length = min(1.0, max(least, (high - low) / factor))
    fixed = low + around * (high - low)
    start = min(max(0.0, fixed - around * length), 1.0 - length)
    return start, start + length


def _shift(low: float, high: float, by: float) -> tuple[float, float]:
    step = by * (high - low)
    step = min(max(step, -low), 1.0 - high)
    return low + step, high + step


def in_sight(sheet: Sheet, region: Region) -> Box:
    """Return the first and the last column and row of a sheet that are in sight.

    Cells count from 0 and may be cut; what lies beyond the sheet is outside of 0 and
    its number of cells. A line of values has no rows to choose from, a list no
    columns.

    Returns
    -------
    (left, top, right, bottom)
        In cells.
    """
    rows, columns = sheet.values.shape[:2]
    left, top, right, bottom = sheet.extent
    wide, high = right - left, bottom - top
    if columns == 1:
        x0, x1 = 0.0, 1.0
    else:
        x0 = (region.left - left) / wide * columns
        x1 = (region.right - left) / wide * columns
    if rows == 1:
        y0, y1 = 0.0, 1.0
    else:
        y0 = (region.top - top) / high * rows
        y1 = (region.bottom - top) / high * rows
    return x0, y0, x1, y1


def least_region(sheets: tuple[Sheet, ...]) -> tuple[float, float]:
    """Return how wide and high a region is that shows the fewest cells of all."""
    across, down = 1.0, 1.0
    for sheet in sheets:
        rows, columns = sheet.values.shape[:2]
        left, top, right, bottom = sheet.extent
        if columns > 1:
            across = min(across, LEAST_CELLS * (right - left) / columns)
        if rows > 1:
            down = min(down, LEAST_CELLS * (bottom - top) / rows)
    return across, down


def proportion(sheet: Sheet) -> float:
    """Return width through height of the whole, where cells are squares."""
    rows, columns = sheet.values.shape[:2]
    left, top, right, bottom = sheet.extent
    return float((columns / (right - left)) / (rows / (bottom - top)))
