"""The sum behind the selected value, forward, and what it sends back."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.collected import reading_maps, turned_window
from visualizer.exhibits.convolution.frame import (
    CellView,
    ConvolutionFrame,
    ConvolutionWatch,
    LayerView,
)
from visualizer.language import tr
from visualizer.scenes import BoolArray
from visualizer.scenes.numbers import fixed, signed, significant
from visualizer.scenes.window import Grid, WindowScene


def window_scene(frame: ConvolutionFrame, watch: ConvolutionWatch) -> WindowScene:
    """Return how the selected value comes about, or what it sends back."""
    cell = frame.cell
    if cell is None:
        return WindowScene(
            title=tr("The sum behind a pixel"),
            subtitle="",
            hint=tr("Click a pixel of a map or a class: the sum behind it opens."),
        )
    layer = frame.layers[cell.layer]
    after = _layer_after(frame, cell)
    collects = watch.backward and watch.collected
    maps = len(cell.patch)
    if collects:
        maps = 1 if after is None else reading_maps(after)
    channel = min(watch.channel, maps - 1)
    outside, winner = cell.outside, cell.winner
    if collects:
        parts, outside = _collected(frame, cell, channel)
        winner = None
    else:
        parts = (_backward if watch.backward else _forward)(frame, cell, channel)
    grids, operators, subtotals, lines = parts
    first, count = slide_of(layer, cell.index)
    several = maps > 1
    return WindowScene(
        title=_title(frame, cell),
        subtitle=_collected_subtitle(after)
        if collects
        else _subtitle(layer, watch.backward),
        hint="",
        grids=grids,
        operators=operators,
        outside=outside,
        winner=winner,
        subtotals=subtotals if several else None,
        channel=channel,
        channel_title=_channel_title(after if collects else None, frame, channel)
        if several
        else "",
        lines=lines,
        size_line=_size_line(frame, cell),
        place_text=tr("{place} of {count}", place=cell.index - first + 1, count=count),
        backward=watch.backward,
        collected=collects,
    )


def _title(frame: ConvolutionFrame, cell: CellView) -> str:
    layer = frame.layers[cell.layer]
    if layer.kind == "class":
        return tr("The sum behind class {name}", name=frame.data.class_names[cell.map])
    place = {"number": cell.map + 1, "row": cell.row + 1, "column": cell.column + 1}
    if layer.kind == "convolution":
        return tr("Map {number} · row {row}, column {column}", **place)
    if layer.kind == "maximum":
        return tr("Maximum in map {number} · row {row}, column {column}", **place)
    return tr("Mean in map {number} · row {row}, column {column}", **place)


def _subtitle(layer: LayerView, backward: bool) -> str:
    if backward:
        if layer.kind == "maximum":
            return tr("the largest gets all of it")
        if layer.kind == "mean":
            return tr("each of four gets a quarter of it")
        return tr("kernel × gradient of the sum, to each input")
    if layer.kind == "convolution":
        return tr("window × kernel, summed, plus the bias")
    if layer.kind == "class":
        return tr("all maps × weights, summed, plus the bias")
    if layer.kind == "maximum":
        return tr("the largest of four goes on")
    return tr("the mean of four goes on")


Parts = tuple[
    tuple[Grid, ...], tuple[str, ...], Array | None, tuple[tuple[str, str], ...]
]


def _forward(frame: ConvolutionFrame, cell: CellView, channel: int) -> Parts:
    """Return grids, operators, subtotals and lines of the sum."""
    layer = frame.layers[cell.layer]
    read = _read_grid(frame, cell, channel)
    if cell.kernel is None:
        name = tr("largest") if layer.kind == "maximum" else tr("mean")
        return (read,), (), None, ((name, fixed(cell.z, 3)),)
    products = cell.patch * cell.kernel
    subtotals = products.sum(axis=(1, 2))
    grids = (
        read,
        Grid(tr("kernel"), cell.kernel[channel], _largest(cell.kernel)),
        Grid(tr("products"), products[channel], _largest(products)),
    )
    lines = [
        ("Σ", fixed(float(products.sum()), 3)),
        (tr("+ bias"), signed(cell.bias, 3)),
        ("= z", fixed(cell.z, 3)),
    ]
    if layer.kind == "class":
        lines.append((tr("softmax"), fixed(cell.a, 3)))
    elif layer.activation:
        lines.append((f"{tr(layer.activation)}(z)", fixed(cell.a, 3)))
    return grids, ("×", "="), subtotals, tuple(lines)


def _backward(frame: ConvolutionFrame, cell: CellView, channel: int) -> Parts:
    """Return grids, operators, subtotals and lines of what is sent back."""
    sent = Grid(tr("sent back"), cell.sent_back[channel], _largest(cell.sent_back))
    name = tr("∂loss/∂z")
    lines: tuple[tuple[str, str], ...] = ((name, significant(cell.dz, 3)),)
    if cell.kernel is None:
        return (_read_grid(frame, cell, channel), sent), ("→",), None, lines
    grids = (
        Grid(tr("kernel"), cell.kernel[channel], _largest(cell.kernel)),
        Grid(name, np.full((1, 1), cell.dz), max(abs(cell.dz), 1e-30)),
        sent,
    )
    totals = cell.sent_back.sum(axis=(1, 2))
    return grids, ("×", "="), totals, lines


def _layer_after(frame: ConvolutionFrame, cell: CellView) -> LayerView | None:
    """Return the layer that reads a value; None for a class, which none reads."""
    place = cell.layer + 1
    return frame.layers[place] if place < len(frame.layers) else None


def _collected(
    frame: ConvolutionFrame, cell: CellView, channel: int
) -> tuple[Parts, BoolArray]:
    """Return what comes back to a value, and where nothing is that could."""
    layer, after = frame.layers[cell.layer], _layer_after(frame, cell)
    at = (cell.map,) if layer.kind == "class" else (cell.map, cell.row, cell.column)
    whole = np.zeros((1, 1), np.bool_)
    back = (tr("∂loss/∂a"), significant(float(layer.da[at]), 3))
    down = (tr("∂loss/∂z"), significant(cell.dz, 3))
    if after is None:
        # The loss itself reads it.
        return ((), (), None, (back, down)), whole
    if after.kernels is None:
        (high, _, _), (wide, _, _) = after.reading
        row, column = cell.row // high, cell.column // wide
        reached = row < after.z.shape[1] and column < after.z.shape[2]
        gradient = float(after.dz[cell.map, row, column]) if reached else 0.0
        name = tr("∂loss/∂z of the pool")
        alone = Grid(name, np.full((1, 1), gradient), max(abs(gradient), 1e-30))
        return ((alone,), (), None, (back, down)), whole
    views = [turned_window(after, cell, n) for n in range(reading_maps(after))]
    products = np.array([gradients * weights for gradients, weights, _ in views])
    gradients, weights, outside = views[channel]
    grids = (
        Grid(tr("∂loss/∂z"), gradients, _largest(after.dz)),
        Grid(tr("kernel, turned"), weights, _largest(after.kernels)),
        Grid(tr("products"), products[channel], _largest(products)),
    )
    lines = (("Σ", significant(float(products.sum()), 3)), down)
    return (grids, ("×", "="), products.sum(axis=(1, 2)), lines), outside


def _collected_subtitle(after: LayerView | None) -> str:
    if after is None:
        return tr("what the loss sends back")
    if after.kernels is None:
        return tr("the largest gets all of it")
    return tr("gradients behind × turned kernel = ∂loss/∂a")


def _channel_title(
    after: LayerView | None, frame: ConvolutionFrame, channel: int
) -> str:
    if after is not None and after.kind == "class":
        return tr("from class {name}", name=frame.data.class_names[channel])
    if after is not None:
        return tr("from map {number}", number=channel + 1)
    return tr("on map {number}", number=channel + 1)


def _read_grid(frame: ConvolutionFrame, cell: CellView, channel: int) -> Grid:
    first = cell.layer == 0
    title = tr("input") if first else tr("window")
    limit = 0.0 if first else _largest(cell.patch)
    return Grid(title, cell.patch[channel], limit)


def _largest(values: Array) -> float:
    finite = np.abs(np.nan_to_num(values, posinf=0.0, neginf=0.0))
    return max(float(finite.max()), 1e-30)


def slide_of(layer: LayerView, index: int) -> tuple[int, int]:
    """Return the first value of what a kernel slides over, and their number."""
    if layer.kind == "class":
        return 0, len(layer.z)
    size = layer.z[0].size
    return index - index % size, size


def _size_line(frame: ConvolutionFrame, cell: CellView) -> str:
    """Return the output size, worked out along the columns."""
    layer = frame.layers[cell.layer]
    rows, columns = layer.reading
    side, stride, zeros = columns
    if not side:
        return ""
    before = frame.layers[cell.layer - 1].z if cell.layer else frame.image[None]
    length, got = before.shape[-1], layer.z.shape[-1]
    exact = (length + 2 * zeros - side) / stride + 1
    numbers = {
        "length": length,
        "zeros": zeros,
        "side": side,
        "stride": stride,
        "size": f"{exact:g}",
    }
    if rows == columns:
        text = tr(
            "output size: ({length} + 2 · {zeros} − {side}) / {stride} + 1 = {size}",
            **numbers,
        )
    else:
        text = tr(
            "output columns: ({length} + 2 · {zeros} − {side}) / {stride} + 1 = {size}",
            **numbers,
        )
    return text if exact == got else f"{text} → {got}"
