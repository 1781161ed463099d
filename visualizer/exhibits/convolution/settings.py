"""Settings of the Convolution exhibit: images, network, and how it learns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualizer.datasets import Dataset, datasets
from visualizer.engine.activations import Activation
from visualizer.engine.initializers import Initializer
from visualizer.engine.optimizers import Optimizer
from visualizer.exhibits import training_settings as shared
from visualizer.language import tr
from visualizer.settings import SettingError, setting

POOL = 2
"""Side and stride of the pooling windows."""


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
        registry=datasets.where(lambda dataset: dataset.pictorial),
        control="tiles",
        common=True,
        help="The images that the network learns to tell apart.",
    )
    learning_rate: float = shared.learning_rate(0.003)
    activation: Activation = shared.activation(
        "relu",
        ("relu", "tanh", "sigmoid", "linear", "leaky_relu"),
        "What every value of a map goes through after the sum.",
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
    kernel_width: int = setting(
        0,
        title="Kernel width",
        minimum=0,
        maximum=7,
        values=(0, 1, 3, 5, 7),
        help="Values along the rows of an image; 0: as many as along its columns.",
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
    batch_size: int = shared.batch_size(
        32, (1, 2, 4, 8, 16, 32, 64, 128), "Examples of an update."
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
        # Files of one's own are read when the data are made, not before.
        shape = None if self.dataset.files() else self.dataset.image_shape
        if shape is not None:
            self.check_fit(shape)

    def check_fit(self, image: tuple[int, int]) -> None:
        """Check that kernels and pooling windows fit into images of a shape.

        Raises
        ------
        SettingError
            If a block has nothing left to read.
        """
        rows, columns = left = image
        for number in range(1, len(self.filters) + 1):
            least = self.kernel if self.padding == "valid" else (1, 1)
            pool = 1 if self.pooling == "none" else POOL
            left = (
                (left[0] - least[0] + 1) // pool,
                (left[1] - least[1] + 1) // pool,
            )
            if min(left) < 1:
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
    def kernel(self) -> tuple[int, int]:
        """Rows and columns of every kernel."""
        return self.kernel_size, self.kernel_width or self.kernel_size

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
