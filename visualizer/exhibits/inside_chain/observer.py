"""Writes the chain down on a tape, as it is and with one number moved."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.parameters import Parameters
from visualizer.engine.tape import Node
from visualizer.engine.tape_network import NetworkTape, record
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.inside_chain.frame import (
    PANELS,
    ChainFrame,
    ChainValues,
    ChainWatch,
)
from visualizer.scenes.graph import Phase


class ChainObserver(Observer[ChainWatch, ChainFrame]):
    """Captures all numbers of the chain, and how fast they follow one parameter.

    Parameters
    ----------
    learner : SupervisedLearner
    """

    def __init__(self, learner: SupervisedLearner) -> None:
        self._learner = learner
        self._last: ChainFrame | None = None

    def capture(self, watch: ChainWatch, moment: Moment) -> ChainFrame:
        if self._last is not None and not moment.panels & PANELS:
            # Nobody draws it: between two panels' turns the last one stands.
            return self._last
        self._last = self._look(watch, moment)
        return self._last

    def _look(self, watch: ChainWatch, moment: Moment) -> ChainFrame:
        learner = self._learner
        theta = learner.parameters.flat.copy()
        here = self._record(theta)
        theta[watch.parameter] += watch.change
        held = _parameters(here)[watch.parameter]
        example = here.examples[0]
        sums, answers = _column(example.sums), _column(example.answers)
        rates = [_rate(here, node, held) for node in (*sums, *answers, here.loss)]
        count = len(sums)
        return ChainFrame(
            update=moment.update,
            x=float(learner.train.x[0, 0]),
            y=float(learner.train.y[0, 0]),
            here=_values(here),
            moved=_values(self._record(theta)),
            slopes=tuple(
                _rate(here, answer, sum_)
                for answer, sum_ in zip(answers, sums, strict=True)
            ),
            sum_rates=tuple(rates[:count]),
            answer_rates=tuple(rates[count:-1]),
            loss_rate=rates[-1],
        )

    def work(self, watch: ChainWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None

    def _record(self, theta: Array) -> NetworkTape:
        learner = self._learner
        parameters = Parameters(learner.network.shapes, theta.dtype, theta)
        train = learner.train
        return record(learner.network, parameters, train.x, train.y, learner.loss)


def _parameters(recorded: NetworkTape) -> list[Node]:
    nodes = []
    for weights, biases in zip(recorded.weights, recorded.biases, strict=True):
        nodes += [weights[0][0], biases[0]]
    return nodes


def _column(layers: tuple[tuple[Node, ...], ...]) -> list[Node]:
    return [layer[0] for layer in layers]


def _values(recorded: NetworkTape) -> ChainValues:
    example = recorded.examples[0]
    return ChainValues(
        parameters=tuple(node.value for node in _parameters(recorded)),
        sums=tuple(node.value for node in _column(example.sums)),
        answers=tuple(node.value for node in _column(example.answers)),
        loss=recorded.loss.value,
    )


def _rate(recorded: NetworkTape, output: Node, of: Node) -> float:
    """Return how fast one number of the tape grows with another."""
    recorded.tape.backward(output)
    return of.gradient if np.isfinite(of.gradient) else float("nan")
