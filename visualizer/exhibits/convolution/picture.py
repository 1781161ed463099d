"""A part of a picture of one's own made into an image as the network takes it."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.scenes.photo import Crop, Photo, gray_of

LEAST_WIDTH = 2.0
"""Pixels of a picture that are taken at least."""


def whole_crop(photo: Photo, shape: tuple[int, int]) -> Crop:
    """Return the largest part with the proportions of an image, from the middle."""
    width = _widest(photo, shape)
    high = width * shape[0] / shape[1]
    return (photo.columns - width) / 2, (photo.rows - high) / 2, width


def fitted(crop: Crop, photo: Photo, shape: tuple[int, int]) -> Crop:
    """Return the nearest part that lies inside the photo."""
    left, top, width = crop
    width = min(max(width, LEAST_WIDTH), _widest(photo, shape))
    high = width * shape[0] / shape[1]
    left = min(max(left, 0.0), photo.columns - width)
    top = min(max(top, 0.0), photo.rows - high)
    return left, top, width


def is_dark_on_light(photo: Photo) -> bool:
    """Return whether the edge of a photo is mostly light, as paper is."""
    gray = gray_of(photo)
    edge = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    return float(np.median(edge)) > 0.5


def pixels_of_photo(
    photo: Photo, crop: Crop, shape: tuple[int, int], inverted: bool
) -> tuple[float, ...]:
    """Return the pixels of a part of a photo, row after row, 0 … 1.

    A pixel is the mean of the area that it covers; then the range of all pixels is
    stretched to 0 … 1, because ink and paper of a photograph are neither black nor
    white. A part without any difference becomes 0.

    Parameters
    ----------
    photo : Photo
    crop : (left, top, width)
    shape : (int, int)
        Rows and columns of the image.
    inverted : bool
        Whether dark becomes ink, 1, as on paper.
    """
    left, top, width = crop
    rows, columns = shape
    down = _shares(photo.rows, top, width * rows / columns, rows)
    across = _shares(photo.columns, left, width, columns)
    image: Array = down @ gray_of(photo) @ across.T
    if inverted:
        image = 1.0 - image
    low, high = float(image.min()), float(image.max())
    stretched = (image - low) / (high - low) if high - low > 1e-9 else 0.0 * image
    return tuple(map(float, stretched.ravel()))


def _widest(photo: Photo, shape: tuple[int, int]) -> float:
    return float(min(photo.columns, photo.rows * shape[1] / shape[0]))


def _shares(length: int, start: float, extent: float, count: int) -> Array:
    """Return (count, length): how much of each new pixel lies over each old one."""
    edges = start + extent * np.arange(count + 1) / count
    old = np.arange(length)
    upper = np.minimum(edges[1:, None], old + 1)
    lower = np.maximum(edges[:-1, None], old)
    shares: Array = np.maximum(upper - lower, 0.0)
    return shares * (count / extent)
