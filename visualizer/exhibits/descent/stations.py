"""The coming step of a runner, taken apart: what is done first, and what then."""

from __future__ import annotations

import re
from collections.abc import Callable

from visualizer.engine.arrays import Array
from visualizer.exhibits.descent.frame import NextStep
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.scenes.runners import StationText

STATIONS = ("slope", "mean", "square", "corrected", "step", "move")
"""In the order of their use; a method may have nothing to do at one of them."""

STATION_TITLES: dict[str, Callable[[], str]] = {
    "mean": lambda: tr("Keep momentum"),
    "square": lambda: tr("Gather squares"),
    "corrected": lambda: tr("Correct the bias"),
}
"""Of the stations that show what the method keeps."""

MOVE = re.compile("(?:θ ←|θ⁺ =) θ ([−+]) (.+)")
"""A part of a rule that moves the runner by something."""

SHRINK = re.compile(r"θ ← \(1 − (.+)\) θ")
"""A part of a rule that takes a share of the place away."""


def station_texts(
    step: NextStep, rule: str, station: int | None, dimensions: int
) -> tuple[StationText, ...]:
    """Return what happens at each station, with the numbers of this step.

    Parameters
    ----------
    step : NextStep
    rule : str
        The update rule, its parts separated by commas.
    station : int or None
        Where the walk stands; None before it begins.
    dimensions : 1 or 2
        Coordinates that are written.
    """
    texts = []
    for number, name in enumerate(STATIONS):
        title, formula, numbers = _content(name, step, rule, dimensions)
        reached = station is not None and number <= station
        texts.append(
            StationText(
                name=title,
                formula=formula,
                numbers=numbers,
                reached=reached,
                current=number == station,
            )
        )
    return tuple(texts)


def _content(
    name: str, step: NextStep, rule: str, dimensions: int
) -> tuple[str, str, str]:
    """Return title, formula and numbers of a station."""

    def point(values: Array) -> str:
        return _point(values[:dimensions])

    if name == "slope":
        noisy = bool(step.noise.any())
        formula = "g = ∇f(θ) + ξ" if noisy else "g = ∇f(θ)"
        told = f"g = {point(step.slope)}"
        if noisy:
            told = f"{told} + {point(step.noise)} = {point(step.slope + step.noise)}"
        return tr("Measure the slope"), formula, told

    def made(*kinds: str) -> tuple[list[str], list[str]]:
        found = [each for each in step.after if each.kind in kinds]
        values = [f"{each.symbol} = {point(each.value)}" for each in found]
        return [each.formula for each in found], values

    if name in STATION_TITLES:
        formulas, values = made(name)
        return STATION_TITLES[name](), ", ".join(formulas), "; ".join(values)
    if name == "step":
        formulas, values = made("rate")
        formulas += _change(rule)
        values.append(f"Δθ = {point(step.target - step.place)}")
        return tr("Scale by the rate"), ", ".join(formulas), "; ".join(values)
    # What is kept beside the runner does not move it.
    formulas, values = made("kept", "average")
    formulas, values = ["θ ← θ + Δθ", *formulas], [f"θ = {point(step.target)}", *values]
    return tr("Move"), ", ".join(formulas), "; ".join(values)


def _change(rule: str) -> list[str]:
    """Return how far a rule moves the runner, and what that is made of."""
    terms, further = "", []
    for part in rule.split(", "):
        if moved := MOVE.fullmatch(part):
            terms += f" {moved[1]} {moved[2]}"
        elif shrunk := SHRINK.fullmatch(part):
            terms += f" − {shrunk[1]} θ"
        elif part.startswith("d "):
            further.append(part)
    if not terms:
        return []
    # A leading minus stands close to what it belongs to.
    first = f"−{terms[3:]}" if terms.startswith(" −") else terms[3:]
    return [f"Δθ = {first}", *further]


def _point(values: Array) -> str:
    texts = [significant(float(value), 3) for value in values]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
