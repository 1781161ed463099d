"""Writes the watched example down on a tape, on the session's thread."""

from __future__ import annotations

from visualizer.engine.arrays import Array
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.tape import Node
from visualizer.engine.tape_functions import TapeError
from visualizer.engine.tape_network import NetworkTape, record
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.inside_graph.frame import (
    PANELS,
    GraphFrame,
    GraphWatch,
    NeuronView,
    OperationView,
)
from visualizer.exhibits.inside_graph.layered import columns
from visualizer.scenes.graph import Phase
from visualizer.scenes.numbers import subscript


class GraphObserver(Observer[GraphWatch, GraphFrame]):
    """Captures every single operation on one example, with values and gradients.

    Which operations there are depends on the network alone, so that their columns
    and the stations of a walk are found once.

    Parameters
    ----------
    learner : SupervisedLearner
    """

    def __init__(self, learner: SupervisedLearner) -> None:
        self._learner = learner
        self._last: GraphFrame | None = None
        self._problem = ""
        self._columns: dict[int, int] = {}
        self._operations: list[Node] = []
        try:
            first = self._record(0)
        except TapeError as error:
            self._problem = str(error)
        else:
            self._operations = first.tape.below(first.loss)
            made = {n.index: [p.index for p in n.parents] for n in self._operations}
            self._columns = columns(made)

    def capture(self, watch: GraphWatch, moment: Moment) -> GraphFrame:
        if self._last is not None and not moment.panels & PANELS:
            # Nobody draws it: between two panels' turns the last one stands.
            return self._last
        self._last = self._look(watch, moment)
        return self._last

    def _look(self, watch: GraphWatch, moment: Moment) -> GraphFrame:
        learner = self._learner
        number = watch.example % learner.examples
        if moment.walking:
            number = int(learner.upcoming()[moment.collected])
        operations: tuple[OperationView, ...] = ()
        neurons: tuple[NeuronView, ...] = ()
        loss = -1
        if not self._problem:
            recorded = self._record(number)
            operations = self._views(recorded)
            neurons = _neurons(recorded)
            loss = recorded.loss.index
        return GraphFrame(
            update=moment.update,
            example=number,
            examples=learner.examples,
            operations=operations,
            neurons=neurons,
            loss=loss,
            walking=moment.walking,
            phase=moment.phase,
            problem=self._problem,
        )

    def work(self, watch: GraphWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        made = [node for node in self._operations if node.parents]
        varying = [node for node in self._operations if node.varies]
        forward = sorted((self._columns[node.index], node.index) for node in made)
        backward = sorted((-self._columns[n.index], n.index) for n in varying)
        if unit == "layer":
            there = sorted({column for column, _ in forward})
            back = sorted({column for column, _ in backward})
            return (
                *(Phase("forward", column) for column in there),
                *(Phase("backward", -column) for column in back),
            )
        return (
            *(Phase("forward", column, index) for column, index in forward),
            *(Phase("backward", -column, index) for column, index in backward),
        )

    def resolve(self, wish: object) -> Array | None:
        return None

    def _record(self, number: int) -> NetworkTape:
        learner, one = self._learner, slice(number, number + 1)
        return record(
            learner.network,
            learner.parameters,
            learner.train.x[:, one],
            learner.train.y[:, one],
            learner.loss,
        )

    def _views(self, recorded: NetworkTape) -> tuple[OperationView, ...]:
        views = []
        unnamed = 0
        for node in recorded.tape.below(recorded.loss):
            unnamed += not node.name
            views.append(
                OperationView(
                    index=node.index,
                    column=self._columns[node.index],
                    label=node.name or f"v{subscript(unnamed)}",
                    named=bool(node.name),
                    operation=node.operation,
                    form=node.form,
                    value=node.value,
                    gradient=node.gradient,
                    parents=tuple(parent.index for parent in node.parents),
                    slopes=node.slopes,
                    rules=node.rules,
                    varies=node.varies,
                )
            )
        return tuple(views)


def _neurons(recorded: NetworkTape) -> tuple[NeuronView, ...]:
    example = recorded.examples[0]
    fed, views = example.inputs, []
    for layer, answers in enumerate(example.answers, start=1):
        inputs = tuple(node.index for node in fed)
        views += [
            NeuronView(layer, number, answer.index, inputs)
            for number, answer in enumerate(answers)
        ]
        fed = answers
    return tuple(views)
