"""Inputs of one's own: formulas of the two coordinates.

What no feature of the list has, a formula may have: x1^3, exp(-x1^2 - x2^2), or
abs(x1) + abs(x2), which turns a diamond into a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from visualizer.datasets import Array
from visualizer.language import tr

if TYPE_CHECKING:
    from visualizer.engine.formulas import Formula


MOST_FORMULAS = 8

NAMES = ("x1", "x2", "x", "y")
"""What formulas may call the coordinates; x and y are x1 and x2."""

_LONGEST_TITLE = 12

_SHOWN = (("x1", "x₁"), ("x2", "x₂"))


@lru_cache(maxsize=64)
def read_formula(text: str) -> Formula:
    """Return a formula of `NAMES`.

    Raises
    ------
    FormulaError
        If the text is none.
    """
    from visualizer.engine.formulas import Formula

    return Formula(text, NAMES)


def formula_problems(texts: Sequence[str]) -> tuple[str, ...]:
    """Say of each text why it cannot be an input; empty where it can."""
    return tuple(_problem(text, texts[:number]) for number, text in enumerate(texts))


def _problem(text: str, before: Sequence[str]) -> str:
    from visualizer.engine.formulas import FormulaError

    try:
        read_formula(text)
    except FormulaError as error:
        return str(error)
    if text in before:
        return tr("formula: {text} is there already; allowed: once", text=text)
    return ""


def formula_title(text: str) -> str:
    """Return a formula as the name of an input; a long one is cut."""
    for written, shown in _SHOWN:
        text = text.replace(written, shown)
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[: _LONGEST_TITLE - 1] + "…"


def apply_formulas(inputs: Array, texts: Sequence[str]) -> Array:
    """Compute formulas of points.

    Parameters
    ----------
    inputs : array (N, 2)
        The coordinates x1 and x2 of each point.
    texts : sequence of str

    Returns
    -------
    array (N, len(texts))
        NaN or infinite where a formula has no value.

    Raises
    ------
    FormulaError
        If a text is no formula.
    """
    x1, x2 = inputs[:, 0], inputs[:, 1]
    columns = np.empty((len(inputs), len(texts)))
    for column, text in enumerate(texts):
        columns[:, column] = read_formula(text).value(x1, x2, x1, x2)
    return columns
