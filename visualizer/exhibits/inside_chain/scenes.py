"""Turns a frame of the page Chain into scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from visualizer.engine.activations import Activation
from visualizer.exhibits.inside_chain.frame import ChainFrame, ChainWatch
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.chain import ChainScene, NumberLine
from visualizer.scenes.numbers import significant, subscript
from visualizer.scenes.operations import RuleLine, RuleScene, RuleSection

LIMIT = 3.0
"""Parameters are moved between minus and plus this, or further where they are."""

NAMES = ("w₁", "b₁", "w₂", "b₂", "w₃", "b₃")


def make_scenes(
    frame: ChainFrame,
    activation: Activation,
    watch: ChainWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    if "chain" in visible:
        scenes["chain"] = _chain(frame, activation, watch)
    if "rule" in visible:
        scenes["rule"] = _rule(frame, watch)
    return scenes


def _chain(frame: ChainFrame, activation: Activation, watch: ChainWatch) -> ChainScene:
    here, moved = frame.here, frame.moved
    first = watch.parameter // 2
    lines = []
    for number in range(len(here.sums)):
        for row, parameter in enumerate((2 * number, 2 * number + 1)):
            value = here.parameters[parameter]
            lines.append(
                _line(
                    NAMES[parameter],
                    (number, row),
                    (-LIMIT, LIMIT),
                    (value, moved.parameters[parameter]),
                    None,
                    parameter=parameter,
                    held=parameter == watch.parameter,
                )
            )
        follows = number >= first
        for row, letter, values, others, rates, ends in (
            (2, "z", here.sums, moved.sums, frame.sum_rates, (-LIMIT, LIMIT)),
            (
                *(3, "a", here.answers, moved.answers, frame.answer_rates),
                _ends(activation),
            ),
        ):
            goal = values[number] + rates[number] * watch.change if follows else None
            lines.append(
                _line(
                    f"{letter}{subscript(number + 1)}",
                    (number, row),
                    ends,
                    (values[number], others[number]),
                    goal,
                )
            )
    predicted = here.loss + frame.loss_rate * watch.change
    lines.append(_line("C", (-1, 4), (0.0, 0.5), (here.loss, moved.loss), predicted))
    return ChainScene(
        title=tr("Chain of neurons"),
        subtitle=f"x = {significant(frame.x, 3)} · y = {significant(frame.y, 3)}",
        headings=tuple(
            tr("neuron {number}", number=str(number + 1))
            for number in range(len(here.sums))
        ),
        lines=tuple(lines),
        change=watch.change,
    )


def _line(
    name: str,
    place: tuple[int, int],
    ends: tuple[float, float],
    values: tuple[float, float],
    predicted: float | None,
    parameter: int = -1,
    held: bool = False,
) -> NumberLine:
    value, moved = values
    shown = [value, moved] if predicted is None else [value, moved, predicted]
    low, high = grown(ends, shown)
    text = significant(value, 3)
    if moved != value:
        text = f"{text} → {significant(moved, 3)}"
    column, row = place
    return NumberLine(
        name=name,
        column=column,
        row=row,
        low=low,
        high=high,
        value=value,
        moved=moved,
        predicted=predicted,
        text=text,
        parameter=parameter,
        held=held,
    )


def grown(ends: tuple[float, float], values: list[float]) -> tuple[float, float]:
    """Return ends that hold all values, doubled as often as it takes."""
    low, high = ends
    finite = [value for value in values if math.isfinite(value)]
    while finite and (min(finite) < low or max(finite) > high):
        low, high = 2.0 * low, 2.0 * high
        if low == 0.0 and min(finite) < 0.0:
            low = -high
    return low, high


def _ends(activation: Activation) -> tuple[float, float]:
    low, high = activation.limits
    if activation.bounded:
        return min(low, 0.0), max(high, 0.0)
    return -LIMIT, LIMIT


def _rule(frame: ChainFrame, watch: ChainWatch) -> RuleScene:
    name = NAMES[watch.parameter]
    return RuleScene(
        title=tr("What follows {name}", name=name),
        subtitle="",
        sections=(_comparison(frame, watch, name), _factors(frame, watch, name)),
        hint="",
    )


def _comparison(frame: ChainFrame, watch: ChainWatch, name: str) -> RuleSection:
    predicted = frame.loss_rate * watch.change
    true = frame.moved.loss - frame.here.loss
    rate, change = significant(frame.loss_rate, 4), significant(watch.change, 4)
    return RuleSection(
        tr("Predicted and true change"),
        (
            RuleLine(tr("moved by"), f"Δ{name}", change, True),
            RuleLine(
                tr("predicted by the derivative"),
                f"ΔC = ∂C/∂{name} × Δ{name}",
                f"{_bracketed(rate)} × {_bracketed(change)}",
            ),
            RuleLine("", "ΔC", significant(predicted, 4), True),
            RuleLine(tr("true change"), "ΔC", significant(true, 4), True),
            RuleLine(
                tr("missed by, which falls with the square of the move"),
                "",
                significant(true - predicted, 3),
                True,
            ),
        ),
    )


def _factors(frame: ChainFrame, watch: ChainWatch, name: str) -> RuleSection:
    """Write ∂C/∂w as the product of all derivatives on the way to the loss."""
    count = len(frame.here.sums)
    first = watch.parameter // 2
    bias = watch.parameter % 2 == 1
    fed = frame.x if first == 0 else frame.here.answers[first - 1]
    feeding = "x" if first == 0 else f"a{subscript(first)}"
    own = f"z{subscript(first + 1)}"
    factors = [(f"∂{own}/∂{name}", "1" if bias else feeding, 1.0 if bias else fed)]
    for number in range(first, count):
        z, a = f"z{subscript(number + 1)}", f"a{subscript(number + 1)}"
        factors.append((f"∂{a}/∂{z}", f"f′({z})", frame.slopes[number]))
        if number + 1 < count:
            after = f"z{subscript(number + 2)}"
            weight = frame.here.parameters[2 * (number + 1)]
            factors.append((f"∂{after}/∂{a}", NAMES[2 * (number + 1)], weight))
    last = f"a{subscript(count)}"
    factors.append((f"∂C/∂{last}", f"{last} − y", frame.here.answers[-1] - frame.y))
    lines = [
        RuleLine("", "", _equation(derivative, what, significant(value, 4)))
        for derivative, what, value in factors
    ]
    product = " × ".join(_bracketed(significant(value, 3)) for *_, value in factors)
    lines += [
        RuleLine(tr("their product"), f"∂C/∂{name}", product),
        RuleLine("", f"∂C/∂{name}", significant(frame.loss_rate, 4), True),
    ]
    return RuleSection(tr("Chain of factors"), tuple(lines))


def _equation(derivative: str, what: str, value: str) -> str:
    return f"{derivative} = 1" if what == "1" else f"{derivative} = {what} = {value}"


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text
