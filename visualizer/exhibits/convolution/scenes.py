"""Scenes of the Convolution exhibit: a pure function of what was captured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.frame import (
    CellView,
    ConvolutionFrame,
    ConvolutionWatch,
    LayerView,
)
from visualizer.exhibits.convolution.picture_scenes import (
    hierarchy_scene,
    relevance_scene,
    rival_scene,
    units_scene,
)
from visualizer.exhibits.convolution.sandbox_scene import sandbox_scene
from visualizer.exhibits.convolution.window_scene import window_scene
from visualizer.language import language, tr
from visualizer.scenes import Scene
from visualizer.scenes.drawing import DrawingScene
from visualizer.scenes.maps import ClassBars, MapColumn, MapsScene
from visualizer.scenes.numbers import percent, signed, significant, whole
from visualizer.scenes.photo import gray_of

LIKELIEST = 3
"""Classes named beside a drawing."""

STRIP = 12
"""Examples offered beside the watched one."""


_FOUND_OUT: dict[str, Callable[[ConvolutionFrame], Scene]] = {
    "units": units_scene,
    "hierarchy": hierarchy_scene,
    "relevance": relevance_scene,
    "rival": rival_scene,
}


def make_scenes(
    frame: ConvolutionFrame,
    watch: ConvolutionWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels by name."""
    scenes: dict[str, Scene] = {}
    if "network" in visible:
        scenes["network"] = _maps_scene(frame, watch)
    if "neuron" in visible:
        scenes["neuron"] = window_scene(frame, watch)
    if "drawing" in visible:
        scenes["drawing"] = _drawing_scene(frame, watch)
    for name, make in _FOUND_OUT.items():
        if name in visible:
            scenes[name] = make(frame)
    if "sandbox" in visible and frame.sandbox is not None:
        scenes["sandbox"] = sandbox_scene(
            frame.sandbox, watch.refused, watch.photo is not None
        )
    return scenes


def block_of(frame: ConvolutionFrame, place: int) -> int:
    """Return the number of the block that a layer stands in, from 1."""
    return sum(layer.kind == "convolution" for layer in frame.layers[: place + 1])


def _maps_scene(frame: ConvolutionFrame, watch: ConvolutionWatch) -> MapsScene:
    columns = _marked(_columns(frame, watch), frame)
    start = max(0, frame.example - frame.example % STRIP) if frame.example >= 0 else 0
    numbers = np.arange(start, min(start + STRIP, frame.data.train.count))
    images = frame.data.train.x[:, numbers].T
    parameters = sum(
        layer.kernels.size + layer.biases.size
        for layer in frame.layers
        if layer.kernels is not None and layer.biases is not None
    )
    return MapsScene(
        title=tr("From pixels to a decision"),
        subtitle=tr(
            "{example} · {count} parameters",
            example=_example_text(frame),
            count=whole(parameters),
        ),
        columns=_ranged(columns, watch.color_range),
        bars=_bars(frame, watch),
        gradients=watch.gradients,
        color_range=watch.color_range,
        color_ranges=(
            ("map", tr("each map")),
            ("layer", tr("each column")),
            ("all", tr("all together")),
        ),
        strip=images.reshape(-1, *frame.data.image_shape),
        strip_numbers=numbers,
        strip_chosen=-1 if frame.example < 0 else frame.example - start,
        verdict=_verdict(frame),
    )


def _example_text(frame: ConvolutionFrame) -> str:
    if frame.example < 0:
        return tr("a drawing")
    return tr(
        "training example {number} · loss {loss}",
        number=whole(frame.example + 1),
        loss=significant(frame.loss, 2),
    )


def _verdict(frame: ConvolutionFrame) -> str:
    names = frame.data.class_names
    said = names[int(np.argmax(frame.layers[-1].a))]
    if frame.label < 0:
        return tr("says {said}", said=said)
    return tr("says {said}, is {true}", said=said, true=names[frame.label])


def _drawing_scene(frame: ConvolutionFrame, watch: ConvolutionWatch) -> DrawingScene:
    photo = watch.photo if watch.crop is not None and frame.example < 0 else None
    shares, names = frame.layers[-1].a, frame.data.class_names
    likeliest = np.argsort(-shares, kind="stable")[:LIKELIEST].tolist()
    rows, columns = frame.image.shape
    return DrawingScene(
        title=tr("Drawing"),
        subtitle="",
        drawn=frame.example < 0,
        pixels=frame.image,
        size_text=tr("scaled to {rows} × {columns}", rows=rows, columns=columns),
        verdict=_verdict(frame),
        shares=tuple((names[n], percent(float(shares[n]), 0)) for n in likeliest),
        hint=tr("draw here"),
        photo=None if photo is None else gray_of(photo),
        photo_name="" if photo is None else photo.name,
        crop=watch.crop,
        inverted=watch.inverted,
    )


def _columns(frame: ConvolutionFrame, watch: ConvolutionWatch) -> list[MapColumn]:
    """Return all columns, with color ranges of each picture."""
    gradients = watch.gradients
    shown = frame.image_gradient if gradients else frame.image
    rows, columns = frame.image.shape
    found = [
        MapColumn(
            kind="image",
            layer=0,
            title=tr("∂loss/∂input") if gradients else tr("input"),
            size_text=f"{rows} × {columns}",
            scale_text="",
            values=shown[None],
            limits=_limits(shown[None]) if gradients else np.zeros(1),
            names=(tr("input"),),
        )
    ]
    for place, layer in enumerate(frame.layers[:-1]):
        if layer.kernels is not None:
            found.append(_kernel_column(frame, watch, place))
        found += _map_columns(layer, gradients)
    return found


def _kernel_column(
    frame: ConvolutionFrame, watch: ConvolutionWatch, place: int
) -> MapColumn:
    """Return the kernels that make a layer: all of them, or those of one map."""
    layer = frame.layers[place]
    kernels = layer.kernel_gradients if watch.gradients else layer.kernels
    assert kernels is not None
    maps, channels, rows, columns = kernels.shape
    size = f"{rows} × {columns}"
    if channels == 1:
        return MapColumn(
            kind="kernels",
            layer=layer.number,
            title=tr("∂ kernels") if watch.gradients else tr("kernels"),
            size_text=size,
            scale_text="",
            values=kernels[:, 0],
            limits=_limits(kernels[:, 0]),
            names=_kernel_names(maps, language()),
        )
    cell = frame.cell
    chosen = cell.map if cell is not None and cell.layer == place else 0
    title = tr("∂ of map {number}") if watch.gradients else tr("of map {number}")
    return MapColumn(
        kind="kernels",
        layer=layer.number,
        title=title.replace("{number}", str(chosen + 1)),
        size_text=size,
        scale_text="",
        values=kernels[chosen],
        limits=_limits(kernels[chosen]),
        names=_channel_names(channels, language()),
        aligned_after=True,
    )


# The same at each frame; only the language makes a difference.
@lru_cache(maxsize=64)
def _map_names(count: int, spoken: str) -> tuple[str, ...]:
    return tuple(tr("map {number}", number=n + 1) for n in range(count))


@lru_cache(maxsize=64)
def _kernel_names(count: int, spoken: str) -> tuple[str, ...]:
    return tuple(tr("kernel of map {number}", number=n + 1) for n in range(count))


@lru_cache(maxsize=64)
def _channel_names(count: int, spoken: str) -> tuple[str, ...]:
    return tuple(tr("kernel on map {number}", number=n + 1) for n in range(count))


def _map_columns(layer: LayerView, gradients: bool) -> list[MapColumn]:
    maps, rows, columns = layer.z.shape
    size = f"{maps} · {rows} × {columns}"
    names = _map_names(maps, language())
    sums, outputs = (layer.dz, layer.da) if gradients else (layer.z, layer.a)
    title = {
        "convolution": tr("convolve"),
        "maximum": tr("max-pool"),
        "mean": tr("mean-pool"),
    }[layer.kind]
    first = MapColumn(
        kind="maps",
        layer=layer.number,
        title=title,
        size_text=size,
        scale_text="",
        values=sums,
        limits=_limits(sums),
        names=names,
    )
    if not layer.activation:
        return [first]
    behind = replace(
        first,
        title=tr(layer.activation),
        values=outputs,
        limits=_limits(outputs),
        spare=True,
    )
    return [first, behind]


def _limits(values: Array) -> Array:
    """Return the largest size in each picture; what is no number does not count."""
    sizes = np.abs(values).reshape(len(values), -1)
    largest: Array = sizes.max(axis=1)
    # Looking for what is no number costs more than all the rest.
    if not np.isfinite(largest).all():
        largest = np.where(np.isfinite(sizes), sizes, 0.0).max(axis=1)
    return np.maximum(largest, 1e-30)


def _ranged(columns: Sequence[MapColumn], scope: str) -> tuple[MapColumn, ...]:
    """Widen the color ranges of pictures that share one, and say how far they go."""
    signed_ones = [column for column in columns if column.limits.any()]
    widest = {
        kind: max((c.limits.max() for c in signed_ones if c.kind == kind), default=1.0)
        for kind in ("image", "kernels", "maps")
    }
    ranged = []
    for column in columns:
        if not column.limits.any():
            ranged.append(column)
            continue
        limits, text = column.limits, tr("own ranges")
        if scope != "map" or len(limits) == 1:
            together = scope == "all"
            limit = widest[column.kind] if together else column.limits.max()
            limits = np.full_like(limits, limit)
            text = f"±{significant(float(limit), 2)}"
        ranged.append(replace(column, limits=limits, scale_text=text))
    return tuple(ranged)


def _marked(columns: list[MapColumn], frame: ConvolutionFrame) -> list[MapColumn]:
    """Mark the selected value, what it reads, and what it depends on."""
    cell = frame.cell
    if cell is None:
        return columns
    number = frame.layers[cell.layer].number
    before = frame.layers[cell.layer - 1].number if cell.layer else 0
    window = (cell.top, cell.left, *cell.patch.shape[1:])
    marked = []
    for column in columns:
        if column.kind == "kernels":
            if column.layer == number:
                chosen = -1 if column.aligned_after else cell.map
                column = replace(column, selected=chosen)
        elif column.layer == number:
            at = (cell.row, cell.column)
            column = replace(column, selected=cell.map, cell=at)
        elif column.layer == before and not _is_read_behind(column, columns):
            pooled = frame.layers[cell.layer].kind in ("maximum", "mean")
            column = replace(
                column, window=window, window_on=cell.map if pooled else -1
            )
        if column.kind == "image" and cell.layer > 0:
            column = replace(column, receptive=frame.receptive)
        marked.append(column)
    return marked


def _is_read_behind(column: MapColumn, columns: list[MapColumn]) -> bool:
    """Return whether the same layer has a later column, which is what is read."""
    same = [c for c in columns if c.kind == "maps" and c.layer == column.layer]
    return bool(same) and same[-1] is not column


def _bars(frame: ConvolutionFrame, watch: ConvolutionWatch) -> ClassBars:
    layer = frame.layers[-1]
    cell: CellView | None = frame.cell
    chosen = cell is not None and cell.layer == len(frame.layers) - 1
    if watch.gradients:
        values, texts = layer.dz, tuple(signed(float(v), 3) for v in layer.dz)
        limit = float(_limits(layer.dz[None])[0])
    else:
        values, texts = layer.a, tuple(percent(float(v), 0) for v in layer.a)
        limit = 1.0
    return ClassBars(
        layer=layer.number,
        title=tr("∂loss/∂z of the classes") if watch.gradients else tr("softmax"),
        names=frame.data.class_names,
        texts=texts,
        values=values,
        signed=watch.gradients,
        limit=limit,
        predicted=int(np.argmax(layer.a)),
        target=frame.label,
        selected=cell.map if chosen and cell is not None else -1,
    )
