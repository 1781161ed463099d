"""Distributions of weights, activations and gradients over a run, layer by layer."""

from __future__ import annotations

import time
from collections import OrderedDict
from functools import cached_property

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Rehearsal
from visualizer.engine.network import Trace
from visualizer.exhibits import Moment
from visualizer.exhibits.playground.evidence import MOST_LOOKED_AT, spread
from visualizer.exhibits.playground.frame import LayerStatistics, StatisticsView
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.scenes.intents import StatisticKind

BINS = 33
"""Bins of a histogram; odd, so that one of them is for what is nearly 0."""

COLUMNS = 96
"""Moments across a strip."""

MOST_MOMENTS = 60
"""Moments of a run whose distributions are taken; the strip repeats them."""

MOST_KEPT = 240
"""Moments whose distributions are kept, for going back and forth in time."""

FINEST = 0.1
GREATEST = 10.0
"""The signed axis runs to ±10 as arsinh(v / 0.1): even around 0, then in decades."""

GRADIENT_DECADES = (-8.0, 2.0)
RATE_DECADES = (-6.0, 2.0)


_Counted = dict[str, tuple[Array, ...]]


class StatisticsStudy:
    """Counts distributions along a run, on the session's thread.

    The past is taken from the parameters along the run, so that it follows the
    moment shown; nothing is recorded while nobody looks. What layers keep from
    batch to batch, such as running means, is the present one throughout.

    Parameters
    ----------
    learner : PlaygroundLearner
    """

    def __init__(self, learner: PlaygroundLearner) -> None:
        self._learner = learner
        self._chosen = spread(learner.train.count, MOST_LOOKED_AT)
        self._counted: OrderedDict[tuple[int, int], _Counted] = OrderedDict()

    @cached_property
    def _trace(self) -> Trace:
        """Made when first looked at."""
        train, chosen = self._learner.train, self._chosen
        trace = self._learner.new_trace(chosen.size, backward=True)
        trace.set_inputs(train.x[:, chosen], train.y[:, chosen])
        return trace

    def view(self, kind: StatisticKind, moment: Moment) -> StatisticsView:
        """Return the statistics of a moment, with as much of the past as is counted."""
        updates, path = moment.trail(MOST_MOMENTS)
        present = self._count(int(updates[-1]), path[-1])
        keys = [_key(*at) for at in zip(updates, path, strict=True)]
        found = [self._counted.get(key) for key in keys]
        at = np.linspace(updates[0], updates[-1], COLUMNS)
        places = np.searchsorted(updates, at, side="right") - 1
        rehearsal = self._learner.rehearse()
        self._trace.forward.run()
        self._trace.backward.run()
        layers = []
        shown = self._learner.shown
        costs = multiplications(
            tuple((shown.sources(n), size) for n, size in enumerate(shown.sizes) if n)
        )
        for number, (forward, backward) in enumerate(costs):
            rates = self._rates(rehearsal, number)
            strip, histogram = None, None
            if kind != "rates":
                histogram = present[kind][number]
                blank = np.full(BINS, np.nan)
                columns = [blank if one is None else one[kind][number] for one in found]
                strip = np.stack(columns, axis=1)[:, places]
            elif rates is not None:
                histogram = decades(rates, RATE_DECADES)
            gradient, ratio = self._lengths(rehearsal, number)
            layers.append(
                LayerStatistics(
                    strip=strip,
                    histogram=histogram,
                    gradient=gradient,
                    ratio=ratio,
                    rates=None if rates is None else _range(rates),
                    forward=forward,
                    backward=backward,
                )
            )
        return StatisticsView(
            kind, int(updates[0]), moment.update, self._chosen.size, tuple(layers)
        )

    def work(self, moment: Moment, deadline: float) -> bool:
        """Count moments of the past until the deadline; return whether any was."""
        updates, path = moment.trail(MOST_MOMENTS)
        worked = False
        for update, theta in zip(updates, path, strict=True):
            if _key(update, theta) not in self._counted:
                if time.perf_counter() >= deadline:
                    break
                self._count(int(update), theta)
                worked = True
        return worked

    def _count(self, update: int, theta: Array) -> _Counted:
        """Count the values that the network has with some parameters."""
        key = _key(update, theta)
        if key in self._counted:
            self._counted.move_to_end(key)
            return self._counted[key]
        learner = self._learner
        present = learner.parameters.flat.copy()
        learner.parameters.flat[:] = theta
        self._trace.forward.run()
        self._trace.backward.run()
        traces, columns = self._trace.layers, learner.shown.columns
        sums = [column.sums(traces) for column in columns]
        counted = {
            "weights": tuple(signed_bins(one.block[:-1]) for one in sums),
            "activations": tuple(
                signed_bins(column.output(traces).a) for column in columns
            ),
            "gradients": tuple(
                decades(np.abs(one.grad[:-1]), GRADIENT_DECADES) for one in sums
            ),
        }
        learner.parameters.flat[:] = present
        self._counted[key] = counted
        while len(self._counted) > MOST_KEPT:
            self._counted.popitem(last=False)
        return counted

    def _place(self, number: int) -> slice:
        """Return where the weights of a layer stand among all parameters."""
        learner = self._learner
        column = learner.shown.columns[number]
        block = learner.network.first_block(column.first + 1)
        first = learner.parameters.offset(block, 0, 0)
        return slice(first, first + learner.parameters.weights[block].size)

    def _rates(self, rehearsal: Rehearsal, number: int) -> Array | None:
        return None if rehearsal.rates is None else rehearsal.rates[self._place(number)]

    def _lengths(self, rehearsal: Rehearsal, number: int) -> tuple[float, float]:
        place = self._place(number)
        weights = self._learner.parameters.flat[place]
        column = self._learner.shown.columns[number]
        gradient = column.sums(self._trace.layers).grad[:-1]
        length = float(np.linalg.norm(weights))
        change = float(np.linalg.norm(rehearsal.change[place]))
        ratio = change / length if length > 0.0 else np.nan
        return float(np.linalg.norm(gradient)), ratio


def multiplications(shapes: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return how often one example is multiplied by weights, layer by layer.

    Forward, z = Wᵀ x has n_in n_out products. Backward, ∂C/∂W = x dzᵀ has as many,
    and dx = W dz too, which the first layer needs not.

    Parameters
    ----------
    shapes : tuple of (n_in, n_out)
        Of each layer's weights.

    Returns
    -------
    tuple of (forward, backward)
    """
    products = [before * after for before, after in shapes]
    return tuple(
        (count, 2 * count if number else count) for number, count in enumerate(products)
    )


def signed_bins(values: Array) -> Array:
    """Return the shares (BINS,) of values on the signed axis, the least first.

    Values beyond ±10 are counted at its ends; those that are no numbers are not.
    """
    finite = values[np.isfinite(values)].astype(np.float64)
    within = np.clip(finite, -GREATEST, GREATEST)
    share = np.arcsinh(within / FINEST) / np.arcsinh(GREATEST / FINEST)
    return _shares(0.5 + 0.5 * share, values.size)


def decades(values: Array, limits: tuple[float, float]) -> Array:
    """Return the shares (BINS,) of sizes ≥ 0 on a log axis, the least first.

    Parameters
    ----------
    values : array
        Those outside are counted at the ends of the axis, 0 at the lower one.
    limits : (float, float)
        Powers of ten at its ends.
    """
    low, high = limits
    finite = values[np.isfinite(values)].astype(np.float64)
    logs = np.log10(np.maximum(finite, 10.0**low))
    return _shares((logs - low) / (high - low), values.size)


def _shares(places: Array, count: int) -> Array:
    numbers = np.clip((places * BINS).astype(np.int64), 0, BINS - 1)
    return np.bincount(numbers, minlength=BINS) / max(count, 1)


def _range(values: Array) -> tuple[float, float, float]:
    return float(values.min()), float(np.median(values)), float(values.max())


def _key(update: int, theta: Array) -> tuple[int, int]:
    # Another branch has other parameters at the same update.
    return int(update), hash(theta.tobytes())
