"""Settings of Shallow and deep: what is measured by hand, and its rival."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.engine.activations import Activation
from visualizer.engine.initializers import Initializer
from visualizer.engine.optimizers import Optimizer
from visualizer.exhibits import training_settings as shared
from visualizer.exhibits.shallow.features import hand_features
from visualizer.language import tr
from visualizer.settings import SettingError, setting

DENSE, CONVOLUTION = "dense", "convolution"

MOST_CLUSTERS = 20


@dataclass(frozen=True)
class ShallowSettings:
    """All that can be set on the page.

    Raises
    ------
    SettingError
        If a feature is named twice.
    """

    features: tuple[str, ...] = setting(
        ("symmetry", "mass", "holes"),
        title="Hand-made features",
        choices=hand_features.keys(),
        titles=tuple(feature.title for feature in hand_features),
        length=(1, len(hand_features)),
        common=True,
        help="What is measured on each digit for the shallow way.",
    )
    network: str = setting(
        DENSE,
        title="Network",
        choices=(DENSE, CONVOLUTION),
        titles=("dense", "convolution"),
        common=True,
        help="What learns from the raw pixels: the deep way.",
    )
    learning_rate: float = shared.learning_rate(0.003)
    hidden_layers: int = setting(
        2,
        title="Hidden layers",
        minimum=1,
        maximum=4,
        common=True,
        only_with=("network", DENSE),
        help="How many hidden layers the dense network has.",
    )
    units: int = setting(
        32,
        title="Neurons a layer",
        minimum=1,
        maximum=128,
        values=(2, 4, 8, 16, 32, 64, 128),
        common=True,
        only_with=("network", DENSE),
        help="Neurons of each hidden layer of the dense network.",
    )
    clusters: int = setting(
        10,
        title="Clusters",
        minimum=2,
        maximum=MOST_CLUSTERS,
        live=True,
        common=True,
        help="Groups that are looked for without labels.",
    )
    activation: Activation = shared.activation(
        "relu",
        ("relu", "tanh", "sigmoid", "linear", "leaky_relu"),
        "What the hidden layers of the network do with each sum.",
    )
    batch_size: int = shared.batch_size(
        32, (1, 2, 4, 8, 16, 32, 64, 128), "Examples of an update, the same for both."
    )
    train_share: float = shared.train_share(0.8)
    l2: float = shared.l2_penalty()
    optimizer: Optimizer = shared.optimizer("adam")
    initializer: Initializer = shared.initializer("xavier")
    reshuffle: bool = shared.reshuffle()
    seed: int = shared.seed()
    data_seed: int = shared.data_seed(
        "Decides which images are for training and which for testing."
    )
    precision: str = shared.precision()

    def __post_init__(self) -> None:
        if len(set(self.features)) != len(self.features):
            raise SettingError(
                tr("features: one is named twice; allowed: each of them once")
            )


def changed(settings: ShallowSettings, changes: Mapping[str, Any]) -> ShallowSettings:
    """Return settings with changes.

    Raises
    ------
    SettingError
        If they do not fit.
    """
    return dataclasses.replace(settings, **changes)


def toggled(settings: ShallowSettings, key: str) -> ShallowSettings:
    """Return settings with a feature more or less; the last one stays.

    Raises
    ------
    SettingError
        If no feature would be left, or there is none of that key.
    """
    offered = hand_features.keys()
    if key not in offered:
        raise SettingError(
            tr(
                "features: {value!r} is not allowed; allowed: {allowed}",
                value=key,
                allowed=", ".join(offered),
            )
        )
    wanted = tuple(
        each for each in offered if (each in settings.features) != (each == key)
    )
    if not wanted:
        raise SettingError(tr("features: the last one cannot go; allowed: one or more"))
    return dataclasses.replace(settings, features=wanted)
