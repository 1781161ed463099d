"""The neuron beside the nerve cell, with a number at each station."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.exhibits.neuron.frame import (
    LINE,
    PLANE,
    NeuronFrame,
    NeuronLook,
    NeuronWatch,
)
from visualizer.exhibits.neuron.settings import GREATEST_WEIGHT
from visualizer.language import tr
from visualizer.scenes import FloatArray
from visualizer.scenes.cell import Cell, CellScene, Knob
from visualizer.scenes.numbers import fixed, significant, subscript, whole

FULL_WEIGHT = 5.0
"""A weight of this size is drawn at full width, whatever the others are."""

CURVE = 4.0
"""How far the curve in the cell's body reaches to either side of 0."""


def cell_scene(frame: NeuronFrame, watch: NeuronWatch) -> CellScene:
    """Return the picture of the neurons and of what feeds them."""
    selected = min(watch.neuron, len(frame.neurons) - 1)
    return CellScene(
        title=tr("The neuron"),
        subtitle=_subtitle(frame),
        inputs=tuple(
            Knob(
                "input",
                place,
                indexed("x", place, frame),
                tr("input {number}", number=place + 1),
                value,
                fixed(value),
                *(PLANE if frame.task.inputs == 2 else LINE),
            )
            for place, value in enumerate(frame.inputs)
        ),
        cells=tuple(
            _cell(number, look, frame, number == selected)
            for number, look in enumerate(frame.neurons)
        ),
        own=frame.example < 0,
        full_weight=FULL_WEIGHT,
    )


def indexed(letter: str, place: int, frame: NeuronFrame) -> str:
    """Return a letter with the number of an input, where there are several."""
    return letter + (subscript(place + 1) if frame.task.inputs > 1 else "")


def share_of(value: float, goals: tuple[float, float]) -> float:
    """Return where an output stands between no, -1, and yes, 1; NaN stays NaN."""
    no, yes = goals
    share = (2.0 * value - no - yes) / (yes - no)
    return share if math.isnan(share) else max(-1.0, min(1.0, share))


def _subtitle(frame: NeuronFrame) -> str:
    if frame.example < 0:
        return tr("inputs of your own")
    return tr(
        "example {number} of {count} · drag any number",
        number=whole(frame.example + 1),
        count=whole(frame.task.x.shape[1]),
    )


def _cell(number: int, look: NeuronLook, frame: NeuronFrame, selected: bool) -> Cell:
    x, y = _curve(frame.activation)
    low, high = -GREATEST_WEIGHT, GREATEST_WEIGHT
    weights = tuple(
        Knob(
            "weight",
            place,
            indexed("w", place, frame),
            tr("weight of input {number}", number=place + 1),
            value,
            fixed(value),
            low,
            high,
        )
        for place, value in enumerate(look.weights)
    )
    place = max(-CURVE, min(CURVE, look.z)) if math.isfinite(look.z) else math.nan
    targeted = math.isfinite(look.target)
    return Cell(
        number=number,
        name=tr(look.pupil.loss.title) if len(frame.neurons) > 1 else "",
        selected=selected,
        weights=weights,
        bias=Knob("bias", 0, "b", tr("bias"), look.bias, fixed(look.bias), low, high),
        products=tuple(
            fixed(w * value)
            for w, value in zip(look.weights, frame.inputs, strict=True)
        ),
        sum_text=f"z = {fixed(look.z)}",
        function_text=tr(frame.activation.title),
        slope_text=f"f′(z) = {significant(look.slope, 3)}",
        answer_text=f"a = {fixed(look.a, 3)}",
        target_text=tr("target {value}", value=f"{look.target:g}") if targeted else "",
        answer=share_of(look.a, look.goals),
        curve_x=x,
        curve_y=y,
        point=(place, float(np.interp(place, x, y))),
        forward=_forward(look, frame),
        backward=_backward(look, frame) if targeted else "",
    )


def _forward(look: NeuronLook, frame: NeuronFrame) -> str:
    products = [
        f"{_factor(w)} × {_factor(x)}"
        for w, x in zip(look.weights, frame.inputs, strict=True)
    ]
    terms = " + ".join([*products, _factor(look.bias)])
    name = tr(frame.activation.title)
    return f"z = {terms} = {fixed(look.z)} → a = {name}(z) = {fixed(look.a, 3)}"


def _backward(look: NeuronLook, frame: NeuronFrame) -> str:
    """Say where the gradient comes from, with its numbers."""
    dz, slope = significant(look.dz, 3), significant(look.slope, 3)
    rates = " · ".join(
        f"∂C/∂{indexed('w', place, frame)} = {significant(value, 3)}"
        for place, value in enumerate(look.gradient[:-1])
    )
    if look.pupil.rule == "perceptron":
        return tr("w changes by −η (a − y) x, where a − y = {error}", error=dz)
    if math.isnan(look.da):
        return tr(
            "∂C/∂z = a − y = {value}, whatever the slope · {rates}",
            value=dz,
            rates=rates,
        )
    return (
        f"∂C/∂z = ∂C/∂a · f′(z) = {significant(look.da, 3)} × {slope} = {dz} · {rates}"
    )


def _factor(value: float) -> str:
    """Return a number as it stands in a sum of products."""
    return f"({fixed(value)})" if value < 0.0 else fixed(value)


@lru_cache(maxsize=8)
def _curve(activation: Activation) -> tuple[FloatArray, FloatArray]:
    x = np.linspace(-CURVE, CURVE, 97)
    return x, activation(x)
