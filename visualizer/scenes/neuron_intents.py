"""What a person wants of a single neuron and of the galleries."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.scenes.intents import Intent


@dataclass(frozen=True, slots=True)
class FeedNeuron(Intent):
    """Feed the neurons with inputs of one's own; none: with an example."""

    inputs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LookAtNeuron(Intent):
    """Look closely at one of the neurons; the first is 0."""

    number: int


@dataclass(frozen=True, slots=True)
class ChooseActivation(Intent):
    """Give the neurons another activation function, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class OpenCard(Intent):
    """Enlarge a card of a gallery, by its key; the empty key closes it."""

    gallery: str
    key: str


@dataclass(frozen=True, slots=True)
class StepCard(Intent):
    """Enlarge the card `count` places further in a gallery."""

    gallery: str
    count: int
