"""Settings of the page Signals: a deep network, and how its weights are drawn."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.datasets.planar import PlanarClasses
from visualizer.engine.activations import Activation, activations
from visualizer.engine.initializers import Initializer, initializers
from visualizer.engine.optimizers import Optimizer
from visualizer.exhibits import training_settings as shared
from visualizer.settings import setting

DEEPEST = 50
WIDEST = 100


@dataclass(frozen=True)
class SignalsSettings:
    """All that can be set on the page Signals."""

    activation: Activation = setting(
        factory=lambda: activations["sigmoid"](),
        title="Activation",
        registry=activations.where(lambda member: member.elementwise),
        usual=("linear", "tanh", "sigmoid", "relu", "leaky_relu", "selu"),
        common=True,
        help="What every hidden neuron makes of its sum.",
    )
    initializer: Initializer = setting(
        factory=lambda: initializers["xavier"](),
        title="Initializer",
        registry=initializers,
        usual=("lecun", "xavier", "he", "normal", "orthogonal", "zeros", "constant"),
        common=True,
        help="Where the weights start.",
    )
    scale: float = setting(
        1.0,
        title="Scale of the weights",
        minimum=0.01,
        maximum=100.0,
        values=(
            *(0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0),
            *(1.1, 1.2, 1.4, 1.7, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0),
        ),
        scale="log",
        common=True,
        help="All weights are multiplied by this once they are drawn.",
    )
    depth: int = setting(
        20,
        title="Hidden layers",
        minimum=1,
        maximum=DEEPEST,
        common=True,
        help="Layers of neurons between inputs and output.",
    )
    width: int = setting(
        32,
        title="Neurons in each",
        minimum=1,
        maximum=WIDEST,
        values=(1, 2, 4, 8, 16, 32, 64, 100),
        common=True,
        help="Neurons of each hidden layer.",
    )
    normalization: str = setting(
        "none",
        title="Normalization",
        choices=("none", "batch", "layer"),
        titles=("none", "batch", "layer"),
        common=True,
        help="What brings the sums of each hidden layer to mean 0 and spread 1.",
    )
    residual: bool = setting(
        False,
        title="Skip connections",
        common=True,
        help="Add what a hidden layer is given to what it answers, but for the first.",
    )
    learning_rate: float = shared.learning_rate(0.1)
    dataset: Dataset = setting(
        factory=lambda: datasets["circle"](),
        title="Data",
        registry=datasets.where(lambda member: issubclass(member, PlanarClasses)),
        control="tiles",
        help="What the network learns from; inputs are standardized.",
    )
    optimizer: Optimizer = shared.optimizer("sgd")
    batch_size: int = shared.batch_size(
        10, (1, 2, 5, 10, 20, 50, 100), "Examples of an update."
    )
    seed: int = shared.seed()


def changed(
    settings: SignalsSettings, changes: Mapping[str, object]
) -> SignalsSettings:
    """Return settings with changes.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    known: dict[str, Any] = dict(changes)
    return dataclasses.replace(settings, **known)
