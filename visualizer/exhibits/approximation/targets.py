"""Functions to approximate, of one input or of two, on the unit interval or square.

References: Nielsen (2015), "Neural Networks and Deep Learning", chapter 4, for the
curve that bears his name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.language import Phrase

CurveKey = Literal[
    "sines", "nielsen", "nielsen_sum", "step", "bump", "absolute", "drawn"
]
SurfaceKey = Literal["square", "squares", "hill"]

CURVE_TITLES = (
    *("sines", "Nielsen", "σ⁻¹ of it", "a step", "a bump", "|2x − 1|", "freehand"),
)
CURVE_NAMES = (
    Phrase("a sum of sines"),
    Phrase("Nielsen's curve"),
    Phrase("σ⁻¹ of Nielsen's curve"),
    Phrase("a step"),
    Phrase("a bump"),
    Phrase("the absolute value of 2x − 1"),
    Phrase("a drawn curve"),
)
SURFACE_TITLES = ("square", "pair", "hill")
SURFACE_NAMES = (Phrase("a square"), Phrase("two squares"), Phrase("a hill"))
"""On the form, where there is little room, and elsewhere."""

KNOTS = 41
"""Places, evenly from 0 to 1, at which a drawn curve is kept."""

STEP_AT = 0.4
BUMP = (0.3, 0.7)

SQUARE = (0.25, 0.6, 0.35, 0.75)
SECOND_SQUARE = (0.65, 0.9, 0.1, 0.3)
SECOND_HEIGHT = -0.7
"""Sides of the squares (left, right, bottom, top), and how high the second one is."""

HILL_WIDTH = 0.2

CURVE_POINTS = 201
SURFACE_SIDE = 31
"""Examples of a curve, and along each side of a surface."""


def knots() -> Array:
    """Return the places of the knots of a drawn curve (KNOTS,)."""
    return np.linspace(0.0, 1.0, KNOTS)


def grid(inputs: int) -> Array:
    """Return the examples' inputs (inputs, M), for two inputs row by row from below."""
    if inputs == 1:
        return np.linspace(0.0, 1.0, CURVE_POINTS)[None]
    side = np.linspace(0.0, 1.0, SURFACE_SIDE)
    y, x = np.meshgrid(side, side, indexing="ij")
    return np.stack([x.ravel(), y.ravel()])


def curve(key: CurveKey, drawn: Sequence[float], x: Array) -> Array:
    """Return a target of one input.

    Parameters
    ----------
    key : CurveKey
    drawn : sequence of KNOTS floats
        Heights of the drawn curve, which runs straight from knot to knot.
    x : array (M,)
        From 0 to 1.
    """
    if key == "drawn":
        return np.interp(x, knots(), drawn)
    return _CURVES[key](x)


def surface(key: SurfaceKey, x: Array, y: Array) -> Array:
    """Return a target of two inputs."""
    if key == "hill":
        away = (x - 0.5) ** 2 + (y - 0.5) ** 2
        return np.exp(-away / (2.0 * HILL_WIDTH**2))
    first = _inside(SQUARE, x, y)
    if key == "square":
        return first
    return first + SECOND_HEIGHT * _inside(SECOND_SQUARE, x, y)


def _inside(sides: tuple[float, float, float, float], x: Array, y: Array) -> Array:
    left, right, bottom, top = sides
    found: Array = np.where(
        (left <= x) & (x < right) & (bottom <= y) & (y < top), 1.0, 0.0
    )
    return found


def _nielsen(x: Array) -> Array:
    wave = 0.3 * x * np.sin(15.0 * x) + 0.05 * np.cos(50.0 * x)
    found: Array = 0.2 + 0.4 * x**2 + wave
    return found


def _nielsen_sum(x: Array) -> Array:
    """Return what a sigmoid turns into Nielsen's curve: ln(f / (1 - f))."""
    f = _nielsen(x)
    found: Array = np.log(f / (1.0 - f))
    return found


_CURVES: dict[str, Callable[[Array], Array]] = {
    "sines": lambda x: 0.6 * np.sin(2.0 * np.pi * x) + 0.3 * np.sin(6.0 * np.pi * x),
    "nielsen": _nielsen,
    "nielsen_sum": _nielsen_sum,
    "step": lambda x: np.where(x >= STEP_AT, 1.0, 0.0),
    "bump": lambda x: np.where((x >= BUMP[0]) & (x < BUMP[1]), 1.0, 0.0),
    "absolute": lambda x: np.abs(2.0 * x - 1.0),
}

CURVES: tuple[CurveKey, ...] = get_args(CurveKey)
SURFACES: tuple[SurfaceKey, ...] = get_args(SurfaceKey)
