"""A family of runs that differ in one setting, and how they compare."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.line_plot import LinePlotScene


class FamilyScene(LinePlotScene, frozen=True):
    """The validation loss of each run over the epochs, the best marked."""


class TuningScene(LinePlotScene, frozen=True):
    """The lowest losses over the values of the setting."""


class Trial(Struct, frozen=True):
    """One run.

    Attributes
    ----------
    run : int
    cells : tuple of str
        One for each column.
    best : bool
    """

    run: int
    cells: tuple[str, ...]
    best: bool


class TrialsScene(Scene, frozen=True):
    """All runs as a table.

    Attributes
    ----------
    title, subtitle : str
    columns : tuple of str
    rows : tuple of Trial
    tested : bool
        Whether the test is opened.
    note : str
        Of how many examples there are for what.
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[Trial, ...]
    tested: bool
    note: str
