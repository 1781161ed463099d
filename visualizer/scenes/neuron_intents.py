"""What a person wants of a single neuron and of the galleries."""

from __future__ import annotations

from visualizer.scenes.intents import Intent


class FeedNeuron(Intent, frozen=True):
    """Feed the neurons with inputs of one's own; none: with an example."""

    inputs: tuple[float, ...]


class LookAtNeuron(Intent, frozen=True):
    """Look closely at one of the neurons; the first is 0."""

    number: int


class ChooseActivation(Intent, frozen=True):
    """Give the neurons another activation function, by its key."""

    key: str


class OpenCard(Intent, frozen=True):
    """Enlarge a card of a gallery, by its key; the empty key closes it."""

    gallery: str
    key: str


class StepCard(Intent, frozen=True):
    """Enlarge the card `count` places further in a gallery."""

    gallery: str
    count: int
