"""Words for activation functions: what each is for.

For a yes-or-no answer a threshold, for its probability a sigmoid.
"""

from __future__ import annotations

from visualizer.engine.activations import Activation
from visualizer.language import tr

CLASSICS = ("threshold", "sigmoid", "tanh", "relu")
"""The four that every first lecture has."""


def caption(activation: Activation) -> str:
    """Say in the language in use what an activation is chosen for."""
    match activation.key:
        case "threshold":
            return tr(
                "For a yes-or-no answer: 1 from z = 0 on, 0 below. It has no slope, so "
                "descent cannot train it; the perceptron rule can."
            )
        case "sigmoid":
            return tr(
                "For a probability of yes: from 0 to 1, with cross-entropy as its "
                "loss. Far from 0 it is flat, and the squared error learns slowly."
            )
        case "tanh":
            return tr(
                "From −1 to 1, centered on 0: in hidden layers it often learns better "
                "than the sigmoid. Far from 0 it is flat too."
            )
        case "relu":
            return tr(
                "The most used in hidden layers: 0, or as much as the sum is. For an "
                "answer of yes or no take the threshold, for a probability the sigmoid."
            )
        case "linear":
            return tr(
                "Passes the sum on: to predict a number. Layers of it are no more "
                "than one layer."
            )
    return tr(
        "Made for hidden layers. For an answer of yes or no take the threshold, for a "
        "probability the sigmoid."
    )
