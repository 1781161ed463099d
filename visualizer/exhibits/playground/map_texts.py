"""What stands on and around the output map: names, honest labels, the answer."""

from __future__ import annotations

import math

import numpy as np

from visualizer.exhibits.playground.chart import Chart
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.language import Phrase, tr
from visualizer.scenes import FloatArray
from visualizer.scenes.numbers import fixed, percent, significant, whole


def shown_name(name: str) -> str:
    """Return a name of the data in the language in use.

    Those of one's own tables are no phrases and stay as they are.
    """
    return tr(name) if isinstance(name, Phrase) else name


def axis_labels(data: PlaygroundData, chart: Chart) -> tuple[str, str]:
    """Return what the axes of a map stand for."""
    if not data.tabular:
        return "x₁", "x₂"
    if chart.axes is None:
        return tr("1st principal direction"), tr("2nd principal direction")
    across, up = (shown_name(data.input_names[axis]) for axis in chart.axes)
    return across, up if chart.axes[0] != chart.axes[1] else ""


def notes(chart: Chart) -> list[str]:
    """Say what is projected, held fixed or not drawn."""
    parts: list[str] = []
    if not math.isnan(chart.kept):
        parts.append(
            tr("{share} of the inputs' variance", share=percent(chart.kept, 0))
        )
    if chart.held > 1:
        parts.append(tr("{count} others at their mean", count=chart.held))
    elif chart.held:
        parts.append(tr("the other at its mean"))
    drawn = len(chart.points.values)
    if drawn < chart.total:
        shown, total = whole(drawn), whole(chart.total)
        parts.append(tr("{drawn} of {all} drawn", drawn=shown, all=total))
    return parts


def scale_texts(
    data: PlaygroundData, limit: float, output: int
) -> tuple[str, str, str] | None:
    """Return the values of a table's target at the ends and middle of a scale.

    Parameters
    ----------
    data : PlaygroundData
    limit : float
        Where the scale ends, as the network answers.
    output : int
        Of several targets, the one that is meant.
    """
    step = data.target_scaling
    if step is None:
        return None
    ends = np.array([[limit], [0.0], [-limit]]) * np.ones(len(step.offset))
    values = step.undo(ends)[:, output].tolist()
    high, middle, low = (significant(value, 3) for value in values)
    return high, middle, low


def answer(
    data: PlaygroundData,
    outputs: FloatArray,
    limits: tuple[float, float],
    output: int | None,
) -> str:
    """Say what the network answers.

    Parameters
    ----------
    data : PlaygroundData
    outputs : array (n_out,)
    output : int or None
        Of several values the one that is printed, with its name; None for all.
    limits : pair of float
        Of the output's activation; shares of 0 to 1 are printed as percentages.
    """
    names = data.class_names
    if not np.isfinite(outputs).all():
        return tr("not a number any more")
    if data.target_scaling is not None:
        undone = data.target_scaling.undo(outputs[None].astype(np.float64))[0]
        values = [significant(value, 4) for value in undone.tolist()]
        if output is None:
            return tr("answers {answer}", answer=", ".join(values))
        name = shown_name(data.output_names[output])
        return tr("answers {answer}", answer=f"{name} = {values[output]}")
    if not data.tabular:
        plain = ", ".join(fixed(float(value), 3) for value in outputs)
        return tr("answers {answer}", answer=plain)
    share = limits == (0.0, 1.0)
    best = int(outputs.argmax())
    value = float(outputs[best])
    if len(outputs) == 1:
        best = int(value >= (0.5 if share else 0.0))
        value = 1.0 - value if share and not best else value
    return tr(
        "says {answer}: {value}",
        answer=shown_name(names[best]),
        value=percent(value) if share else fixed(value, 2),
    )
