"""Where the Convolution exhibit's panels stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: the maps get less of the height.
    """
    if compact:
        numbers = Tabs(
            (*map(Leaf, ("neuron", "units", "relevance", "hierarchy", "sandbox")),), 2.0
        )
        beside = Tabs((Leaf("drawing"), Leaf("rival"), Leaf("loss")), 1.0)
        below = Split("row", (numbers, beside), 1.0)
        return Split("column", (Leaf("network", 1.4), below))
    numbers = Tabs((*map(Leaf, ("neuron", "units", "relevance", "hierarchy")),), 1.5)
    beside = Tabs((*map(Leaf, ("drawing", "sandbox", "rival", "loss")),), 1.0)
    below = Split("row", (numbers, beside), 1.0)
    return Split("column", (Leaf("network", 1.6), below))


def side_arrangement(compact: bool) -> Node:
    """Return the arrangement of one of two experiments side by side.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: what is behind a value stands behind a tab.
    """
    others = (
        *map(Leaf, ("neuron", "drawing", "sandbox", "loss")),
        *(
            Leaf(name, closed=True)
            for name in ("units", "relevance", "hierarchy", "rival")
        ),
    )
    if compact:
        return Tabs((Leaf("network"), *others))
    return Split("column", (Leaf("network", 1.6), Tabs(others, 1.0)))
