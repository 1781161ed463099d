"""How sharply a loss bends: products with the Hessian and its largest eigenvalue.

The Hessian of a network is never written down, because it has a row and a column
for each parameter. What it does to one direction is the difference of two gradients.

References: Pearlmutter (1994), "Fast exact multiplication by the Hessian", section
2, on the difference used here; LeCun, Simard & Pearlmutter (1993), "Automatic
learning rate maximization by on-line estimation of the Hessian's eigenvectors";
Cohen, Kaur, Li, Kolter & Talwalkar (2021), "Gradient descent on neural networks
typically occurs at the edge of stability", on why 2 / sharpness is the limit of
the learning rate.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from visualizer.engine.learner import Samples
from visualizer.engine.losses import Loss
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters

Vector = npt.NDArray[np.float64]
Gradient = Callable[[Vector], Vector]
"""Returns ∂loss/∂θ (P,) at θ (P,), both in double precision."""


def set_gradient(network: Sequential, loss: Loss, samples: Samples) -> Gradient:
    """Return the gradient of the mean loss over a whole set as a function of θ.

    It is computed in double precision, whatever the network trains in: the
    difference of two gradients leaves few digits of a float32.

    Parameters
    ----------
    network : Sequential
    loss : Loss
    samples : Samples
    """
    dtype = np.dtype(np.float64)
    parameters = Parameters(network.shapes, dtype)
    trace = Trace(network, parameters, samples.count, loss)
    trace.set_inputs(samples.x.astype(dtype), samples.y.astype(dtype))

    def gradient(theta: Vector) -> Vector:
        parameters.flat[:] = theta
        trace.forward.run()
        trace.backward.run()
        return trace.grad.flat.astype(np.float64, copy=False)

    return gradient


def hessian_product(gradient: Gradient, theta: Vector, direction: Vector) -> Vector:
    """Return H v, the Hessian at θ times a direction.

    H v = [g(θ + ε v̂) - g(θ - ε v̂)] / 2ε · |v|, with ε the cube root of the machine
    epsilon, times the size of θ: the step at which truncation and rounding err alike.

    Parameters
    ----------
    gradient : callable
    theta, direction : float64 arrays (P,)

    Examples
    --------
    >>> bowl = np.array([[4.0, 1.0], [1.0, 3.0]])
    >>> hessian_product(lambda t: bowl @ t, np.ones(2), np.array([0.0, 2.0])).round(6)
    array([2., 6.])
    """
    length = float(np.linalg.norm(direction))
    if length == 0.0:
        return np.zeros_like(theta)
    scale = max(1.0, float(np.abs(theta).max(initial=0.0)))
    step = np.cbrt(np.finfo(np.float64).eps) * scale
    offset = direction * (step / length)
    # The gradient may hand out the same array twice.
    ahead = gradient(theta + offset).copy()
    behind = gradient(theta - offset)
    product: Vector = (ahead - behind) * (length / (2.0 * step))
    return product


class Sharpness:
    """The Hessian's eigenvalue of largest size, by power iteration.

    One iteration is two gradients, so that the work can be done in slices of time
    and dropped at any moment.

    Parameters
    ----------
    gradient : callable
    theta : float64 array (P,)
        Where to measure; copied.
    random : Generator
        Draws the first direction.

    Attributes
    ----------
    direction : float64 array (P,)
        Unit vector, near the eigenvector.
    value : float
        Rayleigh quotient vᵀ H v; NaN before the first iteration. Negative where
        the loss bends down more than it bends up.
    error : float
        |H v - value v|: an eigenvalue of H lies within this distance.
    iterations : int
    """

    def __init__(
        self, gradient: Gradient, theta: Vector, random: np.random.Generator
    ) -> None:
        self._gradient = gradient
        self._theta = theta.copy()
        drawn = random.standard_normal(theta.size)
        self.direction: Vector = drawn / np.linalg.norm(drawn)
        self.value = float("nan")
        self.error = float("inf")
        self.iterations = 0

    def iterate(self) -> None:
        """Turn the direction further towards the eigenvector."""
        product = hessian_product(self._gradient, self._theta, self.direction)
        self.value = float(self.direction @ product)
        self.error = float(np.linalg.norm(product - self.value * self.direction))
        self.iterations += 1
        length = float(np.linalg.norm(product))
        if length > 0.0:
            self.direction = product / length

    def settled(self, tolerance: float = 1e-3) -> bool:
        """Return whether the error is within `tolerance` of the value's size."""
        return self.error <= tolerance * abs(self.value)

    @property
    def steepest_rate(self) -> float:
        """Learning rate above which plain descent leaves the valley: 2 / value.

        Infinite where the loss does not bend up.
        """
        return 2.0 / self.value if self.value > 0.0 else float("inf")
