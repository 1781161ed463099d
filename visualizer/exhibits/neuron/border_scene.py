"""The line in the plane of two inputs, over what the neuron answers there."""

from __future__ import annotations

import math

from visualizer.exhibits.neuron.cell_scene import indexed
from visualizer.exhibits.neuron.frame import (
    PLANE,
    NeuronFrame,
    NeuronLook,
    NeuronWatch,
)
from visualizer.language import tr
from visualizer.scenes.border import BorderLine, BorderPoint, BorderScene, Place
from visualizer.scenes.numbers import MINUS, fixed

LONGEST_NORMAL = 0.6
"""Length that the arrow of ever larger weights comes near, in units of the plane."""


def border_scene(frame: NeuronFrame, watch: NeuronWatch, asks_xor: bool) -> BorderScene:
    """Return the map with its line."""
    number = min(watch.neuron, len(frame.neurons) - 1)
    look = frame.neurons[number]
    assert frame.answers is not None
    no, yes = look.goals
    middle, half = (no + yes) / 2.0, (yes - no) / 2.0
    answers = look.answers >= middle
    right = answers == frame.task.yes
    count = len(right)
    verdict = tr("{right} of {count} right", right=int(right.sum()), count=count)
    if asks_xor:
        verdict = tr("{verdict} · no line gets all four", verdict=verdict)
    return BorderScene(
        title=tr("Output"),
        subtitle=tr("the line: w·x + b = 0 · the arrow: w"),
        values=(frame.answers - middle) / half,
        domain=(*PLANE, *PLANE),
        x_label="x₁",
        y_label="x₂",
        scale=tuple(f"{value:g}" for value in (yes, middle, no)),
        lines=tuple(_line(n, each) for n, each in enumerate(frame.neurons)),
        points=tuple(
            BorderPoint(
                float(frame.task.x[0, place]),
                float(frame.task.x[1, place]),
                bool(frame.task.yes[place]),
                bool(right[place]),
                place == frame.example,
            )
            for place in range(count)
        ),
        probe=(frame.inputs[0], frame.inputs[1]) if frame.example < 0 else None,
        equation=_equation(look, frame),
        verdict=verdict,
    )


def _equation(look: NeuronLook, frame: NeuronFrame) -> str:
    text = ""
    for place, weight in enumerate(look.weights):
        text += _signed(weight, bool(text)) + " " + indexed("x", place, frame)
    return f"{text}{_signed(look.bias, True)} = 0"


def _signed(value: float, follows: bool) -> str:
    """Return a number with its sign as it stands in a sum."""
    if not follows:
        return fixed(value)
    return f" {MINUS if value < 0.0 else '+'} {fixed(abs(value))}"


def _line(number: int, look: NeuronLook) -> BorderLine:
    """Cut w₁ x₁ + w₂ x₂ + b = 0 at the edges of the plane."""
    first, second = look.weights
    size = math.hypot(first, second)
    if size == 0.0 or not math.isfinite(size + look.bias):
        return BorderLine(number, None, None, None)
    # The point of the line next to the origin, and the way along the line.
    base = (-look.bias * first / size**2, -look.bias * second / size**2)
    along = (-second / size, first / size)
    enter, leave = -math.inf, math.inf
    for at, step in zip(base, along, strict=True):
        if step == 0.0:
            if not PLANE[0] <= at <= PLANE[1]:
                return BorderLine(number, None, None, None)
            continue
        bounds = sorted((edge - at) / step for edge in PLANE)
        enter, leave = max(enter, bounds[0]), min(leave, bounds[1])
    if enter >= leave:
        return BorderLine(number, None, None, None)

    def place(reach: float) -> Place:
        return base[0] + reach * along[0], base[1] + reach * along[1]

    foot = place((enter + leave) / 2.0)
    # Twice the weights is a longer arrow, but never one that leaves the plane.
    share = LONGEST_NORMAL / (size + 2.0)
    tip = (foot[0] + share * first, foot[1] + share * second)
    return BorderLine(number, (place(enter), place(leave)), foot, tip)
