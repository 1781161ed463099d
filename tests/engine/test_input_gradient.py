"""The backward pass goes on to the inputs where somebody asks for that."""

import numpy as np
import pytest

from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.losses.mean_squared import MeanSquared
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters

STEP = 1e-5

NETWORKS = [
    Sequential(
        36,
        (
            Convolution(3, 3, padding="same", activation=Tanh()),
            MaxPooling(),
            Flatten(),
            Dense(2),
        ),
        (1, 6, 6),
    ),
    Sequential(5, (Dense(4, Tanh()), Dense(2))),
]


@pytest.mark.parametrize("network", NETWORKS, ids=["convolution", "dense"])
def test_it_is_the_slope_of_the_loss(network: Sequential) -> None:
    random = np.random.default_rng(3)
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    network.initialize(parameters, Xavier(), random)
    loss = MeanSquared()
    trace = Trace(network, parameters, 2, loss, input_gradient=True)
    x, y = random.normal(size=(network.inputs, 2)), random.normal(size=(2, 2))

    def value(inputs: np.ndarray) -> float:
        trace.set_inputs(inputs, y)
        trace.forward.run()
        return float(loss.value(trace.output, trace.y).mean())

    expected = np.empty_like(x)
    for place in np.ndindex(*x.shape):
        moved = np.zeros_like(x)
        moved[place] = STEP
        expected[place] = (value(x + moved) - value(x - moved)) / (2 * STEP)
    value(x)
    trace.backward.run()
    found = trace.layers[0].x_gradient
    assert found is not None
    np.testing.assert_allclose(found.reshape(x.shape), expected, atol=1e-9)


def test_no_update_pays_for_it() -> None:
    network = NETWORKS[1]
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    plain = Trace(network, parameters, 2, MeanSquared())
    assert plain.layers[0].x_gradient is None
    asked = Trace(network, parameters, 2, MeanSquared(), input_gradient=True)
    assert len(plain.backward.steps) == len(asked.backward.steps) - 1
