"""Settings of the page Graph: a network small enough to see all of its operations."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.datasets.planar import PlanarClasses
from visualizer.engine.activations import Activation, activations
from visualizer.engine.losses import Loss, losses
from visualizer.engine.random_streams import MAX_SEED
from visualizer.exhibits import training_settings as shared
from visualizer.settings import setting


@dataclass(frozen=True)
class GraphSettings:
    """All that can be set on the page Graph."""

    dataset: Dataset = setting(
        factory=lambda: datasets["gauss"](),
        title="Data",
        registry=datasets.where(lambda member: issubclass(member, PlanarClasses)),
        control="tiles",
        common=True,
        help="What the network learns from.",
    )
    learning_rate: float = shared.learning_rate(0.03)
    depth: int = setting(
        1,
        title="Hidden layers",
        minimum=0,
        maximum=2,
        common=True,
        help="Layers of neurons between inputs and output.",
    )
    width: int = setting(
        2,
        title="Neurons in each",
        minimum=1,
        maximum=3,
        common=True,
        help="Neurons of each hidden layer.",
    )
    activation: Activation = setting(
        factory=lambda: activations["tanh"](),
        title="Activation",
        registry=activations.where(lambda member: member.elementwise),
        usual=("tanh", "relu", "sigmoid", "linear", "leaky_relu"),
        common=True,
        help="What every hidden neuron makes of its sum.",
    )
    loss: Loss = setting(
        factory=lambda: losses["half_squared"](),
        title="Loss",
        registry=losses.where(lambda loss: loss.targets is not None),
        usual=("half_squared", "binary_cross_entropy", "softmax_cross_entropy"),
        help="How far an answer is from the target.",
    )
    batch_size: int = setting(
        10,
        title="Batch size",
        minimum=1,
        maximum=100,
        values=(1, 2, 5, 10, 20, 50, 100),
        live=True,
        help="Examples of an update.",
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="Decides the points, the initial weights and the order of the examples.",
    )

    @property
    def outputs(self) -> int:
        """Number of outputs: one for each class where targets are one-hot."""
        return 2 if self.loss.targets == "one_hot" else 1

    @property
    def output_activation(self) -> Activation:
        """The activation that the loss is learned with."""
        squashing = "sigmoid" if self.loss.targets in ("share", "one_hot") else "tanh"
        return activations[self.loss.output or squashing]()


def changed(settings: GraphSettings, changes: Mapping[str, object]) -> GraphSettings:
    """Return settings with changes.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    known: dict[str, Any] = dict(changes)
    return dataclasses.replace(settings, **known)
