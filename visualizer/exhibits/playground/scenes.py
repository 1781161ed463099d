"""Turns a frame of the Playground into scenes.

What is rarely in sight is imported when it is first to be seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.exhibits.playground.advice import with_words
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.exhibits.playground.frame import (
    Details,
    LayerView,
    PlaygroundFrame,
    PlaygroundWatch,
    SurfaceView,
    Trouble,
)
from visualizer.exhibits.playground.layer_scenes import layer_card, layer_details
from visualizer.exhibits.playground.layer_settings import (
    LayerSettings,
    NeuronSettings,
)
from visualizer.exhibits.playground.map_texts import (
    answer,
    axis_labels,
    notes,
    scale_texts,
    shown_name,
)
from visualizer.exhibits.playground.settings import PlaygroundSettings, is_paintable
from visualizer.exhibits.training_settings import GREATEST_RATE
from visualizer.language import language, tr
from visualizer.scenes import FloatArray, IntArray, Scene
from visualizer.scenes.classes import ClassesScene
from visualizer.scenes.cycle import CycleScene
from visualizer.scenes.graph import (
    EDGE_BINS,
    GraphLayer,
    GraphScene,
    LayerKind,
    NeuronNote,
    ParameterCard,
    edge_bins,
)
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.scenes.neuron import NeuronScene, Term
from visualizer.scenes.numbers import (
    fixed,
    layer_index,
    percent,
    signed,
    significant,
    subscript,
    whole,
)
from visualizer.scenes.plane import Painting, PicturePair, PlaneScene
from visualizer.scenes.surface import SurfaceScene
from visualizer.scenes.why import Quantity, What

WEIGHT_SCALE = 2.0
"""The absolute weight that gets the strongest edge, in every network."""

MOST_SHOWN = 16
"""A layer with more neurons is folded."""

FOLDED_SHOWN = 8
"""Neurons drawn of a folded layer."""

MOST_EDGES = 1500

CURVE_POINTS = 121

_GOING_BACK: tuple[What, ...] = ("desired", "slope", "sum_request")
"""What the gradient chain of the inspector shows, from the activation on."""


def make_scenes(
    frame: PlaygroundFrame,
    settings: PlaygroundSettings,
    watch: PlaygroundWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels that the frame has values for."""
    # In a run that diverges any product may overflow.
    with np.errstate(all="ignore"):
        return _make_scenes(frame, settings, watch, visible)


def _make_scenes(
    frame: PlaygroundFrame,
    settings: PlaygroundSettings,
    watch: PlaygroundWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    scenes: dict[str, Scene] = {}
    if "network" in visible:
        scenes["network"] = _graph(frame, settings, watch)
    if "output" in visible and frame.details.output_map is not None:
        scenes["output"] = _plane(frame, watch)
    elif "output" in visible and frame.chart is None:
        scenes["output"] = _classes(frame)
    if "neuron" in visible:
        scenes["neuron"] = _neuron(frame, settings, watch)
    if "cut_off" in visible:
        from visualizer.exhibits.playground.cut_off_scene import cut_off_scene

        scenes["cut_off"] = cut_off_scene(frame, watch)
    if "mistakes" in visible and frame.mistakes is not None:
        from visualizer.exhibits.playground.mistakes import mistakes_scene

        scenes["mistakes"] = mistakes_scene(frame.mistakes, frame.data)
    if "surface" in visible:
        scenes["surface"] = _surface(frame, settings)
    if "mountain" in visible:
        from visualizer.exhibits.playground.relief_scenes import mountain_scene

        scenes["mountain"] = mountain_scene(frame.mountain)
    if "search" in visible:
        from visualizer.exhibits.playground.search_scene import search_scene

        scenes["search"] = search_scene(frame.search, watch)
    if "line" in visible:
        from visualizer.exhibits.playground.relief_scenes import line_scene

        scenes["line"] = line_scene(frame.line)
    if "statistics" in visible and frame.statistics is not None:
        from visualizer.exhibits.playground.statistics_scenes import statistics_scene

        scenes["statistics"] = statistics_scene(frame.statistics)
    if "plan" in visible and frame.plan is not None:
        from visualizer.exhibits.inside_plan import plan_scene

        scenes["plan"] = plan_scene(frame.plan)
    if "why" in visible:
        from visualizer.exhibits.playground.why_here import why_here

        scenes["why"] = why_here(frame, watch)
    if "cycle" in visible:
        scenes["cycle"] = _cycle(frame, settings)
    return scenes


def _cycle(frame: PlaygroundFrame, settings: PlaygroundSettings) -> CycleScene:
    from visualizer.exhibits.inside_cycle import CycleView, cycle_scene

    rate = settings.learning_rate if math.isnan(frame.rate) else frame.rate
    return cycle_scene(
        CycleView(
            example=frame.example,
            x=frame.x,
            target=frame.target,
            prediction=frame.layers[-1].a,
            layers=[(one.weights, one.biases, one.activation) for one in frame.layers],
            loss=frame.loss,
            optimizer=settings.optimizer,
            rate=rate,
        )
    )


def neuron_name(frame: PlaygroundFrame, layer: int, index: int) -> str:
    """Return the name of a neuron: x₁, h₄⁽²⁾, y₁."""
    return _neuron_name(frame.data, frame.sizes, layer, index)


def _neuron_name(
    data: PlaygroundData, sizes: tuple[int, ...], layer: int, index: int
) -> str:
    if layer == 0:
        return shown_name(data.input_names[index])
    if layer == len(sizes) - 1:
        return "y" if sizes[-1] == 1 else f"y{subscript(index + 1)}"
    return f"h{subscript(index + 1)}{layer_index(layer)}"


def source_name(frame: PlaygroundFrame, layer: int, source: int) -> str:
    """Return the name of the neuron that a weight of layer 1, 2, … leads from."""
    before = frame.sizes[layer - 1]
    if source >= before:
        return neuron_name(frame, 0, source - before)
    return neuron_name(frame, layer - 1, source)


def _sources(frame: PlaygroundFrame, layer: int) -> int:
    """Return how many weights lead into each neuron of layer 1, 2, …."""
    return len(frame.layers[layer - 1].weights)


# The network.


def _graph(
    frame: PlaygroundFrame, settings: PlaygroundSettings, watch: PlaygroundWatch
) -> GraphScene:
    layers = _layers(
        frame.data,
        frame.sizes,
        watch.unfolded,
        settings.layers,
        settings.neurons,
        settings.input_skips,
        language(),
    )
    layers = with_words(layers, frame.details.findings, language())
    backward = frame.phase is not None and frame.phase.direction == "backward"
    values = _activations(frame)
    shown = [np.array(layer.shown, dtype=np.intp) for layer in layers]
    activations = tuple(v[s] for v, s in zip(values, shown, strict=True))
    desired, desired_texts = _desired(frame, layers) if backward else ((), ())
    limits = [_limit_of(view.activation, view.residual) for view in frame.layers]
    greatest = max(1.0, float(np.abs(frame.x).max(initial=0.0)))
    edges, biases = _strengths(frame, layers, shown, backward)
    maps, scales = _tiles(
        frame.details,
        layers,
        tuple(
            # Linear outputs answer on the scale of the targets.
            watch.fixed_scale and (limit is not None or _is_linear(view))
            for limit, view in zip(limits, frame.layers, strict=True)
        ),
    )
    return GraphScene(
        layers=layers,
        edges=edges,
        biases=biases,
        activations=activations,
        activation_limit=(
            greatest,
            *(
                _reached_by(view) if limit is None else limit
                for limit, view in zip(limits, frame.layers, strict=True)
            ),
        ),
        maps=maps,
        map_scale=scales,
        image=_image(frame),
        desired=desired,
        desired_texts=desired_texts,
        phase=frame.phase,
        pulses=frame.pulses or frame.phase is not None,
        notes=_notes(frame.details.troubles, language()),
        selection=watch.selection,
        card=_card(frame, settings, watch),
        title=tr("Network") + "  " + " – ".join(str(size) for size in frame.sizes),
        subtitle=_subtitle(frame),
        legend=_legend(_gradient_scale(frame) if backward else WEIGHT_SCALE),
        edge_meaning=(
            tr("edges: −∂C/∂w, the change each weight is asked for")
            if backward
            else tr("edges: weights")
        ),
        rule=_rule(layers, language()),
        update=frame.update,
        editable=True,
        state=_state(frame, settings),
        layer_card=(
            None
            if watch.opened is None
            else layer_card(settings, watch.opened, language())
        ),
        **_choices(settings.frozen, settings.disabled, settings.locked),
    )


@lru_cache(maxsize=2)
def _choices(
    frozen: tuple[tuple[int, int], ...],
    disabled: tuple[tuple[int, int], ...],
    locked: tuple[tuple[int, int | None, int], ...],
) -> dict[str, Any]:
    """Return what is chosen for neurons and weights; the same from frame to frame."""
    return {
        "frozen": tuple(NeuronRef(*place) for place in frozen),
        "disabled": tuple(NeuronRef(*place) for place in disabled),
        "locked": tuple(WeightRef(*place) for place in locked),
    }


def _state(frame: PlaygroundFrame, settings: PlaygroundSettings) -> str:
    """Say what acts on the updates now, and what a walk leaves out."""
    parts = []
    walking = frame.phase is not None or frame.collected
    if walking and not frame.trained:
        own = settings.layers
        if settings.input_noise > 0.0 or any(one.dropout > 0.0 for one in own):
            parts.append(tr("walk without dropout and noise"))
        if any(one.normalization == "batch" for one in own):
            parts.append(tr("walk with running means"))
    if frame.clipped < 1.0:
        share = percent(frame.clipped, 0 if frame.clipped >= 0.1 else 2)
        parts.append(tr("gradient clipped to {share}", share=share))
    if math.isfinite(frame.rate):
        rate = significant(frame.rate, 2)
        parts.append(tr("learning rate now {rate}", rate=rate))
    return " · ".join(parts)


@lru_cache(maxsize=2)
def _notes(
    troubles: tuple[tuple[NeuronRef, Trouble], ...], _: str
) -> tuple[NeuronNote, ...]:
    """Return what is wrong with neurons; the same until it is looked for again."""
    return tuple(NeuronNote(ref, *_trouble_words(trouble)) for ref, trouble in troubles)


def _trouble_words(trouble: Trouble) -> tuple[str, str]:
    """Say what is wrong with a neuron, in a word and in a sentence."""
    return {
        "dead": (tr("dead"), tr("dead: 0 for every example, no gradient passes")),
        "saturated": (
            tr("saturated"),
            tr("saturated: hardly any slope is left, it learns very slowly"),
        ),
        "not_finite": (
            tr("not a number"),
            tr("not a number any more: the steps grew without bound"),
        ),
    }[trouble]


@lru_cache(maxsize=8)
def _layers(
    data: PlaygroundData,
    sizes: tuple[int, ...],
    unfolded: frozenset[int],
    own: tuple[LayerSettings, ...],
    neurons: tuple[NeuronSettings, ...],
    skips: bool,
    _: str,
) -> tuple[GraphLayer, ...]:
    """Return all columns; the last argument is the language that they speak."""
    chosen = (LayerSettings(), *own)
    return tuple(
        _layer(
            data,
            sizes,
            n,
            n in unfolded,
            chosen[n] if n < len(chosen) else LayerSettings(),
            sum(one.layer == n for one in neurons),
            skips and 1 < n < len(sizes) - 1,
        )
        for n in range(len(sizes))
    )


def _layer(
    data: PlaygroundData,
    sizes: tuple[int, ...],
    number: int,
    unfolded: bool,
    own: LayerSettings,
    different: int,
    skipped: bool,
) -> GraphLayer:
    size, last = sizes[number], len(sizes) - 1
    image = data.image_shape if number == 0 else None
    if image is not None:
        shape = f"{image[0]}×{image[1]}"
        title = tr("{shape} pixels", shape=shape)
        return GraphLayer(title, "input", size, (), (), "", image)
    shown = tuple(range(size))
    if size > MOST_SHOWN and not unfolded:
        half = FOLDED_SHOWN // 2
        shown = (*range(half), *range(size - half, size))
    if number == 0:
        title, folded = tr("inputs"), tr("{count} inputs", count=size)
    elif number == last:
        folded = tr("{count} outputs", count=size)
        title = tr("output") if size == 1 else folded
    else:
        folded = tr("{count} neurons", count=size)
        title = tr("1 neuron") if size == 1 else folded
    if len(shown) == size:
        folded = ""
    names = data.class_names or data.output_names
    labels = tuple(
        shown_name(names[index])
        if number == last and len(names) == size and size > 1
        else _neuron_name(data, sizes, number, index)
        for index in shown
    )
    kind: LayerKind = (
        "input" if number == 0 else "output" if number == last else "hidden"
    )
    return GraphLayer(
        title,
        kind,
        size,
        shown,
        labels,
        folded,
        details=layer_details(own, different, skipped),
        residual=own.residual,
        skipped=skipped,
    )


def _activations(frame: PlaygroundFrame) -> list[FloatArray]:
    values: list[FloatArray] = [frame.x, *(layer.a.copy() for layer in frame.layers)]
    phase = frame.phase
    if phase is not None and phase.direction == "forward":
        for number in range(1, len(values)):
            unknown = values[number]
            if number > phase.layer:
                unknown[:] = np.nan
            elif number == phase.layer and phase.neuron is not None:
                done = phase.neuron
                if phase.product is not None:
                    full = phase.product == _sources(frame, number) - 1
                    done = phase.neuron if full else phase.neuron - 1
                unknown[done + 1 :] = np.nan
    return values


def _is_linear(view: LayerView) -> bool:
    return view.activation.identity and not view.residual


@lru_cache(maxsize=32)
def _limit_of(activation: Activation, residual: bool) -> float | None:
    """Return the greatest |value| that a layer can give on; None where there is none.

    What a layer receives beside its sums comes on top of what its activation gives.
    """
    if residual or not activation.bounded:
        return None
    low, high = activation.limits
    return max(-low, high)


def _reached_by(layer: LayerView) -> float:
    finite = layer.a[np.isfinite(layer.a)]
    # Powers of two, so that bars do not breathe with every update.
    greatest = float(np.abs(finite).max(initial=1.0))
    return _power_of_two(greatest)


def _desired(
    frame: PlaygroundFrame, layers: tuple[GraphLayer, ...]
) -> tuple[tuple[FloatArray, ...], tuple[tuple[str, ...], ...]]:
    """Return -∂C/∂a of every neuron that the backward pass has reached."""
    phase = frame.phase
    assert phase is not None
    arrays: list[FloatArray] = [np.full(len(layers[0].shown), np.nan)]
    for number, view in enumerate(frame.layers, start=1):
        values = -view.da.astype(np.float64)
        if number < phase.layer:
            values[:] = np.nan
        elif number == phase.layer and phase.neuron is not None:
            values[phase.neuron + 1 :] = np.nan
        arrays.append(values[np.array(layers[number].shown, dtype=np.intp)])
    texts = tuple(
        tuple("" if math.isnan(v) else _signed_digits(float(v), 2) for v in values)
        for values in arrays
    )
    return tuple(arrays), texts


def _strengths(
    frame: PlaygroundFrame,
    layers: tuple[GraphLayer, ...],
    shown: Sequence[IntArray],
    backward: bool,
) -> tuple[tuple[IntArray, ...], tuple[IntArray, ...]]:
    """Return the bins of the edges and those of the biases."""
    biases = [view.biases[s] for view, s in zip(frame.layers, shown[1:], strict=True)]
    edges = _edges(frame, layers, backward)
    if backward:
        return _binned(edges, _gradient_scale(frame)), _binned(biases, WEIGHT_SCALE)
    both = _binned([*edges, *biases], WEIGHT_SCALE)
    return both[: len(edges)], both[len(edges) :]


def _edges(
    frame: PlaygroundFrame, layers: tuple[GraphLayer, ...], backward: bool
) -> list[FloatArray]:
    strengths: list[FloatArray] = []
    for number, view in enumerate(frame.layers, start=1):
        before, after = layers[number - 1], layers[number]
        values = -view.weight_gradient if backward else view.weights
        if backward and frame.phase is not None and number < frame.phase.layer:
            values = np.zeros_like(values)
        chosen = values[:, list(after.shown)] if after.folded else values
        shown = _of_shown(chosen[: before.size], before)
        if after.skipped:
            past = _of_shown(chosen[before.size :], layers[0])
            shown = np.concatenate([shown, past])
        strengths.append(shown)
    return strengths


def _of_shown(weights: FloatArray, layer: GraphLayer) -> FloatArray:
    """Return the weights (n, m) that lead from what is shown of a layer."""
    if layer.image_shape is not None:
        # The whole image is one source: the strength of all its weights.
        strength: FloatArray = np.sqrt((weights * weights).mean(axis=0, keepdims=True))
        signed_strength: FloatArray = strength * np.sign(
            weights.sum(axis=0, keepdims=True)
        )
        return signed_strength
    return weights[list(layer.shown)] if layer.folded else weights


def _binned(values: list[FloatArray], scale: float) -> tuple[IntArray, ...]:
    """Sort arrays into bins, in one go, which for small ones counts."""
    bins = edge_bins(np.concatenate([each.ravel() for each in values]), scale)
    stops = list(accumulate(each.size for each in values))
    return tuple(
        bins[stop - each.size : stop].reshape(each.shape)
        for stop, each in zip(stops, values, strict=True)
    )


@lru_cache(maxsize=8)
def _legend(scale: float) -> tuple[tuple[int, str], ...]:
    return tuple(
        (round(share * EDGE_BINS), _signed_digits(share * scale, 2))
        for share in (-1.0, -0.5, 0.5, 1.0)
    )


def _gradient_scale(frame: PlaygroundFrame) -> float:
    """Return the |∂C/∂w| that gets the strongest edge, for the watched example.

    Gradients of one example shrink a thousandfold while a network learns: a
    scale for the whole run would show nothing of most of them. The legend says
    which one it is.
    """
    return max(round_up(view.weight_gradient) for view in frame.layers)


@lru_cache(maxsize=4)
def _tiles(
    details: Details, layers: tuple[GraphLayer, ...], fixed: tuple[bool, ...]
) -> tuple[tuple[FloatArray | None, ...], tuple[float, ...]]:
    """Return the maps inside neurons and the values in full color.

    Most frames share their details with the one before, and then the maps too.

    Parameters
    ----------
    fixed : tuple of bool
        Of each layer with weights, whether 1 is in full color.
    """
    if not details.maps:
        return tuple(None for _ in layers), tuple(1.0 for _ in layers)
    maps: list[FloatArray | None] = []
    scales: list[float] = []
    for number, (values, layer) in enumerate(zip(details.maps, layers, strict=True)):
        if values is None:
            maps.append(None)
            scales.append(1.0)
            continue
        if number == 0:
            # Exactly the greatest: the plane's edge is where a coordinate ends.
            scale = float(np.abs(values).max()) or 1.0
        else:
            scale = 1.0 if fixed[number - 1] else round_up(values)
        chosen = values[list(layer.shown)]
        if (
            number == len(layers) - 1
            and len(chosen) == 1
            and details.map_neuron is None
        ):
            # The output's tile is large: the finer map of the output panel.
            fine = details.output_map
            chosen = chosen if fine is None else fine[None]
        maps.append(_bounded(chosen, scale))
        scales.append(scale)
    return tuple(maps), tuple(scales)


def _bounded(values: FloatArray, scale: float) -> FloatArray:
    """Return values over scale, within [-1, 1]; 0 where not finite."""
    bounded: FloatArray = values / scale
    np.minimum(np.maximum(bounded, -1.0, out=bounded), 1.0, out=bounded)
    if math.isnan(bounded.sum()):
        bounded[np.isnan(bounded)] = 0.0
    return bounded


def round_up(values: FloatArray) -> float:
    """Return the greatest absolute value, rounded up to 1, 2 or 5 times 10ⁿ."""
    finite = values[np.isfinite(values)]
    greatest = float(np.abs(finite).max(initial=0.0))
    if greatest == 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(greatest))
    for step in (1.0, 2.0, 5.0):
        if greatest <= step * power * 1.0001:
            return step * power
    return 10.0 * power


def _image(frame: PlaygroundFrame) -> FloatArray | None:
    shape = frame.data.image_shape
    return None if shape is None else frame.x.reshape(shape)


def _subtitle(frame: PlaygroundFrame) -> str:
    if frame.example < 0:
        return tr("the probe feeds the network")
    number = whole(frame.example + 1)
    batch = len(frame.order)
    if frame.phase is not None or frame.collected:
        return tr(
            "example {number} · gradient {collected} of {batch} collected",
            number=number,
            collected=frame.collected,
            batch=batch,
        )
    return tr("watching example {number} · [ ] choose · ← → step", number=number)


@lru_cache(maxsize=8)
def _rule(layers: tuple[GraphLayer, ...], _: str) -> str:
    """Say which edges are left out; the last argument is the language."""
    counts = [1 if layer.image_shape else len(layer.shown) for layer in layers]
    edges = sum(a * b for a, b in pairwise(counts))
    edges += sum(
        counts[0] * count
        for layer, count in zip(layers, counts, strict=True)
        if layer.skipped
    )
    if edges > MOST_EDGES:
        return tr(
            "the {shown} strongest of {all} edges are drawn",
            shown=whole(MOST_EDGES),
            all=whole(edges),
        )
    if any(layer.folded for layer in layers):
        weights = sum(a.size * b.size for a, b in pairwise(layers))
        if any(layer.image_shape for layer in layers):
            # An edge from an image stands for many weights.
            return tr("large layers are folded")
        return tr(
            "folded: {shown} of {all} weights", shown=whole(edges), all=whole(weights)
        )
    return ""


def _card(
    frame: PlaygroundFrame, settings: PlaygroundSettings, watch: PlaygroundWatch
) -> ParameterCard | None:
    target = watch.selection
    if not isinstance(target, WeightRef) or not _exists(frame, target):
        return None
    view = frame.layers[target.layer - 1]
    name = neuron_name(frame, target.layer, target.destination)
    if target.source is None:
        title = tr("bias of {name}", name=name)
        value = float(view.biases[target.destination])
        gradient = float(view.dz[target.destination])
    else:
        source = source_name(frame, target.layer, target.source)
        title = tr("weight {source} → {name}", source=source, name=name)
        value = float(view.weights[target.source, target.destination])
        gradient = float(view.weight_gradient[target.source, target.destination])
    if frame.target is None:
        # The probe has no target, so that there is nothing to descend on.
        gradient = math.nan
    return ParameterCard(
        target,
        title,
        value,
        gradient,
        significant(value),
        significant(gradient),
        max(WEIGHT_SCALE, _power_of_two(value))
        if math.isfinite(value)
        else WEIGHT_SCALE,
        (target.layer, target.source, target.destination) in settings.locked,
    )


def _power_of_two(value: float) -> float:
    """Return the least power of two, from 1 to 2¹⁰²³, that is not below |value|."""
    exponent = math.ceil(math.log2(max(1.0, abs(value))))
    return float(2.0 ** min(exponent, 1023))


def _exists(frame: PlaygroundFrame, target: WeightRef | NeuronRef) -> bool:
    if isinstance(target, NeuronRef):
        return (
            target.layer < len(frame.sizes)
            and target.index < (frame.sizes[target.layer])
        )
    if not 1 <= target.layer < len(frame.sizes):
        return False
    source = 0 if target.source is None else target.source
    within = source < _sources(frame, target.layer)
    return within and target.destination < frame.sizes[target.layer]


# The output.


def _painting(data: PlaygroundData) -> Painting:
    from visualizer.exhibits.playground.painting import painting

    return painting(data)


def _plane(frame: PlaygroundFrame, watch: PlaygroundWatch) -> PlaneScene:
    details = frame.details
    data, chart = frame.data, frame.chart
    assert details.output_map is not None
    assert chart is not None
    neuron = details.map_neuron
    shown = frame.output or 0
    kind = _map_kind(data, shown)
    subtitle = ""
    if neuron is not None:
        name = neuron_name(frame, neuron.layer, neuron.index)
        subtitle = tr("what neuron {name} answers", name=name)
    limit = 1.0 if watch.fixed_scale else round_up(details.output_map)
    top = frame.layers[-1]
    x_label, y_label = axis_labels(data, chart)
    names = tuple(shown_name(name) for name in data.class_names)
    paintable = is_paintable(data.settings.dataset)
    return PlaneScene(
        title=tr("Output"),
        subtitle=subtitle or " · ".join((kind, *notes(chart))),
        values=details.output_map,
        limit=limit,
        domain=chart.domain,
        x_label=x_label,
        y_label=y_label,
        points=chart.points,
        show_test=watch.show_test,
        discretize=watch.discretize,
        fixed_scale=watch.fixed_scale,
        watched=frame.point if frame.example >= 0 else None,
        probe=frame.point if frame.example < 0 else None,
        value_text=answer(data, top.a, top.activation.limits, frame.output),
        winners=details.winners,
        class_names=names if details.winners is not None else (),
        scale_texts=scale_texts(data, limit, shown) if neuron is None else None,
        axes_options=_axes_options(data, language()),
        axes=chart.axes,
        own_units=chart.axes is not None,
        painting=_painting(data) if watch.painting and paintable else None,
        paintable=paintable,
        picture=(
            None
            if data.original is None
            else PicturePair(data.original, details.picture)
        ),
        # A picture shows its three at once, as colors.
        outputs=_output_names(data, language()) if data.original is None else (),
        output=shown,
    )


@lru_cache(maxsize=4)
def _output_names(data: PlaygroundData, _: str) -> tuple[str, ...]:
    """Return the names of several outputs; the last argument is the language."""
    return tuple(shown_name(name) for name in data.output_names)


def _map_kind(data: PlaygroundData, output: int) -> str:
    """Say what the map shows of the output."""
    if data.class_names:
        return tr("decision map")
    if data.original is not None:
        share = percent(data.train.count / (data.train.count + data.test.count), 0)
        return tr("learns from {share} of the pixels", share=share)
    if data.output_names:
        return tr("regression: {name}", name=shown_name(data.output_names[output]))
    return tr("regression")


@lru_cache(maxsize=4)
def _axes_options(data: PlaygroundData, _: str) -> tuple[str, ...]:
    """Return the inputs that a map can be drawn over; none where there is no choice."""
    if not data.tabular or len(data.input_names) < 2:
        return ()
    return tuple(shown_name(name) for name in data.input_names)


def _classes(frame: PlaygroundFrame) -> ClassesScene:
    names = tuple(shown_name(name) for name in frame.data.class_names)
    outputs = frame.layers[-1].a
    shares = frame.layers[-1].activation.limits == (0.0, 1.0)
    finite = bool(np.isfinite(outputs).all())
    predicted = int(outputs.argmax()) if finite else 0
    missing = np.full(len(names), np.nan)
    train, test = frame.train_by_class, frame.test_by_class
    words = {"answer": names[predicted], "truth": names[frame.label]}
    if predicted == frame.label:
        verdict = tr("says {answer}, is {truth}: right", **words)
    else:
        verdict = tr("says {answer}, is {truth}: wrong", **words)
    return ClassesScene(
        title=tr("Output"),
        subtitle=tr("example {number}", number=whole(frame.example + 1)),
        names=names,
        outputs=outputs,
        output_texts=tuple(
            percent(float(value)) if shares else fixed(float(value), 2)
            for value in outputs
        ),
        target=frame.label,
        predicted=predicted,
        train_accuracy=missing if train is None else train,
        test_accuracy=missing if test is None else test,
        image=_image(frame),
        verdict=verdict if finite else tr("not a number any more"),
    )


# One neuron.


def _neuron(
    frame: PlaygroundFrame, settings: PlaygroundSettings, watch: PlaygroundWatch
) -> NeuronScene:
    target = watch.selection
    if isinstance(target, WeightRef):
        target = NeuronRef(target.layer, target.destination)
    if target is None or target.layer == 0 or not _exists(frame, target):
        return _no_neuron(frame, target)
    view = frame.layers[target.layer - 1]
    inputs = frame.x if target.layer == 1 else frame.layers[target.layer - 2].a
    index = target.index
    weights = view.weights[:, index]
    if len(weights) > len(inputs):
        # The inputs skip to this layer.
        inputs = np.concatenate([inputs, frame.x])
    products = inputs * weights
    order = np.arange(len(products))
    if len(products) > MOST_SHOWN:
        order = np.argsort(-np.abs(products), kind="stable")[:MOST_SHOWN]
    terms = tuple(
        Term(
            source=source_name(frame, target.layer, int(place)),
            weight=WeightRef(target.layer, int(place), index),
            input_text=fixed(float(inputs[place])),
            weight_text=fixed(float(weights[place])),
            product_text=signed(float(products[place])),
            input_value=float(inputs[place]),
            weight_value=float(weights[place]),
            product=float(products[place]),
        )
        for place in order
    )
    rest = ""
    if len(products) > len(order):
        others = float(products.sum() - products[order].sum())
        rest = tr(
            "{count} smaller products: {sum}",
            count=len(products) - len(order),
            sum=signed(others),
        )
    argument, answer = float(view.argument[index]), float(view.answer[index])
    curve_x, curve_y = _activation_curve(view, index)
    place = (target.layer, index)
    disabled = place in settings.disabled
    notes = [tr("switched off: it answers 0")] if disabled else []
    notes += [_trouble_words(t)[1] for n, t in frame.details.troubles if n == target]
    name = neuron_name(frame, target.layer, index)
    title = tr(view.activation.of(index).title)
    slope = float(view.slope[index])
    return NeuronScene(
        title=tr("Inside neuron {name}", name=name),
        subtitle=_steps(settings.layer(target.layer)),
        terms=terms,
        rest_text=rest,
        product_limit=max(0.5, round_up(products)),
        bias_text=tr("+ bias {value}", value=fixed(float(view.biases[index]))),
        sum_text=_sum_text(view, index),
        activation_text=_activation_text(frame, view, target, disabled),
        pre_activation=argument,
        activation=answer,
        activation_name=title,
        curve_x=curve_x,
        curve_y=curve_y,
        gradient_lines=(
            (
                ("∂C/∂a", _signed_digits(view.da[index], 3), float(view.da[index])),
                (tr("slope"), significant(slope, 3), slope),
                (
                    "∂C/∂n" if view.normalized else "∂C/∂z",
                    _signed_digits(view.dargument[index], 3),
                    float(view.dargument[index]),
                ),
            )
            if frame.target is not None
            else ()
        ),
        note=" · ".join(notes),
        hint="",
        neuron=target,
        frozen=place in settings.frozen,
        disabled=disabled,
        can_disable=target.layer <= len(settings.hidden),
        activations=_activation_choices(settings, target.layer, language()),
        own_activation=next(
            (
                one.activation.key
                for one in settings.neurons
                if (one.layer, one.neuron) == place
            ),
            "",
        ),
        activation_asks=Quantity("activation", *place),
        gradient_asks=tuple(Quantity(what, *place) for what in _GOING_BACK)
        if frame.target is not None
        else (),
    )


@lru_cache(maxsize=4)
def _activation_choices(
    settings: PlaygroundSettings, layer: int, _: str
) -> tuple[tuple[str, str], ...]:
    """Return what a neuron of a layer can have; the last argument is the language."""
    if layer > len(settings.hidden):
        return ()
    shared = settings.shared_activation(layer)
    if not shared.elementwise:
        return ()
    as_layer = tr("as layer")
    own = [(one.key, tr(one.title)) for one in activations if one.elementwise]
    return (("", as_layer), *own)


def _steps(own: LayerSettings) -> str:
    """Say what a neuron does, one step after the other."""
    if own.normalization == "none":
        return tr("products of input and weight, their sum, the activation")
    return tr(
        "products of input and weight, their sum, normalized to n, the activation"
    )


def _sum_text(view: LayerView, index: int) -> str:
    text = f"Σ = {fixed(float(view.z[index]))}"
    if view.normalized:
        return f"{text}  →  n = {fixed(float(view.argument[index]))}"
    return text


def _activation_text(
    frame: PlaygroundFrame, view: LayerView, target: NeuronRef, disabled: bool
) -> str:
    """Return the formula of what goes on from a neuron, with its value."""
    name = "n" if view.normalized else "Σ"
    formula = f"{tr(view.activation.of(target.index).title)}({name})"
    if disabled:
        return f"{formula} = {fixed(float(view.answer[target.index]))}  →  0"
    if view.residual:
        source = neuron_name(frame, target.layer - 1, target.index)
        formula = f"{source} + {formula}"
    return f"{formula} = {fixed(float(view.a[target.index]))}"


def _signed_digits(value: float, digits: int) -> str:
    """Return a number with its sign, to so many digits however small it is."""
    text = significant(float(value), digits)
    return f"+{text}" if value > 0 else text


def _no_neuron(frame: PlaygroundFrame, target: NeuronRef | None) -> NeuronScene:
    none: FloatArray = np.empty(0)
    hint = tr("Click a neuron: its sum opens here.")
    title = tr("Inside a neuron")
    if target is not None and target.layer == 0 and _exists(frame, target):
        name = neuron_name(frame, 0, target.index)
        value = fixed(float(frame.x[target.index]), 3)
        title = tr("Input {name}", name=name)
        hint = tr("{name} = {value}: it comes from the data.", name=name, value=value)
    return NeuronScene(
        title, "", (), "", 1.0, "", "", "", 0.0, 0.0, "", none, none, (), "", hint
    )


def _activation_curve(view: LayerView, index: int) -> tuple[FloatArray, FloatArray]:
    function, z = view.activation.of(index), float(view.argument[index])
    # A reach in steps, so that the curve stays as it is from frame to frame.
    reach = 4.0
    while math.isfinite(z) and reach < 1.1 * abs(z) and reach < 1e6:
        reach *= 2.0
    if function.elementwise:
        return _curve(function, reach)
    # Softmax of one sum while the others stay: a logistic curve.
    x = np.linspace(-reach, reach, CURVE_POINTS)
    others = view.argument.astype(np.float64)
    rest = np.delete(others, int(np.argmin(np.abs(others - z))))
    if not rest.size:
        return x, np.ones_like(x)
    top = max(float(rest.max()), reach)
    total = np.exp(rest - top).sum()
    own = np.exp(x - top)
    return x, own / (own + total)


@cache
def _curve(function: Activation, reach: float) -> tuple[FloatArray, FloatArray]:
    x = np.linspace(-reach, reach, CURVE_POINTS)
    with np.errstate(over="ignore"):
        return x, function(x[None, :])[0]


# The loss surface.


def _surface(frame: PlaygroundFrame, settings: PlaygroundSettings) -> SurfaceScene:
    view = frame.surface
    empty: FloatArray = np.empty(0)
    if view is None:
        return SurfaceScene(
            tr("Loss surface"),
            tr("being laid"),
            (),
            "path",
            None,
            empty,
            empty,
            "",
            "",
            empty,
            (),
            np.empty((0, 2)),
            None,
            False,
            0.0,
            (),
        )
    subtitle, x_label, y_label, held = _surface_words(frame, view)
    details: tuple[str, ...] = (
        tr("2-D slice of the loss of {count} parameters", count=whole(view.parameters)),
        held,
        tr("loss over the whole training set, n = {count}", count=whole(view.examples)),
        tr(
            "path: projected; {share} of its squared length lies outside this plane",
            share=percent(view.outside),
        ),
        tr(
            "surface under the marker {surface}, true loss {true}",
            surface=significant(view.surface_loss),
            true=significant(view.marker_loss),
        ),
        tr("plane laid through update {update}", update=whole(view.laid_at)),
    )
    if math.isfinite(view.sharpness):
        told = [tr("sharpness {value}", value=significant(view.sharpness, 3))]
        if view.sharpness > 2.0 / GREATEST_RATE:
            rate = significant(2.0 / view.sharpness, 2)
            told.append(tr("stable below a rate of {rate}", rate=rate))
        details = (*details, " · ".join(told))
        # What follows from it alone: there is little room.
        subtitle = f"{subtitle} · {told[-1]}"
    names = tuple(_weight_name(frame, axis) for axis in view.axes or ())
    return SurfaceScene(
        title=tr("Loss surface"),
        subtitle=subtitle,
        details=details,
        kind=view.kind,
        values=view.values,
        x=view.a,
        y=view.b,
        x_label=x_label,
        y_label=y_label,
        levels=view.levels,
        contours=view.contours,
        path=view.path,
        marker=view.marker,
        stale=view.stale,
        progress=view.progress,
        axes_options=names,
        ghosts=view.ghosts,
    )


def _surface_words(
    frame: PlaygroundFrame, view: SurfaceView
) -> tuple[str, str, str, str]:
    """Return subtitle, axis labels, and what is held fixed."""
    if view.kind == "path":
        share = percent(1.0 - view.outside, 0)
        return (
            tr("principal plane of the path · {share} of it lies here", share=share),
            tr("1st direction"),
            tr("2nd direction"),
            tr("all weights move together along both axes"),
        )
    if view.kind == "random":
        return (
            tr("two random directions, filter-normalized"),
            tr("1st direction"),
            tr("2nd direction"),
            tr("all weights move at once, biases stay"),
        )
    first, second = view.axes or (WeightRef(1, 0, 0), WeightRef(1, 0, 1))
    return (
        tr("two weights, all others held fixed at update {n}", n=whole(view.laid_at)),
        _weight_name(frame, first),
        _weight_name(frame, second),
        tr("the other {count} parameters are held fixed", count=view.parameters - 2),
    )


def _weight_name(frame: PlaygroundFrame, target: WeightRef) -> str:
    if not _exists(frame, target):
        return ""
    name = neuron_name(frame, target.layer, target.destination)
    if target.source is None:
        return tr("bias {name}", name=name)
    return f"{source_name(frame, target.layer, target.source)} → {name}"
