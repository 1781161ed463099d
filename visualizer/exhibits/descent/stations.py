"""The coming step of a runner, taken apart: what is done first, and what then."""

from __future__ import annotations

from visualizer.engine.arrays import Array
from visualizer.exhibits.descent.frame import NextStep
from visualizer.language import tr
from visualizer.scenes.numbers import significant
from visualizer.scenes.runners import StationText

STATIONS = ("slope", "mean", "square", "corrected", "step", "move")
"""In the order of their use; a method may have nothing to do at one of them."""


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
    if name in ("mean", "square"):
        title = tr("Keep momentum") if name == "mean" else tr("Gather squares")
        symbols = [each.symbol for each in step.after if each.kind == name]
        changes = [
            f"{each.symbol} = {point(each.value)}"
            for each in step.after
            if each.kind == name
        ]
        parts = [part for part in rule.split(", ") if part.split(" ")[0] in symbols]
        return title, ", ".join(parts), "; ".join(changes)
    if name == "corrected":
        after = [each for each in step.after if each.kind == "corrected"]
        told = "; ".join(f"{each.symbol} = {point(each.value)}" for each in after)
        return tr("Correct the bias"), ", ".join(e.symbol for e in after), told
    if name == "step":
        told = f"Δθ = {point(step.target - step.place)}"
        return tr("Scale by the rate"), _steps(rule), told
    formula, told = "θ ← θ + Δθ", f"θ = {point(step.target)}"
    for each in step.after:
        if each.kind == "average":
            # Kept beside the runner, which it does not move.
            parts = [part for part in rule.split(", ") if part.startswith(each.symbol)]
            formula = ", ".join((formula, *parts))
            told = f"{told}; {each.symbol} = {point(each.value)}"
    return tr("Move"), formula, told


def _steps(rule: str) -> str:
    """Return the parts of a rule that move the runner."""
    return ", ".join(part for part in rule.split(", ") if part.startswith(("θ ", "θ⁺")))


def _point(values: Array) -> str:
    texts = [significant(float(value), 3) for value in values]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
