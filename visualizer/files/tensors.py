"""Arrays in the safetensors format, compared with what was announced of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt
import safetensors
from safetensors.numpy import load, save

from visualizer.files import ContainerError
from visualizer.language import tr

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]

MOST_AXES = 6
MOST_LENGTH = 1 << 40

Length = Annotated[int, msgspec.Meta(ge=0, le=MOST_LENGTH)]


class ArrayEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is announced of an array.

    Attributes
    ----------
    dtype : "float32", "float64" or "int64"
    shape : tuple of int
    """

    dtype: Literal["float32", "float64", "int64"]
    shape: Annotated[tuple[Length, ...], msgspec.Meta(max_length=MOST_AXES)]

    @property
    def nbytes(self) -> int:
        """Bytes of the array."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


def encode_arrays(arrays: Arrays) -> bytes:
    """Return arrays in the safetensors format."""
    # The library writes memory as it lies there, whatever the strides say.
    return save({name: np.asarray(each, order="C") for name, each in arrays.items()})


def entries_of(arrays: Arrays) -> dict[str, ArrayEntry]:
    """Return what is to be announced of arrays.

    Raises
    ------
    ValueError
        If one has more axes, or another type, than is read again.
    """
    return {
        name: msgspec.convert(
            {"dtype": array.dtype.name, "shape": array.shape}, ArrayEntry
        )
        for name, array in arrays.items()
    }


def check_size(
    entries: Mapping[str, ArrayEntry], size: int, where: str, file: str
) -> None:
    """Check that announced arrays fit into so many bytes, before any is read.

    Raises
    ------
    ContainerError
        If they do not.
    """
    announced = sum(entry.nbytes for entry in entries.values())
    if announced > size:
        raise ContainerError(
            tr(
                "{file}: {place} has {size} bytes; its arrays take {announced}",
                file=file,
                place=where,
                size=size,
                announced=announced,
            )
        )


def decode_arrays(
    data: bytes, entries: Mapping[str, ArrayEntry], where: str, file: str
) -> Arrays:
    """Read arrays that are as announced.

    Raises
    ------
    ContainerError
        If they are not in the format, or others than announced.
    """
    try:
        arrays: Arrays = load(data)
        found = entries_of(arrays)
    # What the library says of a type that NumPy does not know is the key alone.
    except (safetensors.SafetensorError, msgspec.ValidationError, KeyError, ValueError):
        found = None
    if found is None or found != dict(entries):
        raise ContainerError(
            tr(
                "{file}: {place} has other arrays than manifest.json says",
                file=file,
                place=where,
            )
        )
    return arrays
