"""Settings of the page Approximation: a target, what is built by hand, a network."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.exhibits import training_settings as shared
from visualizer.exhibits.approximation.targets import (
    CURVE_TITLES,
    KNOTS,
    SURFACE_TITLES,
    CurveKey,
    SurfaceKey,
)
from visualizer.language import tr
from visualizer.settings import SettingError, setting

FIRST, LAST = -0.5, 1.5
"""Steps stand between these, a little outside of what is shown."""

HIGHEST = 3.0
"""Heights lie between minus and plus this."""

NARROWEST = 0.005
"""Least distance between two sides."""

LEAST_WEIGHT, GREATEST_WEIGHT = 1.0, 1_000.0

MOST_PIECES, MOST_TOWERS = 24, 4

SIDES = 4
"""Steps of a tower: up and down in x, up and down in y."""

MOST_WEIGHTS = 3 * 2 * MOST_PIECES + 1
"""Of two steps a piece, each with weight, bias and height, and the output's bias."""


def _place(title: str, default: float, help_text: str) -> Any:
    return setting(default, title=title, minimum=FIRST, maximum=LAST, help=help_text)


def _height() -> Any:
    return setting(
        0.5,
        title="Height",
        minimum=-HIGHEST,
        maximum=HIGHEST,
        help="The weight from the steps to the output.",
    )


def _check_sides(names: tuple[str, str], low: float, high: float) -> None:
    if high - low < NARROWEST * (1.0 - 1e-9):
        raise SettingError(
            tr(
                "{field}: {value} is too near to {other} {low}; allowed: from "
                "{least} to {most}",
                field=names[1],
                value=f"{high:g}",
                other=names[0],
                low=f"{low:g}",
                least=f"{low + NARROWEST:g}",
                most=f"{LAST:g}",
            )
        )


@dataclass(frozen=True)
class Piece:
    """A step up at `left`, and where there is a `right`, a step down again."""

    left: float = _place("Step at", 0.4, "Where the function rises.")
    right: float | None = _place("Down at", 0.6, "Where a bump falls again.")
    height: float = _height()

    def __post_init__(self) -> None:
        if self.right is not None:
            _check_sides(("left", "right"), self.left, self.right)


@dataclass(frozen=True)
class Tower:
    """A bump in x and one in y; it stands where both are."""

    left: float = _place("Left", 0.4, "Where the bump in x rises.")
    right: float = _place("Right", 0.6, "Where the bump in x falls.")
    bottom: float = _place("Bottom", 0.4, "Where the bump in y rises.")
    top: float = _place("Top", 0.6, "Where the bump in y falls.")
    height: float = _height()

    def __post_init__(self) -> None:
        _check_sides(("left", "right"), self.left, self.right)
        _check_sides(("bottom", "top"), self.bottom, self.top)


@dataclass(frozen=True)
class ApproximationSettings:
    """All that can be set on the page Approximation."""

    inputs: Literal["one", "two"] = setting(
        "one",
        title="Inputs",
        titles=("x", "x and y"),
        control="chips",
        common=True,
        help="Whether a curve is approximated or a function of two inputs.",
    )
    target: CurveKey = setting(
        "sines",
        title="Target",
        titles=CURVE_TITLES,
        control="wide",
        common=True,
        only_with=("inputs", "one"),
        help="The curve that bumps and network are to follow.",
    )
    ground: SurfaceKey = setting(
        "square",
        title="Target",
        titles=SURFACE_TITLES,
        control="wide",
        common=True,
        only_with=("inputs", "two"),
        help="The function that towers and network are to follow.",
    )
    weight: float = setting(
        200.0,
        title="Steepness w",
        minimum=LEAST_WEIGHT,
        maximum=GREATEST_WEIGHT,
        scale="log",
        live=True,
        common=True,
        help="From the input to every step built by hand: the larger, the steeper.",
    )
    keep: Literal["places", "biases"] = setting(
        "places",
        title="With w stays",
        titles=("s = −b/w", "bias b"),
        control="chips",
        live=True,
        common=True,
        only_with=("inputs", "one"),
        help="What steps keep when their weight changes: their place or their bias.",
    )
    gain: float = setting(
        20.0,
        title="Gain",
        minimum=1.0,
        maximum=200.0,
        scale="log",
        live=True,
        common=True,
        only_with=("inputs", "two"),
        help="Weight of the bumps in the sum of a tower: the larger, the sharper.",
    )
    threshold: float = setting(
        1.5,
        title="Tower threshold",
        minimum=0.0,
        maximum=2.5,
        live=True,
        common=True,
        only_with=("inputs", "two"),
        help="How many of its two bumps must be there for a tower to stand.",
    )
    width: int = setting(
        10,
        title="Hidden neurons",
        minimum=1,
        maximum=64,
        scale="log",
        common=True,
        help="Of the network that is trained; with two inputs a quarter more follow.",
    )
    learning_rate: float = shared.learning_rate(0.01)
    start: Literal["spread", "small", "built"] = setting(
        "spread",
        title="First weights",
        titles=("spread out", "small", "as built by hand"),
        help="Steps spread over the inputs (Nguyen, Widrow), small random weights, or"
        " the network that was built by hand.",
    )
    optimizer: Optimizer = setting(
        factory=lambda: optimizers["adam"](),
        title="Optimizer",
        registry=optimizers.where(lambda member: not member.closed_loop),
        usual=("sgd", "adam", "rmsprop", "adagrad"),
        help="How a gradient becomes a change of the weights.",
    )
    batch_size: int = shared.batch_size(
        20,
        (1, 5, 10, 20, 50, 100, 200),
        "Examples whose mean gradient makes an update.",
    )
    seed: int = shared.seed()
    base: float = setting(
        0.0,
        title="Output bias",
        minimum=-HIGHEST,
        maximum=HIGHEST,
        live=True,
        control="hidden",
        help="What is there where no piece stands.",
    )
    pieces: tuple[Piece, ...] = setting(
        (Piece(0.1, 0.3, 0.5), Piece(0.6, 0.9, -0.5)),
        title="Pieces",
        length=(1, MOST_PIECES),
        live=True,
        control="hidden",
        help="Steps and bumps that are built by hand.",
    )
    towers: tuple[Tower, ...] = setting(
        (Tower(0.3, 0.7, 0.3, 0.7, 1.0),),
        title="Towers",
        length=(1, MOST_TOWERS),
        live=True,
        control="hidden",
        help="Towers that are built by hand.",
    )
    drawn: tuple[float, ...] = setting(
        (0.0,) * KNOTS,
        title="Drawn curve",
        minimum=-HIGHEST,
        maximum=HIGHEST,
        length=(KNOTS, KNOTS),
        control="hidden",
        help="Heights of the drawn target, evenly from the left to the right.",
    )

    first: tuple[float, ...] = setting(
        (),
        title="Weights built by hand",
        length=(0, MOST_WEIGHTS),
        control="hidden",
        help="Where training starts: all weights and biases, layer by layer.",
    )

    def __post_init__(self) -> None:
        if self.start == "built" and self._built_layers() is None:
            raise SettingError(
                tr(
                    "first: {count} weights make no network of steps; allowed: "
                    "those of one hidden neuron a step, or of 5 a tower",
                    count=len(self.first),
                )
            )

    @property
    def dimensions(self) -> int:
        """How many inputs there are."""
        return 1 if self.inputs == "one" else 2

    def layers(self) -> tuple[int, ...]:
        """Return the hidden layers of the network that is trained."""
        built = self._built_layers()
        if self.start == "built" and built is not None:
            return built
        if self.inputs == "one":
            return (self.width,)
        return self.width, max(1, self.width // 4)

    def _built_layers(self) -> tuple[int, ...] | None:
        """Return the hidden layers of the weights built by hand, if they fit any."""
        most = MOST_TOWERS if self.inputs == "two" else 2 * MOST_PIECES
        for count in range(1, most + 1):
            layers = (SIDES * count, count) if self.inputs == "two" else (count,)
            sizes = (self.dimensions, *layers, 1)
            if sum((a + 1) * b for a, b in pairwise(sizes)) == len(self.first):
                return layers
        return None


def changed(
    settings: ApproximationSettings, changes: Mapping[str, Any]
) -> ApproximationSettings:
    """Return settings with changes, and with what they make necessary.

    With another weight w the steps keep their place s, or their bias b = -w s and
    move.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    after = dataclasses.replace(settings, **_without_built(settings, changes))
    if after.weight == settings.weight or after.keep == "places":
        return after
    if after.inputs == "two" or "pieces" in changes:
        return after
    factor = settings.weight / after.weight
    moved = tuple(_scaled(piece, factor) for piece in settings.pieces)
    return dataclasses.replace(after, pieces=moved)


def _without_built(
    settings: ApproximationSettings, changes: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return changes that leave weights built by hand where these cannot stay."""
    other = any(
        name in changes and changes[name] != getattr(settings, name)
        for name in ("inputs", "width")
    )
    if settings.start == "built" and other and "start" not in changes:
        return {**changes, "start": "spread", "first": ()}
    return changes


def _scaled(piece: Piece, factor: float) -> Piece:
    """Return a piece whose places are multiplied, as far as they may go."""
    if piece.right is None:
        return dataclasses.replace(piece, left=_within(piece.left * factor))
    left = min(_within(piece.left * factor), LAST - NARROWEST)
    right = max(_within(piece.right * factor), left + NARROWEST)
    return dataclasses.replace(piece, left=left, right=right)


def _within(place: float) -> float:
    return min(max(place, FIRST), LAST)
