"""Settings of the Convolution exhibit: images, network, and how it learns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.engine.activations import Activation, activations
from visualizer.engine.initializers import Initializer, initializers
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.language import tr
from visualizer.settings import SettingError, setting

MAX_SEED = 2**32 - 1
POOL = 2
"""Side and stride of the pooling windows."""

RATES = (
    *(0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003),
    *(0.01, 0.03, 0.1, 0.3, 1.0),
)
PENALTIES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)


def _is_of_images(dataset: type[Dataset]) -> bool:
    member = dataset()
    return member.ready and member.image_shape is not None


@dataclass(frozen=True)
class ConvolutionSettings:
    """All that can be set in the Convolution exhibit.

    Raises
    ------
    SettingError
        If kernels or pooling windows do not fit into what the images have become.
    """

    dataset: Dataset = setting(
        factory=lambda: datasets["digits"](),
        title="Data",
        registry=datasets.where(_is_of_images),
        control="tiles",
        common=True,
        help="The images that the network learns to tell apart.",
    )
    learning_rate: float = setting(
        0.003,
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
        factory=lambda: activations["relu"](),
        title="Activation",
        registry=activations,
        usual=("relu", "tanh", "sigmoid", "linear", "leaky_relu"),
        common=True,
        help="What every value of a map goes through after the sum.",
    )
    first_filters: int = setting(
        8,
        title="Maps of block 1",
        minimum=1,
        maximum=32,
        values=(2, 4, 6, 8, 12, 16, 24, 32),
        common=True,
        help="Kernels of the first convolution; each makes one map.",
    )
    second_filters: int = setting(
        16,
        title="Maps of block 2",
        minimum=0,
        maximum=32,
        values=(0, 4, 8, 12, 16, 24, 32),
        common=True,
        help="Kernels of the second convolution; with 0 there is no second block.",
    )
    kernel_size: int = setting(
        3,
        title="Kernel size",
        minimum=1,
        maximum=7,
        values=(1, 3, 5, 7),
        common=True,
        help="Values along each side of a kernel.",
    )
    padding: str = setting(
        "same",
        title="Padding",
        choices=("same", "valid"),
        titles=("same size", "no zeros"),
        help="Zeros around each image so that its maps keep its size, or none.",
    )
    pooling: str = setting(
        "max",
        title="Pooling",
        choices=("max", "average", "none"),
        titles=("maximum", "mean", "none"),
        help="What is kept of each window of 2 by 2 values behind a convolution.",
    )
    batch_size: int = setting(
        32,
        title="Batch size",
        minimum=1,
        maximum=100_000,
        values=(1, 2, 4, 8, 16, 32, 64, 128),
        scale="log",
        live=True,
        help="Examples of an update.",
    )
    train_share: float = setting(
        0.8,
        title="Train share",
        minimum=0.1,
        maximum=0.9,
        values=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        help="Share of the data to learn from; the others test.",
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
    optimizer: Optimizer = setting(
        factory=lambda: optimizers["adam"](),
        title="Optimizer",
        registry=optimizers,
        usual=("sgd", "adam", "rmsprop", "adagrad", "lbfgs"),
        help="How a gradient becomes a change of the weights.",
    )
    initializer: Initializer = setting(
        factory=lambda: initializers["xavier"](),
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
        help="Decides which images are for training and which for testing.",
    )
    precision: str = setting(
        "float32",
        title="Precision",
        choices=("float32", "float64"),
        help="Digits of every number: about 7 or about 16.",
    )

    def __post_init__(self) -> None:
        assert self.dataset.image_shape is not None
        rows, columns = self.dataset.image_shape
        side = min(rows, columns)
        for number in range(1, len(self.filters) + 1):
            least = self.kernel_size if self.padding == "valid" else 1
            side -= least - 1
            if self.pooling != "none":
                side //= POOL
            if side < 1:
                raise SettingError(
                    tr(
                        "kernel_size: images of {rows} × {columns} are used up in "
                        "block {number}; allowed: a smaller kernel, padding same, or "
                        "pooling none",
                        rows=rows,
                        columns=columns,
                        number=number,
                    )
                )

    @property
    def filters(self) -> tuple[int, ...]:
        """Maps of each block."""
        both = (self.first_filters, self.second_filters)
        return tuple(count for count in both if count)


def changed(
    settings: ConvolutionSettings, changes: Mapping[str, Any]
) -> ConvolutionSettings:
    """Return settings with changes.

    Raises
    ------
    SettingError
        If they do not fit together.
    """
    return dataclasses.replace(settings, **changes)
