"""Turns a frame of the page Signals into scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.statistics import FINEST, GREATEST
from visualizer.exhibits.signals.factor_scene import factor_scene
from visualizer.exhibits.signals.frame import (
    InitializerDraws,
    SignalsFrame,
    SignalsWatch,
)
from visualizer.exhibits.signals.settings import SignalsSettings
from visualizer.exhibits.signals.twins_scene import twins_scene
from visualizer.exhibits.signals.verdicts import (
    Way,
    backward_way,
    course_text,
    forward_way,
    way_of,
)
from visualizer.exhibits.why.wording import not_yet, why_scene
from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.numbers import significant
from visualizer.scenes.signals import (
    BackwardScene,
    ForwardScene,
    InitializerCell,
    InitializersScene,
    SpreadScene,
)
from visualizer.scenes.why import Quantity, WhyScene


def make_scenes(
    frame: SignalsFrame,
    settings: SignalsSettings,
    watch: SignalsWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    # Signals that explode overflow.
    with np.errstate(all="ignore"):
        if "forward" in visible:
            scenes["forward"] = _forward(frame)
        if "backward" in visible:
            scenes["backward"] = _backward(frame, watch)
        if "spread" in visible and frame.histograms is not None:
            scenes["spread"] = _spread(frame.histograms)
        if "initializers" in visible:
            scenes["initializers"] = _initializers(frame, settings, watch)
        if "twins" in visible and frame.twins is not None:
            scenes["twins"] = twins_scene(frame.twins, settings)
        if "why" in visible:
            scenes["why"] = _why(frame, watch)
        if "rule" in visible:
            scenes["rule"] = factor_scene(frame, settings)
    return scenes


def _forward(frame: SignalsFrame) -> ForwardScene:
    sizes = frame.sizes.forward
    theory = None if frame.theory is None else frame.theory.forward
    names = [tr("inputs"), *_layers(len(sizes) - 1)]
    return ForwardScene(
        title=tr("Forward: activations"),
        subtitle=_subtitle(forward_way(frame)),
        first=0,
        sizes=sizes,
        theory=_known(theory, len(sizes)),
        reference=float(sizes[0]),
        x_label=tr("layer; 0: inputs"),
        y_label=tr("root mean square of the activations"),
        theory_label=_theory_label(frame),
        kinds=(),
        kind="",
        texts=_texts(names, sizes, theory),
        told=_told(names, sizes),
        asks=tuple(Quantity("size", layer) for layer in range(len(sizes))),
    )


def _backward(frame: SignalsFrame, watch: SignalsWatch) -> BackwardScene:
    weights = watch.gradient == "weights"
    sizes = frame.sizes.weights if weights else frame.sizes.backward
    theory = None
    if frame.theory is not None and not weights:
        theory = frame.theory.backward
    names = [*_layers(len(sizes) - 1), tr("output")]
    way = way_of(sizes[:-1][::-1]) if weights else backward_way(frame)
    return BackwardScene(
        title=tr("Backward: gradients"),
        subtitle=_subtitle(way),
        first=1,
        sizes=sizes,
        theory=_known(theory, len(sizes)),
        reference=float(sizes[-1]),
        x_label=tr("layer; last: output"),
        y_label=(
            tr("root mean square of ∂C/∂w")
            if weights
            else tr("root mean square of ∂C/∂a")
        ),
        theory_label="" if weights else _theory_label(frame),
        kinds=(
            ("activations", "∂C/∂a"),
            ("weights", "∂C/∂w"),
        ),
        kind=watch.gradient,
        texts=_texts(names, sizes, theory),
        told=_told(names, sizes),
        asks=_asks_of_gradients(len(sizes), weights),
    )


def _asks_of_gradients(count: int, weights: bool) -> tuple[Quantity, ...]:
    """Name the sizes of gradients, of which the last is at the output."""
    layers = range(1, count + 1)
    if weights:
        return tuple(Quantity("average_size", layer) for layer in layers)
    hidden = tuple(Quantity("wish_size", layer) for layer in layers[:-1])
    return (*hidden, Quantity("request_size", count))


def _why(frame: SignalsFrame, watch: SignalsWatch) -> WhyScene:
    """Return what made the size that was opened, else that of the last hidden layer."""
    if frame.step is None:
        return not_yet()
    last = Quantity("size", len(frame.step.layers) - 1)
    scene = why_scene(frame.step, watch.trail, last)
    return replace(scene, follow=tr("follow the last layer"))


def _layers(count: int) -> list[str]:
    return [tr("layer {number}", number=number) for number in range(1, count + 1)]


def _known(theory: Array | None, count: int) -> Array:
    return np.full(count, np.nan) if theory is None else theory


def _subtitle(way: Way) -> str:
    if math.isnan(way.each):
        return tr("nothing arrives")
    if math.isinf(way.each):
        return course_text("exploding")
    return tr(
        "{course}: × {factor}/layer",
        course=course_text(way.course),
        factor=significant(way.each, 2),
    )


def _theory_label(frame: SignalsFrame) -> str:
    if frame.theory is None:
        return tr("no theory for this")
    return tr("theory at the start")


def _texts(names: list[str], sizes: Array, theory: Array | None) -> tuple[str, ...]:
    """Return the size of each layer, and what is expected."""
    texts = []
    for place, (name, size) in enumerate(zip(names, sizes.tolist(), strict=True)):
        text = f"{name}: {significant(size, 3)}"
        if theory is not None:
            expected = significant(float(theory[place]), 3)
            text = tr("{size} · theory {expected}", size=text, expected=expected)
        texts.append(text)
    return tuple(texts)


def _told(names: list[str], sizes: Array) -> str:
    """Say the first, the middle and the last of the sizes."""
    places = sorted({0, len(names) // 2, len(names) - 1})
    return ", ".join(
        f"{names[place]}: {significant(float(sizes[place]), 3)}" for place in places
    )


def _spread(columns: Array) -> SpreadScene:
    tallest = np.maximum(columns.max(axis=0, keepdims=True), 1e-12)
    marks = (-10.0, -1.0, -0.1, 0.0, 0.1, 1.0, 10.0)
    full = 2.0 * np.arcsinh(GREATEST / FINEST)
    return SpreadScene(
        title=tr("Activations in each layer"),
        subtitle=tr("how they are distributed; frequent ones stand out"),
        shares=np.sqrt(columns / tallest),
        ticks=tuple(
            (0.5 + float(np.arcsinh(mark / FINEST)) / full, _plain(mark))
            for mark in marks
        ),
        x_label=tr("layer"),
    )


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _initializers(
    frame: SignalsFrame, settings: SignalsSettings, watch: SignalsWatch
) -> InitializersScene:
    forward = watch.way == "forward"
    drawn = min((len(each.forward) for each in frame.draws), default=0)
    cells = tuple(_cell(each, settings, forward) for each in frame.draws)
    references = [each.forward[:, 0] for each in frame.draws]
    if not forward:
        references = [each.backward[:, -1] for each in frame.draws]
    return InitializersScene(
        title=tr("The same network with other initial weights"),
        subtitle=tr(
            "{drawn} of {count} networks each: median, quartiles",
            drawn=drawn,
            count=frame.wanted,
        ),
        first=0 if forward else 1,
        cells=cells,
        reference=float(np.median(np.concatenate(references))) if cells else math.nan,
        kinds=(("forward", tr("forward")), ("backward", tr("backward"))),
        kind=watch.way,
        hint="" if cells else tr("Drawing networks…"),
    )


def _cell(
    drawn: InitializerDraws, settings: SignalsSettings, forward: bool
) -> InitializerCell:
    sizes = drawn.forward if forward else drawn.backward
    low, middle, high = np.percentile(sizes, (25.0, 50.0, 75.0), axis=0)
    way = way_of(middle[1:] if forward else middle[:-1][::-1])
    return InitializerCell(
        key=drawn.key,
        name=tr(drawn.title),
        low=low,
        middle=middle,
        high=high,
        chosen=drawn.key == settings.initializer.key,
        text=course_text(way.course),
    )
