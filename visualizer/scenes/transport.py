"""What the transport bar shows: playing or not, pace, and the read-outs."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.why import Quantity


class Readout(Struct, frozen=True):
    """One number of the transport bar.

    Attributes
    ----------
    key : str
        Stays the same in every language, e.g. ``"train_loss"``.
    name, value : str
    widest : str
        The widest value to expect; its width is kept free so that nothing
        moves when the value changes.
    asks : Quantity or None
        What it is, where one can ask why.
    """

    key: str
    name: str
    value: str
    widest: str
    asks: Quantity | None = None


class TransportScene(Scene, frozen=True):
    """State of the transport bar.

    Attributes
    ----------
    playing : bool
    can_go_back, can_go_forward : bool
    step_units : tuple of (key, name)
        ``(("example", "example"), ("batch", "batch"), ("epoch", "epoch"))``.
    step_unit : str
        Key of the chosen unit.
    paces : tuple of (key, name)
        The speed ladder, slowest first.
    pace : str
        Key of the chosen rung.
    readouts : tuple of Readout
        In order of importance; a narrow bar drops the last ones.
    goal : str
        Where the run is to pause by itself; empty for nowhere.
    """

    playing: bool
    can_go_back: bool
    can_go_forward: bool
    step_units: tuple[tuple[str, str], ...]
    step_unit: str
    paces: tuple[tuple[str, str], ...]
    pace: str
    readouts: tuple[Readout, ...]
    goal: str = ""
