"""Points painted with the mouse: kept in the settings, point by point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from visualizer.datasets import Dataset, Examples, Problem, UniformSource, datasets
from visualizer.datasets.planar import PlanarClasses
from visualizer.language import tr
from visualizer.settings import SettingError, setting

MOST_POINTS = 5_000
MOST_CLASSES = 10

Point: TypeAlias = tuple[float, float, float]
"""x1, x2, and the class from 0 or the value from -1 to 1."""

Kind: TypeAlias = Literal["classes", "values"]


def _crescents() -> tuple[Point, ...]:
    """Return what there is before a person paints: two crescents."""
    points: list[Point] = []
    for number in range(40):
        angle = math.pi * number / 39
        for mark, way in ((1.0, 1.0), (0.0, -1.0)):
            # Three lanes, so that a crescent has some width.
            radius = 2.7 + 0.35 * (number % 3)
            x1 = way * (radius * math.cos(angle) - 1.4)
            x2 = way * (radius * math.sin(angle) - 0.7)
            points.append((round(x1, 3), round(x2, 3), mark))
    return tuple(points)


@datasets.register
@dataclass(frozen=True, slots=True)
class Painted(Dataset):
    """Points of the plane in up to ten classes, or with values.

    Nothing is drawn from the uniform source.
    """

    key = "painted"
    title = "Painted"
    rank = 150
    input_names = ("x₁", "x₂")

    kind: Kind = setting("classes", title="Painted", control="hidden")
    classes: int = setting(
        2, minimum=2, maximum=MOST_CLASSES, title="Classes", control="hidden"
    )
    points: tuple[Point, ...] = setting(
        factory=_crescents, title="Points", length=(1, MOST_POINTS), control="hidden"
    )

    def __post_init__(self) -> None:
        low, high = self.domain
        marks = (0, self.classes - 1) if self.kind == "classes" else (-1, 1)
        for number, (x1, x2, mark) in enumerate(self.points):
            for place, (value, least, most) in enumerate(
                ((x1, low, high), (x2, low, high), (mark, *marks))
            ):
                whole = place < 2 or self.kind == "values" or value == math.floor(value)
                if not (least <= value <= most and whole):
                    raise SettingError(
                        tr(
                            "{field}: {value} is out of range; allowed: {allowed}",
                            field=f"points[{number}][{place}]",
                            value=f"{value:g}",
                            allowed=tr("from {low} to {high}", low=least, high=most),
                        )
                    )

    @property
    def problem(self) -> Problem:
        """What the marks mean."""
        if self.kind == "values":
            return "regression"
        return "binary" if self.classes == 2 else "multiclass"

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes; none where points have values."""
        if self.kind == "values":
            return ()
        if self.classes == 2:
            return PlanarClasses.class_names
        return tuple(str(number + 1) for number in range(self.classes))

    def generate(self, uniform: UniformSource) -> Examples:
        rows = np.array(self.points)
        marks = rows[:, 2]
        return Examples(
            rows[:, :2], 2.0 * marks - 1.0 if self.problem == "binary" else marks
        )
