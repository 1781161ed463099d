"""Windows that slide over the axes of an image or a signal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from visualizer.engine.arrays import Array, Shape, ShapeError

Padding = int | Literal["valid", "same"]
"""Zeros on each side; none; or as many as keep the length at stride 1."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Equal windows along every axis behind the channels.

    Window o begins at o · stride - zeros before, and reads every `dilation`-th
    value: floor((length + zeros - dilation (size - 1) - 1) / stride) + 1 windows
    fit. With "same" there are ceil(length / stride), and where the zeros are odd
    in number the last side gets one more.

    Parameters
    ----------
    shape : Shape
        (channels, length) or (channels, height, width).
    size, stride, dilation : int
    padding : Padding

    References: Dumoulin & Visin (2016), relationships 6 and 15.
    """

    shape: Shape
    size: int
    stride: int
    dilation: int = 1
    padding: Padding = 0

    @property
    def reach(self) -> int:
        """Length that one window covers."""
        return self.dilation * (self.size - 1) + 1

    @property
    def zeros(self) -> tuple[tuple[int, int], ...]:
        """Zeros (before, after) each axis."""
        if self.padding == "valid":
            return ((0, 0),) * len(self.shape[1:])
        if isinstance(self.padding, int):
            return ((self.padding, self.padding),) * len(self.shape[1:])
        needed = [
            max(0, (-(-length // self.stride) - 1) * self.stride + self.reach - length)
            for length in self.shape[1:]
        ]
        return tuple((zeros // 2, zeros - zeros // 2) for zeros in needed)

    @property
    def counts(self) -> Shape:
        """Number of windows along each axis.

        Raises
        ------
        ShapeError
            If the input has no axis to slide along, or is shorter than a window.
        """
        lengths = [
            before + length + after
            for length, (before, after) in zip(self.shape[1:], self.zeros, strict=True)
        ]
        if len(self.shape) not in (2, 3) or min(lengths) < self.reach:
            raise ShapeError(
                f"windows of length {self.reach} do not fit into {self.shape}; allowed:"
                " (channels, length) or (channels, height, width), at least as long"
            )
        return tuple((length - self.reach) // self.stride + 1 for length in lengths)

    @property
    def disjoint(self) -> bool:
        """Whether no value is in two windows."""
        return self.stride >= self.reach

    @property
    def complete(self) -> bool:
        """Whether every value is in a window, where windows are disjoint."""
        covered = tuple(count * self.size for count in self.counts)
        return self.stride == self.size and covered == self.shape[1:]

    def offsets(self) -> Iterator[Shape]:
        """Yield the places in a window, row after row."""
        return product(range(self.size), repeat=len(self.shape) - 1)

    def padded(self, batch: int, dtype: np.dtype[np.floating]) -> tuple[Array, Array]:
        """Return zeros with room for padding, and a view of the room inside."""
        lengths = [
            before + length + after
            for length, (before, after) in zip(self.shape[1:], self.zeros, strict=True)
        ]
        frame = np.zeros((self.shape[0], *lengths, batch), dtype)
        inside = tuple(
            slice(before, before + length)
            for length, (before, _) in zip(self.shape[1:], self.zeros, strict=True)
        )
        return frame, frame[:, *inside]

    def gathered(self, padded: Array, writeable: bool = False) -> Array:
        """Return a view (channels, *window, *counts, B) of padded values.

        Writing to it is sound where windows are disjoint.
        """
        channel, *steps, sample = padded.strides
        return np.lib.stride_tricks.as_strided(
            padded,
            (
                self.shape[0],
                *(self.size for _ in steps),
                *self.counts,
                padded.shape[-1],
            ),
            (
                channel,
                *(step * self.dilation for step in steps),
                *(step * self.stride for step in steps),
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
        for place, length, count, (before, _) in zip(
            offset, self.shape[1:], self.counts, self.zeros, strict=True
        ):
            start = place * self.dilation - before
            first = max(0, -(start // self.stride))
            last = min(count - 1, (length - 1 - start) // self.stride)
            low = start + first * self.stride
            number = max(0, last - first + 1)
            windows.append(slice(first, first + number))
            values.append(slice(low, low + number * self.stride, self.stride))
        return tuple(values), tuple(windows)
