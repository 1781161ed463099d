"""Each example's part of a gradient, against training on it alone."""

import numpy as np
import pytest

from tests.engine.builders import PAIRS, examples_of, network_of, parameters_of
from visualizer.engine.example_gradients import example_gradients
from visualizer.engine.losses import losses
from visualizer.engine.network import Trace

TOLERANCE = 1e-12


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_parts_add_up_and_are_those_of_single_examples(loss: str, output: str) -> None:
    count, measure = 9, losses[loss]()
    network = network_of((4, 3), output=output)
    parameters = parameters_of(network)
    samples = examples_of(measure, 3, 2, count)
    trace = Trace(network, parameters, count, measure)
    trace.set_inputs(samples.x, samples.y)
    trace.forward.run()
    trace.backward.run()
    parts = example_gradients(trace)
    assert parts.shape == (parameters.flat.size, count)
    np.testing.assert_allclose(
        parts.sum(axis=1), trace.grad.flat, rtol=TOLERANCE, atol=TOLERANCE
    )
    single = Trace(network, parameters, 1, measure)
    for number in range(count):
        single.set_inputs(samples.x[:, [number]], samples.y[:, [number]])
        single.forward.run()
        single.backward.run()
        np.testing.assert_allclose(
            count * parts[:, number], single.grad.flat, rtol=1e-10, atol=TOLERANCE
        )
    assert np.abs(parts[:, 0] - parts[:, 1]).max() > 1e-6
