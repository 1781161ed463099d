"""A target, what follows it, and the pieces that are moved by hand."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.line_plot import LinePlot, LinePlotScene

Point = tuple[float, float]


class Handle(Struct, frozen=True):
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


class Score(Struct, frozen=True):
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


class FittingScene(Scene, frozen=True):
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


class ContributionsScene(LinePlotScene, frozen=True):
    """What each hidden neuron adds to the output, and their sum.

    Attributes
    ----------
    trained : bool
        Whether it is the trained network.
    """

    trained: bool


class SizesScene(LinePlotScene, frozen=True):
    """The error over the number of hidden neurons."""


class Tile(Struct, frozen=True, eq=False):
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


class TilesScene(Scene, frozen=True):
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


class TowersScene(TilesScene, frozen=True):
    """Target, towers built by hand, and the trained network."""


class StagesScene(TilesScene, frozen=True):
    """How one tower comes about from four steps."""


class PieceSlider(Struct, frozen=True):
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


class PiecesScene(Scene, frozen=True):
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


class MoveHandle(Intent, frozen=True):
    """Take a piece by a handle and move it to a place."""

    piece: int
    handle: str
    x: float
    y: float
    gesture: int

    def drag(self) -> int:
        return self.gesture


class NudgeHandle(Intent, frozen=True):
    """Move the held handle by parts of the visible range."""

    across: float
    up: float
    gesture: int

    def drag(self) -> int:
        return self.gesture


class SetPiece(Intent, frozen=True):
    """Give a number of the held piece, or of all, a value."""

    name: str
    value: float
    gesture: int

    def drag(self) -> int:
        return self.gesture


class HoldPiece(Intent, frozen=True):
    """Take a piece in hand; the first is 0."""

    number: int


class AddPiece(Intent, frozen=True):
    """Build one more piece of a kind."""

    kind: str


class RemovePiece(Intent, frozen=True):
    """Take the held piece away."""


class DividePiece(Intent, frozen=True):
    """Make two bumps of the held one, or of each."""

    all: bool = False


class LevelPieces(Intent, frozen=True):
    """Give each piece the mean height of the target under it."""


class TrainFromBuilt(Intent, frozen=True):
    """Let training begin anew with the weights of what is built."""


class DrawTarget(Intent, frozen=True):
    """Draw the target along a line of points, from the left or from the right."""

    points: tuple[Point, ...]
    gesture: int

    def drag(self) -> int:
        return self.gesture


class NudgePen(Intent, frozen=True):
    """Move the pen, or the target under it, by parts of the visible range."""

    across: float
    up: float
    gesture: int

    def drag(self) -> int:
        return self.gesture
