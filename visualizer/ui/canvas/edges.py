"""The edges of the network as stock scene items, one pen change at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from visualizer.scenes import BoolArray, FloatArray, IntArray
from visualizer.scenes.graph import (
    EDGE_BINS,
    GraphLayer,
    Phase,
    source_layers,
    source_of,
    weight_between,
)
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas import curves
from visualizer.ui.canvas.arrangement import Arrangement
from visualizer.ui.canvas.ink import Ink
from visualizer.ui.canvas.spotlight import UNLIT_EDGE

DENSE_EDGES = 300
"""More edges than this are drawn thinner, and roughly while they change."""

NARROW_GAP = 24.0
"""Columns that are closer, in pixels on screen, have thinner edges between them, which
would otherwise hide each other."""

MOST_EDGES = 1_500
"""More edges than this are not drawn: the strongest are chosen."""

_CHOOSE_EVERY = 30
_DONE, _PENDING, _ASIDE = 0.55, 0.16, 0.14


class Edges:
    """All edges of a network.

    Edges are numbered through: gap by gap, source by source. Where inputs skip to a
    layer, their edges belong to the gap before it but begin at the inputs. A frame
    compares the bins of all edges with those drawn and touches only the items whose
    bin changed.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: list[QGraphicsPathItem] = []
        self._pens: list[QPen] = []
        self._ink: Ink | None = None
        self._narrow = False
        self._layers: tuple[GraphLayer, ...] = ()
        self._arrangement: Arrangement | None = None
        self._gap: IntArray = np.zeros(0, np.intp)
        self._row: IntArray = np.zeros(0, np.intp)
        self._from: IntArray = np.zeros(0, np.intp)
        self._source: IntArray = np.zeros(0, np.intp)
        self._destination: IntArray = np.zeros(0, np.intp)
        self._left: FloatArray = np.zeros(0)
        self._right: FloatArray = np.zeros(0)
        self._start: FloatArray = np.zeros(0)
        self._end: FloatArray = np.zeros(0)
        self._bins: IntArray = np.zeros(0, np.int8)
        self._chosen: IntArray = np.zeros(0, np.intp)
        self._item_of: IntArray = np.zeros(0, np.intp)
        self._opacity: FloatArray = np.ones(0)
        self._lit: BoolArray | None = None
        self._frames = 0

    @property
    def total(self) -> int:
        """Number of edges, drawn or not."""
        return len(self._bins)

    @property
    def drawn(self) -> int:
        """Number of edges that are drawn."""
        return len(self._items)

    @property
    def dense(self) -> bool:
        """Whether there are so many edges that they are drawn roughly at first."""
        return self.drawn > DENSE_EDGES

    @property
    def thin(self) -> bool:
        """Whether edges are drawn thinner: there are many, or columns are close."""
        return self.dense or self._narrow

    def build(self, layers: tuple[GraphLayer, ...], edges: Sequence[IntArray]) -> None:
        """Make the items for a network of another shape."""
        for item in self._items:
            self._scene.removeItem(item)
        self._layers = layers
        shapes = [gap.shape for gap in edges]
        counts = [rows * columns for rows, columns in shapes]
        self._gap = np.repeat(np.arange(len(shapes)), counts)
        self._row = np.concatenate(
            [np.repeat(np.arange(rows), columns) for rows, columns in shapes]
        )
        self._from, self._source = self._row.copy(), self._row.copy()
        for gap, (_, columns) in enumerate(shapes):
            inside = self._gap == gap
            begin = _sources(layers, gap + 1)
            self._from[inside] = np.repeat([layer for layer, _ in begin], columns)
            self._source[inside] = np.repeat([place for _, place in begin], columns)
        self._destination = np.concatenate(
            [np.tile(np.arange(columns), rows) for rows, columns in shapes]
        )
        self._bins = _flat(edges)
        count = min(len(self._bins), MOST_EDGES)
        self._items, self._pens = [], []
        for _ in range(count):
            item = QGraphicsPathItem()
            self._scene.addItem(item)
            self._items.append(item)
        self._opacity = np.ones(len(self._bins))
        self._lit = None
        self._chosen = np.zeros(0, np.intp)
        self._choose()

    def place(self, arrangement: Arrangement) -> None:
        """Lay the edges along the columns of an arrangement."""
        self._arrangement = arrangement
        columns = arrangement.columns
        self._left = np.array([column.right for column in columns])[self._from]
        self._right = np.array([column.left for column in columns])[self._gap + 1]
        self._start = np.zeros(len(self._bins))
        self._end = np.zeros(len(self._bins))
        for gap, there in enumerate(columns[1:]):
            inside = self._gap == gap
            self._end[inside] = np.array(there.ys)[self._destination[inside]]
            for number in source_layers(self._layers, gap + 1):
                mine = inside & (self._from == number)
                here = columns[number]
                if here.picture is None:
                    self._start[mine] = np.array(here.ys)[self._source[mine]]
                else:
                    # One source for all, so the edges leave it as a fan.
                    spread = np.linspace(-0.3, 0.3, max(2, len(there.ys)))
                    fan = here.ys[0] + here.picture[1] * spread
                    self._start[mine] = fan[self._destination[mine]]
        for place, number in enumerate(self._chosen.tolist()):
            self._items[place].setPath(self.path(number))
        gaps = [there.left - here.right for here, there in pairwise(columns)]
        narrow = min(gaps) * arrangement.scale < NARROW_GAP
        if narrow != self._narrow:
            self._narrow = narrow
            if self._ink is not None:
                self.set_ink(self._ink)

    def set_ink(self, ink: Ink) -> None:
        """Draw with the pens of another theme."""
        self._ink = ink
        self._pens = ink.edges(self.thin)
        self._restyle(range(len(self._chosen)))

    def set_bins(self, edges: Sequence[IntArray]) -> None:
        """Show other weights: the cheap call of every frame."""
        bins = _flat(edges)
        changed = bins != self._bins
        if not changed.any():
            return
        before, self._bins = self._bins, bins
        if len(bins) > len(self._items):
            self._frames += 1
            if self._frames % _CHOOSE_EVERY == 0:
                self._choose()
            changed &= self._item_of >= 0
        pens, items = self._pens, self._items
        numbers = changed.nonzero()[0]
        places = self._item_of[numbers].tolist()
        values = bins[numbers].tolist()
        for place, value in zip(places, values, strict=True):
            items[place].setPen(pens[value + EDGE_BINS])
        # The order in depth follows in coarse steps: sorting is what costs.
        levels = np.abs(bins[numbers]) // 4
        moved = levels != np.abs(before[numbers]) // 4
        for index in moved.nonzero()[0].tolist():
            items[places[index]].setZValue(float(levels[index]))

    def emphasize(
        self,
        phase: Phase | None,
        neuron: tuple[int, int] | None,
        lit: tuple[int, int | None] | None = None,
    ) -> None:
        """Dim what the phase has not reached and what a neuron has no part in.

        Parameters
        ----------
        phase : Phase or None
            In terms of places in the columns, not of neurons.
        neuron : (layer, place) or None
            The neuron under the pointer.
        lit : (layer, place or None) or None
            The neuron or the layer in the spotlight, which outshines the pointer.
        """
        opacity = np.ones(len(self._bins))
        if phase is not None:
            self._follow(phase, opacity)
        self._lit = None if lit is None else self._touching(*lit)
        if self._lit is not None:
            opacity = np.where(self._lit, opacity, UNLIT_EDGE)
        elif neuron is not None:
            mine = self._touching(*neuron)
            opacity = np.where(mine, 1.0, np.minimum(opacity, _ASIDE))
        for number in np.flatnonzero(opacity != self._opacity).tolist():
            place = int(self._item_of[number])
            if place >= 0:
                self._items[place].setOpacity(float(opacity[number]))
        self._opacity = opacity

    def in_dark(self, number: int) -> bool:
        """Whether there is a spotlight and an edge is not in it."""
        return self._lit is not None and not self._lit[number]

    def _touching(self, layer: int, place: int | None) -> BoolArray:
        """Find the edges that end at a neuron, or at any neuron of a layer."""
        inward, outward = self._gap == layer - 1, self._from == layer
        if place is not None:
            inward = inward & (self._destination == place)
            if self._layers[layer].image_shape is None:
                outward = outward & (self._source == place)
        ends: BoolArray = inward | outward
        return ends

    def _follow(self, phase: Phase, opacity: FloatArray) -> None:
        """Dim all but the edges into the layer, neuron or product of a phase."""
        present = phase.layer - 1
        forward = phase.direction == "forward"
        opacity[self._gap < present] = _DONE if forward else _PENDING
        opacity[self._gap > present] = _PENDING if forward else _DONE
        if phase.neuron is None:
            return
        here = self._gap == present
        opacity[here & (self._destination < phase.neuron)] = _DONE
        opacity[here & (self._destination > phase.neuron)] = _PENDING
        if phase.product is not None:
            mine = here & (self._destination == phase.neuron)
            opacity[mine & (self._row < phase.product)] = _DONE
            opacity[mine & (self._row > phase.product)] = _PENDING

    def path(self, number: int) -> QPainterPath:
        """Return the course of an edge."""
        return curves.path(
            float(self._left[number]),
            float(self._start[number]),
            float(self._right[number]),
            float(self._end[number]),
        )

    def pen(self, number: int) -> QPen:
        """Return the pen that an edge is drawn with."""
        return self._pens[int(self._bins[number]) + EDGE_BINS]

    def strength(self, number: int) -> int:
        """Return the bin of an edge."""
        return int(self._bins[number])

    def span(self, gap: int) -> tuple[float, float]:
        """Return where the edges of a gap begin and end horizontally."""
        assert self._arrangement is not None
        columns = self._arrangement.columns
        return columns[gap].right, columns[gap + 1].left

    def point(self, number: int, t: float) -> tuple[float, float]:
        """Return the position at t (0 … 1) along an edge."""
        left, right = float(self._left[number]), float(self._right[number])
        start, end = float(self._start[number]), float(self._end[number])
        return (
            left + (right - left) * curves.across(t),
            start + (end - start) * curves.upward(t),
        )

    def strongest(self, gap: int, count: int, neuron: int | None) -> IntArray:
        """Return the numbers of the strongest edges of a gap.

        Parameters
        ----------
        gap, count : int
        neuron : int or None
            Only edges into this place of the destination's column.
        """
        wanted = self._gap == gap
        if neuron is not None:
            wanted &= self._destination == neuron
        numbers = np.flatnonzero(wanted & (self._item_of >= 0))
        order = np.argsort(-np.abs(self._bins[numbers].astype(np.int16)), kind="stable")
        return numbers[order[:count]]

    def courses(self, numbers: IntArray) -> tuple[FloatArray, ...]:
        """Return where edges begin and end: left, right, and the heights there."""
        ends = (self._left, self._right, self._start, self._end)
        return tuple(each[numbers] for each in ends)

    def at(self, x: float, y: float, reach: float) -> int | None:
        """Return the edge nearest to (x, y), or None where none is in reach."""
        if self._arrangement is None:
            return None
        here = (self._left <= x) & (x <= self._right) & (self._item_of >= 0)
        nearest: tuple[float, int] | None = None
        for gap in np.unique(self._gap[here]).tolist():
            for number in source_layers(self._layers, gap + 1):
                mine = np.flatnonzero(
                    here & (self._gap == gap) & (self._from == number)
                )
                if not len(mine):
                    continue
                left, right = self._left[mine[0]], self._right[mine[0]]
                away = curves.distances(
                    float(left), float(right), self._start[mine], self._end[mine], x, y
                )
                # Of two as near, people mean the one they can see.
                score = away - np.abs(self._bins[mine]) * (0.1 * reach / EDGE_BINS)
                score[away > reach] = np.inf
                best = int(np.argmin(score))
                if np.isfinite(score[best]):
                    found = (float(score[best]), int(mine[best]))
                    nearest = found if nearest is None else min(nearest, found)
        return None if nearest is None else nearest[1]

    def weight(self, number: int) -> WeightRef | None:
        """Name the weight of an edge; None where it stands for many."""
        begin, end = int(self._from[number]), int(self._gap[number]) + 1
        here, there = self._layers[begin], self._layers[end]
        if here.image_shape is not None:
            return None
        return weight_between(
            self._layers,
            NeuronRef(begin, here.shown[int(self._source[number])]),
            NeuronRef(end, there.shown[int(self._destination[number])]),
        )

    def number(self, weight: WeightRef) -> int | None:
        """Return the edge of a weight; None for a bias and for one not shown."""
        if not 1 <= weight.layer < len(self._layers) or weight.source is None:
            return None
        source = source_of(self._layers, weight)
        assert source is not None
        here, there = self._layers[source.layer], self._layers[weight.layer]
        if here.image_shape is not None:
            return None
        if source.index not in here.shown or weight.destination not in there.shown:
            return None
        found = np.flatnonzero(
            (self._gap == weight.layer - 1)
            & (self._from == source.layer)
            & (self._source == here.shown.index(source.index))
            & (self._destination == there.shown.index(weight.destination))
        )
        return int(found[0])

    def _choose(self) -> None:
        """Give the items to the strongest edges."""
        count = len(self._items)
        if count == len(self._bins):
            chosen: IntArray = np.arange(count)
        else:
            weak_first = np.argpartition(np.abs(self._bins), len(self._bins) - count)
            chosen = np.sort(weak_first[len(self._bins) - count :])
        if len(self._chosen) == count:
            # An edge that stays keeps its item; the others take what is free.
            come = np.setdiff1d(chosen, self._chosen)
            free = np.flatnonzero(~np.isin(self._chosen, chosen))
            self._chosen[free] = come
            if len(self._start) == len(self._bins):
                for place in free.tolist():
                    self._items[place].setPath(self.path(int(self._chosen[place])))
            fresh = free.tolist()
        else:
            self._chosen = chosen
            fresh = list(range(count))
        self._item_of = np.full(len(self._bins), -1)
        self._item_of[self._chosen] = np.arange(count)
        self._restyle(fresh)

    def _restyle(self, places: Sequence[int]) -> None:
        if not self._pens:
            return
        for place in places:
            number = int(self._chosen[place])
            value = int(self._bins[number])
            item = self._items[place]
            item.setPen(self._pens[value + EDGE_BINS])
            item.setZValue(float(abs(value) // 4))
            item.setOpacity(float(self._opacity[number]))


def _sources(layers: Sequence[GraphLayer], layer: int) -> list[tuple[int, int]]:
    """Return layer and place in its column of each source of a gap, in order."""
    return [
        (number, place)
        for number in source_layers(layers, layer)
        for place in range(len(layers[number].shown) or 1)
    ]


def _flat(edges: Sequence[IntArray]) -> IntArray:
    return np.concatenate([gap.ravel() for gap in edges])
