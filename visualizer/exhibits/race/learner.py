"""The race's learner, which knows its data."""

from __future__ import annotations

from visualizer.engine.network_race import NetworkRaceLearner
from visualizer.exhibits.playground.data import PlaygroundData


class RaceOnData(NetworkRaceLearner):
    """A race that keeps the data that it was made from.

    Attributes
    ----------
    data : PlaygroundData
    """

    data: PlaygroundData
