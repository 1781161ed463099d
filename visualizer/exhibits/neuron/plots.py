"""Plots of the neuron: its activation, its answers, its cost over the epochs."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.exhibits.neuron.captions import CLASSICS, caption
from visualizer.exhibits.neuron.frame import LINE, NeuronFrame, NeuronWatch
from visualizer.exhibits.neuron.settings import GREATEST_WEIGHT, neuron_activations
from visualizer.language import language, tr
from visualizer.scenes import FloatArray
from visualizer.scenes.line_plot import (
    ActivationScene,
    AnswersScene,
    CostScene,
    Dot,
    Line,
    LinePlot,
    Range,
    ResponseScene,
)
from visualizer.scenes.numbers import significant
from visualizer.scenes.why import Quantity

REACH, FURTHEST = 6.0, 6.0 * 2**10
"""How far the axis of z reaches to either side at least, and at most."""

CURVE_POINTS = 401
RESPONSE_POINTS = 121
LOWEST = 1e-12
"""Costs below are drawn there on a logarithmic axis: rounding, not learning."""


def activation_scene(frame: NeuronFrame, watch: NeuronWatch) -> ActivationScene:
    """Return the activation function with the place of each neuron."""
    activation = frame.activation
    look = frame.neurons[min(watch.neuron, len(frame.neurons) - 1)]
    sums = [each.z for each in frame.neurons if math.isfinite(each.z)]
    reach = REACH
    while reach < max(map(abs, sums), default=0.0) and reach < FURTHEST:
        reach *= 2.0
    curve, slope = _curves(activation, reach)
    return ActivationScene(
        title=tr("Activation function"),
        subtitle=f"{tr(activation.title)}: {activation.formula}",
        plot=LinePlot(
            lines=(curve, slope),
            dots=tuple(
                Dot(number, each.z, each.a, each.slope)
                for number, each in enumerate(frame.neurons)
            ),
            x=(-reach, reach),
            y=_span(curve.y, slope.y),
            x_label="z",
            y_label="",
            marks=(0.0,),
        ),
        classics=_names(CLASSICS, language()),
        others=_names(neuron_activations.keys(), language()),
        chosen=activation.key,
        caption=caption(activation),
        reading=tr(
            "a = {value} · slope f′(z) = {slope}",
            value=significant(look.a, 3),
            slope=significant(look.slope, 3),
        ),
        biases=tuple(each.bias for each in frame.neurons),
        furthest=GREATEST_WEIGHT,
    )


@lru_cache(maxsize=4)
def _names(keys: tuple[str, ...], _: str) -> tuple[tuple[str, str], ...]:
    """Return keys with their names; the last argument is the language."""
    return tuple((key, tr(neuron_activations[key].title)) for key in keys)


@lru_cache(maxsize=32)
def _curves(activation: Activation, reach: float) -> tuple[Line, Line]:
    z = np.linspace(-reach, reach, CURVE_POINTS)
    return (
        Line("f(z)", -1, z, activation(z)),
        Line("f′(z)", -1, z, activation.derivative(z), dashed=True),
    )


def _span(*curves: FloatArray) -> Range:
    values = np.concatenate(curves)
    values = values[np.isfinite(values)]
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = 0.06 * (high - low) or 0.5
    return low - room, high + room


def _steady_span(activation: Activation, *curves: FloatArray) -> Range:
    """Return the ends of an axis that moves by steps, or not at all."""
    if activation.bounded:
        return _span(np.array(activation.limits))
    low, high = _span(*curves)
    return -_power_of_two(-low), _power_of_two(high)


def _power_of_two(value: float) -> float:
    return float(2.0 ** math.ceil(math.log2(max(value, 0.25))))


def response_scene(frame: NeuronFrame) -> ResponseScene:
    """Return what the neurons answer to each value of a single input."""
    x = np.linspace(*LINE, RESPONSE_POINTS)
    lines, dots, marks = [], [], []
    for number, look in enumerate(frame.neurons):
        (weight,) = look.weights
        answers = frame.activation(weight * x + look.bias)
        lines.append(Line(_name(frame, number), number, x, answers))
        dots.append(
            Dot(number, frame.inputs[0], look.a, look.slope * weight),
        )
        border = -look.bias / weight if weight else math.nan
        if LINE[0] < border < LINE[1]:
            marks.append(border)
    return ResponseScene(
        title=tr("Output"),
        subtitle=tr("for each input x; vertical: w x + b = 0"),
        plot=LinePlot(
            lines=tuple(lines),
            dots=tuple(dots),
            x=LINE,
            y=_steady_span(frame.activation, *(line.y for line in lines)),
            x_label="x",
            y_label="a",
            marks=tuple(marks),
        ),
        log_option="",
        parts=(
            (tr("curves"), tr("What each neuron answers to an input")),
            (tr("markers"), tr("The input that feeds it now, with the tangent")),
        ),
    )


def cost_scene(frame: NeuronFrame, watch: NeuronWatch) -> CostScene:
    """Return the mean loss of each neuron over the epochs."""
    epochs = _epochs(frame)
    costs = frame.costs
    title = tr("Cost")
    if watch.log_cost:
        title = tr("{title} (log)", title=title)
        with np.errstate(all="ignore"):
            costs = np.log10(np.maximum(costs, LOWEST))
    asks = Quantity("train_loss")
    lines = tuple(
        Line(_name(frame, number), number, epochs, costs[:, number], asks=asks)
        for number in range(len(frame.neurons))
    )
    finite = costs[np.isfinite(costs)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0, 1)
    return CostScene(
        title=title,
        subtitle=tr("mean loss of all examples"),
        plot=LinePlot(
            lines=lines,
            dots=_ends(lines),
            x=(0.0, float(epochs[-1])),
            y=(low, high) if watch.log_cost else (0.0, high),
            x_label=tr("epoch"),
            y_label="",
            log=watch.log_cost,
            grows=True,
        ),
        log_option="log_cost",
        parts=(
            (tr("curves"), tr("The mean loss of each neuron after each update")),
            (tr("a point"), tr("A click, or Alt and arrows, then Enter: what made it")),
            (tr("markers"), tr("Color and shape of a neuron, the same everywhere")),
        ),
    )


def answers_scene(frame: NeuronFrame) -> AnswersScene:
    """Return the output of each neuron for the inputs in sight over the epochs."""
    epochs, outputs = _epochs(frame), frame.outputs
    asks = Quantity("activation", 1, 0)
    lines = [
        Line(_name(frame, number), number, epochs, outputs[:, number], asks=asks)
        for number in range(len(frame.neurons))
    ]
    target = frame.neurons[0].target
    if math.isfinite(target):
        ends = np.array([0.0, max(1.0, 2.0 * epochs[-1])])
        lines.append(Line(tr("target"), -1, ends, np.full(2, target), dashed=True))
    low, high = frame.neurons[0].goals
    finite = outputs[np.isfinite(outputs)]
    span = _span(np.array([low, high]), finite)
    return AnswersScene(
        title=tr("Output over time"),
        subtitle=tr("for the inputs that feed the neuron"),
        plot=LinePlot(
            lines=tuple(lines),
            dots=_ends(tuple(lines[: len(frame.neurons)])),
            x=(0.0, float(epochs[-1])),
            y=span,
            x_label=tr("epoch"),
            y_label="a",
            grows=True,
        ),
        log_option="",
        parts=(
            (tr("curves"), tr("What each neuron answered after each update")),
            (tr("a point"), tr("A click, or Alt and arrows, then Enter: what made it")),
            (tr("dashed"), tr("The target of this example")),
        ),
    )


def _epochs(frame: NeuronFrame) -> FloatArray:
    return frame.updates / frame.updates_per_epoch


def _ends(lines: tuple[Line, ...]) -> tuple[Dot, ...]:
    return tuple(
        Dot(line.number, float(line.x[-1]), float(line.y[-1]), math.nan)
        for line in lines
    )


def _name(frame: NeuronFrame, number: int) -> str:
    """Return how a neuron learns, where there is another to tell it from."""
    if len(frame.neurons) == 1:
        return ""
    return tr(frame.neurons[number].pupil.loss.title)
