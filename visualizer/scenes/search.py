"""Brute force against descent: what there is to try, and who gets how far."""

from __future__ import annotations

from visualizer.scenes import Scene
from visualizer.scenes.terrain import HeightsScene


class SearchScene(Scene, frozen=True):
    """Counts in words, and two curves over the same tries.

    Attributes
    ----------
    title, subtitle : str
    weights, values : int
        What is counted for; no weights stand for those of the network.
    own_weights : int
        Of the network on screen.
    facts : tuple of (name, number)
    race : HeightsScene
    """

    title: str
    subtitle: str
    weights: int
    values: int
    own_weights: int
    facts: tuple[tuple[str, str], ...]
    race: HeightsScene
