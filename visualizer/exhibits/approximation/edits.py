"""What a person does with pieces and towers: pure functions of the settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from visualizer.exhibits.approximation.learner import targets_of
from visualizer.exhibits.approximation.settings import (
    FIRST,
    HIGHEST,
    LAST,
    MOST_PIECES,
    MOST_TOWERS,
    NARROWEST,
    ApproximationSettings,
    Piece,
    Tower,
    changed,
)
from visualizer.exhibits.approximation.targets import KNOTS, curve, knots

Point = tuple[float, float]
Sides = tuple[float, float]

COMMON = ("weight", "base", "gain", "threshold")
"""Numbers that all pieces share."""

NEW_WIDTH = 0.2

BUMP_HANDLES = ("left", "middle", "right")
STEP_HANDLES = ("left", "middle")
TOWER_HANDLES = ("lower", "middle", "upper")


def built(settings: ApproximationSettings) -> Sequence[Piece | Tower]:
    """Return the pieces or towers, whichever are built."""
    return settings.pieces if settings.inputs == "one" else settings.towers


def handles_of(piece: Piece | Tower) -> tuple[str, ...]:
    """Return the names of a piece's handles."""
    if isinstance(piece, Tower):
        return TOWER_HANDLES
    return STEP_HANDLES if piece.right is None else BUMP_HANDLES


def place_of(settings: ApproximationSettings, number: int, handle: str) -> Point:
    """Return where a handle of a piece is.

    Those of a step stand on what the other pieces add up to, so that they lie on
    the curve; those of a bump on the ground, which it keeps while it is moved.
    """
    piece = built(settings)[number]
    if isinstance(piece, Tower):
        corners = {
            "lower": (piece.left, piece.bottom),
            "upper": (piece.right, piece.top),
        }
        middle = (piece.left + piece.right) / 2.0, (piece.bottom + piece.top) / 2.0
        return corners.get(handle, middle)
    share = 1.0 if handle == "middle" else 0.5
    if handle == "left":
        x = piece.left
    elif handle == "right" and piece.right is not None:
        x = piece.right
    else:
        # A step goes on to the end of what is shown.
        end = max(1.0, piece.left) if piece.right is None else piece.right
        x = (piece.left + end) / 2.0
    return x, _ground(settings, number, x) + share * piece.height


def _ground(settings: ApproximationSettings, number: int, x: float) -> float:
    """Return on what a piece stands at a place."""
    ground = settings.base
    if settings.pieces[number].right is not None:
        return ground
    for other, piece in enumerate(settings.pieces):
        end = np.inf if piece.right is None else piece.right
        if other != number and piece.left <= x < end:
            ground += piece.height
    return ground


def moved(
    settings: ApproximationSettings, number: int, handle: str, x: float, y: float
) -> ApproximationSettings:
    """Return settings with a handle moved as near to a place as it can go."""
    piece = built(settings)[number]
    if isinstance(piece, Tower):
        return _with(settings, number, _moved_tower(piece, handle, x, y))
    if handle == "middle":
        x_now, _ = place_of(settings, number, handle)
        height = y - _ground(settings, number, x_now)
        piece = replace(piece, height=_between(height, -HIGHEST, HIGHEST))
        if piece.right is not None:
            left, right = _shifted((piece.left, piece.right), x)
            piece = replace(piece, left=left, right=right)
        return _with(settings, number, piece)
    if piece.right is None:
        return _with(settings, number, replace(piece, left=_between(x, FIRST, LAST)))
    left, right = _pulled((piece.left, piece.right), handle == "left", x)
    return _with(settings, number, replace(piece, left=left, right=right))


def _moved_tower(tower: Tower, handle: str, x: float, y: float) -> Tower:
    across, up = (tower.left, tower.right), (tower.bottom, tower.top)
    if handle == "middle":
        across, up = _shifted(across, x), _shifted(up, y)
    else:
        low = handle == "lower"
        across, up = _pulled(across, low, x), _pulled(up, low, y)
    (left, right), (bottom, top) = across, up
    return replace(tower, left=left, right=right, bottom=bottom, top=top)


def given(
    settings: ApproximationSettings, number: int, name: str, value: float
) -> ApproximationSettings:
    """Return settings with a number of a piece, or of all, at a value."""
    if name in COMMON:
        return changed(settings, {name: value})
    piece = built(settings)[number]
    if name == "bias":
        name, value = "left", -value / settings.weight
    known: dict[str, Any] = {
        field.name: getattr(piece, field.name) for field in dataclasses.fields(piece)
    }
    if name not in known or known[name] is None:
        return settings
    known[name] = value
    ends = [("left", "right"), ("bottom", "top")]
    for low, high in ends:
        if name in (low, high) and known.get(high) is not None:
            sides = getattr(piece, low), getattr(piece, high)
            known[low], known[high] = _pulled(sides, name == low, value)
    if name == "left" and known.get("right") is None:
        known[name] = _between(value, FIRST, LAST)
    return _with(settings, number, type(piece)(**known))


def added(settings: ApproximationSettings, kind: str) -> ApproximationSettings:
    """Return settings with one more piece, where there is most room."""
    if kind == "tower":
        tower = Tower(0.4, 0.6, 0.4, 0.6, 0.5)
        return changed(settings, {"towers": (*settings.towers, tower)})
    left, right = _widest_gap(settings.pieces)
    middle, half = (left + right) / 2.0, min(NEW_WIDTH, right - left) / 2.0
    piece = Piece(middle - half, middle + half, 0.5)
    if kind == "step":
        piece = Piece(middle, None, 0.5)
    return changed(settings, {"pieces": (*settings.pieces, piece)})


def removed(settings: ApproximationSettings, number: int) -> ApproximationSettings:
    """Return settings without a piece."""
    kept = tuple(each for i, each in enumerate(built(settings)) if i != number)
    return changed(settings, {_field(settings): kept})


def divided(settings: ApproximationSettings, only: int | None) -> ApproximationSettings:
    """Return settings with two bumps in place of one, or of each that is wide enough.

    As many as there is room for, from the left.
    """
    pieces: list[Piece] = []
    for number, piece in enumerate(settings.pieces):
        rest = len(settings.pieces) - number - 1
        room = len(pieces) + rest + 2 <= MOST_PIECES
        if only in (None, number) and divisible(piece) and room:
            assert piece.right is not None
            middle = (piece.left + piece.right) / 2.0
            pieces += [replace(piece, right=middle), replace(piece, left=middle)]
        else:
            pieces.append(piece)
    return changed(settings, {"pieces": tuple(pieces)})


def divisible(piece: Piece | Tower) -> bool:
    """Return whether a piece can be made into two."""
    if isinstance(piece, Tower) or piece.right is None:
        return False
    return piece.right - piece.left >= 2.0 * NARROWEST


def leveled(settings: ApproximationSettings) -> ApproximationSettings:
    """Return settings in which each piece is as high as the target is in the mean.

    A bump, or a tower, over its own ground; a step as the mean at its right is above
    that at its left.
    """
    x, y = targets_of(settings)
    pieces: list[Piece | Tower] = []
    for piece in built(settings):
        inside = (piece.left <= x[0]) & (x[0] < (piece.right or np.inf))
        before = settings.base
        if isinstance(piece, Tower):
            inside &= (piece.bottom <= x[1]) & (x[1] < piece.top)
        elif piece.right is None and not inside.all():
            before = float(y[~inside].mean())
        if inside.any():
            height = _between(float(y[inside].mean()) - before, -HIGHEST, HIGHEST)
            pieces.append(replace(piece, height=height))
        else:
            pieces.append(piece)
    return changed(settings, {_field(settings): tuple(pieces)})


def drawn_over(
    settings: ApproximationSettings, points: Sequence[Point]
) -> ApproximationSettings:
    """Return settings whose target goes along a line of points, where that leads."""
    places = knots()
    heights = curve(settings.target, settings.drawn, places)
    if len(points) == 1:
        points = (*points, *points)
    for (x, y), (to_x, to_y) in pairwise(points):
        left, right = min(x, to_x), max(x, to_x)
        under = (places >= left) & (places <= right)
        # Even a short stroke moves the knot next to it.
        under[round(_between(to_x, 0.0, 1.0) * (KNOTS - 1))] = True
        share = (places[under] - x) / (to_x - x) if to_x != x else 1.0
        heights[under] = y + np.clip(share, 0.0, 1.0) * (to_y - y)
    rounded = np.round(np.clip(heights, -HIGHEST, HIGHEST), 4)
    changes = {"target": "drawn", "drawn": tuple(rounded.tolist())}
    return changed(settings, changes)


def has_room(settings: ApproximationSettings) -> bool:
    """Return whether there may be one more piece."""
    most = MOST_PIECES if settings.inputs == "one" else MOST_TOWERS
    return len(built(settings)) < most


def _field(settings: ApproximationSettings) -> str:
    return "pieces" if settings.inputs == "one" else "towers"


def _with(
    settings: ApproximationSettings, number: int, piece: Piece | Tower
) -> ApproximationSettings:
    pieces = list(built(settings))
    pieces[number] = piece
    return changed(settings, {_field(settings): tuple(pieces)})


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _shifted(sides: Sides, middle: float) -> Sides:
    """Return two sides around another middle, both within the allowed range."""
    half = (sides[1] - sides[0]) / 2.0
    middle = _between(middle, FIRST + half, LAST - half)
    # Sums may come out beside the ends by rounding.
    return max(FIRST, middle - half), min(LAST, middle + half)


def _pulled(sides: Sides, lower: bool, place: float) -> Sides:
    """Return two sides with one at a place, at most up to the other."""
    low, high = sides
    if lower:
        return _between(place, FIRST, high - NARROWEST), high
    return low, _between(place, low + NARROWEST, LAST)


def _widest_gap(pieces: Sequence[Piece]) -> Sides:
    """Return the widest part of the unit interval on which no bump stands."""
    taken = sorted((p.left, p.right) for p in pieces if p.right is not None)
    gaps, end = [], 0.0
    for left, right in [*taken, (1.0, 1.0)]:
        gaps.append((end, min(left, 1.0)))
        end = max(end, right)
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
    return (left, right) if right - left >= 0.02 else (0.4, 0.6)
