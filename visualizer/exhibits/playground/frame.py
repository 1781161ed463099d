"""What the Playground looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.chart import Chart
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import NeuronRef, StatisticKind, SurfaceKind, WeightRef
from visualizer.scenes.surface import GhostPath
from visualizer.scenes.terrain import GhostTrail, Ground
from visualizer.scenes.why import Quantity

if TYPE_CHECKING:
    from visualizer.exhibits.inside_plan import PlanView
    from visualizer.exhibits.playground.cut_off import CutOffView
    from visualizer.exhibits.playground.mistakes import MistakesView
    from visualizer.exhibits.why.passes import StepPass


Trouble = Literal["dead", "saturated", "not_finite"]


@dataclass(frozen=True, slots=True)
class PlaygroundWatch:
    """What is being looked at.

    Attributes
    ----------
    example : int
        Training example watched.
    probe : (x, y) or None
        A point of the plane that feeds the network instead of the example.
    axes_shown : pair of int or None
        Of a table, the inputs along the axes of the output map; None for the
        principal plane.
    output : int or None
        Of several values foretold, the one that map and mistakes show; None for all,
        of which the map shows the first.
    cut_off : float
        Probability from which on the answer counts as 'yes'.
    selection : NeuronRef, WeightRef or None
    preview : NeuronRef or None
        Neuron whose answer fills the output map while it is pointed at.
    surface : SurfaceKind
    axes : pair of WeightRef or None
        For a surface over two weights.
    surface_serial : int
        Raised to lay the plane anew.
    visible : frozenset of str
        Names of the panels in sight.
    show_test, discretize, fixed_scale, log_loss, painting, mistakes_test : bool
        Options of panels.
    mistakes_page : int
        Page of the wrong examples, from 0.
    unfolded : frozenset of int
        Layers of which every neuron is drawn.
    opened : int or None
        Hidden layer whose card is open.
    advise : bool
        Whether to say what goes wrong.
    search_values : int
        Values that brute force would try for each weight.
    search_weights : int
        Weights of the network that it is counted for; 0 for the one on screen.
    statistic : StatisticKind
        What the statistics show the distribution of.
    plan_calls : int
        Calls of the coming update that are carried out on a copy.
    trail : tuple of Quantity
        Numbers opened one after the other; empty: what is selected or walked to.
    """

    example: int = 0
    probe: tuple[float, float] | None = None
    selection: NeuronRef | WeightRef | None = None
    preview: NeuronRef | None = None
    surface: SurfaceKind = "path"
    axes: tuple[WeightRef, WeightRef] | None = None
    surface_serial: int = 0
    visible: frozenset[str] = frozenset(
        {"network", "output", "neuron", "loss", "surface", "cut_off"}
    )
    show_test: bool = True
    discretize: bool = False
    fixed_scale: bool = True
    log_loss: bool = True
    painting: bool = False
    search_values: int = 1000
    search_weights: int = 0
    mistakes_test: bool = True
    mistakes_page: int = 0
    unfolded: frozenset[int] = frozenset()
    opened: int | None = None
    axes_shown: tuple[int, int] | None = None
    output: int | None = None
    cut_off: float = 0.5
    advise: bool = True
    statistic: StatisticKind = "weights"
    plan_calls: int = 0
    trail: tuple[Quantity, ...] = ()


class LayerView(Struct, frozen=True):
    """One layer's values for the watched example.

    Attributes
    ----------
    weights : array (n_in, n_out)
    biases : array (n_out,)
    z, argument, answer, a : arrays (n_out,)
        Sums; what the activation gets, which are the sums unless they are
        normalized; what it gives; and what goes on, which is that answer unless
        there is a way around the layer or the neuron is off.
    slope, da, dargument, dz : arrays (n_out,)
        The slope of the activation, ∂C/∂answer, ∂C/∂argument and ∂C/∂z.
    weight_gradient : array (n_in, n_out)
        ∂C/∂w of the watched example.
    activation : Activation
    normalized, residual : bool
        Whether the sums are normalized, and whether the inputs are added to the
        answers.
    """

    weights: Array
    biases: Array
    z: Array
    argument: Array
    answer: Array
    a: Array
    slope: Array
    da: Array
    dargument: Array
    dz: Array
    weight_gradient: Array
    activation: Activation
    normalized: bool
    residual: bool


class SurfaceView(Struct, frozen=True):
    """A loss surface as far as it is computed.

    Attributes
    ----------
    serial : int
        Changes with the values; equal serials mean equal values.
    kind : SurfaceKind
    axes : pair of WeightRef or None
    values : array (rows, columns) or None
    a, b : arrays
        Coordinates of the columns and rows.
    levels : array
    contours : tuple of tuples of arrays (points, 2)
    path : array (N, 2)
    marker : (a, b)
    marker_loss, surface_loss : float
        True loss of the present parameters, and the surface under the marker.
    sharpness : float
        Largest curvature of the loss here; NaN until it is measured.
    outside : float
        Share of the path outside the plane.
    parameters, examples : int
    laid_at : int
        Update through which the plane was laid.
    progress : float
    stale : bool
    ghosts : tuple of GhostPath
    """

    serial: int
    kind: SurfaceKind
    axes: tuple[WeightRef, WeightRef] | None
    values: FloatArray | None
    a: FloatArray
    b: FloatArray
    levels: FloatArray
    contours: tuple[tuple[FloatArray, ...], ...]
    path: FloatArray
    marker: tuple[float, float]
    marker_loss: float
    surface_loss: float
    sharpness: float
    outside: float
    parameters: int
    examples: int
    laid_at: int
    progress: float
    stale: bool
    ghosts: tuple[GhostPath, ...]


class MountainView(Struct, frozen=True, eq=False):
    """The same surface as a mountain.

    Attributes
    ----------
    ground : Ground
        The same object as long as the surface is the same.
    path : array (N, 3)
        Coordinates in the plane and the surface there; NaN beyond it.
    stems : array (n, 4)
        For some moments the coordinates, the surface, and the true loss.
    kind : SurfaceKind
    outside : float
        Share of the path outside the plane.
    laid_at : int
        Update through which the plane was laid.
    ghosts : tuple of GhostTrail
        The same tuple as long as nothing about it has changed.
    """

    ground: Ground
    path: FloatArray
    stems: FloatArray
    kind: SurfaceKind
    outside: float
    laid_at: int
    ghosts: tuple[GhostTrail, ...]


class SearchView(Struct, frozen=True, eq=False):
    """Descent and guessing on the same number of tries.

    Attributes
    ----------
    parameters : int
    updates : int array (N,)
    losses : array (N,)
        Training loss of descent there.
    best : array (M,)
        The lowest loss that guessing found, after 0, 1, 2 … tries.
    """

    parameters: int
    updates: IntArray
    losses: FloatArray
    best: FloatArray


class LineView(Struct, frozen=True, eq=False):
    """The loss along the straight line between two solutions.

    Attributes
    ----------
    a : array (N,)
        0 is the other solution, 1 the present one.
    losses : array (N,)
    other : str
        What the other one is, as a `Phrase` or a person's words.
    update : int
        Of the present one.
    """

    a: FloatArray
    losses: FloatArray
    other: str
    update: int


class LayerStatistics(Struct, frozen=True, eq=False):
    """One layer with weights.

    Attributes
    ----------
    strip : array (B, T) or None
        Shares of values over time, the first update at the left; NaN where they
        are not counted yet. None for rates, of which the past is not kept.
    histogram : array (B,) or None
        Shares of the present values; None where there are no rates.
    gradient : float
        Length of ∂C/∂w, the mean over the examples looked at.
    ratio : float
        Length of the next update's change of the weights, as a share of theirs.
    rates : (float, float, float) or None
        Least, median and greatest effective learning rate.
    forward, backward : int
        Multiplications by weights for one example.
    """

    strip: Array | None
    histogram: Array | None
    gradient: float
    ratio: float
    rates: tuple[float, float, float] | None
    forward: int
    backward: int


class StatisticsView(Struct, frozen=True, eq=False):
    """All layers at one moment.

    Attributes
    ----------
    kind : StatisticKind
    first, update : int
        Where strips begin and end.
    examples : int
        Training examples looked at.
    layers : tuple of LayerStatistics
    """

    kind: StatisticKind
    first: int
    update: int
    examples: int
    layers: tuple[LayerStatistics, ...]


class Finding(Struct, frozen=True):
    """Something that a detector has found.

    Attributes
    ----------
    key : str
        Of the detector.
    amount : float
    layer : int or None
    """

    key: str
    amount: float
    layer: int | None


class Details(Struct, frozen=True, eq=False):
    """What costs most to capture; equal only to itself.

    Attributes
    ----------
    maps : tuple of arrays (n, G, G) or None
        Answers of each layer's neurons over the plane, inputs included; empty
        where the inputs are no plane.
    output_map : array (H, H) or None
        Of the neuron shown in the output panel; where `winners` are, by how much
        the highest output is ahead of the second, 0 … 1.
    winners : int array (H, H) or None
        The class with the highest output, of more than two.
    map_neuron : NeuronRef or None
        That neuron where it is not the output.
    picture : array (rows, columns, 3) or None
        The answers for all places of a picture; None where none is learnt or a
        neuron is shown in its place.
    troubles : tuple of (NeuronRef, Trouble)
    findings : tuple of Finding
        What detectors have found, the most important first.
    """

    maps: tuple[Array | None, ...]
    output_map: Array | None
    winners: IntArray | None
    map_neuron: NeuronRef | None
    picture: Array | None
    troubles: tuple[tuple[NeuronRef, Trouble], ...]
    findings: tuple[Finding, ...]


class PlaygroundFrame(Struct, frozen=True):
    """One moment of the Playground; arrays are copies.

    Attributes
    ----------
    update : int
    sizes : tuple of int
    x : array (inputs,)
        Inputs of the watched example.
    point : (x, y) or None
        Its place in the plane.
    example : int
        Its number in the training set; -1 for the probe.
    target : array (outputs,) or None
        None for the probe.
    label : int
        Its class; -1 where there is none.
    loss : float
        Its own loss; NaN for the probe.
    layers : tuple of LayerView
    details : Details
        The same object until it is captured anew.
    train_by_class, test_by_class : arrays (K,) or None
    mistakes : MistakesView or None
    surface : SurfaceView or None
    mountain : MountainView or None
    line : LineView or None
    search : SearchView or None
    cut_off : CutOffView or None
        The same object until it is captured anew; None where the answer is no
        probability of 'yes'.
    statistics : StatisticsView or None
    phase : Phase or None
    collected : int
    pulses : bool
    data : PlaygroundData
        The same object throughout a run.
    chart : Chart or None
        The plane of the maps; the same object until another one is chosen.
    output : int or None
        Of several values foretold the one shown; None for all.
    order : int array
        Numbers of the examples of the coming batch.
    clipped : float
        Length of the last gradient after clipping, as a share of before.
    rate : float
        Learning rate of the coming update; NaN where no schedule changes it.
    step : StepPass or None
        The coming training step, number by number; None while nobody looks.
    plan : PlanView or None
    trained : bool
        Whether the watched example is shown as training computes it.
    """

    update: int
    sizes: tuple[int, ...]
    x: Array
    point: tuple[float, float] | None
    example: int
    target: Array | None
    label: int
    loss: float
    layers: tuple[LayerView, ...]
    details: Details
    train_by_class: Array | None
    test_by_class: Array | None
    mistakes: MistakesView | None
    surface: SurfaceView | None
    mountain: MountainView | None
    line: LineView | None
    search: SearchView | None
    cut_off: CutOffView | None
    statistics: StatisticsView | None
    phase: Phase | None
    collected: int
    pulses: bool
    data: PlaygroundData
    chart: Chart | None
    order: IntArray
    clipped: float
    rate: float
    output: int | None = None
    plan: PlanView | None = None
    step: StepPass | None = None
    trained: bool = False
