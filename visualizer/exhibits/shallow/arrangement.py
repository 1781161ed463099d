"""Where the panels of the page stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: what is compared stands behind tabs.
    """
    if compact:
        shown = Split("column", (Leaf("features", 1.1), Leaf("progress")), 1.3)
        compared = Tabs((Leaf("contest"), Leaf("confusions"), Leaf("clusters")))
        return Split("row", (shown, compared))
    above = Split("row", (Leaf("features", 1.1), Leaf("contest")), 1.0)
    curves = Tabs((Leaf("progress"), Leaf("confusions")))
    return Split("column", (above, Split("row", (curves, Leaf("clusters")), 1.1)))
