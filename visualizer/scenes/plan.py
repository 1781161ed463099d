"""The operations of one update, as the engine runs them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent

PlanStage = Literal["done", "current", "coming"]
Part = Literal["forward", "backward", "update"]


class PlanRow(Struct, frozen=True):
    """What computes one quantity: one call or several.

    Attributes
    ----------
    part : Part
    formula : str
    shapes : str
        Of what goes in and what comes out, e.g. ``"(2, 3)ᵀ · (3, 10) → (2, 10)"``.
    values : str
        The first numbers of what came out; empty before it is computed.
    stage : PlanStage
    first : int
        Number of its first call, from 0.
    """

    part: Part
    formula: str
    shapes: str
    values: str
    stage: PlanStage
    first: int


class PlanScene(Scene, frozen=True):
    """The list, and where it stands.

    Attributes
    ----------
    title, subtitle : str
    rows : tuple of PlanRow
    done, calls : int
        Calls carried out, and all of them.
    call : str
        The NumPy function that was called last; empty before the first.
    hint : str
        What the numbers are of, or why there are none.
    """

    title: str
    subtitle: str
    rows: tuple[PlanRow, ...]
    done: int
    calls: int
    call: str
    hint: str


class RunPlan(Intent, frozen=True):
    """Carry out the first so many calls of the coming update, on a copy."""

    calls: int
