"""What the Convolution exhibit looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.convolution.data import ConvolutionData
from visualizer.exhibits.convolution.liking import AscentView, StrongestView
from visualizer.exhibits.convolution.mattering import MatteringView
from visualizer.exhibits.convolution.rival import RivalView
from visualizer.exhibits.convolution.sandbox import Sandbox, SandboxView
from visualizer.scenes import BoolArray
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import NeuronRef
from visualizer.scenes.photo import Crop, Photo

ColorRange = Literal["map", "layer", "all"]
LayerKind = Literal["convolution", "maximum", "mean", "class"]

Reading = tuple[int, int, int]
"""Length of a window, its stride, and the zeros before the first value; the length
is 0 where a window is the whole map."""

MIDDLE = -1
"""Stands for the number of the value in the middle of the first map."""

FIRST_CELL = NeuronRef(1, MIDDLE)
"""Selected at first, so that there is a sum to look at, whatever size maps have."""

NEW_SANDBOX = Sandbox()

COLOR_RANGES: tuple[ColorRange, ...] = ("map", "layer", "all")


@dataclass(frozen=True, slots=True)
class ConvolutionWatch:
    """What is being looked at.

    Attributes
    ----------
    example : int
        Training example watched.
    drawing : tuple of float or None
        Pixels of a drawing, row after row, that feed the network instead.
    photo : Photo or None
        Picture of one's own.
    crop : (float, float, float) or None
        Part of it that the drawing was made of: left, top, width. None where the
        drawing comes of a hand.
    inverted : bool
        Whether what is dark in the picture counts as ink.
    selection : NeuronRef or None
        A value of a map (counted map after map, row after row) or a class.
    channel : int
        Map of the layer before whose products are opened.
    backward : bool
        Whether the selected value shows the gradient that it sends back.
    collected : bool
        Whether it shows, going back, the gradients that it gets rather than those
        that it sends.
    gradients : bool
        Whether maps and kernels show gradients in place of values.
    color_range : "map", "layer" or "all"
        What has one color range together.
    sandbox : Sandbox
    refused : int
        Cell of the sandbox's kernel for which something was typed that could not
        be taken; -1: none.
    visible : frozenset of str
        Names of the panels in sight.
    log_loss : bool
    """

    example: int = 0
    drawing: tuple[float, ...] | None = None
    photo: Photo | None = None
    crop: Crop | None = None
    inverted: bool = False
    selection: NeuronRef | None = FIRST_CELL
    channel: int = 0
    backward: bool = False
    collected: bool = False
    gradients: bool = False
    color_range: ColorRange = "layer"
    sandbox: Sandbox = NEW_SANDBOX
    refused: int = -1
    visible: frozenset[str] = frozenset(
        {
            *("network", "neuron", "loss", "sandbox", "drawing"),
            *("units", "hierarchy", "relevance", "rival"),
        }
    )
    log_loss: bool = True


class LayerView(Struct, frozen=True, eq=False):
    """One layer's values for the watched example.

    Attributes
    ----------
    number : int
        Of the layer in the network, from 1.
    kind : LayerKind
    z, a, dz, da : arrays (maps, rows, columns), or (classes,)
    kernels, kernel_gradients : arrays (maps, channels, rows, columns) or None
        None where a layer learns nothing.
    biases : array (maps,) or None
    activation : str
        Title; empty where z is a.
    reading : (Reading, Reading)
        How the layer reads along the rows and along the columns.
    """

    number: int
    kind: LayerKind
    z: Array
    a: Array
    dz: Array
    da: Array
    kernels: Array | None
    kernel_gradients: Array | None
    biases: Array | None
    activation: str
    reading: tuple[Reading, Reading]


class CellView(Struct, frozen=True, eq=False):
    """The sum behind one value.

    Attributes
    ----------
    layer : int
        Place in `ConvolutionFrame.layers`.
    index : int
        Number of the value in its layer.
    map, row, column : int
        Where it stands; of a class `map` is its number.
    top, left : int
        First row and column of its window in the layer before; negative where
        the window begins among the zeros around it.
    patch : array (channels, rows, columns)
        What the window reads, zeros included.
    outside : bool array (rows, columns)
        Where the window reads zeros around the image.
    kernel : array like `patch`, or None
        None where nothing is weighed.
    bias, z, a, dz : float
    winner : (int, int) or None
        Row and column in the window of the largest value.
    sent_back : array like `patch`
        ∂loss/∂ of each value read, by way of this one alone.
    """

    layer: int
    index: int
    map: int
    row: int
    column: int
    top: int
    left: int
    patch: Array
    outside: BoolArray
    kernel: Array | None
    bias: float
    z: float
    a: float
    dz: float
    winner: tuple[int, int] | None
    sent_back: Array


class ConvolutionFrame(Struct, frozen=True, eq=False):
    """One moment of the exhibit; arrays are copies.

    Attributes
    ----------
    update : int
    example : int
        Number of the watched training example; -1 for a drawing.
    label : int
        Its class; -1 for a drawing.
    loss : float
        Its own loss; NaN for a drawing.
    image, image_gradient : arrays (rows, columns)
    layers : tuple of LayerView
    cell : CellView or None
    receptive : (int, int, int, int) or None
        First row, first column, last row and last column of the image that the
        selected value depends on.
    sandbox : SandboxView or None
        As it was last looked at; None before.
    strongest : tuple of StrongestView
        Of the layers with maps and of the classes, as far as they were found.
    ascent : AscentView or None
        Of the selected value.
    mattering : MatteringView or None
    rival : RivalView or None
        The last three as the background work has them; None before.
    phase : Phase or None
    collected : int
    data : ConvolutionData
        The same object throughout a run.
    """

    update: int
    example: int
    label: int
    loss: float
    image: Array
    image_gradient: Array
    layers: tuple[LayerView, ...]
    cell: CellView | None
    receptive: tuple[int, int, int, int] | None
    sandbox: SandboxView | None
    strongest: tuple[StrongestView, ...]
    ascent: AscentView | None
    mattering: MatteringView | None
    rival: RivalView | None
    phase: Phase | None
    collected: int
    data: ConvolutionData
