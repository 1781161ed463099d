"""Where the panels of the page Approximation stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(curve: bool, compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    curve : bool
        Whether there is one input; the maps of two ask for more room below.
    compact : bool
        For windows of about 1280×720.
    """
    parts = Tabs((Leaf("parts"), Leaf("why")))
    left = (Leaf("fitting", 1.5 if curve else 1.25), parts)
    right = (Leaf("pieces", 1.75 if compact else 1.0), Leaf("sizes"))
    return Split(
        "row",
        (
            Split("column", left, 1.75 if compact else 2.2),
            Split("column", right),
        ),
    )
