"""Measures the signals of a network, layer by layer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer
from visualizer.engine.layers import LayerTrace
from visualizer.engine.mean_field import signal_theory
from visualizer.engine.network import Trace
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Draws
from visualizer.exhibits.playground.detectors.symmetry import with_twins
from visualizer.exhibits.playground.evidence import spread
from visualizer.exhibits.playground.observer import SATURATED
from visualizer.exhibits.playground.statistics import signed_bins
from visualizer.exhibits.signals.frame import LayerHealth, SignalSizes
from visualizer.exhibits.signals.learner import SignalsLearner, build
from visualizer.exhibits.signals.network import INPUTS
from visualizer.exhibits.signals.settings import SignalsSettings


class SignalMeter:
    """Sends examples through a network and their gradients back.

    Normalization takes mean and spread from these examples, as it does from a
    batch in training; what it keeps of them stays as it was.

    Parameters
    ----------
    learner : SignalsLearner
    parameters : Parameters
        Of the network that is measured, such as the learner's own.
    most : int
        Examples at most.

    Attributes
    ----------
    examples : int array
        Numbers of those that are measured.
    """

    def __init__(
        self, learner: SignalsLearner, parameters: Parameters, most: int
    ) -> None:
        self._columns = learner.shown.columns
        train = learner.train
        self.examples = chosen = spread(train.count, most)
        self._trace = Trace(
            learner.network,
            parameters,
            chosen.size,
            learner.loss,
            observed=True,
            statistics=learner.network.statistics(),
            training=Draws(learner.streams),
        )
        self._trace.set_inputs(train.x[:, chosen], train.y[:, chosen])

    def measure(self) -> SignalSizes:
        """Run the examples forward and back and return the sizes of signals."""
        trace = self._trace
        trace.forward.run()
        trace.backward.run()
        hidden, traces = self._columns[:-1], trace.layers
        answers = [column.output(traces) for column in hidden]
        output = self._columns[-1].sums(traces)
        sums = [column.sums(traces) for column in self._columns]
        # A trace holds gradients of the mean loss; these are of each example.
        back = [*(each.da for each in answers), output.dz]
        return SignalSizes(
            forward=np.array([_size(trace.x), *(_size(each.a) for each in answers)]),
            backward=np.array([trace.batch * _size(each) for each in back]),
            weights=np.array([_size(each.grad[:-1]) for each in sums]),
        )

    def health(self) -> LayerHealth:
        """Return what the last measurement found in the hidden layers."""
        traces = self._trace.layers
        dead, saturated, equal = [], [], []
        for column in self._columns[:-1]:
            answer, sums = column.answers(traces), column.sums(traces)
            activation = column.activation
            dead.append((~answer.a.any(axis=1)).mean() if activation.dies else 0.0)
            flat = SATURATED * activation.steepest
            slopes = _mean_slopes(answer) if activation.saturates else None
            saturated.append(0.0 if slopes is None else (slopes <= flat).mean())
            equal.append(with_twins(sums.block).mean())
        return LayerHealth(
            dead=np.array(dead),
            saturated=np.array(saturated),
            equal=np.array(equal),
        )

    def histograms(self) -> Array:
        """Return shares (BINS, L) of the activations of the last measurement."""
        answers = [column.output(self._trace.layers) for column in self._columns[:-1]]
        return np.stack([signed_bins(each.a) for each in answers], axis=1)

    def squares(self) -> tuple[Array, Array]:
        """Return mean squares (B,) of each example's inputs and ∂C/∂z at the output."""
        back = self._trace.batch * self._columns[-1].sums(self._trace.layers).dz
        return (self._trace.x**2).mean(axis=0), (back**2).mean(axis=0)


def theory_of(settings: SignalsSettings, most: int) -> SignalSizes | None:
    """Return what sizes are expected before the first update; None if not known.

    Inputs, and gradients at the output, are those of the network as it was drawn, for
    so many examples at most.
    """
    sizes = (INPUTS, *(settings.width,) * settings.depth, 1)
    variances = variances_of(settings.initializer, settings.scale, sizes)
    if settings.normalization != "none" or not np.isfinite(variances).all():
        return None
    drawn = build(settings)
    meter = SignalMeter(drawn, drawn.parameters, most)
    meter.measure()
    theory = signal_theory(
        settings.activation,
        sizes,
        variances,
        settings.initializer.bias(),
        *meter.squares(),
        residual=settings.residual,
    )
    unknown = np.full(len(theory.backward), np.nan)
    return SignalSizes(theory.forward, theory.backward, unknown)


def variances_of(
    initializer: Initializer, scale: float, sizes: tuple[int, ...]
) -> list[float]:
    """Return Var(w) of the weights into each layer, once they are scaled."""
    return [scale**2 * initializer.variance(*pair) for pair in pairwise(sizes)]


def _size(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _mean_slopes(answer: LayerTrace) -> Array:
    """Return the mean |slope| (n,) of each neuron over the examples."""
    means: Array = np.abs(answer.slope).mean(axis=1)
    return means
