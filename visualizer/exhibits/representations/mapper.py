"""Sends examples and the grid of inputs through a network, layer by layer."""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.network import Trace
from visualizer.engine.separation import (
    discriminant_accuracy,
    linear_fit,
    scatter_ratio,
)
from visualizer.exhibits.playground.frame import PlaygroundFrame
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.settings import is_planar
from visualizer.exhibits.representations.frame import Ends, LayerImage, Separation
from visualizer.exhibits.representations.planes import (
    Plane,
    border_within,
    layer_plane,
    neuron_plane,
    spread_out,
)
from visualizer.scenes.plane import PointSet

MOST_MEASURED = 1_000
"""Training examples, and test examples, that a measure is taken from."""

MOST_DRAWN = 300
"""Training examples, and test examples, that are drawn."""

LINES, LINE_POINTS = 13, 49
"""Lines of the grid each way, and points of each."""

FAR = 1e3
"""Reach of the line of decision, as a multiple of the examples' reach."""


class Mapper:
    """Maps and measures what each layer makes of the data of one network.

    Parameters
    ----------
    learner : PlaygroundLearner

    Attributes
    ----------
    points : PointSet
        The examples drawn, training first, with their places in the inputs.
    drawn : (int, int)
        How many those are, of how many.
    """

    def __init__(self, learner: PlaygroundLearner) -> None:
        self._learner, self._data = learner, learner.data
        train, test = learner.train, learner.test
        self._train = min(train.count, MOST_MEASURED)
        self._test = min(test.count, MOST_MEASURED)
        parts = [train.x[:, : self._train], test.x[:, : self._test]]
        self._lines = self._grid()
        if self._lines is not None:
            parts.append(self._fed(self._lines))
        inputs = np.concatenate(parts, axis=1)
        self._trace: Trace = learner.new_trace(inputs.shape[1], backward=False)
        self._trace.set_inputs(inputs.astype(self._trace.x.dtype))
        self._inputs = self._trace.x.astype(np.float64)
        self._toward = self._lying()
        self._input_plane = self._principal(self._inputs)
        self._before: tuple[Array, tuple[float, ...]] | None = None
        self._of_inputs: tuple[float, float] | None = None
        self._chosen = self._choose()
        self.points = self._point_set()
        self.drawn = (len(self._chosen), train.count + test.count)

    def images(
        self, shown: int, neurons: tuple[int, int] | None, frame: PlaygroundFrame
    ) -> tuple[LayerImage, ...]:
        """Return what each layer makes of the data, inputs first.

        Parameters
        ----------
        shown : int
            Layer of which two neurons may be chosen.
        neurons : pair of int or None
        frame : PlaygroundFrame
            With the watched example on its way through the layers.
        """
        values = self._values()
        watched = [frame.x, *(layer.a for layer in frame.layers)]
        return tuple(
            self._image(
                number,
                values[number],
                watched[number].astype(np.float64),
                neurons if number == shown else None,
            )
            for number in range(len(values))
        )

    def separation(self, theta: Array) -> Separation:
        """Return how far apart each layer has brought the classes.

        Parameters
        ----------
        theta : array (P,)
            The parameters that the run began with.
        """
        learner = self._learner
        if self._before is None or not np.array_equal(self._before[0], theta):
            present = learner.parameters.flat.copy()
            learner.parameters.flat[:] = theta
            shares = tuple(share for share, _ in self._measured())
            learner.parameters.flat[:] = present
            self._before = (theta.copy(), shares)
        measured = self._measured()
        return Separation(
            shares=tuple(share for share, _ in measured),
            ratios=tuple(ratio for _, ratio in measured),
            before=self._before[1],
            examples=(self._train, self._test),
        )

    def _measured(self) -> tuple[tuple[float, float], ...]:
        inputs, *layers = self._values()
        if self._of_inputs is None:
            self._of_inputs = self._measure(inputs)
        return (self._of_inputs, *(self._measure(values) for values in layers))

    def _measure(self, values: Array) -> tuple[float, float]:
        """Return the share and the ratio of one layer."""
        learner, train = self._learner, values[:, : self._train]
        test = values[:, self._train : self._train + self._test]
        tested = learner.test
        if not self._test:
            # Without test examples, those for training are all there is.
            test, tested = train, learner.train
        count = test.shape[1]
        labels, test_labels = learner.train.labels, tested.labels
        if labels is None or test_labels is None:
            known = learner.train.y[:, : self._train]
            return linear_fit(train, known, test, tested.y[:, :count]), math.nan
        classes, known_labels = len(self._data.class_names), labels[: self._train]
        share = discriminant_accuracy(
            train, known_labels, test, test_labels[:count], classes
        )
        return share, scatter_ratio(train, known_labels, classes)

    def _values(self) -> list[Array]:
        """Return what each layer hands on, (n, N), inputs first."""
        trace, columns = self._trace, self._learner.shown.columns
        trace.forward.run()
        outputs = [column.output(trace.layers).a for column in columns]
        return [self._inputs, *(a.astype(np.float64) for a in outputs)]

    def _image(
        self,
        number: int,
        values: Array,
        watched: Array,
        neurons: tuple[int, int] | None,
    ) -> LayerImage:
        examples = values[:, self._chosen]
        if len(values) == 1:
            x = float(watched[0])
            return LayerImage(spread_out(examples[0]), (x, 0.0), None, None, 1.0, None)
        plane = self._plane(number, values, neurons)
        grid = None
        if self._lines is not None:
            start = self._train + self._test
            grid = plane.places(values[:, start:]).reshape(self._lines.shape)
        places = plane.places(examples)
        x, y = plane.places(watched[:, None])[0].tolist()
        border = self._border(number, plane, places)
        return LayerImage(places, (x, y), grid, plane.neurons, plane.kept, border)

    def _plane(
        self, number: int, values: Array, neurons: tuple[int, int] | None
    ) -> Plane:
        train, size = values[:, : self._train], len(values)
        if neurons is not None and max(neurons) < size and neurons[0] != neurons[1]:
            return neuron_plane(train, neurons)
        if size == 2:
            return neuron_plane(train, (0, 1))
        if number == 0 and self._input_plane is not None:
            return self._input_plane
        if not np.isfinite(train).all():
            return neuron_plane(train, (0, 1))
        return layer_plane(train, self._toward)

    def _principal(self, values: Array) -> Plane | None:
        """Return the principal plane of the inputs, of more than two, once for all."""
        if len(values) < 3:
            return None
        return layer_plane(values[:, : self._train], self._toward)

    def _lying(self) -> Array:
        """Return where the training examples lie in the inputs, (N, 2)."""
        train = self._inputs[:, : self._train]
        if is_planar(self._data.settings.dataset):
            return self._data.train_points[: self._train]
        if len(train) == 1:
            return np.column_stack((train[0], np.zeros(self._train)))
        if len(train) == 2:
            return train.T
        # Toward nothing: as the largest part of each direction says.
        alone = layer_plane(train, np.zeros((self._train, 2)))
        return alone.places(train)

    def _border(self, number: int, plane: Plane, places: Array) -> Ends | None:
        """Return the line on which the output changes its mind."""
        learner, columns = self._learner, self._learner.shown.columns
        last = len(columns) - 1
        whole = len(plane.origin) == 2 or plane.neurons is None
        if number != last or not whole or len(self._data.class_names) != 2:
            return None
        if last and columns[last - 1].carries:
            return None
        block = columns[last].sums(self._trace.layers).block.astype(np.float64)
        one = block[:, 0] if learner.shown.sizes[-1] == 1 else block[:, 1] - block[:, 0]
        reach = FAR * (float(np.abs(places).max(initial=0.0)) or 1.0)
        return border_within(plane, one[:-1], float(one[-1]), reach)

    def _grid(self) -> Array | None:
        """Return lines (L, K, 2) over the plane of the inputs."""
        dataset = self._data.settings.dataset
        if not is_planar(dataset):
            return None
        left, right, low, high = dataset.extent
        across, up = np.linspace(left, right, LINES), np.linspace(low, high, LINES)
        along_x = np.linspace(left, right, LINE_POINTS)
        along_y = np.linspace(low, high, LINE_POINTS)
        lines = np.empty((2 * LINES, LINE_POINTS, 2))
        lines[:LINES, :, 0], lines[:LINES, :, 1] = across[:, None], along_y
        lines[LINES:, :, 0], lines[LINES:, :, 1] = along_x, up[:, None]
        return lines

    def _fed(self, lines: Array) -> Array:
        return self._data.chart(None).embed(lines.reshape(-1, 2))

    def _choose(self) -> Array:
        """Return the numbers of the examples drawn, among those measured."""
        train, test = min(self._train, MOST_DRAWN), min(self._test, MOST_DRAWN)
        return np.concatenate([np.arange(train), self._train + np.arange(test)])

    def _point_set(self) -> PointSet:
        marks, train = self._data.marks(), self._learner.train.count
        chosen = self._chosen
        # Where training examples are left out, those for testing come later.
        among = np.where(chosen < self._train, chosen, chosen - self._train + train)
        classes = None if marks.classes is None else marks.classes[among]
        is_test = chosen >= self._train
        places = self._image(0, self._inputs, self._inputs[:, 0], None).places
        values = np.clip(np.nan_to_num(marks.values[among]), -1.0, 1.0)
        return PointSet(places, values, is_test, classes)
