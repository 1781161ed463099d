"""Turns a frame of the page Approximation into scenes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.approximation import edits
from visualizer.exhibits.approximation.construction import owners
from visualizer.exhibits.approximation.frame import (
    ApproximationFrame,
    ApproximationWatch,
    Fit,
)
from visualizer.exhibits.approximation.piece_scene import piece_name, pieces_scene
from visualizer.exhibits.approximation.settings import (
    ApproximationSettings,
    Piece,
    Tower,
)
from visualizer.exhibits.approximation.size_study import SizeView
from visualizer.exhibits.approximation.targets import (
    CURVE_NAMES,
    CURVES,
    SURFACE_NAMES,
    SURFACE_SIDE,
    SURFACES,
    grid,
)
from visualizer.exhibits.why.wording import not_yet, why_scene, with_facts
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import (
    ContributionsScene,
    FittingScene,
    Handle,
    Score,
    SizesScene,
    StagesScene,
    Tile,
    TowersScene,
)
from visualizer.scenes.line_plot import Dot, Line, LinePlot, Range
from visualizer.scenes.numbers import significant
from visualizer.scenes.why import AskPoint, Quantity, WhyScene

BUILT, TRAINED = 1, 2
"""Numbers that decide their colors; the target is in ink."""

COLORS = 7
"""Colors of single curves, from the second runner's on; the first is ink."""

MOST_OPEN = 8
"""With more pieces only the held one has handles at its sides."""

MARGIN = 0.35
"""Room above and below the target, as a part of its height."""

PAPER = (-1.5, 1.5)
"""Range in which a target is drawn."""

ROUNDING = 1e-3

LEAST_ERROR = 1e-12
"""Smaller errors count as this, as 0 has no logarithm."""


def make_scenes(
    frame: ApproximationFrame,
    settings: ApproximationSettings,
    watch: ApproximationWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    curve = settings.inputs == "one"
    if "fitting" in visible:
        make = _fitting if curve else _towers
        scenes["fitting"] = make(frame, settings, watch)
    if "pieces" in visible:
        scenes["pieces"] = pieces_scene(settings, watch)
    if "parts" in visible:
        if curve:
            scenes["parts"] = _contributions(frame, settings, watch)
        else:
            scenes["parts"] = _stages(frame, settings, watch)
    if "sizes" in visible:
        scenes["sizes"] = _sizes(frame, settings)
    if "why" in visible:
        scenes["why"] = _why(frame, watch)
    return scenes


def value_range(
    frame: ApproximationFrame, settings: ApproximationSettings, drawing: bool
) -> Range:
    """Return the vertical range shown: around the target, and further by steps.

    Where the target is drawn, it does not depend on it: the plot would run away
    under the hand.
    """
    least, most = float(frame.target.min()), float(frame.target.max())
    if drawing or settings.target == "drawn":
        (low, high), span = PAPER, 1.0
    else:
        span = max(most - least, 0.5)
        low, high = least - MARGIN * span, most + MARGIN * span
    heights = [settings.base, least, most]
    for number in range(len(settings.pieces)):
        heights.append(edits.place_of(settings, number, "middle")[1])
    # What the hand leaves at the edge may lie beside it by rounding.
    while min(heights) < low - ROUNDING:
        low -= span
    while max(heights) > high + ROUNDING:
        high += span
    return low, high


def _fitting(
    frame: ApproximationFrame,
    settings: ApproximationSettings,
    watch: ApproximationWatch,
) -> FittingScene:
    x = frame.x[0]
    lines = [Line("", -1, x, frame.target, dashed=True)]
    if watch.show_trained:
        lines.append(Line("", TRAINED, x, frame.trained.answers))
    if watch.show_built:
        lines.append(Line("", BUILT, x, frame.built.answers))
    held = edits.built(settings)[min(watch.piece, len(settings.pieces) - 1)]
    pen = None
    if watch.draw_target:
        pen = (watch.pen, float(np.interp(watch.pen, x, frame.target)))
    return FittingScene(
        title=tr("Fit"),
        subtitle=_target_name(settings),
        plot=LinePlot(
            lines=tuple(lines),
            dots=(),
            x=(0.0, 1.0),
            y=value_range(frame, settings, watch.draw_target),
            x_label="x",
            y_label="",
            marks=() if watch.draw_target else _edges(held),
        ),
        handles=() if watch.draw_target else _handles(settings, watch),
        pen=pen,
        scores=_scores(frame, watch),
    )


def _target_name(settings: ApproximationSettings) -> str:
    if settings.inputs == "one":
        if settings.target == "drawn" and not any(settings.drawn):
            return tr("Press 'Draw target' and draw a curve to follow")
        name = CURVE_NAMES[CURVES.index(settings.target)]
    else:
        name = SURFACE_NAMES[SURFACES.index(settings.ground)]
    return tr("target: {name}", name=tr(name))


def _edges(piece: Piece | Tower) -> tuple[float, ...]:
    sides = (piece.left, piece.right)
    return tuple(s for s in sides if s is not None and 0.0 <= s <= 1.0)


def _handles(
    settings: ApproximationSettings, watch: ApproximationWatch
) -> tuple[Handle, ...]:
    pieces = edits.built(settings)
    piece = min(watch.piece, len(pieces) - 1)
    handles = []
    for number, each in enumerate(pieces):
        names = edits.handles_of(each)
        held = watch.handle if watch.handle in names else "middle"
        if len(pieces) > MOST_OPEN and number != piece:
            names = ("middle",)
        for name in names:
            x, y = edits.place_of(settings, number, name)
            handles.append(
                Handle(
                    piece=number,
                    name=name,
                    x=x,
                    y=y,
                    tip=_tip(each, name, number),
                    held=number == piece and name == held,
                )
            )
    return tuple(handles)


def _tip(piece: Piece | Tower, handle: str, number: int) -> str:
    name = piece_name(piece, number)
    if isinstance(piece, Tower):
        text = {
            "lower": tr("{name}: left and bottom", name=name),
            "upper": tr("{name}: right and top", name=name),
        }
        return text.get(handle, tr("{name}: place", name=name))
    if handle == "middle":
        if piece.right is None:
            return tr("{name}: height", name=name)
        return tr("{name}: height and place", name=name)
    if piece.right is None:
        return tr("{name}: place", name=name)
    if handle == "left":
        return tr("{name}: left side", name=name)
    return tr("{name}: right side", name=name)


def _scores(frame: ApproximationFrame, watch: ApproximationWatch) -> tuple[Score, ...]:
    return (
        Score(
            "show_built", BUILT, tr("By hand"), _facts(frame.built), watch.show_built
        ),
        Score(
            "show_trained",
            TRAINED,
            tr("By training"),
            _facts(frame.trained),
            watch.show_trained,
        ),
    )


def _facts(fit: Fit) -> str:
    return tr(
        "mean squared error {squared} · mean distance {distance}",
        squared=significant(fit.squared, 3),
        distance=significant(fit.distance, 3),
    )


def _contributions(
    frame: ApproximationFrame,
    settings: ApproximationSettings,
    watch: ApproximationWatch,
) -> ContributionsScene:
    trained = watch.trained_parts
    fit = frame.trained if trained else frame.built
    count = len(fit.parts)
    numbers = tuple(range(count)) if trained else owners(settings)
    return ContributionsScene(
        title=tr("What each neuron adds"),
        subtitle=tr("hidden neurons: {count}", count=str(count)),
        plot=_parts_plot(fit, numbers, (tr("sum"), tr("bias"))),
        log_option="",
        parts=(
            (
                tr("Thin curves"),
                tr("Output weight times activation of each hidden neuron"),
            ),
            (tr("bias"), tr("What the output adds by itself")),
            (tr("sum"), tr("All of them together: what comes out")),
        ),
        trained=trained,
    )


# The same plot again is not drawn again.
@lru_cache(maxsize=4)
def _parts_plot(fit: Fit, numbers: tuple[int, ...], names: tuple[str, str]) -> LinePlot:
    (x,) = grid(1)
    lines = [
        Line("", 1 + number % COLORS, x, part)
        for number, part in zip(numbers, fit.parts, strict=True)
    ]
    bias = np.full_like(x, fit.bias)
    lines.append(Line(names[1], -1, x, bias, dashed=True))
    lines.append(Line(names[0], -1, x, fit.answers))
    values = np.concatenate([fit.parts.ravel(), bias, fit.answers])
    return LinePlot(
        lines=tuple(lines),
        dots=(),
        x=(0.0, 1.0),
        y=_stepped_range(values),
        x_label="x",
        y_label="",
    )


def _stepped_range(values: Array) -> Range:
    """Return a range of halves, then doubles, that holds all finite values and 0."""
    finite = values[np.isfinite(values)]
    ends = []
    for most in (float(finite.max(initial=0.0)), float(-finite.min(initial=0.0))):
        end = 0.25
        while end < most:
            end *= 2.0
        ends.append(end)
    high, low = ends
    return -low, high


def _sizes(frame: ApproximationFrame, settings: ApproximationSettings) -> SizesScene:
    view = frame.sizes
    return SizesScene(
        title=tr("Neurons and error"),
        subtitle=tr(
            "{seeds} seeds · epoch {epochs}",
            seeds=str(view.losses.shape[1]),
            epochs=str(view.epochs),
        ),
        plot=_sizes_plot(
            view, settings.layers()[0], (tr("hidden neurons"), tr("mean squared error"))
        ),
        log_option="",
        parts=(
            (tr("Markers"), tr("One network each, trained in the background")),
            (tr("a point"), tr("A click, or Alt and arrows, then Enter: what made it")),
            (tr("Line"), tr("The median over the seeds")),
            (tr("Dotted line"), tr("The network that is trained here")),
        ),
    )


@lru_cache(maxsize=4)
def _sizes_plot(view: SizeView, width: int, labels: tuple[str, str]) -> LinePlot:
    known = ~np.isnan(view.losses).any(axis=1)
    widths = np.array(view.widths, float)[known]
    losses = np.log10(np.maximum(view.losses[known], LEAST_ERROR))
    medians = np.log10(np.maximum(view.medians()[known], LEAST_ERROR))
    dots = tuple(
        Dot(
            TRAINED,
            float(each),
            float(loss),
            float("nan"),
            AskPoint(Quantity("train_loss"), number, float(each)),
        )
        for each, row in zip(widths, losses, strict=True)
        for number, loss in enumerate(row)
    )
    finite = losses[np.isfinite(losses)]
    widest = float(view.widths[-1])
    return LinePlot(
        lines=(Line("", -1, widths, medians),),
        dots=dots,
        x=(0.0, widest + 1.0),
        y=(float(finite.min(initial=-3.0)), float(finite.max(initial=-1.0))),
        x_label=labels[0],
        y_label=labels[1],
        log=True,
        marks=(float(width),) if width <= widest else (),
    )


def _why(frame: ApproximationFrame, watch: ApproximationWatch) -> WhyScene:
    """Return what made the number that was opened, else the error of the network."""
    if frame.step is None:
        return not_yet()
    scene = why_scene(frame.step, watch.trail, Quantity("train_loss"))
    facts = []
    if frame.stepped is not None:
        width, number = frame.stepped
        facts.append(
            tr("hidden neurons: {width}, seed {number}", width=width, number=number + 1)
        )
    return with_facts(scene, facts, tr("the network here"))


def _square(values: Array) -> Array:
    return values.reshape(SURFACE_SIDE, SURFACE_SIDE)


def _towers(
    frame: ApproximationFrame,
    settings: ApproximationSettings,
    watch: ApproximationWatch,
) -> TowersScene:
    limit = 1.0
    while limit < max(np.abs(frame.built.answers).max(), np.abs(frame.target).max()):
        limit *= 2.0
    shown = [Tile(tr("Target"), "", _square(frame.target), limit)]
    for fit, name, movable in (
        (frame.built, tr("By hand"), True),
        (frame.trained, tr("By training"), False),
    ):
        caption = tr(
            "squared {squared} · distance {distance}",
            squared=significant(fit.squared, 2),
            distance=significant(fit.distance, 2),
        )
        shown.append(Tile(name, caption, _square(fit.answers), limit, movable))
    held = min(watch.piece, len(settings.towers) - 1)
    boxes = [(t.left, t.right, t.bottom, t.top) for t in settings.towers]
    boxes.insert(0, boxes.pop(held))
    return TowersScene(
        title=tr("Towers"),
        subtitle=tr(
            "{target} · strongest color at ±{limit}",
            target=_target_name(settings),
            limit=significant(limit, 2),
        ),
        tiles=tuple(shown),
        columns=3,
        handles=_handles(settings, watch),
        boxes=tuple(boxes),
    )


def _stages(
    frame: ApproximationFrame,
    settings: ApproximationSettings,
    watch: ApproximationWatch,
) -> StagesScene:
    held = min(watch.piece, len(settings.towers) - 1)
    names = (
        (tr("up in x"), 1.0),
        (tr("down in x"), 1.0),
        (tr("up in y"), 1.0),
        (tr("down in y"), 1.0),
        (tr("bump in x"), 1.0),
        (tr("bump in y"), 1.0),
        (tr("their sum, to 2"), 2.0),
        (tr("thresholded"), 1.0),
    )
    tiles = tuple(
        Tile(name, "", _square(values), limit)
        for (name, limit), values in zip(names, frame.stages, strict=True)
    )
    return StagesScene(
        title=tr("From four steps to a tower"),
        subtitle=piece_name(settings.towers[held], held),
        tiles=tiles,
        columns=4,
        handles=(),
        boxes=(),
    )
