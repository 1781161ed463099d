"""Small pictures of the data sets with two classes in the plane, for tiles."""

from __future__ import annotations

from functools import cache

import numpy as np

from visualizer.datasets import datasets
from visualizer.datasets.planar import PlanarClasses
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.scenes.plane import PointSet


@cache
def pictures() -> dict[str, PointSet]:
    """Return points of each data set by its key."""
    found = {}
    for member in datasets.where(lambda each: issubclass(each, PlanarClasses)):
        drawn = member().generate(RandomStreams(1).generator(Purpose.DATA).random)
        nothing = np.zeros(len(drawn), np.bool_)
        found[member.key] = PointSet(drawn.inputs, drawn.targets, nothing)
    return found
