"""How a network learns: the settings that exhibits with a network have in common.

Each function makes one field of a settings class, with the default that suits the
exhibit; title, range and help are the same everywhere.
"""

from __future__ import annotations

from typing import Any

from visualizer.datasets.split import GREATEST_SHARE, LEAST_SHARE
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.optimizers import optimizers
from visualizer.engine.random_streams import MAX_SEED
from visualizer.settings import setting

RATES = (
    *(0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
    *(0.1, 0.3, 1.0, 3.0, 10.0),
)
PENALTIES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


GREATEST_RATE = 100.0
"""The greatest learning rate that can be set."""


def learning_rate(default: float) -> Any:
    """Return the field of the learning rate."""
    return setting(
        default,
        title="Learning rate",
        minimum=1e-6,
        maximum=GREATEST_RATE,
        values=RATES,
        scale="log",
        live=True,
        common=True,
        help="How far each update goes along the slope.",
    )


def activation(key: str, usual: tuple[str, ...], help_text: str) -> Any:
    """Return the field of the activation, by the key of the default."""
    return setting(
        factory=lambda: activations[key](),
        title="Activation",
        registry=activations,
        usual=usual,
        common=True,
        help=help_text,
    )


def batch_size(default: int, values: tuple[int, ...], help_text: str) -> Any:
    """Return the field of the batch size."""
    return setting(
        default,
        title="Batch size",
        minimum=1,
        maximum=100_000,
        values=values,
        scale="log",
        live=True,
        help=help_text,
    )


def train_share(default: float) -> Any:
    """Return the field of the share of the data to learn from."""
    return setting(
        default,
        title="Train share",
        minimum=LEAST_SHARE,
        maximum=GREATEST_SHARE,
        values=SHARES,
        help="Share of the data to learn from; the others test.",
    )


def penalty(title: str, help_text: str) -> Any:
    """Return the field of the rate of a penalty on weights, at first 0."""
    return setting(
        0.0,
        title=title,
        minimum=0.0,
        maximum=100.0,
        values=PENALTIES,
        live=True,
        help=help_text,
    )


def l2_penalty() -> Any:
    """Return the field of the L2 penalty."""
    return penalty("L2 rate", "Pulls every weight toward 0 in proportion to its size.")


def optimizer(key: str) -> Any:
    """Return the field of the optimizer, by the key of the default."""
    return setting(
        factory=lambda: optimizers[key](),
        title="Optimizer",
        registry=optimizers,
        usual=("sgd", "adam", "rmsprop", "adagrad", "lbfgs"),
        help="How a gradient becomes a change of the weights.",
    )


def initializer(key: str) -> Any:
    """Return the field of the initializer, by the key of the default."""
    return setting(
        factory=lambda: initializers[key](),
        title="Initializer",
        registry=initializers,
        usual=("uniform", "normal", "xavier", "he", "zeros"),
        help="Where the weights start.",
    )


def reshuffle() -> Any:
    """Return the field of whether each epoch has an order of its own."""
    return setting(
        True,
        title="Reshuffle each epoch",
        help="Take the examples in a new order in every epoch.",
    )


def seed(only_with: tuple[str, str] = ("", "")) -> Any:
    """Return the field of the seed of weights and orders."""
    return setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        only_with=only_with,
        help="Decides the initial weights and the order of the examples.",
    )


def data_seed(help_text: str, only_with: tuple[str, str] = ("", "")) -> Any:
    """Return the field of the seed of the data."""
    return setting(
        1,
        title="Data seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        only_with=only_with,
        help=help_text,
    )


def precision() -> Any:
    """Return the field of the floating-point format."""
    return setting(
        "float32",
        title="Precision",
        choices=("float32", "float64"),
        help="Digits of every number: about 7 or about 16.",
    )
