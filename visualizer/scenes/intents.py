"""What a person wants, as panels report it.

A panel emits an intent and does nothing else about it. The window turns
intents into commands for the session or into changes of the view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from visualizer.scenes.photo import Crop, Photo


class Intent:
    """Base of all intents."""

    __slots__ = ()

    def drag(self) -> int:
        """Return the number of the drag that it is a part of; 0 for none."""
        return 0


@dataclass(frozen=True, slots=True)
class NeuronRef:
    """A neuron: layer 0 is the input, the last layer the output."""

    layer: int
    index: int


@dataclass(frozen=True, slots=True)
class WeightRef:
    """A weight or bias of the layer it leads into (1 = first hidden layer).

    Attributes
    ----------
    layer : int
        Layer of the destination neuron, 1 … number of layers - 1.
    source : int or None
        Neuron of the layer before; None means the bias.
    destination : int
        Neuron of `layer`.
    """

    layer: int
    source: int | None
    destination: int


@dataclass(frozen=True, slots=True)
class Select(Intent):
    """Select and explain a neuron, a weight or a bias; None clears."""

    target: NeuronRef | WeightRef | None


@dataclass(frozen=True, slots=True)
class EditParameter(Intent):
    """Give a weight or bias a value; edits of one gesture undo together."""

    target: WeightRef
    value: float
    gesture: int


@dataclass(frozen=True, slots=True)
class ResizeLayer(Intent):
    """Give hidden layer `layer` (1 = first) another number of neurons."""

    layer: int
    units: int


@dataclass(frozen=True, slots=True)
class AddLayer(Intent):
    """Insert a hidden layer before the output."""


@dataclass(frozen=True, slots=True)
class RemoveLayer(Intent):
    """Remove hidden layer `layer` (1 = first; None: the last one)."""

    layer: int | None


@dataclass(frozen=True, slots=True)
class OpenLayer(Intent):
    """Open the card of hidden layer `layer` (1 = first); None closes it."""

    layer: int | None


LayerChoice = Literal["activation", "normalization", "dropout", "residual"]


@dataclass(frozen=True, slots=True)
class SetLayer(Intent):
    """Give a hidden layer something of its own.

    Attributes
    ----------
    layer : int
        1 is the first.
    name : LayerChoice
    value : str, float or bool
        Key of an activation or normalization, rate of dropout, or whether there
        is a way around the layer. The empty key is the activation of all layers.
    """

    layer: int
    name: LayerChoice
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class ToggleFrozen(Intent):
    """Leave a neuron's weights and bias as they are, or train them again."""

    target: NeuronRef


@dataclass(frozen=True, slots=True)
class SetActivation(Intent):
    """Give a hidden neuron an activation of its own; no key: its layer's."""

    target: NeuronRef
    key: str


@dataclass(frozen=True, slots=True)
class ToggleDisabled(Intent):
    """Switch a hidden neuron off, so that it answers 0, or on again."""

    target: NeuronRef


@dataclass(frozen=True, slots=True)
class ToggleLocked(Intent):
    """Leave one weight or bias as it is, or train it again."""

    target: WeightRef


@dataclass(frozen=True, slots=True)
class MoveProbe(Intent):
    """Feed the network with the point (x, y) of the plane; None: an example."""

    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ChoosePlane(Intent):
    """Draw the output map over two inputs; None: over the principal plane."""

    axes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ChooseOutput(Intent):
    """Show one of several outputs, from 0; None: all, where that is possible."""

    output: int | None


@dataclass(frozen=True, slots=True)
class MoveCutOff(Intent):
    """Count answers as 'yes' from another probability on, 0 to 1."""

    probability: float


@dataclass(frozen=True, slots=True)
class Paint(Intent):
    """Add the points of one stroke to the data.

    Attributes
    ----------
    points : tuple of (x, y)
        In the plane shown.
    kind : "classes" or "values"
    mark : float
        The class, counted from 0, or the value from -1 to 1.
    fresh : bool
        Whether they take the place of the points there are.
    """

    points: tuple[tuple[float, float], ...]
    kind: Literal["classes", "values"]
    mark: float
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Erase(Intent):
    """Take the points around the path of one stroke out of the data."""

    path: tuple[tuple[float, float], ...]
    radius: float


@dataclass(frozen=True, slots=True)
class TurnPage(Intent):
    """Show another page of the wrong examples, counted from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class WatchExample(Intent):
    """Watch example `index` of the training set."""

    index: int


@dataclass(frozen=True, slots=True)
class StepExample(Intent):
    """Watch the example `count` places further in the training set."""

    count: int


@dataclass(frozen=True, slots=True)
class Preview(Intent):
    """Show what a neuron answers while it is pointed at; None ends it."""

    target: NeuronRef | None


@dataclass(frozen=True, slots=True)
class Seek(Intent):
    """Show the moment after `update` updates of the run `run` (None: present)."""

    update: int
    run: int | None = None


@dataclass(frozen=True, slots=True)
class RenameBookmark(Intent):
    """Give the bookmark at an update of the present line another name."""

    update: int
    name: str


@dataclass(frozen=True, slots=True)
class RemoveBookmark(Intent):
    """Take the bookmark at an update of the present line away."""

    update: int


SurfaceKind = Literal["path", "random", "weights"]


@dataclass(frozen=True, slots=True)
class ChooseSurface(Intent):
    """Show another plane of the loss surface.

    Attributes
    ----------
    kind : "path", "random" or "weights"
        Principal plane of the path, two random filter-normalized directions,
        or the two weights `axes`.
    axes : pair of WeightRef or None
        For "weights": horizontal and vertical axis; None keeps the present.
    """

    kind: SurfaceKind
    axes: tuple[WeightRef, WeightRef] | None = None


@dataclass(frozen=True, slots=True)
class RefreshSurface(Intent):
    """Lay the plane anew through the present moment."""


@dataclass(frozen=True, slots=True)
class MoveOnSurface(Intent):
    """Put the network at the point (a, b) of the plane shown."""

    point: tuple[float, float]
    gesture: int


@dataclass(frozen=True, slots=True)
class CountSettings(Intent):
    """Count what brute force would have to try.

    Attributes
    ----------
    weights : int
        0 for those of the network on screen.
    values : int
        Of each weight; at least 2.
    """

    weights: int
    values: int


@dataclass(frozen=True, slots=True)
class SetOption(Intent):
    """Switch an option of the view, such as ``discretize``, on or off."""

    name: str
    value: bool


StatisticKind = Literal["weights", "activations", "gradients", "rates"]


@dataclass(frozen=True, slots=True)
class ChooseStatistic(Intent):
    """Show the distribution of another quantity in the statistics."""

    kind: StatisticKind


@dataclass(frozen=True, slots=True)
class TryRemedy(Intent):
    """Take the settings that an `Advice` offers under a key."""

    key: str


@dataclass(frozen=True, slots=True)
class ChooseOption(Intent):
    """Choose one of several keys for an option of the view, e.g. a color range."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class OpenChannel(Intent):
    """Open the products of one of the maps that the selected value reads."""

    channel: int


@dataclass(frozen=True, slots=True)
class SlideKernel(Intent):
    """Select the value `count` places further in the same map."""

    count: int


@dataclass(frozen=True, slots=True)
class EditKernel(Intent):
    """Give one cell of the kernel made by hand a value; NaN: not a number."""

    place: int
    value: float


@dataclass(frozen=True, slots=True)
class SetSliding(Intent):
    """Set the stride, the padding, the dilation or the size of the sandbox."""

    name: str
    value: int


Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""Points (x, y) of each stroke, y down."""


@dataclass(frozen=True, slots=True)
class Draw(Intent):
    """Feed the network with what was drawn; without a stroke: with an example."""

    strokes: Strokes


@dataclass(frozen=True, slots=True)
class TakePhoto(Intent):
    """Feed the network, and the sandbox, with a picture of one's own."""

    photo: Photo


@dataclass(frozen=True, slots=True)
class CropPhoto(Intent):
    """Take another part of the picture of one's own; what lies outside is moved."""

    crop: Crop


@dataclass(frozen=True, slots=True)
class TogglePixel(Intent):
    """Put ink on a pixel of what feeds the network, or take it away."""

    place: int


@dataclass(frozen=True, slots=True)
class Act(Intent):
    """Trigger a named action of the window, such as ``go_back``."""

    action: str
