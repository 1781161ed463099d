"""The training loop as a picture: what several exhibits tell about their learner.

Input, layers parameterized by weights, prediction; the loss compares it with the
target; its score is the feedback from which the optimizer changes the weights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Optimizer
from visualizer.language import tr
from visualizer.scenes.cycle import CycleLayer, CycleScene
from visualizer.scenes.numbers import significant, whole
from visualizer.scenes.why import Quantity

MOST_LAYERS = 3
"""Layers that are drawn; of more the first ones and the output."""

MOST_NUMBERS = 3


class CycleView(Struct, frozen=True):
    """What the picture is made of.

    Attributes
    ----------
    example : int
        Number of the training example watched; -1 for none of them.
    x : array (inputs,)
    target : array (outputs,) or None
    prediction : array (outputs,)
    layers : sequence of (weights, biases, activation)
        Arrays (n_in, n_out) and (n_out,) of each layer.
    loss : float
        Of the example; NaN where there is no target.
    optimizer : Optimizer
    rate : float
        The learning rate in force.
    """

    example: int
    x: Array
    target: Array | None
    prediction: Array
    layers: Sequence[tuple[Array, Array, Activation]]
    loss: float
    optimizer: Optimizer
    rate: float


def cycle_scene(view: CycleView) -> CycleScene:
    """Return the picture of one moment."""
    count = len(view.layers)
    numbers = list(range(count))
    if count > MOST_LAYERS:
        numbers = [*numbers[: MOST_LAYERS - 1], count - 1]
    subtitle = tr("the probe")
    if view.example >= 0:
        subtitle = tr("example {number}", number=str(view.example + 1))
    if count > MOST_LAYERS:
        shown = tr("{shown} of {count} layers", shown=MOST_LAYERS, count=count)
        subtitle = f"{subtitle} · {shown}"
    return CycleScene(
        title=tr("Training loop"),
        subtitle=subtitle,
        layers=tuple(_layer(view, number) for number in numbers),
        input=_numbers(view.x, 2),
        prediction=_numbers(view.prediction, 3),
        target="–" if view.target is None else _numbers(view.target, 3),
        loss="–" if math.isnan(view.loss) else significant(view.loss, 3),
        optimizer=tr(view.optimizer.title),
        rule=view.optimizer.rule().split(", ")[-1],
        rate=f"η = {significant(view.rate, 3)}",
        asks=_asks(view, numbers),
    )


def _asks(view: CycleView, numbers: Sequence[int]) -> tuple[tuple[str, Quantity], ...]:
    """Name what each box opens; a probe has no way back."""
    last = len(view.layers)
    forward = [("input", Quantity("input", 0))]
    for place, number in enumerate(numbers):
        forward.append((f"layer {place}", Quantity("activation", number + 1)))
        forward.append((f"weights {place}", Quantity("sum", number + 1)))
    forward.append(("prediction", Quantity("activation", last, 0)))
    if view.target is None:
        return tuple(forward)
    return (
        *forward,
        ("target", Quantity("target", last, 0)),
        ("loss", Quantity("loss")),
        ("optimizer", Quantity("update", 1, 0, 0)),
    )


def _layer(view: CycleView, number: int) -> CycleLayer:
    weights, biases, activation = view.layers[number]
    last = number == len(view.layers) - 1
    title = tr("output") if last else tr("layer {number}", number=number + 1)
    both = math.hypot(*(float(np.linalg.norm(part)) for part in (weights, biases)))
    return CycleLayer(
        title=title,
        details=f"{weights.shape[1]} · {tr(activation.title)}",
        weights=whole(weights.size + biases.size),
        size=f"‖W, b‖ = {significant(both, 3)}",
    )


def _numbers(values: Array, digits: int) -> str:
    texts = [significant(float(value), digits) for value in values[:MOST_NUMBERS]]
    more = [] if len(values) <= MOST_NUMBERS else ["…"]
    return ", ".join((*texts, *more))
