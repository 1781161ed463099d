"""Windows that slide over the axes of an image or a signal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from visualizer.engine.arrays import Array, Shape, ShapeError

Extent = int | tuple[int, int]
"""A number for every axis, or one for the height and one for the width."""

Padding = Extent | Literal["valid", "same"]
"""Zeros on each side; none; or as many as keep the length at stride 1."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Equal windows, as long along each axis behind the channels as one says.

    Along an axis, window o begins at o · stride - zeros before, and reads every
    `dilation`-th value: floor((length + zeros - dilation (size - 1) - 1) / stride)
    + 1 windows fit. With "same" there are ceil(length / stride), and where the zeros
    are odd in number the last side gets one more.

    Parameters
    ----------
    shape : Shape
        (channels, length) or (channels, height, width).
    size, stride, dilation : int or pair
        One number for every axis, or (along the height, along the width).
    padding : Padding

    Raises
    ------
    ShapeError
        If a pair is given for a signal, which has one axis.

    References: Dumoulin & Visin (2016), relationships 6 and 15.
    """

    shape: Shape
    size: Extent
    stride: Extent
    dilation: Extent = 1
    padding: Padding = 0

    def __post_init__(self) -> None:
        for extent in (self.size, self.stride, self.dilation, self.padding):
            if isinstance(extent, tuple) and len(self.shape) != 3:
                raise ShapeError(
                    f"{extent} is for the height and width of an image; allowed for "
                    f"{self.shape}: one number"
                )

    def _along(self, extent: Extent) -> tuple[int, ...]:
        """Return the number for each axis."""
        if isinstance(extent, tuple):
            return extent
        return (extent,) * (len(self.shape) - 1)

    @property
    def sides(self) -> tuple[int, ...]:
        """How many values a window reads along each axis."""
        return self._along(self.size)

    @property
    def steps(self) -> tuple[int, ...]:
        """How far it is from window to window along each axis."""
        return self._along(self.stride)

    @property
    def gaps(self) -> tuple[int, ...]:
        """How far it is from value to value of a window along each axis."""
        return self._along(self.dilation)

    @property
    def reaches(self) -> tuple[int, ...]:
        """Length that one window covers along each axis."""
        return tuple(
            gap * (side - 1) + 1
            for gap, side in zip(self.gaps, self.sides, strict=True)
        )

    @property
    def zeros(self) -> tuple[tuple[int, int], ...]:
        """Zeros (before, after) each axis."""
        if self.padding == "valid":
            return ((0, 0),) * len(self.shape[1:])
        if self.padding != "same":
            return tuple((zeros, zeros) for zeros in self._along(self.padding))
        needed = [
            max(0, (-(-length // step) - 1) * step + reach - length)
            for length, step, reach in zip(
                self.shape[1:], self.steps, self.reaches, strict=True
            )
        ]
        return tuple((zeros // 2, zeros - zeros // 2) for zeros in needed)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Length of each axis with its zeros."""
        return tuple(
            before + length + after
            for length, (before, after) in zip(self.shape[1:], self.zeros, strict=True)
        )

    @property
    def counts(self) -> Shape:
        """Number of windows along each axis.

        Raises
        ------
        ShapeError
            If the input has no axis to slide along, or is shorter than a window.
        """
        along = list(zip(self.lengths, self.reaches, self.steps, strict=True))
        if len(self.shape) not in (2, 3) or any(
            length < reach for length, reach, _ in along
        ):
            covered = " by ".join(map(str, dict.fromkeys(self.reaches)))
            raise ShapeError(
                f"windows of length {covered or self.size} do not fit into "
                f"{self.shape}; allowed: (channels, length) or (channels, height, "
                "width), at least as long"
            )
        return tuple((length - reach) // step + 1 for length, reach, step in along)

    @property
    def disjoint(self) -> bool:
        """Whether no value is in two windows."""
        along = zip(self.steps, self.reaches, strict=True)
        return all(step >= reach for step, reach in along)

    @property
    def framed(self) -> bool:
        """Whether there are zeros around the values."""
        return any(map(any, self.zeros))

    @property
    def complete(self) -> bool:
        """Whether every value is in a window, where windows are disjoint."""
        covered = tuple(
            count * side for count, side in zip(self.counts, self.sides, strict=True)
        )
        apart = self.steps == self.sides and not self.framed
        return apart and covered == self.shape[1:]

    def offsets(self) -> Iterator[Shape]:
        """Yield the places in a window, row after row."""
        return product(*map(range, self.sides))

    def padded(
        self, batch: int, dtype: np.dtype[np.floating], fill: float = 0.0
    ) -> tuple[Array, Array]:
        """Return an array with room for padding, and a view of the room inside.

        Around the room stands `fill`.
        """
        frame = np.full((self.shape[0], *self.lengths, batch), fill, dtype)
        inside = tuple(
            slice(before, before + length)
            for length, (before, _) in zip(self.shape[1:], self.zeros, strict=True)
        )
        return frame, frame[:, *inside]

    def gathered(self, padded: Array, writeable: bool = False) -> Array:
        """Return a view (channels, *window, *counts, B) of padded values.

        Writing to it is sound where windows are disjoint.
        """
        channel, *apart, sample = padded.strides
        return np.lib.stride_tricks.as_strided(
            padded,
            (
                self.shape[0],
                *self.sides,
                *self.counts,
                padded.shape[-1],
            ),
            (
                channel,
                *(size * gap for size, gap in zip(apart, self.gaps, strict=True)),
                *(size * step for size, step in zip(apart, self.steps, strict=True)),
                sample,
            ),
            writeable=writeable,
        )

    def meeting(self, offset: Shape) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
        """Return which values the places at `offset` meet, without the padding.

        Returns
        -------
        values, windows : tuples of slices
            Into an input (channels, *lengths, B) and into (channels, *counts, B).
        """
        values, windows = [slice(None)], [slice(None)]
        for place, length, count, (before, _), step, gap in zip(
            *(offset, self.shape[1:], self.counts, self.zeros, self.steps, self.gaps),
            strict=True,
        ):
            start = place * gap - before
            first = max(0, -(start // step))
            last = min(count - 1, (length - 1 - start) // step)
            low = start + first * step
            number = max(0, last - first + 1)
            windows.append(slice(first, first + number))
            values.append(slice(low, low + number * step, step))
        return tuple(values), tuple(windows)


def pooling_windows(
    shape: Shape, size: Extent, stride: Extent, padding: Extent
) -> Windows:
    """Return windows each of which holds a value besides its padding.

    Raises
    ------
    ShapeError
        If there is more padding than half of a window, or as `Windows`.
    """
    windows = Windows(shape, size, stride, padding=padding)
    for side, (zeros, _) in zip(windows.sides, windows.zeros, strict=True):
        if 2 * zeros > side:
            raise ShapeError(
                f"padding of {zeros} is too much for windows of length {side}; "
                f"allowed: from 0 to {side // 2}"
            )
    return windows
