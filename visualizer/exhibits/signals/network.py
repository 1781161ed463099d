"""The network of the page Signals: equal layers, one behind the other."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.initializers import Initializer
from visualizer.engine.layers import LINEAR, Layer
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.residual import Residual
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.exhibits.playground.network import Column, normalization_of
from visualizer.exhibits.signals.settings import SignalsSettings

INPUTS = 2


class SignalsNetwork(Struct, frozen=True):
    """A network, with where the engine computes its hidden layers.

    Attributes
    ----------
    layers : Sequential
    columns : tuple of Column
        The hidden layers, then the output.
    """

    layers: Sequential
    columns: tuple[Column, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons of the input, of each hidden layer and of the output."""
        return (self.layers.inputs, *(column.units for column in self.columns))


def build_network(settings: SignalsSettings) -> SignalsNetwork:
    """Build the network that the settings ask for."""
    chain: list[Layer] = []
    columns: list[Column] = []
    normalization = normalization_of(settings.normalization)
    for number in range(settings.depth):
        first, around = len(chain), settings.residual and number > 0
        made: tuple[Layer, ...] = (Dense(settings.width, settings.activation),)
        if normalization is not None:
            made = (
                Dense(settings.width, LINEAR),
                normalization(activation=settings.activation),
            )
        chain += (Residual(made),) if around else made
        columns.append(
            Column(
                units=settings.width,
                activation=settings.activation,
                first=first,
                last=len(chain) - 1,
                normalized=normalization is not None,
                residual=around,
                carries=False,
                epsilon=normalization().epsilon if normalization else 0.0,
            )
        )
    last = len(chain)
    columns.append(Column(1, Sigmoid(), last, last, False, False, False))
    chain.append(Dense(1, Sigmoid()))
    return SignalsNetwork(Sequential(INPUTS, tuple(chain)), tuple(columns))


def draw_weights(
    network: SignalsNetwork,
    parameters: Parameters,
    initializer: Initializer,
    scale: float,
    random: np.random.Generator,
) -> None:
    """Write starting values into `parameters`; weights are multiplied by a scale."""
    network.layers.initialize(parameters, initializer, random)
    for weights in parameters.weights:
        weights *= scale
