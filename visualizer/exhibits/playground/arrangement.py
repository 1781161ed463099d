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
                                Leaf("why", closed=True),
                                Leaf("loss"),
                                Leaf("cut_off"),
                                Leaf("mountain", closed=True),
                                Leaf("line", closed=True),
                                Leaf("search", closed=True),
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
                            Tabs((Leaf("neuron"), Leaf("why", closed=True))),
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
                            Leaf("search", closed=True),
                        )
                    ),
                ),
            ),
        ),
    )


def side_arrangement(compact: bool) -> Node:
    """Return the arrangement of one of two experiments side by side.

    Parameters
    ----------
    compact : bool
        For windows of about 1280×720: network and output alone, until more is
        asked for.
    """
    names = (
        *("cut_off", "statistics", "mistakes", "mountain", "line", "search"),
        *("why", "plan", "cycle"),
    )
    seldom = tuple(Leaf(name, closed=True) for name in names)
    if compact:
        hidden = tuple(
            Leaf(name, closed=True) for name in ("surface", "neuron", "loss")
        )
        beside = Tabs((Leaf("output"), *hidden, *seldom), 1.0)
        return Split("row", (Leaf("network", 1.45), beside))
    beside = Tabs((Leaf("surface"), Leaf("neuron"), Leaf("loss"), *seldom), 1.0)
    return Split(
        "column",
        (Leaf("network", 1.15), Split("row", (Leaf("output", 1.0), beside))),
    )
