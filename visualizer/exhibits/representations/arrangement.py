"""Where the panels of the page Layers stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: the network stands behind the twin.
    """
    beside = Tabs((Leaf("twin"), Leaf("network"), Leaf("output"), Leaf("loss")), 1.25)
    right = Split("column", (Leaf("separation", 1.0), beside), 1.0)
    wide = 1.45 if compact else 1.9
    return Split("row", (Leaf("representations", wide), right))


def side_arrangement(compact: bool) -> Node:
    """Return the arrangement of one of two experiments side by side.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720.
    """
    hidden = tuple(Leaf(name, closed=compact) for name in ("network", "output", "loss"))
    below = Tabs((Leaf("separation"), Leaf("twin"), *hidden), 1.0)
    return Split("column", (Leaf("representations", 1.7), below))
