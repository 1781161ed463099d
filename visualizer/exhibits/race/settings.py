"""Settings of the race: a network, its data, and who races with which rates."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from visualizer.datasets import Dataset
from visualizer.engine.activations import Activation
from visualizer.engine.initializers import Initializer
from visualizer.engine.losses import Loss
from visualizer.engine.optimizers import optimizers
from visualizer.engine.random_streams import MAX_SEED
from visualizer.exhibits.descent.methods import optimizer_of
from visualizer.exhibits.playground.settings import (
    MAX_UNITS,
    PlaygroundSettings,
    changed,
)
from visualizer.exhibits.training_settings import RATES
from visualizer.language import tr
from visualizer.settings import SettingError, setting, setting_like

MOST_RUNS = 64
MOST_RATES = 16
MOST_SEEDS = 16
MOST_LAYERS = 6

OPTIMIZERS = {"sgd": "SGD", "momentum": "Momentum", "nesterov": "Nesterov"} | {
    member.key: member.title
    for member in optimizers
    if member.key != "sgd" and not member.closed_loop
}
"""English titles of those that train side by side; the others ask for gradients."""

USUAL = ("sgd", "momentum", "rmsprop", "adam")

SHARED = (
    *("dataset", "features", "activation", "batch_size", "train_share", "loss"),
    *("l1", "l2", "initializer", "data_seed", "precision"),
)
"""Fields that mean the same here and in the Playground."""


@dataclass(frozen=True)
class NetworkRaceSettings:
    """All that can be set in a race of networks."""

    dataset: Dataset = setting_like(PlaygroundSettings, "dataset", live=False)
    learning_rate: float = setting(
        0.001,
        title="Lowest rate",
        minimum=1e-6,
        maximum=100.0,
        values=RATES,
        scale="log",
        live=True,
        common=True,
        help="The lowest rate; the others lie at equal ratios above it.",
    )
    highest_rate: float = setting(
        1.0,
        title="Highest rate",
        minimum=1e-6,
        maximum=100.0,
        values=RATES,
        scale="log",
        live=True,
        common=True,
        help="The highest rate of the race.",
    )
    rates: int = setting(
        7,
        title="Rates",
        minimum=1,
        maximum=MOST_RATES,
        common=True,
        help="How many rates each optimizer is tried with: a row each.",
    )
    seeds: int = setting(
        2,
        title="Seeds",
        minimum=1,
        maximum=MOST_SEEDS,
        common=True,
        help="Runs of each optimizer and rate, from other initial weights.",
    )
    optimizers: tuple[str, ...] = setting(
        USUAL,
        title="Optimizers",
        choices=tuple(OPTIMIZERS),
        titles=tuple(OPTIMIZERS.values()),
        length=(1, 8),
        common=True,
        help="Who races: a column each.",
    )
    hidden_layers: int = setting(
        2,
        title="Hidden layers",
        minimum=0,
        maximum=MOST_LAYERS,
        help="How many hidden layers each network has.",
    )
    units: int = setting(
        4,
        title="Neurons a layer",
        minimum=1,
        maximum=MAX_UNITS,
        values=(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64),
        help="Neurons of each hidden layer.",
    )
    activation: Activation = setting_like(
        PlaygroundSettings, "activation", live=False, common=False
    )
    features: tuple[str, ...] = setting_like(PlaygroundSettings, "features", live=False)
    batch_size: int = setting_like(PlaygroundSettings, "batch_size", live=False)
    train_share: float = setting_like(PlaygroundSettings, "train_share", live=False)
    loss: Loss = setting_like(PlaygroundSettings, "loss", live=False)
    l1: float = setting_like(PlaygroundSettings, "l1", live=False)
    l2: float = setting_like(PlaygroundSettings, "l2", live=False)
    initializer: Initializer = setting_like(
        PlaygroundSettings, "initializer", live=False
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="The first of the seeds; the others follow it.",
    )
    data_seed: int = setting_like(
        PlaygroundSettings, "data_seed", live=False, only_with=("", "")
    )
    precision: str = setting_like(PlaygroundSettings, "precision", live=False)

    def __post_init__(self) -> None:
        if len(set(self.optimizers)) != len(self.optimizers):
            raise SettingError(
                tr("optimizers: one is named twice; allowed: each of them once")
            )
        runs = len(self.optimizers) * self.rates * self.seeds
        if runs > MOST_RUNS:
            raise SettingError(
                tr(
                    "runs: {optimizers} optimizers × {rates} rates × {seeds} seeds are "
                    "{runs}; allowed: at most {most}",
                    optimizers=len(self.optimizers),
                    rates=self.rates,
                    seeds=self.seeds,
                    runs=runs,
                    most=MOST_RUNS,
                )
            )
        if self.highest_rate < self.learning_rate:
            raise SettingError(
                tr(
                    "highest_rate: {value} is out of range; allowed: at least the "
                    "lowest, {low}",
                    value=f"{self.highest_rate:g}",
                    low=f"{self.learning_rate:g}",
                )
            )
        # Asks for what data and loss have to have in common.
        self.base()

    @property
    def runs(self) -> int:
        """The number of runs."""
        return len(self.optimizers) * self.rates * self.seeds

    def ladder(self) -> tuple[float, ...]:
        """Return the learning rates, the lowest first, at equal ratios.

        They are rounded to six digits, so that they can be read and written.
        """
        if self.rates == 1:
            return (self.learning_rate,)
        spaced = np.geomspace(self.learning_rate, self.highest_rate, self.rates)
        return tuple(float(f"{rate:.6g}") for rate in spaced)

    def place(self, run: int) -> tuple[int, int, int]:
        """Return the numbers of optimizer, rate and seed of a run."""
        column, rest = divmod(run, self.rates * self.seeds)
        return column, *divmod(rest, self.seeds)

    def seed_of(self, number: int) -> int:
        """Return one of the seeds; the first is 0."""
        return (self.seed + number) % (MAX_SEED + 1)

    def base(self) -> PlaygroundSettings:
        """Return what all runs have in common, as settings of the Playground."""
        shared = {name: getattr(self, name) for name in SHARED}
        hidden = (self.units,) * self.hidden_layers
        scaling = "standard" if self.dataset.tabular else "none"
        return PlaygroundSettings(hidden=hidden, scaling=scaling, **shared)

    def playground(self, run: int) -> PlaygroundSettings:
        """Return the settings with which the Playground trains a run."""
        column, row, number = self.place(run)
        return dataclasses.replace(
            self.base(),
            optimizer=optimizer_of(self.optimizers[column]),
            learning_rate=self.ladder()[row],
            seed=self.seed_of(number),
        )


def adapted(settings: NetworkRaceSettings, **changes: Any) -> NetworkRaceSettings:
    """Return settings with changes; other data may need another loss.

    Raises
    ------
    SettingError
        If the changes do not fit.
    """
    if "dataset" in changes:
        shared = {name: changes[name] for name in SHARED if name in changes}
        base = changed(settings.base(), **shared)
        changes = {"loss": base.loss, **changes}
    return dataclasses.replace(settings, **changes)
