"""Data sets to train on: generators of labeled points, and stored images.

Each module that registers a class adds one data set to every form and menu. The
other modules of the package shuffle, split, and transform examples.

Generators draw from a plain function that returns the next number of [0, 1),
one number after the other in a documented order. Any source fits: a NumPy
generator's ``random`` method, or one that repeats another program's numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, Self, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import force_setattr

from visualizer.registry import Registry

Array: TypeAlias = npt.NDArray[np.float64]
Indices: TypeAlias = npt.NDArray[np.intp]

UniformSource: TypeAlias = Callable[[], float]
"""Returns the next number of [0, 1)."""

Problem: TypeAlias = Literal["binary", "multiclass", "regression"]
Given: TypeAlias = Literal["points", "columns", "pixels"]


# eq=False: comparing arrays gives arrays, which have no single truth value.
class Examples(Struct, frozen=True, eq=False):
    """Inputs with their targets, batch first; the arrays are read-only.

    Attributes
    ----------
    inputs : array (N, d)
        One example a row, float64.
    targets : array (N,) or (N, k)
        -1 or +1 (binary), the class index from 0 (multiclass), or the value
        (regression), float64; only values may be several, k of each example.

    Raises
    ------
    ValueError
        If the shapes are not (N, d) and (N,) or (N, k).
    """

    inputs: Array
    targets: Array

    def __post_init__(self) -> None:
        fitting = self.targets.shape[:1] == self.inputs.shape[:1]
        if self.inputs.ndim != 2 or self.targets.ndim not in (1, 2) or not fitting:
            raise ValueError(
                f"examples: inputs of shape {self.inputs.shape} with targets of shape "
                f"{self.targets.shape}; allowed: (N, d) with (N,) or (N, k)"
            )
        force_setattr(self, "inputs", _read_only(self.inputs))
        force_setattr(self, "targets", _read_only(self.targets))

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, indices: Indices) -> Examples:
        """Copy the examples at ``indices``, in that order."""
        return Examples(self.inputs[indices], self.targets[indices])


def _read_only(values: Array) -> Array:
    # A view, so that the caller's own array keeps its flag.
    view = np.asarray(values, dtype=np.float64).view()
    view.flags.writeable = False
    return view


class Dataset(ABC):
    """A source of examples. Members are frozen dataclasses of settings.

    Attributes
    ----------
    key, title : str
        Name in files, and on screen.
    rank : int
        Place in lists.
    problem : "binary", "multiclass" or "regression"
        What the targets mean.
    input_names : tuple of str
        Name of each column of the inputs.
    class_names : tuple of str
        For a binary problem the names of -1 and +1, otherwise of the classes
        0, 1, …; empty for regression.
    output_names : tuple of str
        Names of the values of an example where they are several; otherwise empty.
    image_shape : tuple of int, or None
        Rows and columns where the inputs are the pixels of an image.
    pictorial : bool
        Whether the inputs are the pixels of an image.
    shares : bool
        Whether the values of a regression are shares, from 0 to 1.
    tabular : bool
        Whether the inputs are columns of a table, each in a unit of its own.
    given : "points", "columns" or "pixels"
        What an example is given by; no file is read for that.
    domain : tuple of float
        Ends, on both axes, of the square on which maps of 2-D inputs are drawn.
    extent : tuple of float
        The plane of those maps, (x_min, x_max, y_min, y_max): that square, or a part
        of it with points.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int]
    pictorial: ClassVar[bool] = False
    tabular: ClassVar[bool] = False
    shares: ClassVar[bool] = False
    domain: ClassVar[tuple[float, float]] = (-6.0, 6.0)

    __slots__ = ()

    # Most members say these once for all; those that read files, by their settings.

    @property
    @abstractmethod
    def problem(self) -> Problem: ...

    @property
    @abstractmethod
    def input_names(self) -> tuple[str, ...]: ...

    @property
    @abstractmethod
    def class_names(self) -> tuple[str, ...]: ...

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of the values of an example where they are several."""
        return ()

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The plane on which maps of 2-D inputs are drawn."""
        low, high = self.domain
        return low, high, low, high

    @property
    def given(self) -> Given:
        """What an example is given by."""
        if self.tabular:
            return "columns"
        # What has a shape of its images says so, be it after it read a file.
        plain = type(self).image_shape is Dataset.image_shape
        return "points" if plain else "pixels"

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """Rows and columns where the inputs are the pixels of an image."""
        return None

    @property
    def ready(self) -> bool:
        """Whether there is anything to read; False before a file is chosen."""
        return True

    def portrait(self) -> Array | None:
        """Return an image (rows, columns) of shares that stands for the data.

        None where an example shows as soon what they are like.
        """
        return None

    @abstractmethod
    def generate(self, uniform: UniformSource) -> Examples:
        """Make the examples, not yet shuffled.

        Parameters
        ----------
        uniform : callable
            Returns the next number of [0, 1); the same numbers make the same
            examples.

        Returns
        -------
        examples : Examples
            As many as the settings say.
        """

    def colors(self) -> Array | None:
        """Return the picture that is learned: colors (rows, columns, 3), 0 … 1.

        The lowest row comes first. None where the data are no picture.
        """
        return None

    def files(self) -> tuple[str, ...]:
        """Return the paths of the files of one's own that the examples come from."""
        return ()

    def relocated(self, places: Mapping[str, str]) -> Self:
        """Return this data set reading its files from other places.

        Parameters
        ----------
        places : mapping
            New path by old path; files that it does not name stay where they are.
        """
        return self


datasets: Registry[Dataset] = Registry("data set", "visualizer.datasets")
