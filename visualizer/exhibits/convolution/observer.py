"""Looks into the learner of the Convolution exhibit, on the session's thread."""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.layers import LayerTrace
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.windows import Windows
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.convolution.frame import (
    MIDDLE,
    CellView,
    ConvolutionFrame,
    ConvolutionWatch,
    LayerKind,
    LayerView,
    Reading,
)
from visualizer.exhibits.convolution.learner import ConvolutionLearner
from visualizer.exhibits.convolution.rival import Rival
from visualizer.exhibits.convolution.sandbox import (
    SandboxView,
    convolve,
    photograph,
)
from visualizer.exhibits.convolution.settings import POOL, ConvolutionSettings
from visualizer.exhibits.convolution.studies import Studies
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import NeuronRef
from visualizer.scenes.photo import gray_of


class ConvolutionObserver(Observer[ConvolutionWatch, ConvolutionFrame]):
    """Captures all maps of the watched example, and the sum behind one value.

    Parameters
    ----------
    learner : ConvolutionLearner
    settings : ConvolutionSettings
        Those that the run began with.
    """

    def __init__(
        self, learner: ConvolutionLearner, settings: ConvolutionSettings
    ) -> None:
        self._learner = learner
        self._settings = settings
        self._data = learner.data
        self._one = learner.new_trace(1, backward=True, input_gradient=True)
        described = learner.network.layers
        # What only reshapes shows nothing of its own.
        self._places = [i for i, layer in enumerate(described) if not layer.reshapes]
        self._windows = [self._window_of(place) for place in self._places]
        self._phases: dict[StepUnit, tuple[Phase, ...]] = {}
        self._sandbox: SandboxView | None = None
        self._studies = Studies(learner, self._layers_of_units())
        self._rival: Rival | None = None

    def capture(self, watch: ConvolutionWatch, moment: Moment) -> ConvolutionFrame:
        number = self._feed(watch, moment)
        trace = self._one
        shape = self._data.image_shape
        gradient = trace.layers[0].x_gradient
        assert gradient is not None
        cell = self._cell(self._selected(watch, moment))
        labels = self._data.train.labels
        assert labels is not None
        return ConvolutionFrame(
            update=moment.update,
            example=number,
            label=-1 if number < 0 else int(labels[number]),
            loss=math.nan if number < 0 else self._own_loss(),
            image=trace.x[:, 0].reshape(shape).copy(),
            image_gradient=gradient[0, ..., 0].copy(),
            layers=tuple(map(self._view, range(len(self._places)))),
            cell=cell,
            receptive=None if cell is None else self._receptive(cell),
            sandbox=self._play(watch) if "sandbox" in moment.panels else self._sandbox,
            strongest=self._studies.strongest,
            ascent=self._studies.ascent,
            mattering=self._studies.mattering,
            rival=(
                self._rival.view(moment)
                if self._rival is not None and "rival" in moment.panels
                else None
            ),
            phase=moment.phase,
            collected=moment.collected,
            data=self._data,
        )

    def work(self, watch: ConvolutionWatch, moment: Moment, deadline: float) -> bool:
        worked = False
        if "rival" in watch.visible:
            if self._rival is None:
                self._rival = Rival(self._settings, self._data)
            worked = self._rival.work(moment, deadline)
        selected = self._selected(watch, moment)
        image = self._one.x[:, 0].reshape(self._data.image_shape)
        studied = self._studies.work(
            watch.visible, selected, image, moment.update, deadline
        )
        return worked or studied

    def _layers_of_units(self) -> tuple[int, ...]:
        """Return the numbers of the layers that learn: convolutions and classes."""
        layers = self._learner.network.layers
        return tuple(
            place + 1
            for place in self._places
            if isinstance(layers[place], Convolution | Dense)
        )

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        # Asked for with every frame; products are counted in tens of thousands.
        if unit not in self._phases:
            self._phases[unit] = self._stations(unit)
        return self._phases[unit]

    def resolve(self, wish: object) -> Array | None:
        return None

    def _stations(self, unit: StepUnit) -> tuple[Phase, ...]:
        stations: list[Phase] = []
        for place in self._places:
            layer = place + 1
            if unit == "layer":
                stations.append(Phase("forward", layer))
                continue
            trace = self._one.layers[place]
            products = trace.block.shape[0] - 1 if trace.blocks else POOL * POOL
            for value in range(trace.z[..., 0].size):
                if unit == "neuron":
                    stations.append(Phase("forward", layer, value))
                else:
                    stations += [
                        Phase("forward", layer, value, product)
                        for product in range(products)
                    ]
        for place in reversed(self._places):
            if unit == "layer":
                stations.append(Phase("backward", place + 1))
            else:
                # Going back, a value's gradient reaches its whole window at once.
                size = self._one.layers[place].z[..., 0].size
                stations += [Phase("backward", place + 1, n) for n in range(size)]
        return tuple(stations)

    def _window_of(self, place: int) -> Windows | None:
        """Return the windows of a layer; None where one is the whole input."""
        layer = self._learner.network.layers[place]
        shape = self._one.layers[place].shape
        if isinstance(layer, Dense):
            return None
        if isinstance(layer, Convolution):
            return Windows(shape, layer.size, layer.stride, padding=layer.padding)
        return Windows(shape, POOL, POOL)

    def _feed(self, watch: ConvolutionWatch, moment: Moment) -> int:
        """Send the watched image forward and back; return its number."""
        trace, train = self._one, self._data.train
        drawing = watch.drawing
        if moment.walking:
            number = int(self._learner.upcoming()[moment.collected])
        elif drawing is not None and len(drawing) == len(trace.x):
            number = -1
        else:
            number = watch.example % train.count
        if number >= 0:
            trace.x[:] = train.x[:, number : number + 1]
            trace.y[:] = train.y[:, number : number + 1]
            trace.forward.run()
        else:
            trace.x[:, 0] = drawing
            trace.forward.run()
            # Nobody says what a drawing is: gradients ask for more of the answer.
            trace.y[:] = 0.0
            trace.y[int(np.argmax(trace.output[:, 0]))] = 1.0
        trace.backward.run()
        return number

    def _own_loss(self) -> float:
        top = self._one.layers[-1]
        return float(self._learner.loss.fused_value(top.z, self._one.y)[0])

    def _view(self, place: int) -> LayerView:
        number = self._places[place] + 1
        layer = self._learner.network.layers[number - 1]
        trace, windows = self._one.layers[number - 1], self._windows[place]
        kernels = gradients = biases = None
        if trace.blocks:
            kernels = self._kernels(place, trace.block)
            gradients = self._kernels(place, trace.grad)
            biases = trace.block[-1].copy()
        identity = layer.activation.identity
        return LayerView(
            number=number,
            kind=self._kind(number),
            z=trace.z[..., 0].copy(),
            a=trace.a[..., 0].copy(),
            dz=trace.dz[..., 0].copy(),
            da=trace.da[..., 0].copy(),
            kernels=kernels,
            kernel_gradients=gradients,
            biases=biases,
            activation="" if identity else layer.activation.title,
            reading=_reading(windows),
        )

    def _kind(self, number: int) -> LayerKind:
        layer = self._learner.network.layers[number - 1]
        if isinstance(layer, Convolution):
            return "convolution"
        if isinstance(layer, Dense):
            return "class"
        return "maximum" if isinstance(layer, MaxPooling) else "mean"

    def _input_shape(self, place: int) -> tuple[int, int, int]:
        """Return the shape (channels, rows, columns) that a layer reads."""
        trace = self._one.layers[self._places[place]]
        if self._windows[place] is None:
            # A class reads what the maps before it were laid out in a row from.
            before = self._places[place - 1]
            channels, rows, columns = self._one.layers[before].a.shape[:3]
        else:
            channels, rows, columns = trace.shape
        return channels, rows, columns

    def _kernels(self, place: int, block: Array) -> Array:
        """Return a block's weights as (maps, channels, rows, columns)."""
        windows = self._windows[place]
        channels, rows, columns = self._input_shape(place)
        if windows is not None:
            rows, columns = windows.sides
        kernels: Array = block[:-1].T.reshape(-1, channels, rows, columns).copy()
        return kernels

    def _selected(self, watch: ConvolutionWatch, moment: Moment) -> NeuronRef | None:
        phase = moment.phase
        if phase is not None and phase.neuron is not None:
            return NeuronRef(phase.layer, phase.neuron)
        chosen = watch.selection
        if chosen is not None and chosen.index == MIDDLE:
            rows, columns = self._one.layers[0].z.shape[1:3]
            middle = (rows - 1) // 2 * columns + (columns - 1) // 2
            return NeuronRef(chosen.layer, middle)
        return chosen

    def _cell(self, selected: NeuronRef | None) -> CellView | None:
        """Return the sum behind a value; None where there is no such value."""
        if selected is None or selected.layer - 1 not in self._places:
            return None
        place = self._places.index(selected.layer - 1)
        trace, windows = self._one.layers[selected.layer - 1], self._windows[place]
        z = trace.z[..., 0]
        if not 0 <= selected.index < z.size:
            return None
        at = tuple(map(int, np.unravel_index(selected.index, z.shape)))
        if windows is None:
            top = left = row = column = 0
            patch = trace.x[:-1, 0].reshape(self._input_shape(place)).copy()
            outside = np.zeros(patch.shape[1:], np.bool_)
        else:
            row, column = at[1], at[2]
            (down, before), (along, aside) = (
                (stride, zeros) for _, stride, zeros in _reading(windows)
            )
            top, left = row * down - before, column * along - aside
            patch, outside = self._patch(trace, windows, at, top, left)
        kernel = None
        bias = 0.0
        if trace.blocks:
            kernel = self._kernels(place, trace.block)[at[0]]
            bias = float(trace.block[-1, at[0]])
        dz = float(trace.dz[..., 0][at])
        winner = _winner(trace, at)
        return CellView(
            layer=place,
            index=selected.index,
            map=at[0],
            row=row,
            column=column,
            top=top,
            left=left,
            patch=patch,
            outside=outside,
            kernel=kernel,
            bias=bias,
            z=float(z[at]),
            a=float(trace.a[..., 0][at]),
            dz=dz,
            winner=winner,
            sent_back=_sent_back(patch, kernel, winner, dz),
        )

    def _patch(
        self,
        trace: LayerTrace,
        windows: Windows,
        at: tuple[int, ...],
        top: int,
        left: int,
    ) -> tuple[Array, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
        """Return what a window reads, and where it reads zeros around the image."""
        high, wide = windows.sides
        channels, rows, columns = trace.shape
        inside = [
            (first + np.arange(size) >= 0) & (first + np.arange(size) < length)
            for first, size, length in ((top, high, rows), (left, wide, columns))
        ]
        outside = ~np.outer(*inside)
        if trace.blocks:
            # The engine's own column of this window.
            column = at[1] * windows.counts[1] + at[2]
            read = trace.values["patches"][:-1, column]
            return read.reshape(channels, high, wide).copy(), outside
        image = trace.x[at[0], top : top + high, left : left + wide, 0]
        return image[None].copy(), outside

    def _receptive(self, cell: CellView) -> tuple[int, int, int, int] | None:
        """Return the part of the image that a value depends on."""
        high, wide = cell.patch.shape[1:]
        spans = [
            (cell.top, cell.top + high - 1),
            (cell.left, cell.left + wide - 1),
        ]
        for place in range(cell.layer - 1, -1, -1):
            windows = self._windows[place]
            assert windows is not None
            for axis, (side, stride, zeros) in enumerate(_reading(windows)):
                first, last = spans[axis]
                spans[axis] = (first * stride - zeros, last * stride - zeros + side - 1)
        rows, columns = self._data.image_shape
        (top, bottom), (left, right) = spans
        return (
            max(0, top),
            max(0, left),
            min(rows - 1, bottom),
            min(columns - 1, right),
        )

    def _play(self, watch: ConvolutionWatch) -> SandboxView:
        """Slide the kernel made by hand; nothing changed: as it was."""
        state, known = watch.sandbox, self._sandbox
        picture = photograph()
        if state.source == "image":
            picture = self._one.x[:, 0].reshape(self._data.image_shape)
        elif state.source == "own" and watch.photo is not None:
            picture = gray_of(watch.photo)
        if (
            known is None
            or known.state != state
            or not np.array_equal(known.picture, picture)
        ):
            known = self._sandbox = convolve(state, picture.copy())
        return known


def _reading(windows: Windows | None) -> tuple[Reading, Reading]:
    """Return how windows read along rows and columns; None: all there is."""
    if windows is None:
        return (0, 0, 0), (0, 0, 0)
    rows, columns = (
        (side, stride, zeros)
        for side, stride, (zeros, _) in zip(
            windows.sides, windows.steps, windows.zeros, strict=True
        )
    )
    return rows, columns


def _winner(trace: LayerTrace, at: tuple[int, ...]) -> tuple[int, int] | None:
    """Return the row and column in its window of the largest value of a pool."""
    if "winners" not in trace.values:
        return None
    row, column = divmod(int(trace.values["winners"][..., 0][at]), POOL)
    return row, column


def _sent_back(
    patch: Array, kernel: Array | None, winner: tuple[int, int] | None, dz: float
) -> Array:
    """Return the gradient that one value sends to each value that it reads."""
    if kernel is not None:
        weighed: Array = kernel * dz
        return weighed
    shares: Array = np.full(patch.shape, dz / patch[0].size)
    if winner is not None:
        shares[:] = 0.0
        shares[0, winner[0], winner[1]] = dz
    return shares
