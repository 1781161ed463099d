"""Where the panels of Descent stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: heights and step stand behind tabs.
    """
    if compact:
        return Split(
            "column",
            (
                Split("row", (Leaf("mountain", 1.1), Leaf("map")), 0.85),
                Split(
                    "row",
                    (Leaf("runners", 1.9), Tabs((Leaf("heights"), Leaf("step")), 1.0)),
                ),
            ),
        )
    return Split(
        "column",
        (
            Split(
                "row",
                (
                    Leaf("mountain", 1.35),
                    Split("column", (Leaf("map", 1.7), Leaf("heights"))),
                ),
                1.55,
            ),
            Split("row", (Leaf("runners", 1.7), Leaf("step"))),
        ),
    )


def side_arrangement(compact: bool) -> Node:
    """Return the arrangement of one of two experiments side by side.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: map and mountain alone, until more is asked
        for.
    """
    others = ("runners", "heights", "step")
    if compact:
        hidden = (Leaf(name, closed=True) for name in others)
        return Split("row", (Leaf("map"), Tabs((Leaf("mountain"), *hidden), 1.0)))
    below = Tabs(tuple(Leaf(name) for name in others), 1.0)
    above = Split("row", (Leaf("mountain", 1.1), Leaf("map")), 1.1)
    return Split("column", (above, below))
