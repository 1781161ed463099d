"""Turns a frame of the page Layers into scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from visualizer.exhibits.playground.scenes import make_scenes as network_scenes
from visualizer.exhibits.playground.scenes import neuron_name
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.representations.frame import (
    LayerImage,
    RepresentationsFrame,
    RepresentationsWatch,
)
from visualizer.exhibits.representations.observer import shown_layer
from visualizer.exhibits.representations.twin import Standing, TwinView
from visualizer.language import tr
from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.line_plot import Line, LinePlot
from visualizer.scenes.numbers import fixed, percent, significant, whole
from visualizer.scenes.representations import (
    LayerMap,
    RepresentationsScene,
    SeparationRow,
    SeparationScene,
    TwinRow,
    TwinScene,
)

GROWTH = 1.1
"""Factor between one range of a map and the next larger one."""

MARGIN = 1.06
"""Room around the examples, as a factor."""

FURTHER = 1.4
"""How far out the grid is followed, as a multiple of the examples' reach."""

LEAST = 1e-3
"""Least reach of a map."""

MOST_CHOICES = 64
"""Neurons that the axes can be chosen from, at most."""

Domain = tuple[float, float, float, float]


def make_scenes(
    frame: RepresentationsFrame,
    settings: PlaygroundSettings,
    watch: RepresentationsWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    shared = visible & {"network", "output"}
    scenes = dict(network_scenes(frame.network, settings, watch, shared))
    # In a run that diverges any number may be missing.
    with np.errstate(all="ignore"):
        if "representations" in visible:
            scenes["representations"] = _maps(frame, watch)
        if "separation" in visible:
            scenes["separation"] = _separation(frame)
        if "twin" in visible:
            scenes["twin"] = _twin(frame)
    return scenes


def _maps(
    frame: RepresentationsFrame, watch: RepresentationsWatch
) -> RepresentationsScene:
    sizes = frame.network.sizes
    shown = shown_layer(watch, sizes)
    image = frame.images[shown]
    x_label, y_label = _labels(frame, shown, image)
    choice = 2 < sizes[shown] <= MOST_CHOICES
    return RepresentationsScene(
        title=tr("What layers make of the data"),
        subtitle=_subtitle(frame, shown),
        maps=tuple(
            LayerMap(
                title=layer_name(number, sizes),
                measure=_measure(frame, number),
                places=one.places,
                watched=one.watched,
                grid=one.grid if watch.warped_grid else None,
                border=one.border,
                domain=_domain(frame, number, one),
                single=sizes[number] == 1,
            )
            for number, one in enumerate(frame.images)
        ),
        shown=shown,
        points=frame.points,
        x_label=x_label,
        y_label=y_label,
        neurons=(
            tuple(
                neuron_name(frame.network, shown, index)
                for index in range(sizes[shown])
            )
            if choice
            else ()
        ),
        axes=image.neurons if choice else None,
        show_test=watch.show_test,
        warped_grid=watch.warped_grid,
        has_grid=any(one.grid is not None for one in frame.images),
        note=_note(frame, image, sizes[shown]),
    )


def layer_name(number: int, sizes: tuple[int, ...]) -> str:
    """Return what a layer is called."""
    if number == 0:
        return tr("Input")
    if number == len(sizes) - 1:
        return tr("Output")
    return tr("Layer {number}", number=number)


def _measure(frame: RepresentationsFrame, number: int) -> str:
    found = frame.separation
    if found is None or number >= len(found.shares):
        return ""
    return share_text(found.shares[number], bool(frame.network.data.class_names))


def share_text(share: float, of_classes: bool) -> str:
    """Write a share of examples in percent, R² as a number."""
    return percent(share, 0) if of_classes else fixed(share, 2)


def _subtitle(frame: RepresentationsFrame, shown: int) -> str:
    sizes = frame.network.sizes
    count = sizes[shown]
    if shown == 0:
        values = tr("1 input") if count == 1 else tr("{count} inputs", count=count)
    else:
        values = tr("1 neuron") if count == 1 else tr("{count} neurons", count=count)
    return f"{layer_name(shown, sizes)} · {values}"


def _labels(
    frame: RepresentationsFrame, shown: int, image: LayerImage
) -> tuple[str, str]:
    if frame.network.sizes[shown] == 1:
        return neuron_name(frame.network, shown, 0), ""
    share = percent(image.kept, 0)
    if image.neurons is None:
        return tr("principal plane: {share} of the variance", share=share), ""
    across, up = (neuron_name(frame.network, shown, one) for one in image.neurons)
    if frame.network.sizes[shown] > 2:
        up = tr("{name} (both: {share} of the variance)", name=up, share=share)
    return across, up


def _note(frame: RepresentationsFrame, image: LayerImage, size: int) -> str:
    parts = []
    if size == 1:
        parts.append(tr("one neuron: up the map the examples are only spread out"))
    elif all(one.grid is None for one in frame.images):
        count = frame.network.sizes[0]
        parts.append(tr("{count} inputs are no plane: no grid to bend", count=count))
    elif image.grid is not None:
        parts.append(tr("lines: the input grid, bent"))
    if image.border is not None:
        parts.append(tr("bold: the output's border"))
    drawn, total = frame.drawn
    if drawn < total:
        parts.append(tr("{drawn} of {all} drawn", drawn=whole(drawn), all=whole(total)))
    return " · ".join(parts)


def _domain(frame: RepresentationsFrame, number: int, image: LayerImage) -> Domain:
    """Return what is to be seen of a layer; it grows in steps."""
    low, high = _bounds(frame, number)
    places = image.places
    if image.neurons is None and frame.network.sizes[number] > 1:
        return (*_around(image, 0), *_around(image, 1))
    if frame.network.sizes[number] == 1:
        left, right = (low, high) if high > low else _ends(places[:, 0])
        room = (MARGIN - 1.0) * (right - left)
        return left - room, right + room, -1.0, 1.0
    if high > low:
        room = (MARGIN - 1.0) * (high - low)
        return low - room, high + room, low - room, high + room
    return (*_ends(places[:, 0]), *_ends(places[:, 1]))


def _bounds(frame: RepresentationsFrame, number: int) -> tuple[float, float]:
    """Return what a layer's neurons can answer; 0 and 0 where there is no limit."""
    if number == 0:
        return 0.0, 0.0
    view = frame.network.layers[number - 1]
    bounded = view.activation.bounded and not view.residual
    return view.activation.limits if bounded else (0.0, 0.0)


def _ends(values: FloatArray) -> tuple[float, float]:
    """Return ends that hold values and 0, in steps."""
    reach = _stepped(values)
    finite = values[np.isfinite(values)]
    low = float(finite.min(initial=0.0))
    return (-reach if low < 0.0 else -(MARGIN - 1.0) * reach), reach


def _around(image: LayerImage, axis: int) -> tuple[float, float]:
    """Return ends that hold the examples and what of the grid is not far off."""
    seen = image.places[:, axis]
    seen = seen[np.isfinite(seen)]
    ends = [float(seen.min(initial=0.0)), float(seen.max(initial=0.0))]
    if image.grid is not None:
        lines = image.grid[..., axis]
        lines = lines[np.isfinite(lines)]
        furthest = FURTHER * max(-ends[0], ends[1])
        ends[0] = max(min(ends[0], float(lines.min(initial=0.0))), -furthest)
        ends[1] = min(max(ends[1], float(lines.max(initial=0.0))), furthest)
    return -_stepped(np.array(ends[:1])), _stepped(np.array(ends[1:]))


def _stepped(values: FloatArray) -> float:
    finite = np.abs(values[np.isfinite(values)])
    greatest = MARGIN * float(finite.max(initial=0.0))
    if not LEAST < greatest < math.inf:
        return LEAST if greatest <= LEAST else 1.0
    return float(GROWTH ** math.ceil(math.log(greatest) / math.log(GROWTH) - 1e-9))


# How far apart the classes are.


def _separation(frame: RepresentationsFrame) -> SeparationScene:
    found, data = frame.separation, frame.network.data
    sizes = frame.network.sizes
    of_classes = bool(data.class_names)
    rows: tuple[SeparationRow, ...] = ()
    note = ""
    if found is not None:
        rows = tuple(
            SeparationRow(
                name=layer_name(number, sizes),
                share=share,
                before=before,
                text=share_text(share, of_classes),
                further=_ratio_text(ratio) if of_classes else "",
            )
            for number, (share, ratio, before) in enumerate(
                zip(found.shares, found.ratios, found.before, strict=True)
            )
        )
        train, test = found.examples
        note = (
            tr(
                "fitted to {train} training, measured on {test} test examples",
                train=whole(train),
                test=whole(test),
            )
            if test
            else tr("fitted to and measured on {train} examples", train=whole(train))
        )
    start = (tr("upright mark"), tr("The same at the start of the run"))
    if not of_classes:
        return SeparationScene(
            title=tr("What can be read off linearly"),
            subtitle=tr("R² of a linear fit"),
            rows=rows,
            chance=0.0,
            measure="R²",
            further="",
            note=note,
            parts=(
                (
                    tr("bars"),
                    tr(
                        "How much of the targets' variance a linear fit to the layer's "
                        "values explains; the network's own output is not asked"
                    ),
                ),
                start,
            ),
        )
    return SeparationScene(
        title=tr("Classes come apart"),
        subtitle=tr("by Fisher's linear discriminant"),
        rows=rows,
        chance=_chance(frame),
        measure=tr("linearly separable"),
        further=tr("between / within"),
        note=note,
        parts=(
            (
                tr("bars"),
                tr(
                    "Share of the test examples that Fisher's linear discriminant gets "
                    "right from the layer's values: flat borders alone, no network"
                ),
            ),
            start,
            (tr("dotted line"), tr("Always saying the commonest class gets this far")),
            (
                tr("between / within"),
                tr(
                    "Scatter of the class means over the scatter within the classes, "
                    "of the training examples: it grows as the classes come apart"
                ),
            ),
        ),
    )


def _ratio_text(ratio: float) -> str:
    return significant(ratio, 2)


def _chance(frame: RepresentationsFrame) -> float:
    """Return the share of the commonest class."""
    data = frame.network.data
    part = data.test if data.test.count else data.train
    if part.labels is None:
        return 0.0
    return float(np.bincount(part.labels).max()) / part.count


# The twin.


def _twin(frame: RepresentationsFrame) -> TwinScene:
    title, view = tr("Twin"), frame.twin
    if view is None:
        none = len(frame.network.sizes) < 3
        note = (
            tr("A network without hidden layers has no twin: add a layer.")
            if none
            else tr("training the twin beside")
        )
        return TwinScene(title, "", (), (), None, note)
    of_classes = bool(frame.network.data.class_names)
    headings = [tr("parameters"), tr("train")]
    if view.tested:
        headings.append(tr("test"))
    if of_classes:
        headings.append(tr("accuracy"))
    rows = tuple(
        TwinRow(
            name=_network_name(one),
            number=number,
            cells=_cells(one, view.tested, of_classes),
        )
        for number, one in enumerate((view.own, view.twin))
    )
    return TwinScene(
        title=title,
        subtitle=tr("at equal numbers of parameters"),
        headings=tuple(headings),
        rows=rows,
        plot=_plot(view, [row.name for row in rows]),
        note=_twin_note(view, of_classes),
    )


def _twin_note(view: TwinView, of_classes: bool) -> str:
    parts = [tr("both after update {update}", update=whole(view.update))]
    if of_classes and view.tested:
        parts.append(tr("accuracy on the test examples"))
    parts.append(
        tr("curves: test loss") if view.tested else tr("curves: training loss")
    )
    parts.append(tr("same data, seeds and settings as the run began with"))
    return " · ".join(parts)


def _network_name(one: Standing) -> str:
    sizes = "-".join(map(str, one.sizes))
    deep = len(one.sizes) > 3
    return (
        tr("deep {sizes}", sizes=sizes) if deep else tr("shallow {sizes}", sizes=sizes)
    )


def _cells(one: Standing, tested: bool, of_classes: bool) -> tuple[str, ...]:
    metrics = one.metrics
    cells = [whole(one.parameters), significant(metrics.train_loss, 3)]
    if tested:
        cells.append(significant(metrics.test_loss, 3))
    if of_classes:
        share = metrics.test_accuracy if tested else metrics.train_accuracy
        cells.append(percent(share, 1))
    return tuple(cells)


def _plot(view: TwinView, names: list[str]) -> LinePlot:
    curves = (view.own_curve, view.twin_curve)
    lines = tuple(
        Line(name, number, updates / view.per_epoch, losses)
        for number, (name, (updates, losses)) in enumerate(
            zip(names, curves, strict=True)
        )
    )
    finite = [y[np.isfinite(y)] for _, y in curves]
    top = max(float(y.max(initial=0.0)) for y in finite)
    last = max(float(line.x[-1]) if len(line.x) else 0.0 for line in lines)
    return LinePlot(
        lines=lines,
        dots=(),
        x=(0.0, last),
        y=(0.0, min(top, 1e6)),
        x_label=tr("epoch"),
        y_label="",
        grows=True,
    )
