"""What the generators of points in a plane have in common."""

from __future__ import annotations

from abc import ABC
from typing import Any, ClassVar

from visualizer.datasets import Dataset, Problem
from visualizer.settings import setting


class PlanarClasses(Dataset, ABC):
    """Points of the plane in two classes, labeled -1 and +1."""

    problem: ClassVar[Problem] = "binary"
    input_names: ClassVar[tuple[str, ...]] = ("x₁", "x₂")
    class_names: ClassVar[tuple[str, ...]] = ("\N{MINUS SIGN}1", "+1")

    __slots__ = ()


class PlanarRegression(Dataset, ABC):
    """Points of the plane, each with a value."""

    problem: ClassVar[Problem] = "regression"
    input_names: ClassVar[tuple[str, ...]] = ("x₁", "x₂")
    class_names: ClassVar[tuple[str, ...]] = ()

    __slots__ = ()


def noise_setting(meaning: str) -> Any:
    """Return the field of a generator's noise; `meaning` is its tooltip."""
    return setting(
        0.0,
        minimum=0,
        maximum=0.8,
        values=tuple(percent / 100 for percent in range(51)),
        title="Noise",
        common=True,
        help=meaning,
    )


def samples_setting(default: int) -> Any:
    """Return the field of the number of samples."""
    return setting(
        default,
        minimum=20,
        maximum=100_000,
        title="Samples",
        help="Number of points, training and test together",
    )
