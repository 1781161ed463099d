"""Find how far to go along a direction of descent."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from visualizer.engine.arrays import Array

SUFFICIENT = 1e-4
"""Share of the first slope by which the loss must fall, on average."""

FLATTER = 0.9
"""Share of the first slope that may be left."""


class Point(NamedTuple):
    """A place on a line through the space of parameters.

    Attributes
    ----------
    length : float
        How far along the direction, in units of the direction.
    loss, slope : float
        The loss and its derivative by `length`.
    gradient : array (P,)
    """

    length: float
    loss: float
    slope: float
    gradient: Array


def along(
    gradient_at: Callable[[Array, Array], float], origin: Array, direction: Array
) -> Callable[[float], Point]:
    """Return a function that evaluates origin + length · direction.

    Parameters
    ----------
    gradient_at : callable
        Writes the gradient at parameters into an array; returns the loss.
    origin, direction : arrays (P,)
    """

    def evaluate(length: float) -> Point:
        gradient = np.empty_like(origin)
        loss = gradient_at(origin + length * direction, gradient)
        return Point(length, loss, float(gradient.dot(direction)), gradient)

    return evaluate


def strong_wolfe(
    evaluate: Callable[[float], Point],
    origin: Point,
    length: float,
    *,
    narrowest: float,
    most: int,
) -> tuple[Point, int]:
    """Find a point where the loss is lower and the slope is flatter.

    Both strong Wolfe conditions hold there, φ(t) ≤ φ(0) + c₁ t φ'(0) and
    |φ'(t)| ≤ c₂ |φ'(0)|, unless `most` further evaluations did not suffice;
    then it is the lowest end of the interval that was left. The line is
    followed until an interval must hold such a point; the interval is then
    narrowed by cubic interpolation.

    Parameters
    ----------
    evaluate : callable
    origin : Point
        At length 0, with a negative slope.
    length : float
        The first length to try.
    narrowest : float
        Width at which an interval is given up.
    most : int
        Evaluations after that of `length`.

    Returns
    -------
    Point, int
        The point, and the evaluations that it took.

    References
    ----------
    Nocedal & Wright (2006), algorithms 3.5 and 3.6 and equation 3.59; where an
    interval begins, how far the line is followed at once, and what counts as
    too close to an end are as in minFunc (Schmidt 2005) and PyTorch.
    """
    before, here, tried = origin, evaluate(length), 0
    ends = origin, here
    while tried < most:
        rising = tried > 1 and here.loss >= before.loss
        if _too_high(here, origin) or rising:
            ends = before, here
            break
        if _flat(here, origin):
            return here, 1 + tried
        if here.slope >= 0.0:
            ends = before, here
            break
        near = here.length + 0.01 * (here.length - before.length)
        further = cubic_minimum(before, here, near, 10.0 * here.length)
        before, here = here, evaluate(further)
        tried += 1
    else:
        ends = origin, here
    low, high = ends[::-1] if ends[1].loss < ends[0].loss else ends
    found, spent = _narrow(evaluate, origin, low, high, narrowest, most - tried)
    return found, 1 + tried + spent


def _narrow(
    evaluate: Callable[[float], Point],
    origin: Point,
    low: Point,
    high: Point,
    narrowest: float,
    most: int,
) -> tuple[Point, int]:
    stuck = False
    for tried in range(most):
        left, right = sorted((low.length, high.length))
        if right - left < narrowest:
            return low, tried
        length = cubic_minimum(low, high, left, right)
        margin = 0.1 * (right - left)
        close = min(right - length, length - left) < margin
        if close and (stuck or not left < length < right):
            nearer_right = right - length < length - left
            length = right - margin if nearer_right else left + margin
            close = False
        stuck = close
        here = evaluate(length)
        if _too_high(here, origin) or here.loss >= low.loss:
            low, high = (here, low) if here.loss < low.loss else (low, here)
            continue
        if _flat(here, origin):
            return here, tried + 1
        if here.slope * (high.length - low.length) >= 0.0:
            high = low
        low = here
    return low, max(0, most)


def cubic_minimum(first: Point, second: Point, least: float, most: float) -> float:
    """Return where the cubic through two points with their slopes is lowest.

    It is held between `least` and `most`; where the cubic has no minimum, it
    is their middle.
    """
    left, right = (first, second) if first.length <= second.length else (second, first)
    width = right.length - left.length
    if width > 0.0:
        mean = left.slope + right.slope - 3.0 * (right.loss - left.loss) / width
        square = mean * mean - left.slope * right.slope
        if square >= 0.0:
            root = math.sqrt(square)
            divisor = right.slope - left.slope + 2.0 * root
            if divisor != 0.0:
                share = (right.slope + root - mean) / divisor
                length = right.length - width * share
                if math.isfinite(length):
                    return min(max(length, least), most)
    return 0.5 * (least + most)


def _too_high(here: Point, origin: Point) -> bool:
    # Also where the loss is no number: the line has then been followed too far.
    return not here.loss <= origin.loss + SUFFICIENT * here.length * origin.slope


def _flat(here: Point, origin: Point) -> bool:
    return abs(here.slope) <= -FLATTER * origin.slope
