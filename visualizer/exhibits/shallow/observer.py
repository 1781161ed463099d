"""Looks into the two ways, on the session's thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from msgspec.structs import replace

from visualizer.engine.arrays import Array
from visualizer.engine.k_means import table_of
from visualizer.engine.learner import Indices, Metrics, Samples, SupervisedLearner
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.shallow.features import hand_features
from visualizer.exhibits.shallow.frame import (
    PANELS,
    FeatureView,
    ShallowFrame,
    ShallowWatch,
    WayView,
)
from visualizer.exhibits.shallow.learner import TwoWays
from visualizer.exhibits.trail_record import TrailRecord
from visualizer.scenes import IntArray
from visualizer.scenes.graph import Phase

MOMENTS = 64
"""Moments of the curves."""

LOOK_SECONDS = 0.2
"""Least time between two frames while the run goes on: measuring all images takes
longer than many updates, and nobody reads numbers that change faster."""


class ShallowObserver(Observer[ShallowWatch, ShallowFrame]):
    """Captures both ways, the features of one digit, and the groups.

    Parameters
    ----------
    learner : TwoWays
    clock : callable
        Seconds.
    """

    def __init__(
        self, learner: TwoWays, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._learner, self._clock = learner, clock
        self._looked = 0.0
        self._last: ShallowFrame | None = None
        self._record = TrailRecord(
            lambda theta: _accuracies(learner.standings_at(theta)), MOMENTS, clock
        )
        self._features: tuple[int, tuple[FeatureView, ...]] | None = None
        self._given: tuple[Samples, Samples] = (
            learner.features[0],
            learner.data.train,
        )
        self._traces = [member.new_trace(1, False) for member in learner.members]

    def capture(self, watch: ShallowWatch, moment: Moment) -> ShallowFrame:
        last = self._last
        if last is not None and not moment.panels & (PANELS | {DETAILS}):
            # Nobody draws it: between two panels' turns the last one stands.
            return last
        now = self._clock()
        runs = moment.playing and not moment.still
        if last is not None and runs and now - self._looked < LOOK_SECONDS:
            return self._with_example(last, watch)
        self._looked = now
        learner, data = self._learner, self._learner.data
        example = watch.example % data.train.count
        standings = learner.standings()
        updates, accuracies = self._record.curves(moment, _accuracies(standings))
        epoch = learner.position.epoch
        clusters = learner.clustering.reached(epoch)
        labels = _labels(data.train)
        counts = (len(data.class_names), learner.clustering.count)
        shallow, deep = (
            self._way(number, metrics, example)
            for number, metrics in enumerate(standings)
        )
        self._last = ShallowFrame(
            update=moment.update,
            epoch=epoch,
            updates_per_epoch=learner.updates_per_epoch,
            data=data,
            example=example,
            image=data.train.x[:, example].reshape(data.image_shape),
            label=int(labels[example]),
            features=self._features_of(example),
            ways=(shallow, deep),
            feature_seconds=learner.feature_seconds,
            updates=updates,
            accuracies=accuracies,
            clusters=clusters,
            cluster_table=table_of(clusters.nearest, labels, counts),
        )
        return self._last

    def work(self, watch: ShallowWatch, moment: Moment, deadline: float) -> bool:
        worked = False
        if "progress" in watch.visible:
            worked = self._record.work(moment, deadline)
        if "clusters" not in watch.visible:
            return worked
        found, epoch = self._learner.clustering, self._learner.position.epoch
        while not found.settled and found.known < epoch:
            if worked and self._clock() >= deadline:
                break
            found.step()
            worked = True
        return worked

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None

    def _with_example(self, last: ShallowFrame, watch: ShallowWatch) -> ShallowFrame:
        """Return the last frame with the digit that is watched now."""
        data = self._learner.data
        example = watch.example % data.train.count
        if example == last.example:
            return last
        shallow, deep = (
            replace(way, answers=self._answers(number, example))
            for number, way in enumerate(last.ways)
        )
        self._last = replace(
            last,
            example=example,
            image=data.train.x[:, example].reshape(data.image_shape),
            label=int(_labels(data.train)[example]),
            features=self._features_of(example),
            ways=(shallow, deep),
        )
        return self._last

    def _way(self, number: int, metrics: Metrics, example: int) -> WayView:
        learner, data = self._learner, self._learner.data
        member: SupervisedLearner = learner.members[number]
        classes = len(data.class_names)
        parts = zip((data.train, data.test), member.outputs(), strict=True)
        train, test = (_table(part, outputs, classes) for part, outputs in parts)
        return WayView(
            inputs=member.network.inputs,
            parameters=member.parameters.flat.size,
            sizes=member.network.sizes,
            metrics=metrics,
            seconds=learner.seconds_an_update(number),
            answers=self._answers(number, example),
            tables=(train, test),
        )

    def _answers(self, number: int, example: int) -> Array:
        samples, trace = self._given[number], self._traces[number]
        one = slice(example, example + 1)
        trace.set_inputs(samples.x[:, one], samples.y[:, one])
        trace.forward.run()
        found: Array = trace.output[:, 0].copy()
        return found

    def _features_of(self, example: int) -> tuple[FeatureView, ...]:
        if self._features is None or self._features[0] != example:
            data = self._learner.data
            image = data.train.x[:, example].reshape(data.image_shape)
            views = tuple(
                FeatureView(
                    member.key,
                    member().measure(image[None]).shape[1],
                    member().picture(image),
                )
                for member in hand_features
            )
            self._features = (example, views)
        return self._features[1]


def _accuracies(standings: Sequence[Metrics]) -> Array:
    """Return the accuracy of each way (2,) on test images."""
    return np.array([each.test_accuracy for each in standings])


def _labels(samples: Samples) -> Indices:
    assert samples.labels is not None
    return samples.labels


def _table(samples: Samples, outputs: Array, classes: int) -> IntArray:
    answers = outputs.argmax(axis=0)
    return table_of(answers, _labels(samples), (classes, classes))
