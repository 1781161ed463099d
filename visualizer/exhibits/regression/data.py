"""The two small regressions: real measures, two parameters each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from visualizer.datasets.tabular import shipped
from visualizer.engine.arrays import Array
from visualizer.engine.regression import ErrorSurface
from visualizer.language import Phrase

FLOWERS, PENGUINS = "flowers", "penguins"

REACH = 2.0
"""Half the range shown, in parameters that change the error by a target's spread."""

FIRST = (-0.7, 0.6)
"""Where descent starts, from the best parameters on, as shares of half the range."""

GRAMS = 1000.0


# eq=False: comparing arrays gives arrays, which have no single truth value.
class Problem(Struct, frozen=True, eq=False):
    """Examples of a regression with what is to be written beside them.

    Attributes
    ----------
    surface : ErrorSurface
        Of the examples as descent is given them.
    measures : array (N,)
        What the plot has across: the input, or the target where there are two.
    targets : array (N,)
        In their unit; descent may be given their deviation from the mean.
    parameters : (str, str)
        Names of the two.
    inputs, target : str
        What is given, and what is to be found, as a `Phrase`.
    """

    surface: ErrorSurface
    measures: Array
    targets: Array
    parameters: tuple[str, str]
    inputs: str
    target: str


@lru_cache(maxsize=4)
def problem_of(data: str, scaled: bool, start: tuple[float, float] | None) -> Problem:
    """Return a problem whose inputs are as measured or standardized.

    Petal widths (cm) from petal lengths, by a weight and a bias; or how far the mass
    of a penguin (kg) is from the mean, by two weights on how far flipper and bill
    (mm) are.
    """
    if data == FLOWERS:
        found = shipped("iris.csv", "petal width", "regression", ("petal length",))
        x, y = found.examples.inputs, found.examples.targets
        given = (x - x.mean(axis=0)) / x.std(axis=0) if scaled else x
        columns = np.column_stack((given[:, 0], np.ones(len(y))))
        surface = _surface(columns, y, start)
        return Problem(
            surface,
            x[:, 0],
            y,
            ("w", "b"),
            Phrase("petal length (cm)"),
            Phrase("petal width (cm)"),
        )
    chosen = ("flipper_length_mm", "bill_length_mm")
    found = shipped("penguins.csv", "body_mass_g", "regression", chosen)
    x, y = found.examples.inputs, found.examples.targets / GRAMS
    given = x - x.mean(axis=0)
    if scaled:
        given = given / x.std(axis=0)
    return Problem(
        _surface(given, y - y.mean(), start),
        y,
        y,
        ("w₁", "w₂"),
        Phrase("flipper and bill (mm)"),
        Phrase("mass (kg)"),
    )


def _surface(
    inputs: Array, targets: Array, start: tuple[float, float] | None
) -> ErrorSurface:
    """Return the surface over a square around the best parameters."""
    products = inputs.T @ inputs / len(targets)
    best = np.linalg.solve(products, inputs.T @ targets / len(targets))
    spread = np.sqrt(np.diag(np.linalg.inv(products))).max() * targets.std()
    half = REACH * float(spread)
    (x, y), (dx, dy) = best.tolist(), FIRST
    return ErrorSurface(
        inputs,
        targets,
        (x - half, x + half, y - half, y + half),
        start or (x + dx * half, y + dy * half),
    )
