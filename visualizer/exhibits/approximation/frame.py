"""What the page Approximation looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.approximation.size_study import SizeView
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.why import Quantity

PANELS = frozenset({"fitting", "pieces", "parts", "sizes", "why"})


@dataclass(frozen=True, slots=True)
class ApproximationWatch:
    """What is being looked at.

    Attributes
    ----------
    piece : int
        The piece or tower that is held.
    handle : str
        Which of its handles.
    pen : float
        Where the keyboard draws, on the axis of the input.
    draw_target : bool
        Whether the hand draws the target rather than moving pieces.
    show_built, show_trained : bool
        Which of the two are drawn beside the target.
    trained_parts : bool
        Whether the parts are those of the trained network.
    trail : tuple of Quantity
        Numbers that were opened one after the other.
    point : (int, int) or None
        Width and seed, the first being 0, of the network that they are of; None is
        the one that is trained here.
    visible : frozenset of str
        Names of the panels in sight.
    """

    piece: int = 0
    handle: str = "middle"
    pen: float = 0.5
    draw_target: bool = False
    show_built: bool = True
    show_trained: bool = True
    trained_parts: bool = False
    trail: tuple[Quantity, ...] = ()
    point: tuple[int, int] | None = None
    visible: frozenset[str] = PANELS


class Fit(Struct, frozen=True, eq=False):
    """What a network answers to the inputs of all examples.

    Attributes
    ----------
    answers : array (M,)
    parts : array (H, M)
        What each neuron of the last hidden layer adds to them.
    bias : float
        What the output adds by itself.
    squared, distance : float
        Mean squared error, and mean distance from the target.
    """

    answers: Array
    parts: Array
    bias: float
    squared: float
    distance: float


class ApproximationFrame(Struct, frozen=True, eq=False):
    """One moment; arrays are copies.

    Attributes
    ----------
    update : int
    x : array (inputs, M)
        Inputs of all examples.
    target : array (M,)
    built, trained : Fit
        By hand, and by training.
    stages : array (8, M)
        How the held tower comes about; of a curve (0, M).
    sizes : SizeView
        What networks of other widths come to.
    step : StepPass or None
        The numbers of a network that can be opened; None where nobody looks.
    stepped : (int, int) or None
        Width and seed of that network; None is the one that is trained here.
    """

    update: int
    x: Array
    target: Array
    built: Fit
    trained: Fit
    stages: Array
    sizes: SizeView
    step: StepPass | None
    stepped: tuple[int, int] | None
