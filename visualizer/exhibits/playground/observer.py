"""Looks into the Playground's learner, on the session's thread."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.layers import LayerTrace
from visualizer.engine.learner import Answers, Indices
from visualizer.engine.network import Trace
from visualizer.engine.plan import run_calls
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.playground.answers import answers_of
from visualizer.exhibits.playground.chart import Chart
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.exhibits.playground.detectors import Watcher
from visualizer.exhibits.playground.evidence import EvidenceGatherer
from visualizer.exhibits.playground.frame import (
    Details,
    Finding,
    LayerView,
    PlaygroundFrame,
    PlaygroundWatch,
    Trouble,
)
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.line import LineStudy
from visualizer.exhibits.playground.network import Column
from visualizer.exhibits.playground.search import SearchStudy
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.playground.statistics import StatisticsStudy
from visualizer.exhibits.playground.step_reader import StepReader
from visualizer.exhibits.playground.surface import SurfaceStudy
from visualizer.scenes import IntArray
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import MoveOnSurface, NeuronRef

if TYPE_CHECKING:
    from visualizer.exhibits.inside_plan import PlanView
    from visualizer.exhibits.playground.cut_off import CutOffView
    from visualizer.exhibits.playground.mistakes import MistakesView
    from visualizer.exhibits.why.passes import StepPass


THUMBNAIL = 24
"""Points a side of the map inside a neuron."""

MAP_PRODUCTS = 10_000_000
"""Multiplications of the output map above which it is coarser while training."""

SATURATED = 0.02
"""A neuron is saturated when its mean |slope| is at most this share of the steepest."""

LOOK_SECONDS = 0.4
"""While it runs, the detectors look at most so often: words change slowly."""


class PlaygroundObserver(Observer[PlaygroundWatch, PlaygroundFrame]):
    """Captures the watched example, the maps, troubles and the loss surface.

    Parameters
    ----------
    learner : PlaygroundLearner
    settings : PlaygroundSettings
    data : PlaygroundData
    """

    def __init__(
        self,
        learner: PlaygroundLearner,
        settings: PlaygroundSettings,
        data: PlaygroundData,
    ) -> None:
        self._learner = learner
        self._reader = StepReader(learner, lambda: learner.shown.columns)
        self._data = data
        self._details: Details | None = None
        self._chart: Chart | None = None
        self._charted: tuple[tuple[int, int] | None, int] = (None, 0)
        self._maps: Trace | None = None
        self._output_maps: dict[tuple[int, int], Trace] = {}
        self._watcher = Watcher()
        self._next_look = 0.0
        self._make_traces()
        self._phases: dict[StepUnit, tuple[Phase, ...]] = {}
        self._surface = SurfaceStudy(learner, settings.stream_seed)
        self._line = LineStudy(learner, settings.stream_seed)
        self._search = SearchStudy(learner, settings.stream_seed)
        self._cut_off: CutOffView | None = None

    def _make_traces(self) -> None:
        learner = self._learner
        self._network = learner.network
        self._one = learner.new_trace(1, backward=True)
        self._all = learner.new_trace(learner.train.count, backward=False)
        self._all.set_inputs(learner.train.x)
        self._evidence = EvidenceGatherer(learner, self._data)
        self._statistics = StatisticsStudy(learner)
        self._lay_chart(*self._charted)

    def capture(self, watch: PlaygroundWatch, moment: Moment) -> PlaygroundFrame:
        if self._learner.network is not self._network:
            # A live change, such as a neuron that was switched off.
            self._make_traces()
        output = self._data.output_of(watch.output)
        charted = (watch.axes_shown, output or 0)
        if charted != self._charted:
            self._lay_chart(*charted)
        number = self._example(watch, moment)
        point = self._feed(watch, number)
        trace, data = self._one, self._data
        probing = number < 0
        visible = moment.panels
        if self._details is None or moment.still or DETAILS in visible:
            self._details = self._look_closely(watch, moment)
        if "cut_off" in visible:
            self._cut_off = self._measure_cut_off(watch)
        by_class = self._by_class() if "output" in visible else (None, None)
        return PlaygroundFrame(
            update=moment.update,
            sizes=self._learner.shown.sizes,
            x=trace.x[:, 0].copy(),
            point=point,
            example=number,
            target=None if probing else trace.y[:, 0].copy(),
            label=self._label(number),
            loss=math.nan if probing else self._own_loss(),
            layers=self._layers(),
            details=self._details,
            train_by_class=by_class[0],
            test_by_class=by_class[1],
            mistakes=self._mistakes(watch) if "mistakes" in visible else None,
            surface=self._surface.view(moment) if "surface" in visible else None,
            mountain=self._surface.mountain(moment) if "mountain" in visible else None,
            line=self._line.view() if "line" in visible else None,
            search=self._search.view(moment) if "search" in visible else None,
            cut_off=self._cut_off,
            statistics=(
                self._statistics.view(watch.statistic, moment)
                if "statistics" in visible & watch.visible
                else None
            ),
            phase=moment.phase,
            collected=moment.collected,
            pulses=moment.still and moment.playing,
            data=data,
            chart=self._chart,
            order=self._learner.upcoming().copy(),
            clipped=self._learner.clipped,
            rate=self._rate(),
            output=output,
            plan=self._plan(watch, moment),
            step=self._step(number, watch, moment) if "why" in visible else None,
        )

    def _step(self, number: int, watch: PlaygroundWatch, moment: Moment) -> StepPass:
        """Return the coming step, and what is watched as the network shows it."""
        probe = self._one.x[:, 0] if number < 0 else None
        order = self._learner.upcoming()
        return self._reader.read(
            order,
            max(0, number),
            probe,
            alone=True,
            trail=watch.trail,
            still=moment.still,
        )

    def _plan(self, watch: PlaygroundWatch, moment: Moment) -> PlanView | None:
        if "plan" not in moment.panels:
            return None
        from visualizer.exhibits.inside_plan import look_at_plan

        return look_at_plan(self._learner, watch.plan_calls if moment.still else 0)

    def _mistakes(self, watch: PlaygroundWatch) -> MistakesView:
        from visualizer.exhibits.playground.mistakes import look_for_mistakes

        return look_for_mistakes(
            self._learner,
            self._data,
            watch.mistakes_test,
            watch.mistakes_page,
            self._data.output_of(watch.output),
        )

    def _rate(self) -> float:
        """Return the learning rate of the coming update; NaN if it is constant."""
        learner = self._learner
        return math.nan if learner.schedule.constant else learner.present_rate

    def _look_closely(self, watch: PlaygroundWatch, moment: Moment) -> Details:
        charted, wanted = self._chart is not None, self._existing(watch.preview)
        shown, troubles = watch.visible, self._troubles()
        output_map, winners, picture = None, None, None
        if charted and _uses_map(shown):
            output_map, winners = self._map_of(wanted, self._map_shape(moment))
            if self._data.original is not None and wanted is None:
                picture = self._picture()
        findings = self._findings(watch, moment, troubles)
        return Details(
            maps=self._thumbnails() if charted and "network" in shown else (),
            output_map=output_map,
            winners=winners,
            map_neuron=wanted,
            picture=picture,
            troubles=troubles if watch.advise else (),
            findings=findings,
        )

    def _findings(
        self,
        watch: PlaygroundWatch,
        moment: Moment,
        troubles: tuple[tuple[NeuronRef, Trouble], ...],
    ) -> tuple[Finding, ...]:
        """Return what the detectors find, looking now and then while it runs."""
        if not watch.advise:
            self._watcher.forget()
            self._next_look = 0.0
            return ()
        now = time.monotonic()
        if self._details is None or not moment.playing or now >= self._next_look:
            self._next_look = now + LOOK_SECONDS
            return self._watcher.look(self._evidence.gather(moment, troubles))
        return self._details.findings

    def work(self, watch: PlaygroundWatch, moment: Moment, deadline: float) -> bool:
        if "statistics" in watch.visible and self._statistics.work(moment, deadline):
            return True
        if "search" in watch.visible and self._search.work(moment, deadline):
            return True
        if "line" in watch.visible and self._line.work(moment):
            return True
        if not watch.visible & {"surface", "mountain"}:
            return False
        return self._surface.work(watch, moment, deadline)

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        # Asked for with every frame; wide layers have tens of thousands.
        if unit not in self._phases:
            self._phases[unit] = self._stations(unit)
        return self._phases[unit]

    def _stations(self, unit: StepUnit) -> tuple[Phase, ...]:
        sizes = self._learner.shown.sizes
        layers = range(1, len(sizes))
        stations: list[Phase] = []
        for layer in layers:
            if unit == "layer":
                stations.append(Phase("forward", layer))
            elif unit == "neuron":
                stations += [Phase("forward", layer, n) for n in range(sizes[layer])]
            else:
                stations += [
                    Phase("forward", layer, neuron, product)
                    for neuron in range(sizes[layer])
                    for product in range(self._learner.shown.sources(layer))
                ]
        for layer in reversed(layers):
            if unit == "layer":
                stations.append(Phase("backward", layer))
            else:
                # Going back, a neuron's gradient reaches all its weights at once.
                stations += [Phase("backward", layer, n) for n in range(sizes[layer])]
        return tuple(stations)

    def resolve(self, wish: object) -> Array | None:
        if isinstance(wish, MoveOnSurface):
            return self._surface.resolve(wish.point)
        return None

    def _lay_chart(self, axes: tuple[int, int] | None, output: int) -> None:
        """Draw maps over another plane, or of another output, from now on."""
        self._charted = axes, output
        if not self._data.charted:
            return
        self._chart = self._data.chart(axes, output)
        self._maps = self._grid_trace(self._chart, (THUMBNAIL, THUMBNAIL))
        self._output_maps = {}
        self._details = None

    def _measure_cut_off(self, watch: PlaygroundWatch) -> CutOffView | None:
        from visualizer.exhibits.playground.cut_off import has_probability, measure

        if not has_probability(self._learner, len(self._data.class_names)):
            return None
        return measure(self._learner, watch.cut_off)

    def _grid_trace(self, chart: Chart, shape: tuple[int, int]) -> Trace:
        rows, columns = shape
        trace = self._learner.new_trace(rows * columns, backward=False)
        trace.set_inputs(chart.inputs_on_grid(shape).astype(trace.x.dtype))
        return trace

    def _example(self, watch: PlaygroundWatch, moment: Moment) -> int:
        """Return the number of the training example to watch; -1 for the probe."""
        if moment.walking:
            return int(self._learner.upcoming()[moment.collected])
        if watch.probe is not None and self._chart is not None:
            return -1
        return watch.example % self._learner.train.count

    def _existing(self, neuron: NeuronRef | None) -> NeuronRef | None:
        """Return a neuron unless it belonged to a network of another shape."""
        sizes = self._learner.shown.sizes
        if neuron is None or neuron.layer >= len(sizes):
            return None
        return neuron if neuron.index < sizes[neuron.layer] else None

    def _feed(self, watch: PlaygroundWatch, number: int) -> tuple[float, float] | None:
        """Send the watched example forward and back; return its place."""
        trace, chart = self._one, self._chart
        if number < 0:
            assert watch.probe is not None
            assert chart is not None
            place = _within(watch.probe, chart)
            trace.x[:] = chart.embed(np.array([place]))
            trace.y[:] = 0.0
        else:
            train = self._learner.train
            trace.x[:] = train.x[:, number : number + 1]
            trace.y[:] = train.y[:, number : number + 1]
        trace.forward.run()
        trace.backward.run()
        if chart is None:
            return None
        if number < 0:
            return place
        x, y = chart.train_positions[number]
        return float(x), float(y)

    def _label(self, number: int) -> int:
        labels = self._learner.train.labels
        return -1 if number < 0 or labels is None else int(labels[number])

    def _own_loss(self) -> float:
        loss, top = self._learner.loss, self._one.layers[-1]
        fused = loss.fuses(self._learner.network.layers[-1].activation)
        value = loss.fused_value if fused else loss.value
        return float(value(top.z if fused else top.a, self._one.y)[0])

    def _layers(self) -> tuple[LayerView, ...]:
        traces, columns = self._one.layers, self._learner.shown.columns
        return tuple(_layer_view(column, traces) for column in columns)

    def _thumbnails(self) -> tuple[Array | None, ...]:
        assert self._maps is not None
        self._maps.forward.run()
        shape = (-1, THUMBNAIL, THUMBNAIL)
        inputs = self._maps.x.reshape(shape).copy()
        outputs = self._outputs(self._maps)
        return (inputs, *(a.reshape(shape).copy() for a in outputs))

    def _outputs(self, trace: Trace) -> list[Array]:
        """Return what each column gives on."""
        columns = self._learner.shown.columns
        return [column.output(trace.layers).a for column in columns]

    def _map_shape(self, moment: Moment) -> tuple[int, int]:
        """Return rows and columns of the output map: half of each where it takes long.

        At rest, and where they are the pixels of a picture, it has all of them.
        """
        rows, columns = self._data.map_shape
        products = rows * columns * self._learner.state.shape[1]
        fine = moment.still or self._data.original is not None
        return (
            (rows, columns)
            if fine or products <= MAP_PRODUCTS
            else (rows // 2, columns // 2)
        )

    def _map_trace(self, shape: tuple[int, int]) -> Trace:
        if shape not in self._output_maps:
            assert self._chart is not None
            self._output_maps[shape] = self._grid_trace(self._chart, shape)
        return self._output_maps[shape]

    def _map_of(
        self, neuron: NeuronRef | None, shape: tuple[int, int]
    ) -> tuple[Array, IntArray | None]:
        """Return the map of a neuron, or of the output and the classes that win."""
        trace = self._map_trace(shape)
        trace.forward.run()
        winners: IntArray | None = None
        if neuron is not None and neuron.layer == 0:
            values = trace.x[neuron.index]
        elif neuron is not None:
            values = self._outputs(trace)[neuron.layer - 1][neuron.index]
        else:
            learner = self._learner
            values, best = answers_of(
                trace.output, learner.loss, learner.train, self._charted[1]
            )
            winners = None if best is None else best.reshape(shape)
        answers: Array = values.reshape(shape).copy()
        return answers, winners

    def _picture(self) -> Array:
        """Return the picture learnt so far, of the map that was just computed."""
        shape = self._data.map_shape
        colors = self._map_trace(shape).output.T.reshape(*shape, -1)
        return np.clip(np.nan_to_num(colors), 0.0, 1.0)

    def _troubles(self) -> tuple[tuple[NeuronRef, Trouble], ...]:
        """Find neurons that no training example moves any more."""
        self._all.forward.run()
        found: list[tuple[NeuronRef, Trouble]] = []
        columns = self._learner.shown.columns
        last = len(columns)
        for number, column in enumerate(columns, start=1):
            block = column.sums(self._all.layers).block
            trace = column.answers(self._all.layers)
            if not np.isfinite(block).all():
                bad = ~np.isfinite(block).all(axis=0)
                found += [
                    (NeuronRef(number, int(index)), "not_finite")
                    for index in np.flatnonzero(bad)
                ]
                continue
            activation = column.activation
            if number == last:
                continue
            each = [activation.of(neuron) for neuron in range(column.units)]
            if activation.dies:
                dead = np.array([one.dies for one in each]) & ~trace.a.any(axis=1)
                found += [
                    (NeuronRef(number, int(index)), "dead")
                    for index in np.flatnonzero(dead)
                ]
            if activation.saturates:
                slope = np.empty_like(trace.a)
                run_calls(activation.slope(trace.z, trace.a, slope))
                # Not above, rather than below: a threshold has no slope at all.
                steepest = np.array([one.steepest for one in each])
                stuck = np.abs(slope).mean(axis=1) <= SATURATED * steepest
                stuck &= np.array([one.saturates and not one.dies for one in each])
                found += [
                    (NeuronRef(number, int(index)), "saturated")
                    for index in np.flatnonzero(stuck)
                ]
        return tuple(found)

    def _by_class(self) -> tuple[Array | None, Array | None]:
        """Return the share of right answers for each class, training and test."""
        learner = self._learner
        names = len(self._data.class_names)
        if self._chart is not None or names == 0:
            return None, None
        learner.evaluate()
        train, test = learner.correct()
        if train is None or test is None:
            return None, None
        return (
            _shares(train, learner.train.labels, names),
            _shares(test, learner.test.labels, names),
        )


def _layer_view(column: Column, traces: Sequence[LayerTrace]) -> LayerView:
    """Copy what one column computed for a single example."""
    sums, answers = column.sums(traces), column.answers(traces)
    return LayerView(
        weights=sums.block[:-1].copy(),
        biases=sums.block[-1].copy(),
        z=sums.z[:, 0].copy(),
        argument=answers.z[:, 0].copy(),
        answer=answers.a[:, 0].copy(),
        a=column.output(traces).a[:, 0].copy(),
        slope=column.activation.derivative(answers.z)[:, 0],
        da=answers.da[:, 0].copy(),
        dargument=answers.dz[:, 0].copy(),
        dz=sums.dz[:, 0].copy(),
        weight_gradient=sums.grad[:-1].copy(),
        activation=column.activation,
        normalized=column.normalized,
        residual=column.residual,
    )


def _within(point: tuple[float, float], chart: Chart) -> tuple[float, float]:
    """Return a point, or the one of the plane next to it: data may have changed."""
    x_min, x_max, y_min, y_max = chart.domain
    return min(max(point[0], x_min), x_max), min(max(point[1], y_min), y_max)


def _uses_map(visible: frozenset[str]) -> bool:
    # The output's tile on the canvas shows the same map, smaller.
    return "output" in visible or "network" in visible


def _shares(right: Answers, labels: Indices | None, names: int) -> Array:
    assert labels is not None
    total = np.bincount(labels, minlength=names)
    hits = np.bincount(labels, weights=right, minlength=names)
    shares: Array = np.full(names, np.nan)
    np.divide(hits, total, out=shares, where=total > 0)
    return shares
