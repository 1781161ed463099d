"""The Playground's learner, which knows what it looks like on screen."""

from __future__ import annotations

from visualizer.engine.learner import SupervisedLearner
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.exhibits.playground.network import PlaygroundNetwork


class PlaygroundLearner(SupervisedLearner):
    """A supervised learner that keeps the data and the columns it was made from.

    Attributes
    ----------
    data : PlaygroundData
    shown : PlaygroundNetwork
    """

    data: PlaygroundData
    shown: PlaygroundNetwork

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        columns = self.shown.columns
        if not 1 <= layer <= len(columns):
            raise IndexError(f"layer {layer - 1}; allowed: 0 to {len(columns) - 1}")
        return super().locate(columns[layer - 1].first + 1, source, destination)
