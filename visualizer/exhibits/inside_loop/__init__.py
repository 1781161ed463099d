"""Training loop: supervised training in one picture, with the numbers of the run.

What to notice: weights turn the input into a prediction; the loss compares it with
the target; its score is the feedback from which the optimizer changes the weights.
Then it all begins again, and the score falls.

References: Rumelhart, Hinton & Williams (1986), "Learning representations by
back-propagating errors"; Chollet (2021), "Deep Learning with Python", section 1.1.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from visualizer.exhibits import exhibits
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.frame import PlaygroundWatch
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.scenes import Scene
from visualizer.scenes.layout import Leaf, Node, Split, Tabs

PANELS = ("cycle", "network", "loss", "output", "why", "plan")


@dataclass(frozen=True, slots=True)
class LoopWatch(PlaygroundWatch):
    """What is being looked at on the page of the training loop."""

    visible: frozenset[str] = frozenset(PANELS)


@exhibits.register
class InsideLoop(Playground):
    """The loop in which a network of the Playground is trained, as a picture."""

    key = "inside-loop"
    title = "Training loop"
    rank = 21
    icon = "inside"
    page_of = "inside"
    page = "Loop"
    watch_class = LoopWatch
    presented = frozenset({"cycle", "loss"})
    first_preset = "inside-loop"
    first_pace = "slow"

    def panels(self, settings: PlaygroundSettings) -> Mapping[str, type[Scene]]:
        known = super().panels(settings)
        return {name: known[name] for name in PANELS}

    def arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        if compact:
            # Low panels below leave the picture the room that its numbers need.
            picture = Tabs((Leaf("cycle"), Leaf("network"), Leaf("output")), 1.7)
            below = Split("row", (Leaf("loss"), Tabs((Leaf("why"), Leaf("plan")))))
            return Split("column", (picture, below))
        picture = Tabs((Leaf("cycle"), Leaf("network")), 1.6)
        beside = Tabs((Leaf("output"), Leaf("plan")))
        below = Split("row", (Leaf("loss"), beside, Leaf("why", 1.2)))
        return Split("column", (picture, below))

    def side_arrangement(self, settings: PlaygroundSettings, compact: bool) -> Node:
        seldom = tuple(Leaf(name, closed=True) for name in ("why", "plan"))
        below = Tabs((Leaf("output"), Leaf("loss"), *seldom))
        return Split("column", (Tabs((Leaf("cycle"), Leaf("network"))), below))

    def tab_titles(self) -> Mapping[str, str]:
        return {}
