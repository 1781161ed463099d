"""A target, what follows it, and the pieces that are moved by hand."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.line_plot import LinePlot, LinePlotScene

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Handle:
    """A place by which a piece is moved.

    Attributes
    ----------
    piece : int
    name : str
        Which of the piece's handles it is.
    x, y : float
    tip : str
        What it moves.
    held : bool
        Whether keys move it.
    """

    piece: int
    name: str
    x: float
    y: float
    tip: str
    held: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How near one of the two comes to the target.

    Attributes
    ----------
    option : str
        The option of the view by which it is drawn or not.
    number : int
        Decides color and marker.
    name, facts : str
    shown : bool
    """

    option: str
    number: int
    name: str
    facts: str
    shown: bool


@dataclass(frozen=True, slots=True)
class FittingScene(Scene):
    """A curve to follow, and two that do.

    Attributes
    ----------
    title, subtitle : str
    plot : LinePlot
    handles : tuple of Handle
    pen : Point or None
        Where the keyboard draws; None while pieces are moved.
    scores : tuple of Score
    """

    title: str
    subtitle: str
    plot: LinePlot
    handles: tuple[Handle, ...]
    pen: Point | None
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class ContributionsScene(LinePlotScene):
    """What each hidden neuron adds to the output, and their sum.

    Attributes
    ----------
    trained : bool
        Whether it is the trained network.
    """

    trained: bool


@dataclass(frozen=True, slots=True)
class SizesScene(LinePlotScene):
    """The error over the number of hidden neurons."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A function of two inputs as a small map.

    Attributes
    ----------
    name, caption : str
        Above and below it.
    values : float array (H, W)
        Row 0 is the lowest.
    limit : float
        The value drawn in the strongest color.
    movable : bool
        Whether it has the handles.
    """

    name: str
    caption: str
    values: FloatArray
    limit: float
    movable: bool = False


@dataclass(frozen=True, slots=True)
class TilesScene(Scene):
    """Maps in rows; what they are of, a subclass says.

    Attributes
    ----------
    title, subtitle : str
    tiles : tuple of Tile
    columns : int
    handles : tuple of Handle
    boxes : tuple of (left, right, bottom, top)
        Outlines on the movable map, the held one first.
    """

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    columns: int
    handles: tuple[Handle, ...]
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class TowersScene(TilesScene):
    """Target, towers built by hand, and the trained network."""


@dataclass(frozen=True, slots=True)
class StagesScene(TilesScene):
    """How one tower comes about from four steps."""


@dataclass(frozen=True, slots=True)
class PieceSlider:
    """A number of what is built.

    Attributes
    ----------
    name : str
        Of the number, for intents.
    title : str
    value, low, high : float
    """

    name: str
    title: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PiecesScene(Scene):
    """What is built by hand, one piece of it in numbers.

    Attributes
    ----------
    title, subtitle : str
    number, count : int
        The held piece, the first is 0, and how many there are.
    name : str
        What the held piece is.
    sliders : tuple of PieceSlider
    rules : tuple of str
        Formulas, with letters and with numbers.
    kinds : tuple of (key, title)
        What can be added.
    divisible, all_divisible, removable : bool
        What can be done with the held piece, or with any.
    room : bool
        Whether there may be more pieces.
    """

    title: str
    subtitle: str
    number: int
    count: int
    name: str
    sliders: tuple[PieceSlider, ...]
    rules: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    divisible: bool
    all_divisible: bool
    removable: bool
    room: bool


@dataclass(frozen=True, slots=True)
class MoveHandle(Intent):
    """Take a piece by a handle and move it to a place."""

    piece: int
    handle: str
    x: float
    y: float
    gesture: int

    def drag(self) -> int:
        return self.gesture


@dataclass(frozen=True, slots=True)
class NudgeHandle(Intent):
    """Move the held handle by parts of the visible range."""

    across: float
    up: float
    gesture: int

    def drag(self) -> int:
        return self.gesture


@dataclass(frozen=True, slots=True)
class SetPiece(Intent):
    """Give a number of the held piece, or of all, a value."""

    name: str
    value: float
    gesture: int

    def drag(self) -> int:
        return self.gesture


@dataclass(frozen=True, slots=True)
class HoldPiece(Intent):
    """Take a piece in hand; the first is 0."""

    number: int


@dataclass(frozen=True, slots=True)
class AddPiece(Intent):
    """Build one more piece of a kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class RemovePiece(Intent):
    """Take the held piece away."""


@dataclass(frozen=True, slots=True)
class DividePiece(Intent):
    """Make two bumps of the held one, or of each."""

    all: bool = False


@dataclass(frozen=True, slots=True)
class LevelPieces(Intent):
    """Give each piece the mean height of the target under it."""


@dataclass(frozen=True, slots=True)
class TrainFromBuilt(Intent):
    """Let training begin anew with the weights of what is built."""


@dataclass(frozen=True, slots=True)
class DrawTarget(Intent):
    """Draw the target along a line of points, from the left or from the right."""

    points: tuple[Point, ...]
    gesture: int

    def drag(self) -> int:
        return self.gesture


@dataclass(frozen=True, slots=True)
class NudgePen(Intent):
    """Move the pen, or the target under it, by parts of the visible range."""

    across: float
    up: float
    gesture: int

    def drag(self) -> int:
        return self.gesture
