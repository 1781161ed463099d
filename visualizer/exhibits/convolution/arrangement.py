"""Where the Convolution exhibit's panels stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: the sum gets more of the width.
    """
    share = 2.0 if compact else 1.7
    below = Split("row", (Leaf("neuron", share), Leaf("loss", 1.0)), 1.0)
    return Split("column", (Leaf("network", 1.45 if compact else 1.6), below))
