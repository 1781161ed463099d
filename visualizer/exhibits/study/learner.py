"""One network with several values of one setting, trained side by side."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.in_step import InStep
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.network import Trace
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.playground.data import PlaygroundData, prepare
from visualizer.exhibits.playground.network import build_network
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.study.settings import StudySettings


class Family(InStep):
    """Runs that differ in one setting; an update is an epoch of each.

    The test set of each member is the validation part, by which one chooses.

    Attributes
    ----------
    unseen : Samples
        Images or points that no choice is made by.
    """

    keyframe_spacing: ClassVar[int] = 1

    unseen: Samples

    def tested(self, run: int, theta: Array) -> float:
        """Return how a run does on what was never looked at.

        Parameters
        ----------
        run : int
        theta : array (P,)
            Parameters of all runs, of some moment.

        Returns
        -------
        float
            Share of right answers; for regression the mean loss. NaN where there is
            nothing to test with.
        """
        member, samples = self.members[run], self.unseen
        if not samples.count:
            return float("nan")
        parameters = Parameters(member.network.shapes, member.state.dtype)
        parameters.flat[:] = self.part(run, theta)
        trace = Trace(member.network, parameters, samples.count)
        trace.set_inputs(samples.x, samples.y)
        trace.forward.run()
        if samples.labels is None:
            return float(member.loss.value(trace.output, samples.y).mean())
        answers = member.loss.answers(trace.output)
        return float(np.mean(answers == samples.labels))


def build(settings: StudySettings) -> Family:
    """Make the data once, and a learner for each value."""
    data = prepare(settings.base())
    validation, unseen = halves(data.test)
    members = [
        _learner(settings.playground(run), data, validation)
        for run in range(settings.count)
    ]
    learner = Family(members, whole_epochs=True)
    learner.unseen = unseen.astype(dtype_of(settings.precision))
    return learner


def configure(learner: Family, settings: StudySettings) -> None:
    """Give running learners the live settings."""
    for run, member in enumerate(learner.members):
        own = settings.playground(run)
        member.configure(
            own.optimizer,
            own.examples_a_batch(member.examples),
            own.learning_rate,
            own.l1,
            own.l2,
        )


def halves(samples: Samples) -> tuple[Samples, Samples]:
    """Return the first half of shuffled examples, and the rest."""
    middle = -(-samples.count // 2)

    def part(places: slice) -> Samples:
        labels = None if samples.labels is None else samples.labels[places]
        return Samples(samples.x[:, places], samples.y[:, places], labels)

    return part(slice(None, middle)), part(slice(middle, None))


def _learner(
    settings: PlaygroundSettings, data: PlaygroundData, validation: Samples
) -> SupervisedLearner:
    output = activations[data.output_activation]()
    network = build_network(settings, len(data.train.x), data.outputs, output).layers
    streams = RandomStreams(settings.seed)
    parameters = Parameters(network.shapes, dtype_of(settings.precision))
    random = streams.generator(Purpose.WEIGHTS)
    network.initialize(parameters, settings.initializer, random)
    return SupervisedLearner(
        network,
        settings.loss,
        settings.optimizer,
        data.train,
        validation,
        batch_size=settings.examples_a_batch(data.train.count),
        learning_rate=settings.learning_rate,
        l1=settings.l1,
        l2=settings.l2,
        reshuffle=settings.reshuffle,
        streams=streams,
        parameters=parameters,
    )
