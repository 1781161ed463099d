"""Where the panels of the race stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: maps and table stand behind tabs.
    """
    if compact:
        return Split(
            "row",
            (
                Leaf("wall", 1.25),
                Split(
                    "column",
                    (
                        Leaf("heat", 1.1),
                        Tabs((Leaf("winners"), Leaf("entries")), 1.0),
                    ),
                ),
            ),
        )
    return Split(
        "row",
        (
            Split("column", (Leaf("wall", 1.7), Leaf("winners"))),
            Split("column", (Leaf("heat"), Leaf("entries"))),
        ),
    )
