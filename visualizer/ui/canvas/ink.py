"""Pens and brushes of one theme, made once so that a frame only picks them."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from visualizer.scenes.graph import EDGE_BINS
from visualizer.ui.theme import Theme

FRAME_STEPS = 6
"""Steps of a neuron's frame, from at rest to fully active."""

_THINNEST = 0.6
_WIDEST = 6.5
_DENSE = 0.4


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """Mix two colors; ``share`` 0 gives the first and 1 the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def edge_width(strength: float) -> float:
    """Return the width of an edge, in pixels, for a strength of 0 … 1."""
    return _THINNEST + (_WIDEST - _THINNEST) * math.pow(strength, 1.25)


class Ink:
    """Everything that the canvas draws with.

    Attributes
    ----------
    signs : list of QBrush
        The fill of a signed value; that of bin b stands at ``b + EDGE_BINS``.
    biases : list of QBrush
        The fill of a bias's mark, in the colors of the edges.
    bars : (QBrush, QBrush)
        Of negative and positive bars.
    sign_texts : (QBrush, QBrush)
        Of negative and positive numbers.
    frames : list of QPen
        From at rest to fully active.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        numbers = range(-EDGE_BINS, EDGE_BINS + 1)
        self._edges = {
            dense: [_edge_pen(theme, number, dense) for number in numbers]
            for dense in (False, True)
        }
        self.signs = [
            QBrush(theme.signed_color(number / EDGE_BINS)) for number in numbers
        ]
        self.biases = [QBrush(pen.color()) for pen in self._edges[False]]
        self.bars = self.brush("negative"), self.brush("positive")
        self.sign_texts = self.brush("negative_text"), self.brush("positive_text")
        quiet = blend(theme.color("panel"), theme.color("text"), 0.3)
        self.frames = [
            QPen(
                blend(quiet, theme.color("text"), step / FRAME_STEPS),
                (1.3 + 0.9 * step / FRAME_STEPS) * theme.line_width,
            )
            for step in range(FRAME_STEPS + 1)
        ]
        self.nothing = QPen(Qt.PenStyle.NoPen)
        self.panel_line = QPen(theme.color("panel"), 1.2)

    def edges(self, dense: bool) -> list[QPen]:
        """Return the pens of edges; that of bin b stands at ``b + EDGE_BINS``.

        Parameters
        ----------
        dense : bool
            Whether edges must be thinner, because they are many or have little room.
        """
        return self._edges[dense]

    def brush(self, role: str) -> QBrush:
        """Return the fill of a role of the theme."""
        return QBrush(self.theme.color(role))

    def line(self, role: str, width: float) -> QPen:
        """Return a pen of a role of the theme; high contrast makes it wider."""
        return QPen(self.theme.color(role), width * self.theme.line_width)


@cache
def ink_of(theme: Theme) -> Ink:
    """Return the pens and brushes of a theme."""
    return Ink(theme)


def _edge_pen(theme: Theme, number: int, dense: bool) -> QPen:
    if number == 0:
        # A weight of zero has the color of the panel, which would hide that
        # there is an edge at all.
        color = theme.color("grid")
    else:
        strength = abs(number) / EDGE_BINS
        sign = 1 if number > 0 else -1
        color = theme.signed_color(sign * (0.22 + 0.78 * strength**0.75))
    width = edge_width(abs(number) / EDGE_BINS) * theme.line_width
    pen = QPen(color, width * (_DENSE if dense else 1.0))
    # Round caps of many edges are the most expensive thing that a pen can ask for.
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
