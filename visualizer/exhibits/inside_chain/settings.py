"""Settings of the page Chain: one neuron after another, and one example."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.engine.activations import Activation, activations
from visualizer.engine.random_streams import MAX_SEED
from visualizer.exhibits import training_settings as shared
from visualizer.settings import setting


@dataclass(frozen=True)
class ChainSettings:
    """All that can be set on the page Chain."""

    activation: Activation = setting(
        factory=lambda: activations["sigmoid"](),
        title="Activation",
        registry=activations.where(lambda member: member.elementwise),
        usual=("sigmoid", "tanh", "relu", "linear", "leaky_relu"),
        common=True,
        help="What every neuron makes of its sum.",
    )
    x: float = setting(
        1.0,
        title="Input x",
        minimum=-2.0,
        maximum=2.0,
        common=True,
        help="What the first neuron is fed with.",
    )
    y: float = setting(
        0.9,
        title="Target y",
        minimum=-2.0,
        maximum=2.0,
        common=True,
        help="What the last neuron should answer.",
    )
    learning_rate: float = shared.learning_rate(0.3)
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        common=True,
        help="Decides the weights and biases at the start.",
    )


def changed(settings: ChainSettings, changes: Mapping[str, object]) -> ChainSettings:
    """Return settings with changes.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    known: dict[str, Any] = dict(changes)
    return dataclasses.replace(settings, **known)
