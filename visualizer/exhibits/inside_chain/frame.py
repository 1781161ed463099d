"""What the page Chain looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

PANELS = frozenset({"chain", "rule"})


@dataclass(frozen=True, slots=True)
class ChainWatch:
    """What is being looked at.

    Attributes
    ----------
    parameter : int
        The one that is moved: w₁, b₁, w₂, b₂, w₃ or b₃.
    change : float
        How far.
    visible : frozenset of str
        Names of the panels in sight.
    """

    parameter: int = 0
    change: float = 0.0
    visible: frozenset[str] = PANELS


class ChainValues(Struct, frozen=True):
    """All numbers of the chain at one setting of the parameters.

    Attributes
    ----------
    parameters : tuple of 6 floats
        w₁, b₁, w₂, b₂, w₃, b₃.
    sums, answers : tuples of 3 floats
    loss : float
    """

    parameters: tuple[float, ...]
    sums: tuple[float, ...]
    answers: tuple[float, ...]
    loss: float


class ChainFrame(Struct, frozen=True):
    """One moment.

    Attributes
    ----------
    update : int
    x, y : float
    here, moved : ChainValues
        As they are, and with one parameter moved.
    slopes : tuple of 3 floats
        f′(z) of each neuron, as they are.
    sum_rates, answer_rates : tuples of 3 floats
        How fast each z and a grows with the parameter that is moved.
    loss_rate : float
        ∂C/∂ of that parameter.
    """

    update: int
    x: float
    y: float
    here: ChainValues
    moved: ChainValues
    slopes: tuple[float, ...]
    sum_rates: tuple[float, ...]
    answer_rates: tuple[float, ...]
    loss_rate: float
