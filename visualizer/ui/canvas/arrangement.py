"""Where the columns and neurons of a network stand, for a given space.

The arrangement fills the space that the canvas has: neurons are as large as the
fullest column allows, numbers and names are shown where they fit without
touching anything, and a network that does not fit at all is laid out larger and
drawn smaller.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from visualizer.scenes.graph import GraphLayer

FOLDABLE = 16
"""Layers with more neurons than this can be folded and unfolded."""

LIST_GAP = 20.0
"""Between a neuron and its name right of it; a desired change has room there."""

_LEAST_SIZE = 18.0
_LEAST_WITH_NUMBER = 24.0
_USUAL_SIZE = 42.0
_LEAST_PITCH = 22.0
_LEAST_GAP = 42.0
_MARGIN = 8.0


class TextSizes(Struct, frozen=True):
    """Room that the texts of a graph take, in logical pixels.

    Attributes
    ----------
    line : float
        Height of a line of numbers or names beside a neuron.
    number : float
        Width of the widest activation.
    input_names : float
        Width of the widest name of an input, left of its neuron.
    output_names : float
        Width of the widest name of a class, right of its neuron.
    title : float
        Width of the widest of the first and the last column's title.
    """

    line: float
    number: float
    input_names: float
    output_names: float
    title: float


class Column(Struct, frozen=True):
    """One layer.

    Attributes
    ----------
    x : float
        Center of the neurons.
    size : float
        Side of a neuron; of a picture its width.
    ys : tuple of float
        Centers of the neurons shown.
    folds : tuple of float
        Centers of the marks that stand for neurons left out.
    picture : (width, height) or None
        Set when the layer is drawn as one picture around (x, ys[0]).
    listed : bool
        Whether name, bar and number stand in a row right of each neuron.
    numbers, names : bool
        Whether there is room for activations below and names above neurons.
    left, right : float
        Where edges end and start.
    """

    x: float
    size: float
    ys: tuple[float, ...]
    folds: tuple[float, ...]
    picture: tuple[float, float] | None
    listed: bool
    numbers: bool
    names: bool
    left: float
    right: float


class Arrangement(Struct, frozen=True):
    """The places of a whole network.

    Attributes
    ----------
    columns : tuple of Column
    width, height : float
        Size of the layout in its own units.
    scale : float
        Factor at which it fits the space; 1 where nothing must shrink.
    pitch : float
        Distance between columns.
    bar : float
        Width of the activation bar at a neuron's right edge.
    list_bar : float
        Length of a bar in a listed column.
    """

    columns: tuple[Column, ...]
    width: float
    height: float
    scale: float
    pitch: float
    bar: float
    list_bar: float


def is_listed(layer: GraphLayer) -> bool:
    """Whether a layer shows name, bar and number in a row beside each neuron."""
    return layer.kind == "output" and len(layer.shown) > 1


def folds_after(layer: GraphLayer) -> tuple[int, ...]:
    """Return after how many shown neurons a fold mark stands.

    A folded layer has one where neurons are left out; one that was opened has
    one at its end, which folds it again.
    """
    if layer.image_shape is not None:
        return ()
    shown = layer.shown
    places = [
        count
        for count, (here, there) in enumerate(
            zip(shown, (*shown[1:], layer.size), strict=True), start=1
        )
        if there != here + 1
    ]
    if not places and layer.size > FOLDABLE:
        places = [len(shown)]
    return tuple(places)


def arrange(
    layers: Sequence[GraphLayer], width: float, height: float, texts: TextSizes
) -> Arrangement:
    """Find places for all neurons.

    Parameters
    ----------
    layers : sequence of GraphLayer
    width, height : float
        The space in logical pixels.
    texts : TextSizes

    Returns
    -------
    Arrangement
    """
    # A panel that is just coming up has no size yet.
    width, height = max(1.0, width), max(1.0, height)
    slots = [len(layer.shown) + len(folds_after(layer)) for layer in layers]
    rows = [
        count
        for count, layer in zip(slots, layers, strict=True)
        if layer.image_shape is None
    ]
    fullest = max(rows, default=1)
    list_room = (
        texts.output_names + texts.number + LIST_GAP + 20.0 if _listed(layers) else 0.0
    )
    least_width = len(layers) * _LEAST_GAP + texts.input_names + list_room
    least_height = fullest * _LEAST_PITCH + texts.line
    scale = min(1.0, width / least_width, height / least_height)
    width, height = width / scale, height / scale

    free = height - 2 * _MARGIN
    # Sparse columns stand wider apart than full ones, but do not fill the height.
    spread = max(fullest, 4) / 3
    pitches = [free / (spread + count * 2 / 3) for count in slots]
    tightest = min(
        (
            row_pitch
            for row_pitch, layer in zip(pitches, layers, strict=True)
            if layer.image_shape is None and not is_listed(layer)
        ),
        default=free,
    )
    rough = (width - texts.input_names - list_room) / len(layers)
    largest = max(_LEAST_SIZE, min(max(_USUAL_SIZE, 0.14 * free), 0.5 * rough))
    size = min(largest, tightest - texts.line - 5.0)
    if size < _LEAST_WITH_NUMBER:
        size = max(_LEAST_SIZE, min(largest, 0.8 * tightest))
    bar = max(3.0, 0.12 * size)
    list_bar = max(24.0, min(90.0, 0.35 * rough))

    sizes = [
        _column_size(layer, size, free, width, row_pitch)
        for layer, row_pitch in zip(layers, pitches, strict=True)
    ]
    # Titles do not shrink with the drawing.
    title_room = texts.title / 2 / scale
    left_room = sizes[0] / 2
    if layers[0].image_shape is None:
        left_room += texts.input_names + 10.0
    right_room = sizes[-1] / 2 + bar + 10.0
    if _listed(layers):
        right_room += list_room + list_bar
    left_room = max(left_room, title_room) + _MARGIN
    right_room = max(right_room, title_room) + _MARGIN
    gaps = max(1, len(layers) - 1)
    natural = (width - left_room - right_room) / gaps
    pitch = min(natural, max(0.62 * free, 3.2 * size, 0.2 * width))
    start = left_room + (width - left_room - right_room - pitch * gaps) / 2

    broad = rough >= texts.number + 12.0
    columns = tuple(
        _column(
            layer,
            start + pitch * index,
            sizes[index],
            _MARGIN + free / 2,
            pitches[index],
            bar,
            texts.line if broad else float("inf"),
        )
        for index, layer in enumerate(layers)
    )
    return Arrangement(columns, width, height, scale, pitch, bar, list_bar)


def _listed(layers: Sequence[GraphLayer]) -> bool:
    return is_listed(layers[-1])


def _column_size(
    layer: GraphLayer, size: float, free: float, width: float, row_pitch: float
) -> float:
    if layer.image_shape is not None:
        rows, columns = layer.image_shape
        return min(0.46 * free, 0.24 * width) * min(1.0, columns / rows)
    if is_listed(layer):
        return min(size, 0.74 * row_pitch)
    if layer.kind == "output":
        return min(1.85 * size, 0.4 * free)
    return size


def _column(
    layer: GraphLayer,
    x: float,
    size: float,
    middle: float,
    pitch: float,
    bar: float,
    line: float,
) -> Column:
    half = size / 2
    if layer.image_shape is not None:
        rows, columns = layer.image_shape
        return Column(
            x=x,
            size=size,
            ys=(middle,),
            folds=(),
            picture=(size, size * rows / columns),
            listed=False,
            numbers=False,
            names=False,
            left=x - half - 3.0,
            right=x + half + 3.0,
        )
    listed = is_listed(layer)
    numbers = not listed and pitch - size >= line + 3.0
    breaks = folds_after(layer)
    slots = len(layer.shown) + len(breaks)
    if numbers:
        middle -= line / 2
    top = middle - pitch * (slots - 1) / 2
    ys: list[float] = []
    folds: list[float] = []
    for count in range(1, len(layer.shown) + 1):
        ys.append(top + pitch * (len(ys) + len(folds)))
        if count in breaks:
            folds.append(top + pitch * (len(ys) + len(folds)))
    return Column(
        x=x,
        size=size,
        ys=tuple(ys),
        folds=tuple(folds),
        picture=None,
        listed=listed,
        numbers=numbers or listed,
        names=layer.kind == "hidden" and pitch - size >= 2 * line + 10.0,
        left=x - half - 1.0,
        right=x + half + (2.0 if listed else bar + 4.0),
    )
