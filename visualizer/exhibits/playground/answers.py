"""What a network answers, as a map shows it."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Samples
from visualizer.engine.losses import Loss
from visualizer.scenes import IntArray


def answers_of(
    outputs: Array, loss: Loss, train: Samples, output: int = 0
) -> tuple[Array, IntArray | None]:
    """Return a signed value (B,) for each answer, or its class and by how much.

    Parameters
    ----------
    outputs : array (n, B)
    loss : Loss
    train : Samples
        Whose targets tell how far right and wrong are apart.
    output : int
        Of a regression, the output that is asked.

    Returns
    -------
    values : array (B,)
        Of a regression one output; of more than two classes by how much the
        highest output is ahead of the second, as a share of the distance between
        right and wrong, at most 1.
    winners : int array (B,) or None
        The class, of more than two.
    """
    if train.labels is None:
        return outputs[output], None
    if len(outputs) > 2:
        best: IntArray = outputs.argmax(axis=0)
        second, first = np.partition(outputs, -2, axis=0)[-2:]
        span = float(np.ptp(train.y)) or 1.0
        return np.clip((first - second) / span, 0.0, 1.0), best
    if len(outputs) == 2:
        # Two classes as one signed value: which of them, and how surely.
        return outputs[1] - outputs[0], None
    values: Array = outputs[0]
    return (2.0 * values - 1.0 if loss.targets == "share" else values), None
