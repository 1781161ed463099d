"""What a person wants, as panels report it.

A panel emits an intent and does nothing else about it. The window turns
intents into commands for the session or into changes of the view.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes.photo import Crop, Photo


class Intent(Struct, frozen=True):
    """Base of all intents."""

    def drag(self) -> int:
        """Return the number of the drag that it is a part of; 0 for none."""
        return 0


class NeuronRef(Struct, frozen=True):
    """A neuron: layer 0 is the input, the last layer the output."""

    layer: int
    index: int


class WeightRef(Struct, frozen=True):
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


class Select(Intent, frozen=True):
    """Select and explain a neuron, a weight or a bias; None clears."""

    target: NeuronRef | WeightRef | None


class EditParameter(Intent, frozen=True):
    """Give a weight or bias a value; edits of one gesture undo together."""

    target: WeightRef
    value: float
    gesture: int


class ResizeLayer(Intent, frozen=True):
    """Give hidden layer `layer` (1 = first) another number of neurons."""

    layer: int
    units: int


class AddLayer(Intent, frozen=True):
    """Insert a hidden layer before the output."""


class RemoveLayer(Intent, frozen=True):
    """Remove hidden layer `layer` (1 = first; None: the last one)."""

    layer: int | None


class OpenLayer(Intent, frozen=True):
    """Open the card of hidden layer `layer` (1 = first); None closes it."""

    layer: int | None


LayerChoice = Literal["activation", "normalization", "dropout", "residual"]


class SetLayer(Intent, frozen=True):
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


class ToggleFrozen(Intent, frozen=True):
    """Leave a neuron's weights and bias as they are, or train them again."""

    target: NeuronRef


class SetActivation(Intent, frozen=True):
    """Give a hidden neuron an activation of its own; no key: its layer's."""

    target: NeuronRef
    key: str


class ToggleDisabled(Intent, frozen=True):
    """Switch a hidden neuron off, so that it answers 0, or on again."""

    target: NeuronRef


class ToggleLocked(Intent, frozen=True):
    """Leave one weight or bias as it is, or train it again."""

    target: WeightRef


class MoveProbe(Intent, frozen=True):
    """Feed the network with the point (x, y) of the plane; None: an example."""

    point: tuple[float, float] | None


class ChoosePlane(Intent, frozen=True):
    """Draw the output map over two inputs; None: over the principal plane."""

    axes: tuple[int, int] | None


class ChooseOutput(Intent, frozen=True):
    """Show one of several outputs, from 0; None: all, where that is possible."""

    output: int | None


class MoveCutOff(Intent, frozen=True):
    """Count answers as 'yes' from another probability on, 0 to 1."""

    probability: float


class Paint(Intent, frozen=True):
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


class Erase(Intent, frozen=True):
    """Take the points around the path of one stroke out of the data."""

    path: tuple[tuple[float, float], ...]
    radius: float


class TurnPage(Intent, frozen=True):
    """Show another page of the wrong examples, counted from 0."""

    page: int


class WatchExample(Intent, frozen=True):
    """Watch example `index` of the training set."""

    index: int


class StepExample(Intent, frozen=True):
    """Watch the example `count` places further in the training set."""

    count: int


class Preview(Intent, frozen=True):
    """Show what a neuron answers while it is pointed at; None ends it."""

    target: NeuronRef | None


class Seek(Intent, frozen=True):
    """Show the moment after `update` updates of the run `run` (None: present)."""

    update: int
    run: int | None = None


class RenameBookmark(Intent, frozen=True):
    """Give the bookmark at an update of the present line another name."""

    update: int
    name: str


class RemoveBookmark(Intent, frozen=True):
    """Take the bookmark at an update of the present line away."""

    update: int


SurfaceKind = Literal["path", "random", "weights"]


class ChooseSurface(Intent, frozen=True):
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


class RefreshSurface(Intent, frozen=True):
    """Lay the plane anew through the present moment."""


class MoveOnSurface(Intent, frozen=True):
    """Put the network at the point (a, b) of the plane shown."""

    point: tuple[float, float]
    gesture: int


class CountSettings(Intent, frozen=True):
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


class SetOption(Intent, frozen=True):
    """Switch an option of the view, such as ``discretize``, on or off."""

    name: str
    value: bool


StatisticKind = Literal["weights", "activations", "gradients", "rates"]


class ChooseStatistic(Intent, frozen=True):
    """Show the distribution of another quantity in the statistics."""

    kind: StatisticKind


class TryRemedy(Intent, frozen=True):
    """Take the settings that an `Advice` offers under a key."""

    key: str


class ChooseOption(Intent, frozen=True):
    """Choose one of several keys for an option of the view, e.g. a color range."""

    name: str
    key: str


class OpenChannel(Intent, frozen=True):
    """Open the products of one of the maps that the selected value reads."""

    channel: int


class SlideKernel(Intent, frozen=True):
    """Select the value `count` places further in the same map."""

    count: int


class EditKernel(Intent, frozen=True):
    """Give one cell of the kernel made by hand a value; NaN: not a number."""

    place: int
    value: float


class SetSliding(Intent, frozen=True):
    """Set the stride, the padding, the dilation or the size of the sandbox."""

    name: str
    value: int


Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""Points (x, y) of each stroke, y down."""


class Draw(Intent, frozen=True):
    """Feed the network with what was drawn; without a stroke: with an example."""

    strokes: Strokes


class TakePhoto(Intent, frozen=True):
    """Feed the network, and the sandbox, with a picture of one's own."""

    photo: Photo


class CropPhoto(Intent, frozen=True):
    """Take another part of the picture of one's own; what lies outside is moved."""

    crop: Crop


class TogglePixel(Intent, frozen=True):
    """Put ink on a pixel of what feeds the network, or take it away."""

    place: int


class Act(Intent, frozen=True):
    """Trigger a named action of the window, such as ``go_back``."""

    action: str
