"""A network with all its layers once more, in a few lines, to take differences of."""

from __future__ import annotations

from typing import Any

import numpy as np

from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.why import Quantity, What

FUNCTIONS: dict[str, Any] = {
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "relu": lambda z: np.maximum(z, 0.0),
    "tanh": np.tanh,
    "linear": lambda z: z,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=0),
}
LOSSES: dict[str, Any] = {
    "mean_squared": lambda a, y: ((a - y) ** 2).sum(axis=0),
    "half_squared": lambda a, y: 0.5 * ((a - y) ** 2).sum(axis=0),
    "softmax_cross_entropy": lambda a, y: -(y * np.log(a)).sum(axis=0),
    "binary_cross_entropy": lambda a, y: (
        -(y * np.log(a) + (1.0 - y) * np.log(1.0 - a)).sum(axis=0)
    ),
    "huber": lambda a, y: np.where(
        abs(a - y) <= 1.0, 0.5 * (a - y) ** 2, abs(a - y) - 0.5
    ).sum(axis=0),
}
EPSILON = 1e-5
"""What a normalization adds to the variance."""

STEP = 1e-6

PLACES: dict[What, str] = {
    "weighted_request": "weighted",
    "normalized_request": "normalized",
    "sum_request": "sum",
    "desired": "activation",
    "wish": "output",
}
"""Requests, and the values on the way that they are derivatives by."""


class PlainStep:
    """The loss of the examples of a step, each with parameters of its own.

    Of the step only what is given is read: data, targets, parameters, and what was
    drawn. Each example has its own copy of the parameters, so that one alone can be
    nudged.

    Parameters
    ----------
    step : StepPass
    columns : list of int
        Examples that meet in the batch.
    weights : array, optional
        How often the loss of each of these counts; once when absent.
    """

    def __init__(self, step: StepPass, columns: list[int], weights: Any = 1.0) -> None:
        self.weights = weights
        self.columns = columns
        count = len(columns)
        self.x, self.y = step.x[:, columns], step.y[:, columns]
        self.layers = step.layers
        self.loss = LOSSES[step.loss.key]

        def each(values: Any) -> Any:
            return np.repeat(values[..., None], count, axis=-1).astype(np.float64)

        self.dense = [each(layer.dense.values) for layer in step.layers]
        self.scales = [
            None
            if layer.normalized is None
            else {
                "gain": each(layer.normalized.gain.values[0]),
                "shift": each(layer.normalized.shift.values[0]),
            }
            for layer in step.layers
        ]

    def run(self, quantity: Quantity | None = None, nudge: float = 0.0) -> float:
        """Return the sum of the losses, with one value on the way moved by `nudge`."""
        at = None
        if quantity is not None:
            place = PLACES[quantity.what]
            at = (quantity.layer, place, quantity.neuron, self.place_of(quantity))

        def moved(layer: int, what: str, values: Any) -> Any:
            if at is not None and at[:2] == (layer, what):
                values = values.copy()
                values[at[2], at[3]] += nudge
            return values

        outputs = self.x
        for number, layer in enumerate(self.layers, start=1):
            x = np.concatenate([outputs, self.x])[: len(layer.inputs)]
            block = self.dense[number - 1]
            z = np.einsum("ijn,in->jn", block[:-1], x) + block[-1]
            scales = self.scales[number - 1]
            if scales is not None:
                z = self.normalized(number, moved(number, "weighted", z))
                z = moved(number, "normalized", z) * scales["gain"] + scales["shift"]
            a = self.activated(layer, moved(number, "sum", z))
            a = moved(number, "activation", a)
            if layer.masks is not None:
                a = a * layer.masks[:, self.columns]
            if layer.residual:
                a = a + outputs
            a = np.where(layer.off[:, None], 0.0, a)
            outputs = moved(number, "output", a)
        return float((self.weights * self.loss(outputs, self.y)).sum())

    def normalized(self, number: int, s: Any) -> Any:
        made = self.layers[number - 1].normalized
        assert made is not None
        if made.running[self.columns[0]]:
            mean = made.mean[:, self.columns]
            variance = made.variance[:, self.columns]
        else:
            axis = {"batch": 1, "neurons": 0}[made.across]
            mean = s.mean(axis=axis, keepdims=True)
            variance = ((s - mean) ** 2).mean(axis=axis, keepdims=True)
        return (s - mean) / np.sqrt(variance + EPSILON)

    @staticmethod
    def activated(layer: Any, z: Any) -> Any:
        function = layer.activation
        if function.key == "per_neuron":
            rows = [FUNCTIONS[function.of(n).key](row) for n, row in enumerate(z)]
            return np.array(rows)
        return FUNCTIONS[function.key](z)

    def place_of(self, quantity: Quantity) -> int:
        """Return where the example of a number stands here."""
        if quantity.example is None:
            return 0
        return self.columns.index(quantity.example)

    def by_difference(self, quantity: Quantity) -> float:
        """Return −∂C/∂ of a value on the way or of a parameter, by a difference."""
        if quantity.what in PLACES:
            ends = [self.run(quantity, nudge) for nudge in (STEP, -STEP)]
            return -(ends[0] - ends[1]) / (2.0 * STEP)
        block: Any = self.dense[quantity.layer - 1]
        place: tuple[Any, ...] = (
            -1 if quantity.source is None else quantity.source,
            quantity.neuron,
        )
        if quantity.of != "dense":
            scales = self.scales[quantity.layer - 1]
            assert scales is not None
            block, place = scales[quantity.of], place[1:]
        example = self.place_of(quantity)
        kept, ends = block[(*place, example)], []
        for nudge in (STEP, -STEP):
            block[(*place, example)] = kept + nudge
            ends.append(self.run())
        block[(*place, example)] = kept
        return -(ends[0] - ends[1]) / (2.0 * STEP)


def plain_steps(step: StepPass, watched_in: bool) -> tuple[PlainStep, PlainStep]:
    """Return the batch, and the watched example alone or in it.

    Parameters
    ----------
    watched_in : bool
        Whether the watched example is one of the batch; it then meets the others.
    """
    batch = PlainStep(step, list(range(step.shown)))
    if not watched_in:
        return batch, PlainStep(step, [step.shown])
    others = [n for n in range(step.shown) if step.numbers[n] != step.numbers[-1]]
    return batch, PlainStep(step, [step.shown, *others])
