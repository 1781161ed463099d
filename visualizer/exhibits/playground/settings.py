"""Settings of the Playground: data, network, and how it learns."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.datasets.features import features
from visualizer.engine.activations import Activation, activations
from visualizer.engine.domains import NUMBERS
from visualizer.engine.initializers import Initializer, initializers
from visualizer.engine.losses import Loss, losses
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.language import tr
from visualizer.settings import SettingError, setting

MAX_SEED = 2**32 - 1
MAX_HIDDEN_LAYERS = 10
MAX_UNITS = 64

RATES = (
    *(0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
    *(0.1, 0.3, 1.0, 3.0, 10.0),
)
PENALTIES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class PlaygroundSettings:
    """All that can be set in the Playground."""

    dataset: Dataset = setting(
        factory=lambda: datasets["circle"](),
        title="Data",
        registry=datasets,
        usual=("circle", "xor", "gauss", "spiral", "digits"),
        control="tiles",
        common=True,
        help="What the network learns from.",
    )
    features: tuple[str, ...] = setting(
        ("x1", "x2"),
        title="Inputs",
        choices=tuple(features),
        titles=tuple(feature.title for feature in features.values()),
        length=(1, len(features)),
        help="What of a point of the plane the network is given.",
    )
    scaling: str = setting(
        "none",
        title="Scale inputs",
        choices=("none", "standard", "0-1"),
        control="chips",
        help=(
            "Bring every input to mean 0 and standard deviation 1, or to 0 … 1, as "
            "the training examples have it."
        ),
    )
    learning_rate: float = setting(
        0.03,
        title="Learning rate",
        minimum=1e-6,
        maximum=100.0,
        values=RATES,
        scale="log",
        live=True,
        common=True,
        help="How far each update goes along the slope.",
    )
    activation: Activation = setting(
        factory=lambda: activations["tanh"](),
        title="Activation",
        registry=activations,
        usual=("tanh", "relu", "sigmoid", "linear", "leaky_relu"),
        common=True,
        help="What every hidden neuron makes of its sum.",
    )
    hidden: tuple[int, ...] = setting(
        (4, 2),
        title="Hidden layers",
        minimum=1,
        maximum=MAX_UNITS,
        length=(0, MAX_HIDDEN_LAYERS),
        control="hidden",
        help="Neurons of each hidden layer.",
    )
    batch: str = setting(
        "mini",
        title="Batch",
        choices=("single", "mini", "full"),
        live=True,
        control="chips",
        help="Update after one example, after some, or after all.",
    )
    batch_size: int = setting(
        10,
        title="Batch size",
        minimum=1,
        maximum=100_000,
        values=(1, 2, 5, 10, 15, 20, 30, 50, 100, 200),
        scale="log",
        live=True,
        help="Examples of an update, where it takes some of them.",
    )
    train_share: float = setting(
        0.5,
        title="Train share",
        minimum=0.1,
        maximum=0.9,
        values=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        help="Share of the data to learn from; the others test.",
    )
    l1: float = setting(
        0.0,
        title="L1 rate",
        minimum=0.0,
        maximum=100.0,
        values=PENALTIES,
        live=True,
        help="Pulls every weight toward 0 with the same force.",
    )
    l2: float = setting(
        0.0,
        title="L2 rate",
        minimum=0.0,
        maximum=100.0,
        values=PENALTIES,
        live=True,
        help="Pulls every weight toward 0 in proportion to its size.",
    )
    loss: Loss = setting(
        factory=lambda: losses["mean_squared"](),
        title="Loss",
        registry=losses.where(lambda loss: loss.targets is not None),
        usual=(
            *("mean_squared", "half_squared", "mean_absolute"),
            *("binary_cross_entropy", "softmax_cross_entropy"),
        ),
        help="How far an answer is from the target.",
    )
    optimizer: Optimizer = setting(
        factory=lambda: optimizers["sgd"](),
        title="Optimizer",
        registry=optimizers,
        usual=("sgd", "adam", "rmsprop", "adagrad", "lbfgs"),
        help="How a gradient becomes a change of the weights.",
    )
    method: str = setting(
        "usual",
        title="Training",
        choices=("usual", "tf_playground"),
        titles=("Usual", "TF Playground"),
        help=(
            "TensorFlow Playground keeps the order of the examples, lets those left "
            "over wait for the next epoch, and ends a weight that L1 takes to 0."
        ),
    )
    initializer: Initializer = setting(
        factory=lambda: initializers["uniform"](),
        title="Initializer",
        registry=initializers,
        usual=("uniform", "normal", "xavier", "he", "zeros"),
        help="Where the weights start.",
    )
    reshuffle: bool = setting(
        True,
        title="Reshuffle each epoch",
        help="Take the examples in a new order in every epoch.",
    )
    seed: int = setting(
        1,
        title="Seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="Decides the initial weights and the order of the examples.",
    )
    data_seed: int = setting(
        1,
        title="Data seed",
        minimum=0,
        maximum=MAX_SEED,
        control="dice",
        help="Decides which points are drawn and how they are split.",
    )
    precision: str = setting(
        "float32",
        title="Precision",
        choices=("float32", "float64"),
        help="Digits of every number: about 7 or about 16.",
    )

    def __post_init__(self) -> None:
        if len(set(self.features)) != len(self.features):
            raise SettingError(tr("features: a feature is named twice; allowed: once"))
        fitting = fitting_losses(self.dataset)
        if self.loss.key not in fitting:
            raise SettingError(
                tr(
                    "loss: {loss!r} does not fit the data {data!r}; allowed: {allowed}",
                    loss=self.loss.key,
                    data=self.dataset.key,
                    allowed=", ".join(fitting),
                )
            )

        if self.method == "tf_playground" and not _is_faithful(self):
            raise SettingError(
                tr(
                    "method: training as TensorFlow Playground does needs optimizer "
                    "sgd without momentum, loss half_squared and reshuffle off"
                )
            )

    def examples_a_batch(self, examples: int) -> int:
        """Return the batch size for a training set of so many examples."""
        sizes = {"single": 1, "mini": self.batch_size, "full": examples}
        return min(sizes[self.batch], examples)


def fitting_losses(dataset: Dataset) -> tuple[str, ...]:
    """Return the keys of the losses that are defined for what the data ask.

    For regression these are the losses of any numbers; for classes, those that
    labels can be written for.
    """
    numbers = dataset.problem == "regression"
    return tuple(
        member.key
        for member in losses
        if (member.domain is NUMBERS if numbers else member.targets is not None)
    )


def _is_faithful(settings: PlaygroundSettings) -> bool:
    return (
        settings.optimizer == optimizers["sgd"]()
        and settings.loss.key == "half_squared"
        and not settings.reshuffle
    )


def changed(settings: PlaygroundSettings, **changes: Any) -> PlaygroundSettings:
    """Return settings with changes, and with what these make necessary.

    Changed data may need another loss, and columns of a table, each in a unit of
    its own, are scaled unless one asks for something else. Training as TensorFlow
    Playground does brings its optimizer, loss and order, and ends when one of them
    is changed.
    """
    if changes.get("method") == "tf_playground":
        faithful = {
            "optimizer": optimizers["sgd"](),
            "loss": losses["half_squared"](),
            "reshuffle": False,
        }
        changes = {**faithful, **changes}
    dataset = changes.get("dataset", settings.dataset)
    kept = changes.get("loss", settings.loss)
    if "dataset" in changes and "loss" not in changes:
        fitting = fitting_losses(dataset)
        if dataset.problem == "regression" and kept.key not in fitting:
            changes["loss"] = losses[fitting[0]]()
        elif dataset.problem == "multiclass":
            changes["loss"] = losses["softmax_cross_entropy"]()
        elif settings.dataset.problem == "multiclass":
            changes["loss"] = losses["mean_squared"]()
    if dataset.tabular != settings.dataset.tabular:
        changes.setdefault("scaling", "standard" if dataset.tabular else "none")
    if changes.keys() & {"optimizer", "loss", "reshuffle"}:
        changes.setdefault("method", "usual")
    return dataclasses.replace(settings, **changes)
