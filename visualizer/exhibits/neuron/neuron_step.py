"""A training step of a single neuron, number by number, at any moment of its run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Indices
from visualizer.engine.neuron_learner import (
    NeuronLearner,
    NeuronPass,
    measure,
    with_ones,
)
from visualizer.engine.plan import run_calls
from visualizer.exhibits.why.measures import SetMeasure, measure_set
from visualizer.exhibits.why.passes import LayerPass, ParameterPass, StepPass
from visualizer.language import tr
from visualizer.scenes.why import MEASURES, DataExample, Quantity


class NeuronMoment(Struct, frozen=True, eq=False):
    """A neuron at a moment of its run.

    Attributes
    ----------
    number : int
        Of the neuron; the first is 0.
    update : int
    theta : array (n + 1,)
        Its weights and bias there.
    """

    number: int
    update: int
    theta: Array


def neuron_step(
    learner: NeuronLearner,
    moment: NeuronMoment,
    inputs: tuple[float, ...],
    example: int,
    trail: Sequence[Quantity],
) -> StepPass:
    """Return what the neuron computes for its batch, forward and back.

    Parameters
    ----------
    learner : NeuronLearner
    moment : NeuronMoment
        What the update adds is known of the present moment alone.
    inputs : tuple of float
        What feeds the neuron.
    example : int
        Which example that is; -1 for inputs of one's own, which have no target.
    trail : sequence of Quantity
        Numbers that were opened: they say which examples are looked at by
        themselves, and whether all of them are measured.
    """
    pupil, activation = learner.pupils[moment.number], learner.activation
    theta = moment.theta[None]
    order = learner.batch_of(moment.update)
    opened = _opened(trail, learner.examples)
    beside = [one.number for one in opened]
    chosen: Indices = np.concatenate([order, np.array(beside, np.int64)])
    targets = learner.targets[moment.number]
    x = np.concatenate(
        [learner.x[:, chosen], with_ones(np.array(inputs).reshape(-1, 1))], axis=1
    )
    own = targets[example] if example >= 0 else np.nan
    y = np.append(targets[chosen], own)[None]
    way = NeuronPass(theta, x, y, activation, pupil)
    way.run()
    batch = NeuronPass(theta, x[:, : order.size], y[:, : order.size], activation, pupil)
    batch.run()
    # A pass has the gradients of the mean loss.
    dz, da = way.dz * x.shape[1], np.empty_like(y)
    run_calls(pupil.loss.gradient(way.a, y, 1.0, da))
    now = moment.update == learner.update
    change = -pupil.learning_rate * batch.gradient.T if now else np.empty((0, 0))
    layer = LayerPass(
        dense=ParameterPass(
            values=theta.T.copy(),
            given=x[:, None],
            gradients=dz,
            average=-batch.gradient.T,
            change=change,
        ),
        inputs=x[:-1],
        z=way.z,
        a=way.a,
        slope=way.slope,
        outputs=way.a,
        da=da,
        dz=dz,
        doutputs=da,
        activation=activation,
        normalized=None,
        masks=None,
        dropout=0.0,
        residual=False,
        off=np.zeros(1, np.bool_),
    )
    return StepPass(
        data=x[:-1],
        x=x[:-1],
        y=y,
        losses=measure(theta, x, y[0], activation, pupil.loss)[1][0],
        layers=(layer,),
        loss=pupil.loss,
        numbers=(*order.tolist(), *beside, example),
        opened=opened,
        batch=order.size,
        rate=pupil.learning_rate,
        optimizer=tr("gradient descent"),
        aside=False,
        differs=False,
        penalized=False,
        train=_measured(learner, moment, trail),
        slopeless=pupil.rule == "perceptron",
    )


def _opened(trail: Sequence[Quantity], count: int) -> tuple[DataExample, ...]:
    """Return the examples that were opened and that there are."""
    examples = (one.example for one in trail if isinstance(one.example, DataExample))
    known = (one for one in examples if not one.test and one.number < count)
    return tuple(dict.fromkeys(known))


def _measured(
    learner: NeuronLearner, moment: NeuronMoment, trail: Sequence[Quantity]
) -> SetMeasure | None:
    """Measure all examples if one of the numbers that were opened is of them."""
    if all(one.what not in MEASURES for one in trail):
        return None
    outputs, losses = learner.measured(moment.number, moment.theta[None])
    right = learner.right_answers(moment.number, outputs[0])
    return measure_set(losses[0], right, moment.update)
