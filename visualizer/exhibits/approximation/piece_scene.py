"""The held piece in numbers and formulas."""

from __future__ import annotations

from visualizer.exhibits.approximation import edits
from visualizer.exhibits.approximation.frame import ApproximationWatch
from visualizer.exhibits.approximation.settings import (
    FIRST,
    HIGHEST,
    LAST,
    ApproximationSettings,
    Piece,
    Tower,
)
from visualizer.language import tr
from visualizer.scenes.approximation import PieceSlider, PiecesScene
from visualizer.scenes.numbers import MINUS


def piece_name(piece: Piece | Tower, number: int) -> str:
    """Return what a piece is called, e.g. ``"bump 2"``."""
    if isinstance(piece, Tower):
        return tr("tower {number}", number=str(number + 1))
    if piece.right is None:
        return tr("step {number}", number=str(number + 1))
    return tr("bump {number}", number=str(number + 1))


def pieces_scene(
    settings: ApproximationSettings, watch: ApproximationWatch
) -> PiecesScene:
    """Return the scene of the panel in which the held piece is set."""
    pieces = edits.built(settings)
    held = min(watch.piece, len(pieces) - 1)
    piece = pieces[held]
    kinds: tuple[tuple[str, str], ...] = (("tower", tr("Add tower")),)
    if settings.inputs == "one":
        kinds = (("step", tr("Add step")), ("bump", tr("Add bump")))
    return PiecesScene(
        title=tr("Built by hand"),
        subtitle=tr(
            "{name} of {count}", name=piece_name(piece, held), count=len(pieces)
        ),
        number=held,
        count=len(pieces),
        name=piece_name(piece, held),
        sliders=_sliders(piece, settings),
        rules=_rules(piece, settings),
        kinds=kinds,
        divisible=edits.divisible(piece) and edits.has_room(settings),
        all_divisible=any(map(edits.divisible, pieces)) and edits.has_room(settings),
        removable=len(pieces) > 1,
        room=edits.has_room(settings),
    )


def _sliders(
    piece: Piece | Tower, settings: ApproximationSettings
) -> tuple[PieceSlider, ...]:
    def place(name: str, title: str) -> PieceSlider:
        return PieceSlider(name, title, getattr(piece, name), FIRST, LAST)

    height = PieceSlider("height", tr("Height h"), piece.height, -HIGHEST, HIGHEST)
    base = PieceSlider("base", tr("Output bias"), settings.base, -HIGHEST, HIGHEST)
    if isinstance(piece, Tower):
        return (
            place("left", tr("Left")),
            place("right", tr("Right")),
            place("bottom", tr("Bottom")),
            place("top", tr("Top")),
            height,
            base,
        )
    if piece.right is None:
        w = settings.weight
        bias = PieceSlider("bias", tr("Bias b"), -w * piece.left, -w * LAST, -w * FIRST)
        return place("left", tr("Step at s")), bias, height, base
    sides = place("left", tr("Up at")), place("right", tr("Down at"))
    return (*sides, height, base)


def _rules(piece: Piece | Tower, settings: ApproximationSettings) -> tuple[str, ...]:
    w, h = _short(settings.weight), _short(piece.height)
    if isinstance(piece, Tower):
        gain = _short(settings.gain)
        cut = _short(settings.threshold)
        return (
            f"Δx = {_bump('x', w, piece.left, piece.right)}",
            f"Δy = {_bump('y', w, piece.bottom, piece.top)}",
            f"{h} · σ({gain} (Δx + Δy − {cut}))",
        )
    if piece.right is None:
        bias = _short(-settings.weight * piece.left)
        place = _short(piece.left)
        sum_ = f"{w} x {_signed(bias)}"
        return f"s = −b / w = −({bias}) / {w} = {place}", f"{h} · σ({sum_})"
    return (f"{h} · ({_bump('x', w, piece.left, piece.right)})",)


def _bump(letter: str, weight: str, low: float, high: float) -> str:
    places = [_signed(_short(-place)) for place in (low, high)]
    return " − ".join(f"σ({weight} ({letter} {place}))" for place in places)


def _signed(text: str) -> str:
    """Return a number as it follows another in a sum, e.g. ``"− 0.2"``."""
    return f"− {text[1:]}" if text.startswith("−") else f"+ {text}"


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)
