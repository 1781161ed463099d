"""A layered drawing of what is made of what: from left to right, without overlaps.

Every node stands in a column behind all that it is made of. Lines that pass a column
keep a lane in it, so that they run around its nodes. Within a column the order
follows the neighbors; then every node moves as near to the middle of its neighbors
as the others leave it room.

References: Sugiyama, Tagawa & Toda (1981), for columns, lanes and order; Best &
Chakravarti (1990), for the places within a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

SWEEPS = 12
LANE = 0.45
"""Height of a line's lane, in heights of a node's row."""

Point = tuple[float, float]


class LayeredDrawing(Struct, frozen=True):
    """Where nodes stand and how lines run; one column and one row are 1 each.

    Attributes
    ----------
    places : dict of (x, y)
        Middle of each node; y points down.
    lines : dict of tuples of (x, y)
        Of each pair (parent, child): the points that the line goes through, both
        ends included.
    width, height : float
        The drawing begins at (0, 0).
    """

    places: dict[int, Point]
    lines: dict[tuple[int, int], tuple[Point, ...]]
    width: float
    height: float


class _Spot(Struct):
    """A node, or the lane of a line, in one column."""

    column: int
    half: float
    before: list[_Spot]
    behind: list[_Spot]
    order: float
    y: float = 0.0


def layered(parents: Mapping[int, Sequence[int]]) -> LayeredDrawing:
    """Lay a graph out.

    Parameters
    ----------
    parents : mapping
        For each node those that it is made of, which come before it; a parent may
        come more than once.

    Returns
    -------
    LayeredDrawing
    """
    if not parents:
        return LayeredDrawing({}, {}, 0.0, 0.0)
    column = columns(parents)
    spots = {
        node: _Spot(column[node], 0.5, [], [], float(number))
        for number, node in enumerate(parents)
    }
    chains: dict[tuple[int, int], list[_Spot]] = {}
    for child, sources in parents.items():
        for source in dict.fromkeys(sources):
            chains[source, child] = _chain(spots[source], spots[child])
    everything = list(spots.values()) + [
        lane for chain in chains.values() for lane in chain[1:-1]
    ]
    count = max(column.values()) + 1
    stacks = [[spot for spot in everything if spot.column == n] for n in range(count)]
    _sort(stacks)
    _place(stacks)
    top = min(spot.y - spot.half for spot in everything)
    for spot in everything:
        spot.y -= top
    return LayeredDrawing(
        places={node: (spot.column + 0.5, spot.y) for node, spot in spots.items()},
        lines={
            pair: tuple((spot.column + 0.5, spot.y) for spot in chain)
            for pair, chain in chains.items()
        },
        width=float(count),
        height=max(spot.y + spot.half for spot in everything),
    )


def columns(parents: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return the column of each node: right behind the last of its parents.

    What is made of nothing stands right before the first that needs it.
    """
    column: dict[int, int] = {}
    for node, sources in parents.items():
        column[node] = 1 + max((column[source] for source in sources), default=-1)
    first: dict[int, int] = {}
    for node, sources in parents.items():
        for source in sources:
            first[source] = min(first.get(source, column[node]), column[node])
    for node, sources in parents.items():
        if not sources and node in first:
            column[node] = first[node] - 1
    return column


def _chain(source: _Spot, child: _Spot) -> list[_Spot]:
    """Join two spots by lanes in all columns between them."""
    chain = [source]
    for number in range(source.column + 1, child.column):
        chain.append(_Spot(number, LANE / 2.0, [], [], child.order))
    chain.append(child)
    for left, right in pairwise(chain):
        left.behind.append(right)
        right.before.append(left)
    return chain


def _sort(stacks: list[list[_Spot]]) -> None:
    """Order each column by the middle of its neighbors, from both sides in turn."""
    for stack in stacks:
        stack.sort(key=lambda spot: spot.order)
        _number(stack)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for stack in stacks if forward else reversed(stacks):
            for spot in stack:
                neighbors = spot.before if forward else spot.behind
                if neighbors:
                    spot.order = sum(each.y for each in neighbors) / len(neighbors)
                else:
                    spot.order = spot.y
            stack.sort(key=lambda spot: spot.order)
            _number(stack)


def _number(stack: list[_Spot]) -> None:
    """Stack the spots of a column without gaps, around the middle."""
    whole = 2.0 * sum(spot.half for spot in stack)
    y = -whole / 2.0
    for spot in stack:
        spot.y = y + spot.half
        y += 2.0 * spot.half


def _place(stacks: list[list[_Spot]]) -> None:
    """Move all spots toward the middle of their neighbors; the order stays."""
    for sweep in range(SWEEPS):
        for stack in stacks if sweep % 2 == 0 else reversed(stacks):
            wanted = []
            for spot in stack:
                neighbors = spot.before + spot.behind
                middle = sum(each.y for each in neighbors) / max(1, len(neighbors))
                wanted.append(middle if neighbors else spot.y)
            for spot, y in zip(stack, apart(wanted, _halves(stack)), strict=True):
                spot.y = y


def _halves(stack: Sequence[_Spot]) -> list[float]:
    return [spot.half for spot in stack]


def apart(wanted: Sequence[float], halves: Sequence[float]) -> list[float]:
    """Return the places nearest to the wanted ones that keep order and distance.

    They are the least squares solution: where neighbors would come too close, they
    move as one block to the mean of what they want.

    Parameters
    ----------
    wanted : sequence of float
    halves : sequence of float
        Half the height of each.
    """
    offsets = [0.0]
    for above, below in pairwise(halves):
        offsets.append(offsets[-1] + above + below)
    blocks: list[tuple[float, int]] = []
    for y, offset in zip(wanted, offsets, strict=True):
        mean, size = y - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean = (mean * size + other * count) / (size + count)
            size += count
        blocks.append((mean, size))
    starts = [mean for mean, size in blocks for _ in range(size)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
