"""What each example of a batch would change."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.network import Trace


def example_gradients(trace: Trace) -> Array:
    """Return each example's part of the batch's gradient.

    For a dense layer the gradient of one example is an outer product,
    x_i dz_iᵀ; backpropagation computes only their sum X dZᵀ. As dz is of the
    mean loss, the parts add up to the gradient of the batch; times B, each is
    the gradient of its example's own loss.

    Parameters
    ----------
    trace : Trace
        Of dense layers, after its forward and backward plans have run.

    Returns
    -------
    array (P, B)

    References
    ----------
    Goodfellow (2015), "Efficient per-example gradient computations".
    """
    parts = [
        (layer.x[:, None, :] * layer.dz[None, :, :]).reshape(-1, trace.batch)
        for layer in trace.layers
    ]
    return np.concatenate(parts)
