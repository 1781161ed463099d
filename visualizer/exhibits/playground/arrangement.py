"""Where the Playground's panels stand."""

from __future__ import annotations

from visualizer.scenes.layout import Leaf, Node, Split, Tabs


def arrangement(compact: bool) -> Node:
    """Return the shipped arrangement.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: what is not needed all the time stands
        behind tabs.
    """
    if compact:
        return Split(
            "row",
            (
                Leaf("network", 1.5),
                Split(
                    "column",
                    (
                        Leaf("output", 1.3),
                        Tabs(
                            (
                                Leaf("surface"),
                                Leaf("neuron"),
                                Leaf("loss"),
                                Leaf("cut_off"),
                                Leaf("mountain", closed=True),
                                Leaf("line", closed=True),
                                Leaf("statistics", closed=True),
                                Leaf("mistakes", closed=True),
                                Leaf("plan", closed=True),
                                Leaf("cycle", closed=True),
                            ),
                            1.0,
                        ),
                    ),
                ),
            ),
        )
    return Split(
        "row",
        (
            Split(
                "column",
                (
                    Leaf("network", 2.5),
                    Split(
                        "row",
                        (
                            Leaf("neuron"),
                            Tabs(
                                (
                                    Leaf("loss"),
                                    Leaf("statistics", closed=True),
                                    Leaf("mistakes", closed=True),
                                    Leaf("plan", closed=True),
                                    Leaf("cycle", closed=True),
                                )
                            ),
                        ),
                    ),
                ),
                1.85,
            ),
            Split(
                "column",
                (
                    Leaf("output", 1.35),
                    Tabs(
                        (
                            Leaf("surface"),
                            Leaf("cut_off"),
                            Leaf("mountain", closed=True),
                            Leaf("line", closed=True),
                        )
                    ),
                ),
            ),
        ),
    )
