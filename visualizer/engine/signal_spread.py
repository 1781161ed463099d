"""What an activation makes of normal inputs, layer after layer.

The weights are drawn and never trained: what is seen is the activation's doing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.random_streams import Purpose, RandomStreams

LAYERS, WIDTH, EXAMPLES = 10, 100, 200
BINS, REACH = 25, 2.5

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SignalSpread:
    """The distribution of activations in each layer; equal only to itself.

    Attributes
    ----------
    counts : int array (LAYERS, BINS)
        How many lie in each of the bins between -REACH and REACH; the outermost
        hold what lies beyond them.
    means, deviations : arrays (LAYERS,)
    """

    counts: Counts
    means: Array
    deviations: Array


def signal_spread(activation: Activation, seed: int = 0) -> SignalSpread:
    """Send normal inputs through ten layers of a hundred neurons each.

    a₀ ~ N(0, 1), a_l = f(W_l a_(l-1)) with W ~ N(0, 1 / 100) and no bias, so that a
    linear activation keeps the spread.

    References: LeCun, Bottou, Orr & Müller (1998), section 4.6; Glorot & Bengio
    (2010), section 4.2, for pictures of this kind.

    Parameters
    ----------
    activation : Activation
    seed : int
        The same one draws the same inputs and weights for all activations.
    """
    random = RandomStreams(seed).generator(Purpose.WEIGHTS)
    a: Array = random.standard_normal((WIDTH, EXAMPLES))
    counts = np.empty((LAYERS, BINS), np.int64)
    means, deviations = np.empty(LAYERS), np.empty(LAYERS)
    edges = np.linspace(-REACH, REACH, BINS + 1)
    for layer in range(LAYERS):
        weights = random.standard_normal((WIDTH, WIDTH)) / np.sqrt(WIDTH)
        a = activation(weights @ a)
        counts[layer], _ = np.histogram(np.clip(a, -REACH, REACH), edges)
        means[layer], deviations[layer] = a.mean(), a.std()
    return SignalSpread(counts, means, deviations)
