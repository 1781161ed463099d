"""Scenes of what was found out in the background: units, hierarchy, relevance."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.frame import ConvolutionFrame, LayerView
from visualizer.exhibits.convolution.kernel_names import KernelName, name_of
from visualizer.exhibits.convolution.liking import StrongestView
from visualizer.exhibits.convolution.receptive import patch_of, receptive_shape
from visualizer.exhibits.convolution.rival import HIDDEN
from visualizer.language import tr
from visualizer.scenes.intents import NeuronRef, Select, WatchExample
from visualizer.scenes.numbers import fixed, percent, whole
from visualizer.scenes.pictures import (
    HierarchyScene,
    PictureRow,
    RelevanceScene,
    RivalScene,
    UnitsScene,
)


def units_scene(frame: ConvolutionFrame) -> UnitsScene:
    """Return what the selected unit likes most: examples, and an image made for it."""
    title = tr("What a unit likes")
    unit = _unit(frame)
    if unit is None:
        hint = tr("Click a pixel of a map or a class: what it likes most is shown.")
        return UnitsScene(title, "", hint)
    layer, number = unit
    found = next((v for v in frame.strongest if v.layer == layer.number), None)
    rows = []
    if found is not None:
        rows.append(_strongest_row(frame, layer, number, found))
    if frame.ascent is not None:
        rows.append(_ascent_row(frame))
    return UnitsScene(
        title=title,
        subtitle=_unit_name(frame, layer, number),
        hint="" if rows else tr("looking through the examples"),
        lines=_kernel_lines(layer, number),
        rows=tuple(rows),
        explained=(
            (
                tr("strongest examples"),
                tr(
                    "The training images in which the map has its largest sum "
                    "anywhere; a click watches one"
                ),
            ),
            (
                tr("made for it"),
                tr(
                    "An empty image changed step by step along the gradient of the "
                    "selected value: not one that anybody wrote"
                ),
            ),
            (
                tr("kernel"),
                tr(
                    "The reference kernel that it is most like, with the cosine of "
                    "the angle between both; named from 0.7 on"
                ),
            ),
        ),
    )


def hierarchy_scene(frame: ConvolutionFrame) -> HierarchyScene:
    """Return, layer by layer, what part of an example each unit answers most to."""
    rows = []
    for view in frame.strongest:
        place = next(
            p for p, layer in enumerate(frame.layers) if layer.number == view.layer
        )
        layer = frame.layers[place]
        rows.append(
            PictureRow(
                title=_level(frame, layer),
                note=_level_note(frame, layer, receptive_shape(frame, place)),
                values=np.stack(
                    [
                        _best_patch(frame, place, view, number)
                        for number in range(len(view.numbers))
                    ]
                ),
                limits=np.zeros(len(view.numbers)),
                captions=_level_captions(frame, layer),
                wishes=tuple(
                    Select(NeuronRef(layer.number, _middle(layer, number)))
                    for number in range(len(view.numbers))
                ),
                chosen=_chosen(frame, layer),
            )
        )
    subtitle = ""
    if frame.strongest:
        subtitle = tr(
            "strongest of {count} examples, after update {update}",
            count=whole(frame.strongest[-1].looked_at),
            update=whole(frame.strongest[-1].update),
        )
    return HierarchyScene(
        title=tr("Edges, parts, classes"),
        subtitle=subtitle,
        hint="" if rows else tr("looking through the examples"),
        rows=tuple(rows),
        explained=(
            (
                tr("rows"),
                tr(
                    "From the first layer to the classes: what a unit sees grows, "
                    "from a few pixels to the whole image"
                ),
            ),
            (
                tr("pictures"),
                tr(
                    "The part of a training image that a unit answers most to, cut "
                    "out as far as it sees; a click selects the unit"
                ),
            ),
        ),
    )


def relevance_scene(frame: ConvolutionFrame) -> RelevanceScene:
    """Return which pixels mattered to the answer, and to each layer's values."""
    title, found = tr("What mattered"), frame.mattering
    if found is None or found.image.shape != frame.image.shape:
        return RelevanceScene(title, "", tr("covering one place after the other"))
    names = frame.data.class_names
    limit = max(float(np.abs(found.drop).max()), 1e-30)
    answer = PictureRow(
        title=tr("the answer"),
        note=tr(
            "how much '{name}', {share}, falls when a place is covered: up to {most}",
            name=names[found.answer],
            share=percent(found.share, 0),
            most=percent(max(0.0, float(found.drop.max())), 0),
        ),
        values=np.stack([found.image, found.drop]),
        limits=np.array([0.0, limit]),
        captions=(tr("input"), tr("matters")),
        wishes=(None, None),
    )
    largest = found.changes.max(axis=(1, 2))
    layers = PictureRow(
        title=tr("what each layer still carries"),
        note=tr("share of the pixels that make up half of its changes"),
        values=found.changes,
        limits=np.maximum(largest, 1e-30),
        captions=tuple(
            f"{_short(frame, number)} {percent(float(half), 0)}"
            for number, half in zip(found.layers, found.half, strict=True)
        ),
        wishes=(None,) * len(found.layers),
    )
    return RelevanceScene(
        title=title,
        subtitle=tr(
            "{side} × {side} pixels covered, after update {update}",
            side=found.side,
            update=whole(found.update),
        ),
        rows=(answer, layers),
        explained=(
            (
                tr("matters"),
                tr(
                    "Blue: covered with paper, the answer becomes less sure; orange: "
                    "more sure"
                ),
            ),
            (
                tr("what each layer still carries"),
                tr(
                    "How much a layer's values change when a place is covered. What "
                    "the answer does not need is dropped on the way"
                ),
            ),
        ),
    )


def rival_scene(frame: ConvolutionFrame) -> RivalScene:
    """Return the dense network beside the convolution."""
    title, found = tr("Dense beside convolution"), frame.rival
    if found is None:
        return RivalScene(title, "", tr("training the dense network beside"))
    sizes = "-".join(map(str, found.sizes))
    own = sum(
        layer.kernels.size + layer.biases.size
        for layer in frame.layers
        if layer.kernels is not None and layer.biases is not None
    )
    limits = np.abs(np.nan_to_num(found.weights)).max(axis=(1, 2))
    count = len(found.weights)
    return RivalScene(
        title=title,
        subtitle=tr(
            "the same images, batches and optimizer; after update {update}",
            update=whole(found.update),
        ),
        lines=(
            (tr("Convolution"), _standing(own, found.present)),
            (
                tr("Dense {sizes}", sizes=sizes),
                _standing(found.parameters, found.accuracy),
            ),
        ),
        rows=(
            PictureRow(
                title=tr("weights of the first dense layer"),
                note=tr("every pixel has a weight of its own"),
                values=found.weights,
                limits=np.maximum(limits, 1e-30),
                captions=("",) * count,
                wishes=(None,) * count,
            ),
        ),
        explained=(
            (
                tr("lines"),
                tr(
                    "Parameters and test accuracy of both networks after the same "
                    "update"
                ),
            ),
            (
                tr("pictures"),
                tr(
                    "The weights of the {count} neurons from all pixels: where a "
                    "kernel is reused at each place, these learn each place anew",
                    count=HIDDEN[0],
                ),
            ),
        ),
    )


def _standing(parameters: int, accuracy: float) -> str:
    return tr(
        "test {accuracy} · {parameters} parameters",
        parameters=whole(parameters),
        accuracy=percent(accuracy),
    )


def _unit(frame: ConvolutionFrame) -> tuple[LayerView, int] | None:
    """Return the layer that learns and the map or class that is selected in it."""
    if frame.cell is None:
        return None
    # A pooled map is that of the convolution before it.
    place = frame.cell.layer
    while frame.layers[place].kernels is None:
        place -= 1
    return frame.layers[place], frame.cell.map


def _unit_name(frame: ConvolutionFrame, layer: LayerView, number: int) -> str:
    if layer.kind == "class":
        return tr("class {name}", name=frame.data.class_names[number])
    return tr(
        "map {number} of block {block}",
        number=number + 1,
        block=_block(frame, layer),
    )


def _block(frame: ConvolutionFrame, layer: LayerView) -> int:
    learning = [one for one in frame.layers if one.kind == "convolution"]
    return learning.index(layer) + 1


def kernel_word(name: KernelName) -> str:
    """Return what kernels like a reference are called."""
    words = {
        "vertical": tr("vertical edges"),
        "horizontal": tr("horizontal edges"),
        "falling": tr("falling diagonals"),
        "rising": tr("rising diagonals"),
        "spot": tr("bright spots") if name.similarity > 0 else tr("dark spots"),
        "mean": tr("bright areas") if name.similarity > 0 else tr("dark areas"),
    }
    return words[name.key]


def _kernel_lines(layer: LayerView, number: int) -> tuple[tuple[str, str], ...]:
    """Return a kernel's name with its similarity, where it reads an image."""
    if layer.kernels is None or layer.kernels.shape[1] != 1 or layer.kind == "class":
        return ()
    name = name_of(layer.kernels[number, 0])
    similarity = fixed(abs(name.similarity), 2)
    if name.fits:
        said = tr(
            "{name} (similarity {similarity})",
            name=kernel_word(name),
            similarity=similarity,
        )
    else:
        said = tr(
            "no name; nearest {name} (similarity {similarity})",
            name=kernel_word(name),
            similarity=similarity,
        )
    return ((tr("its kernel looks for"), said),)


def _strongest_row(
    frame: ConvolutionFrame, layer: LayerView, number: int, found: StrongestView
) -> PictureRow:
    numbers = found.numbers[number]
    images = frame.data.train.x[:, numbers].T
    labels = frame.data.train.labels
    assert labels is not None
    names = frame.data.class_names
    chosen = np.flatnonzero(numbers == frame.example)
    return PictureRow(
        title=tr("strongest examples"),
        note=tr(
            "of {count}, with their class and their largest sum; after update {update}",
            count=whole(found.looked_at),
            update=whole(found.update),
        ),
        values=images.reshape(-1, *frame.data.image_shape),
        limits=np.zeros(len(numbers)),
        captions=tuple(
            f"{names[labels[n]]} · {fixed(float(value), 1)}"
            for n, value in zip(numbers, found.values[number], strict=True)
        ),
        wishes=tuple(WatchExample(int(n)) for n in numbers),
        chosen=int(chosen[0]) if chosen.size else -1,
    )


def _ascent_row(frame: ConvolutionFrame) -> PictureRow:
    found = frame.ascent
    assert found is not None
    return PictureRow(
        title=tr("made for it"),
        note=tr(
            "up the gradient of the selected value, {steps} steps: {before} becomes "
            "{after}",
            steps=found.steps,
            before=fixed(found.before, 2),
            after=fixed(found.after, 2),
        ),
        values=found.image.reshape(1, *frame.data.image_shape),
        limits=np.zeros(1),
        captions=("",),
        wishes=(None,),
    )


def _level(frame: ConvolutionFrame, layer: LayerView) -> str:
    if layer.kind == "class":
        return tr("classes")
    return tr("edges") if _block(frame, layer) == 1 else tr("parts")


def _level_note(
    frame: ConvolutionFrame, layer: LayerView, seen: tuple[int, int]
) -> str:
    if layer.kind == "class":
        return tr("each sees the whole image")
    return tr(
        "block {block}: each sees {rows} × {columns} pixels",
        block=_block(frame, layer),
        rows=seen[0],
        columns=seen[1],
    )


def _level_captions(frame: ConvolutionFrame, layer: LayerView) -> tuple[str, ...]:
    if layer.kind == "class":
        return frame.data.class_names
    return tuple(str(number + 1) for number in range(len(layer.z)))


def _middle(layer: LayerView, number: int) -> int:
    """Return the number of the value in the middle of a map; a class is one."""
    if layer.kind == "class":
        return number
    rows, columns = layer.z.shape[1:]
    middle: int = (number * rows + rows // 2) * columns + columns // 2
    return middle


def _chosen(frame: ConvolutionFrame, layer: LayerView) -> int:
    unit = _unit(frame)
    return unit[1] if unit is not None and unit[0] is layer else -1


def _best_patch(
    frame: ConvolutionFrame, place: int, view: StrongestView, number: int
) -> Array:
    image = frame.data.train.x[:, view.numbers[number, 0]]
    return patch_of(
        frame,
        place,
        image.reshape(frame.data.image_shape),
        int(view.places[number, 0]),
    )


def _short(frame: ConvolutionFrame, number: int) -> str:
    """Return a word for a layer, to stand below a small picture."""
    layer = next(one for one in frame.layers if one.number == number)
    words = {
        "convolution": tr("convolve"),
        "maximum": tr("max-pool"),
        "mean": tr("mean-pool"),
        "class": tr("classes"),
    }
    return words[layer.kind]
