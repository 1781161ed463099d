"""Settings of the study: a network, its data, and which of its settings is varied."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.engine.activations import Activation, activations
from visualizer.engine.initializers import Initializer
from visualizer.engine.losses import Loss, losses
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.random_streams import MAX_SEED
from visualizer.exhibits import training_settings as shared
from visualizer.exhibits.playground.settings import (
    MAX_UNITS,
    PlaygroundSettings,
    changed,
)
from visualizer.language import tr
from visualizer.settings import setting, setting_like

MOST_LAYERS = 6

RATE, BATCH, PENALTY = "learning_rate", "batch_size", "l2"
ACTIVATION, LAYERS, UNITS = "activation", "hidden_layers", "units"

VARIED = {
    RATE: "Learning rate",
    BATCH: "Batch size",
    PENALTY: "L2 rate",
    ACTIVATION: "Activation",
    LAYERS: "Hidden layers",
    UNITS: "Neurons a layer",
}
"""Titles of what can be varied, by the name of the field."""

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
WIDTHS = (1, 2, 4, 8, 16, 32, 64)
FUNCTIONS = ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "swish")

LADDERS: dict[str, tuple[float, ...]] = {
    RATE: shared.RATES,
    BATCH: BATCHES,
    PENALTY: shared.PENALTIES,
    LAYERS: tuple(range(MOST_LAYERS + 1)),
    UNITS: WIDTHS,
}
"""Values around which a number is varied, the least first."""

LEAST_RUNS, MOST_RUNS = 2, 7

SHARED = (
    *("dataset", "features", "batch_size", "train_share", "loss", "l2"),
    *("learning_rate", "activation", "optimizer", "initializer"),
    *("seed", "data_seed", "precision"),
)
"""Fields that mean the same here and in the Playground."""


@dataclass(frozen=True)
class StudySettings:
    """All that can be set in a study."""

    dataset: Dataset = setting(
        factory=lambda: datasets["digits"](),
        title="Data",
        registry=datasets,
        usual=("circle", "spiral", "gauss", "digits"),
        control="tiles",
        common=True,
        help="What all networks of the study learn.",
    )
    vary: str = setting(
        RATE,
        title="Vary",
        choices=tuple(VARIED),
        titles=tuple(VARIED.values()),
        control="wide",
        common=True,
        help="Which setting differs from run to run; all others stay the same.",
    )
    count: int = setting(
        5,
        title="Values",
        minimum=LEAST_RUNS,
        maximum=MOST_RUNS,
        common=True,
        help="How many values are tried, around the one set below: a run each.",
    )
    learning_rate: float = shared.learning_rate(0.01)
    batch_size: int = setting(
        32,
        title="Batch size",
        minimum=1,
        maximum=100_000,
        values=BATCHES,
        scale="log",
        common=True,
        help="Examples of an update.",
    )
    l2: float = setting_like(PlaygroundSettings, "l2", live=False, common=True)
    hidden_layers: int = setting(
        1,
        title="Hidden layers",
        minimum=0,
        maximum=MOST_LAYERS,
        common=True,
        help="How many hidden layers each network has.",
    )
    units: int = setting(
        32,
        title="Neurons a layer",
        minimum=1,
        maximum=MAX_UNITS,
        values=WIDTHS,
        common=True,
        help="Neurons of each hidden layer.",
    )
    activation: Activation = shared.activation(
        "relu",
        ("tanh", "relu", "sigmoid", "linear", "leaky_relu"),
        "What every hidden neuron makes of its sum.",
    )
    features: tuple[str, ...] = setting_like(PlaygroundSettings, "features", live=False)
    train_share: float = shared.train_share(0.6)
    loss: Loss = setting(
        factory=lambda: losses["softmax_cross_entropy"](),
        title="Loss",
        registry=losses.where(lambda loss: loss.targets is not None),
        usual=(
            *("mean_squared", "half_squared", "mean_absolute"),
            *("binary_cross_entropy", "softmax_cross_entropy"),
        ),
        control="wide",
        help="How far an answer is from the target.",
    )
    optimizer: Optimizer = shared.optimizer("adam")
    initializer: Initializer = shared.initializer("xavier")
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="Decides the initial weights and the order of the examples, for all.",
    )
    data_seed: int = setting_like(
        PlaygroundSettings, "data_seed", live=False, only_with=("", "")
    )
    precision: str = setting_like(PlaygroundSettings, "precision", live=False)

    def __post_init__(self) -> None:
        # Asks for what data and loss have to have in common.
        self.base()

    def values(self) -> tuple[float | str, ...]:
        """Return the values that are tried, a run each, the least first."""
        if self.vary == ACTIVATION:
            key = self.activation.key
            offered = FUNCTIONS if key in FUNCTIONS else (key, *FUNCTIONS)
            return window(offered.index(key), offered, self.count)
        base, ladder = getattr(self, self.vary), LADDERS[self.vary]
        place = nearest(base, ladder)
        around = (*ladder[:place], base, *ladder[place + 1 :])
        return window(place, around, self.count)

    def name_of(self, run: int) -> str:
        """Return the value of a run as it is said, in this language."""
        value = self.values()[run]
        if isinstance(value, str):
            return tr(activations[value].title)
        return f"{value:g}"

    def base(self) -> PlaygroundSettings:
        """Return what all runs have in common, as settings of the Playground."""
        shared_ = {name: getattr(self, name) for name in SHARED}
        hidden = (self.units,) * self.hidden_layers
        scaling = "standard" if self.dataset.tabular else "none"
        return PlaygroundSettings(hidden=hidden, scaling=scaling, **shared_)

    def playground(self, run: int) -> PlaygroundSettings:
        """Return the settings with which the Playground trains a run."""
        value = self.values()[run]
        if isinstance(value, str):
            return dataclasses.replace(self.base(), activation=activations[value]())
        if self.vary in (LAYERS, UNITS):
            layers = int(value) if self.vary == LAYERS else self.hidden_layers
            units = int(value) if self.vary == UNITS else self.units
            return dataclasses.replace(self.base(), hidden=(units,) * layers)
        varied: dict[str, Any] = {self.vary: value}
        return dataclasses.replace(self.base(), **varied)


def nearest(value: float, ladder: tuple[float, ...]) -> int:
    """Return the place of the rung next to a value, the lower of two as near.

    Near is meant in ratio where both are above 0.
    """
    above = bisect_left(ladder, value)
    if above == 0 or above == len(ladder):
        return min(above, len(ladder) - 1)
    low, high = ladder[above - 1], ladder[above]
    if low > 0.0:
        return above if value * value > low * high else above - 1
    return above if value - low > high - value else above - 1


def window(place: int, offered: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    """Return so many neighbors with a place in their middle, if it is not at an end."""
    first = max(0, min(place - count // 2, len(offered) - count))
    return offered[first : first + count]


def adapted(settings: StudySettings, **changes: Any) -> StudySettings:
    """Return settings with changes; other data may need another loss.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    if "dataset" in changes:
        named = {name: changes[name] for name in SHARED if name in changes}
        base = changed(settings.base(), **named)
        changes = {"loss": base.loss, **changes}
    return dataclasses.replace(settings, **changes)
