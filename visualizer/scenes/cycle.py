"""Supervised training in a picture, with the numbers of the present run."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.why import Quantity


class CycleLayer(Struct, frozen=True):
    """One layer and the weights that parameterize it.

    Attributes
    ----------
    title, details : str
        E.g. ``"layer 1"`` and ``"4 neurons · tanh"``.
    weights, size : str
        How many there are, biases included, and how long a vector they make.
    """

    title: str
    details: str
    weights: str
    size: str


class CycleScene(Scene, frozen=True):
    """Input, layers, prediction, target, loss and optimizer.

    Attributes
    ----------
    title, subtitle : str
    layers : tuple of CycleLayer
        From the first to the output; of many those in the middle are left out.
    input, prediction, target, loss : str
        Numbers of the example watched.
    optimizer, rule, rate : str
        Name, update rule and learning rate.
    asks : tuple of (box, Quantity)
        What opens the numbers of ``"input"``, ``"layer 0"``, ``"weights 0"``, …,
        ``"prediction"``, ``"target"``, ``"loss"`` and ``"optimizer"``.
    """

    title: str
    subtitle: str
    layers: tuple[CycleLayer, ...]
    input: str
    prediction: str
    target: str
    loss: str
    optimizer: str
    rule: str
    rate: str
    asks: tuple[tuple[str, Quantity], ...]
