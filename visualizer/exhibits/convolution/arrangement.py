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
