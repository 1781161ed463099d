"""What a script needs to know of a learner, checked once."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.layers.dense import Dense
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import Loss
from visualizer.engine.optimizers import Optimizer
from visualizer.files.scripts.pieces import ScriptError
from visualizer.language import tr

MOST_NUMBERS = 300_000
"""Numbers of examples and parameters that a script may spell out."""


class Recipe(Struct, frozen=True, eq=False):
    """All that decides a run.

    Attributes
    ----------
    precision : "float32" or "float64"
    shapes : tuple of (n_in, n_out)
    activations : tuple of Activation
        Of each layer.
    loss : Loss
    fused : bool
        Whether loss and output activation have one gradient, for z.
    optimizer : Optimizer
    rate, l1, l2 : float
    batch_size, seed : int
    reshuffle : bool
    x, y : arrays (N, inputs), (N, outputs)
    theta : array (P,)
        Where it starts.
    """

    precision: str
    shapes: tuple[tuple[int, int], ...]
    activations: tuple[Activation, ...]
    loss: Loss
    fused: bool
    optimizer: Optimizer
    rate: float
    l1: float
    l2: float
    batch_size: int
    seed: int
    reshuffle: bool
    x: Array
    y: Array
    theta: Array


def recipe_of(learner: object) -> Recipe:
    """Return the recipe of a learner that has not yet learned.

    Raises
    ------
    ScriptError
        If anything of it cannot be written; the message names it.
    """
    if not isinstance(learner, SupervisedLearner):
        raise ScriptError(
            tr("Only networks that learn targets from examples are written as scripts.")
        )
    layers = []
    for number, layer in enumerate(learner.network.layers, start=1):
        if not isinstance(layer, Dense):
            raise ScriptError(
                tr(
                    "layer {number} is {key}, which no script writes; allowed: dense",
                    number=str(number),
                    key=layer.key,
                )
            )
        layers.append(layer)
    _check_update(learner)
    numbers = learner.train.x.size + learner.train.y.size + learner.state.shape[1]
    if numbers > MOST_NUMBERS:
        raise ScriptError(
            tr(
                "The examples and parameters are {count} numbers; allowed: at most "
                "{most} in a script",
                count=f"{numbers:,}",
                most=f"{MOST_NUMBERS:,}",
            )
        )
    top = layers[-1].activation
    return Recipe(
        precision=learner.state.dtype.name,
        shapes=learner.network.shapes,
        activations=tuple(layer.activation for layer in layers),
        loss=learner.loss,
        fused=learner.loss.fuses(top),
        optimizer=learner.optimizer,
        rate=learner.learning_rate,
        l1=learner.l1,
        l2=learner.l2,
        batch_size=learner.batch_size,
        seed=learner.streams.seed,
        reshuffle=learner.reshuffle,
        x=np.ascontiguousarray(learner.train.x.T),
        y=np.ascontiguousarray(learner.train.y.T),
        theta=learner.state[0].copy(),
    )


def _check_update(learner: SupervisedLearner) -> None:
    """Refuse what changes an update besides gradient, penalties and optimizer."""
    if learner.update:
        raise ScriptError(tr("A script begins where the run begins, at update 0."))
    for wrong, what in (
        (
            learner.schedule.key != "constant",
            tr("schedule {key}", key=learner.schedule.key),
        ),
        (learner.held.size > 0, tr("frozen neurons or locked weights")),
        (not learner.plain, tr("clipping, a weight limit or balanced classes")),
    ):
        if wrong:
            raise ScriptError(
                tr("{what} cannot be written as a script; switch it off", what=what)
            )
