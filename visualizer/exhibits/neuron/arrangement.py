"""Where the panels of the neuron stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement: the galleries stand behind the picture.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: cost and answers share a place.
    """
    picture = Tabs((Leaf("cell"), Leaf("activations"), Leaf("losses")), 1.25)
    if compact:
        return Split(
            "column",
            (
                picture,
                Split(
                    "row",
                    (
                        Leaf("curve", 1.15),
                        Tabs((Leaf("output"), Leaf("why"))),
                        Tabs((Leaf("cost"), Leaf("answers")), 1.0),
                    ),
                ),
            ),
        )
    return Split(
        "column",
        (
            picture,
            Split(
                "row",
                (
                    Leaf("curve", 1.15),
                    Tabs((Leaf("output"), Leaf("why"))),
                    Split("column", (Leaf("cost"), Leaf("answers")), 1.1),
                ),
            ),
        ),
    )
