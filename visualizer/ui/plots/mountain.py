"""A terrain seen from a side, orthographically; NumPy finds what each pixel shows."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from visualizer.scenes import FloatArray
from visualizer.scenes.terrain import Ground
from visualizer.ui.plots.clipping import within_reach
from visualizer.ui.plots.rays import Direction, Disc, Rays, Sight
from visualizer.ui.plots.relief import RELIEF, colors_of, extent, raised, relief_of
from visualizer.ui.theme import Rgb32

MARGIN = 0.04

WIDTH = math.sqrt(2.0)
"""Of the base where it is seen over a corner, in units of its side."""

STRETCH, STRETCH_FALLS = 0.4, 2.0
"""How much wider it is drawn in a wide panel, less and less when seen from above."""

CELLS, ROUGH_CELLS = 192, 96
"""Of the relief along each side; roughly while it turns."""

STEPS, ROUGH_STEPS = 320, 128
"""Samples along a ray."""

LEAST_STEPS = 16
"""Samples along a ray through a neighborhood, however small."""

GREATEST_CLOSENESS = 2.0
"""Zoom up to which there are more samples the nearer one comes."""

LEAST_COLORS, MOST_COLORS = 256, 2048
"""Pixels along a side of the colored base."""

CLEAR = 0.006
"""Of the mountain's width: how far below its horizon a point may lie and be seen."""

NEIGHBORHOOD = 0.01
"""Of the mountain's width: ground so near does not hide a point, which lies on it."""

Coordinates = npt.NDArray[np.float64]


class View(Struct, frozen=True):
    """From where the mountain is seen.

    Attributes
    ----------
    turn : float
        Degrees around the vertical.
    tilt : float
        Degrees above the horizon.
    zoom : float
    """

    turn: float = -32.0
    tilt: float = 38.0
    zoom: float = 1.0


class Mountain:
    """Projects a terrain into a rectangle of the screen.

    Parameters
    ----------
    ground : Ground
    view : View
    rect : QRectF
    ratio : float
        Pixels of the picture in one of the rectangle.
    rough : bool
        Whether it is only seen in passing.
    """

    def __init__(
        self,
        ground: Ground,
        view: View,
        rect: QRectF,
        ratio: float = 1.0,
        rough: bool = False,
    ) -> None:
        self._ground = ground
        self._rect = rect
        turn, tilt = math.radians(view.turn), math.radians(view.tilt)
        self._turn = math.cos(turn), math.sin(turn)
        self._tilt = math.cos(tilt), math.sin(tilt)
        level, above = self._tilt
        bottom, top = extent(ground, level, above)
        across = rect.width() / (1.0 + MARGIN) / WIDTH
        fitting = min(across, rect.height() / (1.0 + MARGIN) / (top - bottom))
        self._size = fitting * view.zoom
        # A map, which it is from above, would be out of shape.
        most = 1.0 + STRETCH * min(1.0, STRETCH_FALLS * level**2)
        self._wide = self._size * min(across / fitting, most)
        self._center = rect.center()
        self._middle = 0.5 * (bottom + top)
        self._ratio = ratio
        self._cells = ROUGH_CELLS if rough else CELLS
        closeness = min(max(1.0, view.zoom), GREATEST_CLOSENESS)
        self._steps = round((ROUGH_STEPS if rough else STEPS) * closeness)
        self._rays: Rays | None = None

    def raised(self, heights: FloatArray) -> Coordinates:
        """Return heights as shares of the relief."""
        return raised(self._ground, heights)

    def project(
        self, x: FloatArray, y: FloatArray, heights: FloatArray
    ) -> tuple[Coordinates, Coordinates, Coordinates]:
        """Return pixels, right and down, and the distance from the eye."""
        across, away, w = self._placed(x, y, heights)
        level, above = self._tilt
        return (
            self._center.x() + self._wide * across,
            self._center.y() - self._size * (away * above + w * level - self._middle),
            away * level - w * above,
        )

    def inside(self, x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]:
        """Return which places lie on the mountain."""
        ground = self._ground
        return np.asarray(
            (x >= ground.x[0])
            & (x <= ground.x[-1])
            & (y >= ground.y[0])
            & (y <= ground.y[-1])
        )

    def hidden(
        self, x: FloatArray, y: FloatArray, heights: FloatArray
    ) -> npt.NDArray[np.bool_]:
        """Return which points lie behind the mountain as it is seen."""
        across, away, w = self._placed(x, y, heights)
        level, above = self._tilt
        rise = away * above + (w + CLEAR) * level
        behind = self._whole().hides(across, away - NEIGHBORHOOD, rise)
        return np.asarray(self.inside(x, y) & behind)

    def picture(
        self, ink: int, seen: list[tuple[float, float]] | None, sight: float
    ) -> QImage:
        """Return the mountain on nothing.

        Parameters
        ----------
        ink : int
            Color of the grid, ``0xaarrggbb``.
        seen : list of (x, y) or None
            Places whose neighborhood is all that is drawn; None: everything.
        sight : float
            Radius of that neighborhood.
        """
        width, height = self._pixels()
        spacing = 1.0 / (self._ratio * self._size)
        top = 0.5 * self._rect.height() / self._size + self._middle - 0.5 * spacing
        side = 2 ** math.ceil(math.log2(max(1.0, 1.0 / spacing)))
        side = min(max(side, LEAST_COLORS), MOST_COLORS)
        colors = colors_of(self._ground, side, ink).ravel()
        image = np.zeros(width * height, np.uint32)
        if seen is None:
            met = self._whole().meet(top, height, spacing)
            image[met.pixels] = _colors(met, colors, side)
        else:
            nearest = np.full(width * height, np.inf, np.float32)
            for disc in (self._disc(*place, sight) for place in seen):
                if abs(disc.u) > 0.5 + disc.wide or abs(disc.v) > 0.5 + disc.tall:
                    continue
                met = self._cast(disc).meet(top, height, spacing)
                shown = met.away < nearest[met.pixels]
                pixels = met.pixels[shown]
                nearest[pixels] = met.away[shown]
                image[pixels] = _colors(met, colors, side)[shown]
        argb = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(image.data, width, height, 4 * width, argb).copy()

    def _pixels(self) -> tuple[int, int]:
        """Return columns and rows of the picture."""
        rect, ratio = self._rect, self._ratio
        return max(1, int(rect.width() * ratio)), max(1, int(rect.height() * ratio))

    def _placed(
        self, x: FloatArray, y: FloatArray, heights: FloatArray
    ) -> tuple[Coordinates, Coordinates, Coordinates]:
        """Return how far right, how far off and how high points lie."""
        ground = self._ground
        u = _share(x, ground.x) - 0.5
        v = _share(y, ground.y) - 0.5
        cos, sin = self._turn
        w = RELIEF * (self.raised(heights) - 0.5)
        return u * cos - v * sin, u * sin + v * cos, w

    def _disc(self, x: float, y: float, radius: float) -> Disc:
        """Return a neighborhood of a place on the base."""
        ground = self._ground
        wide, tall = ground.x[-1] - ground.x[0], ground.y[-1] - ground.y[0]
        u, v = (x - ground.x[0]) / wide - 0.5, (y - ground.y[0]) / tall - 0.5
        return Disc(float(u), float(v), float(radius / wide), float(radius / tall))

    def _whole(self) -> Rays:
        if self._rays is None:
            self._rays = self._cast(None)
        return self._rays

    def _cast(self, within: Disc | None) -> Rays:
        width, _ = self._pixels()
        right = (np.arange(width, dtype=np.float64) + 0.5) / self._ratio
        level, above = self._tilt
        # What lies nearer or farther is beyond the picture, however high it is.
        half, reach = 0.5 * self._rect.height() / self._size, 0.5 * RELIEF * level
        far = (half + abs(self._middle) + reach) / max(above, 1e-6)
        # A neighborhood is as fine as the whole with fewer samples.
        across = 1.0 if within is None else 2.0 * max(within.wide, within.tall)
        steps = max(LEAST_STEPS, round(self._steps * min(across, 1.0)))
        return Rays(
            relief_of(self._ground, self._cells),
            Direction(self._turn, self._tilt),
            (right - 0.5 * self._rect.width()) / self._wide,
            (-far, far),
            steps,
            within,
        )


def _share(at: FloatArray, axis: FloatArray) -> Coordinates:
    """Return places as shares of an axis."""
    first, last = float(axis[0]), float(axis[-1])
    found: Coordinates = (within_reach(at, first, last) - first) / (last - first)
    return found


def _colors(met: Sight, colors: Rgb32, side: int) -> Rgb32:
    """Return what pixels show of a colored base; from below half as bright."""
    row = ((met.v + np.float32(0.5)) * side).astype(np.int32)
    column = ((met.u + np.float32(0.5)) * side).astype(np.int32)
    row *= side
    row += column
    found: Rgb32 = colors.take(row, mode="clip")
    below = found[met.above :]
    below >>= 1
    below &= 0x7F7F7F
    below |= 0xFF000000
    return found
