"""How a loss becomes a color of viridis, and what the color bar says about it."""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from visualizer.resource_files import resource
from visualizer.scenes import FloatArray
from visualizer.ui.plots.ticks import Tick, linear_ticks, log_ticks
from visualizer.ui.theme import Rgb32

LOG_FROM = 20.0
"""Ratio of greatest to least loss from which colors follow the logarithm."""


class LossScale(Struct, frozen=True):
    """A range of losses, spread over the colors evenly or by its logarithm.

    Attributes
    ----------
    low, high : float
        Losses of the first and the last color.
    log : bool
    """

    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, values: FloatArray) -> LossScale:
        """Choose the scale of a surface; what is not finite has no say."""
        finite = values[np.isfinite(values)]
        if not finite.size:
            return cls(0.0, 1.0, False)
        low, high = float(finite.min()), float(finite.max())
        if low == high:
            return cls(low - 0.5, high + 0.5, False)
        positive = finite[finite > 0.0]
        if low >= 0.0 and positive.size:
            least = float(positive.min())
            if high > LOG_FROM * least:
                return cls(least, high, True)
        return cls(low, high, False)

    def share(self, values: FloatArray) -> npt.NDArray[np.float64]:
        """Return 0 for the first color, 1 for the last; others are clipped."""
        if self.log:
            raised = np.log(np.clip(values, self.low, self.high) / self.low)
            result = raised / math.log(self.high / self.low)
        else:
            result = (values - self.low) / (self.high - self.low)
        return np.asarray(np.clip(result, 0.0, 1.0), dtype=np.float64)

    def ticks(self, most: int) -> tuple[Tick, ...]:
        """Return ticks for the color bar; their values are losses."""
        if not self.log:
            return linear_ticks(self.low, self.high, most)
        exponents = log_ticks(math.log10(self.low), math.log10(self.high), most)
        return tuple(Tick(10.0**tick.value, tick.text) for tick in exponents)


@cache
def viridis() -> Rgb32:
    """Return the 256 published colors of viridis as ``0xffRRGGBB``.

    References: Smith & van der Walt (2015), the default of Matplotlib 2.
    """
    path = resource("themes", "viridis.json")
    colors = json.loads(path.read_text(encoding="utf-8"))["colors"]
    words = [0xFF000000 | int(color.removeprefix("#"), 16) for color in colors]
    return np.array(words, np.uint32)


def is_bright(share: float) -> bool:
    """Tell whether dark lines and texts are readable on a color of viridis."""
    word = int(viridis()[round(255 * min(max(share, 0.0), 1.0))])
    channels = ((word >> 16) & 255, (word >> 8) & 255, word & 255)
    # Relative luminance after WCAG 2.1; at 0.18 white and black do equally well.
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return luminance > 0.18
