"""Every gradient against central differences, in double precision."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from tests.engine.builders import (
    OUTPUTS,
    PAIRS,
    mean_loss,
    network_of,
    parameters_of,
    targets_of,
)
from tests.engine.gradient_errors import noted
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.gradient_check import central_difference, relative_error
from visualizer.engine.losses import Loss, losses
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters

TOLERANCE = 1e-6
BATCH = 5
STEP = 3e-4
ROUNDING = 1e-11
"""What rounding does to differences of a loss: its last digit over the step.

It matters where a gradient is 0 because examples cancel, as they do in losses
of straight lines.
"""

KINK = 5e-3
"""Closer to a kink than this a sum might cross it."""

KINKS = {
    **dict.fromkeys(("relu", "leaky_relu", "threshold", "elu", "selu"), (0.0,)),
    "hard_sigmoid": (-3.0, 3.0),
}
"""Sums at which an activation bends or jumps."""

LOSS_KINKS: dict[str, Callable[[Array, Array], Array]] = {
    "mean_absolute": lambda a, y: a - y,
    "huber": lambda a, y: np.abs(a - y) - 1.0,
    "hinge": lambda a, y: 1.0 - y * a,
}
"""What is 0 where a loss bends, of outputs and targets."""
DEPTHS: tuple[tuple[int, ...], ...] = ((), (4,), (4, 3), (4, 3, 4))


def differences(function: Callable[[], float], theta: Array) -> Array:
    """Return central differences with Richardson's extrapolation.

    The error is of the order step⁴, so that the step can be large and rounding
    small: plain differences reach 1e-6 only for gradients that are not tiny.
    """
    near = central_difference(function, theta, STEP)
    far = central_difference(function, theta, 2.0 * STEP)
    extrapolated: Array = (4.0 * near - far) / 3.0
    return extrapolated


def worst_error(analytic: Array, numeric: Array) -> float:
    """Return the greatest relative error, of those that are not rounding alone."""
    same = np.abs(analytic - numeric) <= ROUNDING
    return noted(relative_error(np.where(same, numeric, analytic), numeric))


def is_clear(trace: Trace, network: Sequential, loss: Loss) -> bool:
    """Return whether no sum and no output is near a kink."""
    bend = LOSS_KINKS.get(loss.key)
    if bend is not None and (np.abs(bend(trace.output, trace.y)) <= KINK).any():
        return False
    return all(
        bool((np.abs(at.z - kink) > KINK).all())
        for layer, at in zip(network.layers, trace.layers, strict=True)
        for kink in KINKS.get(layer.activation.key, ())
    )


def drawn(
    network: Sequential, loss_key: str, observed: bool = False
) -> tuple[Trace, Parameters]:
    """Return a trace that has run, with parameters away from every kink."""
    loss = losses[loss_key]()
    for seed in range(200):
        parameters = parameters_of(network, seed)
        trace = Trace(network, parameters, BATCH, loss, observed=observed)
        x = np.random.default_rng(seed).normal(size=trace.x.shape)
        trace.set_inputs(x, targets_of(loss, network.sizes[-1], BATCH, seed))
        trace.forward.run()
        if is_clear(trace, network, loss):
            trace.backward.run()
            return trace, parameters
    raise AssertionError("no parameters away from the kinks were found")


@pytest.mark.parametrize("activation", activations.keys())
@pytest.mark.parametrize(("loss_key", "output"), PAIRS)
def test_gradient_of_every_parameter(
    activation: str, loss_key: str, output: str
) -> None:
    loss = losses[loss_key]()
    for hidden in DEPTHS:
        network = network_of(hidden, activation, output)
        trace, parameters = drawn(network, loss_key)
        numeric = differences(partial(mean_loss, trace, network, loss), parameters.flat)
        if activation == "threshold":
            # Differences are 0 before a threshold as well: nothing passes it.
            below = sum(block.size for block in parameters.blocks[: len(hidden)])
            np.testing.assert_array_equal(trace.grad.flat[:below], 0.0)
        error = worst_error(trace.grad.flat, numeric)
        assert error <= TOLERANCE, f"{len(hidden)} hidden layers"


@pytest.mark.parametrize("activation", activations.keys())
@pytest.mark.parametrize(("loss_key", "output"), PAIRS)
def test_traces_show_the_true_gradient_of_every_neuron(
    activation: str, loss_key: str, output: str
) -> None:
    """da and dz of an observed trace: the loss's change when a or z is moved."""
    network = network_of((4, 3), activation, output)
    trace, parameters = drawn(network, loss_key, observed=True)
    loss = losses[loss_key]()

    def loss_from(number: int, values: Array, given: str) -> float:
        """Return the mean loss when layer `number` has these sums or activations."""
        signal = values
        for place in range(number, len(network.layers)):
            layer = network.layers[place]
            if place > number:
                block = parameters.blocks[place]
                signal = layer.activation(block[:-1].T @ signal + block[-1][:, None])
            elif given == "z":
                signal = layer.activation(signal)
        return float(loss.value(signal, trace.y).mean())

    for number, at in enumerate(trace.layers):
        for given, values, shown in (("a", at.a, at.da), ("z", at.z, at.dz)):
            moved = values.copy()
            numeric = differences(
                partial(loss_from, number, moved, given), moved.reshape(-1)
            ).reshape(values.shape)
            error = worst_error(shown, numeric)
            assert error <= TOLERANCE, f"d{given} of layer {number + 1}"


def test_every_loss_and_activation_is_checked() -> None:
    """A new member of a family must be given a place here."""
    assert set(losses.keys()) <= set(OUTPUTS)
    fused = {(loss.key, loss.fused_with) for loss in losses if loss.fused_with}
    assert fused <= set(PAIRS)


def test_observing_changes_no_gradient() -> None:
    network = network_of((4,), "tanh", "softmax", outputs=3)
    plain, _ = drawn(network, "softmax_cross_entropy")
    watched, _ = drawn(network, "softmax_cross_entropy", observed=True)
    np.testing.assert_array_equal(plain.grad.flat, watched.grad.flat)


def test_central_differences_put_the_parameters_back() -> None:
    theta = np.array([0.1, -0.7, 3.3])
    kept = theta.copy()
    gradient = central_difference(lambda: float((theta**2).sum()), theta)
    np.testing.assert_array_equal(theta, kept)
    np.testing.assert_allclose(gradient, 2.0 * theta, rtol=1e-8)


def test_a_wrong_gradient_is_noticed() -> None:
    right = np.array([1.0, 0.0, -2.0])
    assert relative_error(right, right) == 0.0
    assert relative_error(right * 1.001, right) > 4e-4
    assert relative_error(right + np.array([0.0, 1e-7, 0.0]), right) == 1.0
