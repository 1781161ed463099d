"""Where the panels of the exhibit Inside stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: the table of the batch stands behind the
        network, what else there is behind the explanation.
    """
    right: Node
    if compact:
        left: Node = Tabs((Leaf("network"), Leaf("batch")), 1.4)
        right = Tabs((Leaf("why"), Leaf("plan"), Leaf("output"), Leaf("loss")), 1.0)
    else:
        left = Split("column", (Leaf("network", 1.6), Leaf("batch", 1.0)), 1.75)
        beside = Tabs((Leaf("plan"), Leaf("output"), Leaf("loss")), 1.0)
        right = Split("column", (Leaf("why", 1.6), beside), 1.0)
    below = Split("row", (left, right), 6.0)
    return Split("column", (Leaf("walk", 1.0), below))
