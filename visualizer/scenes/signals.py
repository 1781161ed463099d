"""Signals through the layers of a deep network, and neurons that are copies."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent, WeightRef
from visualizer.scenes.why import Quantity


class SizesScene(Scene, frozen=True, eq=False):
    """One size a layer, on a logarithmic axis; which ones, a subclass says.

    Attributes
    ----------
    title, subtitle : str
    first : int
        Number of the first layer; 0 are the inputs.
    sizes : float array (N,)
        0 and what is no number have no place on the axis.
    theory : float array (N,)
        NaN where unknown.
    reference : float
        The size that all are compared with; a level line stands there.
    x_label, y_label, theory_label : str
    kinds : tuple of (key, name)
        What can be shown; empty where there is no choice.
    kind : str
        Key of what is shown.
    texts : tuple of str
        Of each layer, for the box under the pointer.
    told : str
        For who does not see it.
    asks : tuple of Quantity
        What the size of each layer is, to be asked why.
    """

    title: str
    subtitle: str
    first: int
    sizes: FloatArray
    theory: FloatArray
    reference: float
    x_label: str
    y_label: str
    theory_label: str
    kinds: tuple[tuple[str, str], ...]
    kind: str
    texts: tuple[str, ...]
    told: str
    asks: tuple[Quantity, ...]


class ForwardScene(SizesScene, frozen=True, eq=False):
    """Sizes of activations."""


class BackwardScene(SizesScene, frozen=True, eq=False):
    """Sizes of gradients."""


class SpreadScene(Scene, frozen=True, eq=False):
    """A distribution for each layer.

    Attributes
    ----------
    title, subtitle : str
    shares : float array (rows, L)
        0 … 1 in each column, row 0 the least value.
    ticks : tuple of (share, text)
        Places on the vertical axis, 0 … 1.
    x_label : str
    """

    title: str
    subtitle: str
    shares: FloatArray
    ticks: tuple[tuple[float, str], ...]
    x_label: str


class InitializerCell(Struct, frozen=True, eq=False):
    """What one initializer does over the depth.

    Attributes
    ----------
    key, name : str
    low, middle, high : float arrays (N,)
        Quartiles and median of the sizes.
    chosen : bool
        Whether the network has it.
    text : str
        What becomes of the signal.
    """

    key: str
    name: str
    low: FloatArray
    middle: FloatArray
    high: FloatArray
    chosen: bool
    text: str


class InitializersScene(Scene, frozen=True, eq=False):
    """A small plot for each initializer, all on the same axes.

    Attributes
    ----------
    title, subtitle : str
    first : int
        Number of the first layer.
    cells : tuple of InitializerCell
    reference : float
        As of `SizesScene`.
    kinds : tuple of (key, name)
    kind : str
    hint : str
        Stands in place of the plots where there are none yet.
    """

    title: str
    subtitle: str
    first: int
    cells: tuple[InitializerCell, ...]
    reference: float
    kinds: tuple[tuple[str, str], ...]
    kind: str
    hint: str


class Twin(Struct, frozen=True, eq=False):
    """One neuron of a layer.

    Attributes
    ----------
    name : str
    past : float array (S, T)
        Its weights over the updates, oldest first.
    present : float array (S,)
    """

    name: str
    past: FloatArray
    present: FloatArray


class TwinsScene(Scene, frozen=True, eq=False):
    """The weights of some neurons of a layer, side by side.

    Attributes
    ----------
    title, subtitle : str
    twins : tuple of Twin
    limit : float
        The weight that has the full color and length.
    layer, layers : int
        Number of the layer, and of all of them.
    layer_text : str
    target : WeightRef
        The weight that is nudged.
    nudged : float
        The value that it is nudged to.
    notes : tuple of str
    """

    title: str
    subtitle: str
    twins: tuple[Twin, ...]
    limit: float
    layer: int
    layers: int
    layer_text: str
    target: WeightRef
    nudged: float
    notes: tuple[str, ...]


class ChooseInitializer(Intent, frozen=True):
    """Draw the weights anew with another initializer."""

    key: str


class LookAtLayer(Intent, frozen=True):
    """Look at the neurons of hidden layer `layer` (1 = first)."""

    layer: int
