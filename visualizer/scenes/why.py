"""Why a number is what it is: the sum or product that made it, part by part."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent

What = Literal[
    "input",
    "target",
    "weight",
    "bias",
    "weighted",
    "mean",
    "variance",
    "normalized",
    "gain",
    "shift",
    "sum",
    "activation",
    "slope",
    "mask",
    "output",
    "error",
    "loss",
    "wish",
    "desired",
    "sum_request",
    "normalized_request",
    "mean_request",
    "spread_request",
    "weighted_request",
    "share",
    "request",
    "average",
    "update",
    "next",
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "class_weight",
    "counted_loss",
    "size",
    "wish_size",
    "request_size",
    "average_size",
]

OfParameters = Literal["dense", "gain", "shift"]


MEASURES: frozenset[What] = frozenset(
    {"train_loss", "test_loss", "train_accuracy", "test_accuracy"}
)
"""Kinds of numbers that are means over a whole set."""

OF_EXAMPLES: frozenset[What] = frozenset({"loss", "class_weight", "counted_loss"})
"""Kinds of numbers that an example has one of."""

SIZES: frozenset[What] = frozenset(
    {"size", "wish_size", "request_size", "average_size"}
)
"""Kinds of numbers that are root mean squares, of a neuron or of a whole layer."""


class DataExample(Struct, frozen=True):
    """An example of the data, looked at by itself.

    Attributes
    ----------
    number : int
        In its set, from 0.
    test : bool
        Whether it is one of the test set.
    """

    number: int
    test: bool = False


class Quantity(Struct, frozen=True):
    """Names one number of a pass, or all numbers of its kind in a layer.

    Attributes
    ----------
    what : What
        ``desired`` is −∂C/∂a, ``sum_request`` −∂C/∂z, ``request`` −∂C/∂w or −∂C/∂b
        of one example; ``share`` is the part of a neuron's desired change that comes
        from one neuron of the layer behind. ``average`` is the mean request of the
        batch, ``update`` the change that is made, ``next`` the value after it.
        ``sum`` is z, what the activation gets. Where the sums are normalized, the
        weighted sum s is ``weighted`` and ``weighted_request`` −∂C/∂s; ``mean``,
        ``variance``, ``normalized``, ``gain`` and ``shift`` lead from s to z, and
        ``normalized_request`` −∂C/∂ŝ with its ``mean_request`` and
        ``spread_request`` lead back. ``output`` is what a neuron hands on where that
        is not its activation, because of a ``mask`` or a way around; ``wish`` is −∂C/∂
        of it. ``train_loss``, ``test_loss``, ``train_accuracy`` and ``test_accuracy``
        are measures of a whole set. Where classes are balanced, ``class_weight`` is
        how often the loss of an example counts, and ``counted_loss`` their product.
        ``size`` is the root mean square of what a neuron, or a layer, hands on to the
        examples of the batch; ``wish_size`` that of ∂C/∂ of it, ``request_size`` of
        ∂C/∂z, and ``average_size`` of the mean gradients of weights.
    layer : int
        0 is the input, 1 the first layer with weights.
    neuron : int or None
        None: the whole layer, as a vector or matrix, or its size.
    source : int or None
        Neuron of the layer before, for a weight; None is the bias.
    example : int, DataExample or None
        Place of the example in the batch, or any example of the data; None is the
        one that is watched.
    of : "dense", "gain" or "shift"
        Parameters that a request, average, update or next value is of: weights and
        biases, or those of a normalization.
    """

    what: What
    layer: int = 0
    neuron: int | None = None
    source: int | None = None
    example: int | DataExample | None = None
    of: OfParameters = "dense"


class AskWhy(Intent, frozen=True):
    """Open a number: show what made it."""

    quantity: Quantity


class AskPoint(AskWhy, frozen=True):
    """Open what a point of a plot stands for.

    Attributes
    ----------
    number : int
        Which of several networks or neurons it is of; the first is 0.
    x : float
        Where the point is along the horizontal axis.
    """

    number: int
    x: float


class LeaveWhy(Intent, frozen=True):
    """Go back to the number that was opened at a place of the trail.

    Attributes
    ----------
    place : int
        0 is the first one opened; -1 closes all of them.
    """

    place: int


class WhyCell(Struct, frozen=True):
    """A number that can be opened.

    Attributes
    ----------
    text : str
    caption : str
        What it is, e.g. ``"how steep"``; stands below it.
    sign : int
        -1 or 1 where its color is to say the sign; else 0.
    quantity : Quantity or None
        What opens; None for a number that stands for itself.
    """

    text: str
    caption: str = ""
    sign: int = 0
    quantity: Quantity | None = None


class WhyRow(Struct, frozen=True):
    """One term: numbers that are multiplied.

    Attributes
    ----------
    label : str
    cells : tuple of WhyCell
    result : str
        Their product; empty where there is only one number.
    """

    label: str
    cells: tuple[WhyCell, ...]
    result: str


class WhyGrid(Struct, frozen=True):
    """A vector or matrix.

    Attributes
    ----------
    name : str
        E.g. ``"W⁽²⁾ᵀ"``.
    rows : tuple of tuple of WhyCell
    """

    name: str
    rows: tuple[tuple[WhyCell, ...], ...]


class WhyAsk(Struct, frozen=True):
    """What a neuron now asks others for, or where a number goes on to.

    Attributes
    ----------
    label : str
    cells : tuple of WhyCell
    note : str
    """

    label: str
    cells: tuple[WhyCell, ...]
    note: str


class WhyScene(Scene, frozen=True):
    """The sum or product behind one number.

    Attributes
    ----------
    title, subtitle : str
        E.g. ``"Why is this +0.11?"``, and which number it is.
    formula : str
        With symbols.
    rows : tuple of WhyRow
        With the actual values; their results add up unless `note` says otherwise.
    note : str
    grids : tuple of WhyGrid
        In place of rows: vectors and matrices, with `operators` between them.
    operators : tuple of str
    result_label, result : str
        E.g. ``"−∂C/∂a₁⁽²⁾ ="`` and ``"+0.110"``.
    result_sign : int
    trail : tuple of str
        Names of the numbers opened one after the other, the present one last.
    following : bool
        Whether nothing was opened and the number follows the walk.
    whole : Quantity or None
        The same of the whole layer, which can be opened as well.
    asks_title : str
    asks : tuple of WhyAsk
    follow : str
        What closes all that was opened; empty where that is to follow the walk.
    """

    title: str
    subtitle: str
    formula: str
    rows: tuple[WhyRow, ...]
    note: str
    grids: tuple[WhyGrid, ...]
    operators: tuple[str, ...]
    result_label: str
    result: str
    result_sign: int
    trail: tuple[str, ...]
    following: bool
    whole: Quantity | None
    asks_title: str
    asks: tuple[WhyAsk, ...]
    follow: str = ""
