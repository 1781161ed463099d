"""The page Graph: the tape of the watched example, walked through both ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualizer.engine.activations.gelu import GELU
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.exhibits.inside_graph import GraphSettings, GraphWatch, InsideGraph
from visualizer.exhibits.inside_graph.scenes import shown
from visualizer.scenes.intents import ChooseOption, StepExample, WatchExample
from visualizer.scenes.operations import (
    OperationsScene,
    RuleScene,
    SelectOperation,
)
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session


def session_of(updates: int = 3, **settings: Any) -> Session:
    session = Session(Experiment("inside-graph", GraphSettings(**settings)))
    session.advance(updates)
    return session


def scenes_of(session: Session) -> tuple[OperationsScene, RuleScene]:
    taken = session.snapshot()
    scenes = InsideGraph().scenes(
        taken.frame, taken.experiment.settings, taken.watch, taken.watch.visible
    )
    graph, rule = scenes["graph"], scenes["rule"]
    assert isinstance(graph, OperationsScene)
    assert isinstance(rule, RuleScene)
    return graph, rule


def ask(session: Session, intent: Any) -> None:
    taken = session.snapshot()
    settings = taken.experiment.settings
    answer = InsideGraph().respond(intent, settings, taken.watch, taken.frame)
    assert answer is not None
    session.execute(do.Look(answer[1]))


def learner_of(session: Session) -> SupervisedLearner:
    learner = session.learner
    assert isinstance(learner, SupervisedLearner)
    return learner


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"depth": 0},
        {"depth": 2, "width": 3, "activation": ReLU()},
        {"loss": losses["softmax_cross_entropy"](), "activation": GELU()},
        {"loss": losses["binary_cross_entropy"](), "activation": Sigmoid()},
        {"loss": losses["hinge"]()},
        {"loss": losses["cosine"]()},
    ],
    ids=["plain", "none", "deep", "classes", "share", "hinge", "cosine"],
)
def test_values_and_gradients_are_those_of_the_engine(settings: dict[str, Any]) -> None:
    session = session_of(**settings)
    learner, frame = learner_of(session), session.snapshot().frame
    trace = learner.new_trace(1, backward=True)
    one = slice(frame.example, frame.example + 1)
    trace.set_inputs(learner.train.x[:, one], learner.train.y[:, one])
    trace.forward.run()
    trace.backward.run()
    named = {node.label: node for node in frame.operations}
    outputs = [
        named[label]
        for label in named
        if f"a{'₁'}" in label and label.endswith(f"⁽{'¹²³'[len(trace.layers) - 1]}⁾")
    ]
    assert outputs[0].value == pytest.approx(float(trace.output[0, 0]), rel=1e-12)
    for layer, (block, grad) in enumerate(
        zip(learner.parameters.blocks, trace.grad.blocks, strict=True), start=1
    ):
        raised = f"⁽{'¹²³'[layer - 1]}⁾"
        for source in range(len(block) - 1):
            for neuron in range(block.shape[1]):
                lowered = "₁₂₃"[source] + "₁₂₃"[neuron]
                node = named[f"w{lowered}{raised}"]
                assert node.value == block[source, neuron]
                expected = float(grad[source, neuron])
                assert node.gradient == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_the_loss_is_the_last_operation_and_starts_the_gradients() -> None:
    frame = session_of().snapshot().frame
    last = frame.operations[-1]
    assert (last.index, last.label, last.gradient) == (frame.loss, "C", 1.0)


def test_each_gradient_is_what_comes_down_to_it() -> None:
    frame = session_of(depth=2, width=2).snapshot().frame
    for node in frame.operations:
        if node.index == frame.loss or not node.varies:
            continue
        coming = sum(
            slope * above.gradient
            for above in frame.operations
            for parent, slope in zip(above.parents, above.slopes, strict=True)
            if parent == node.index
        )
        assert node.gradient == pytest.approx(coming, rel=1e-12, abs=1e-15)


def test_walking_forward_values_appear_column_by_column() -> None:
    session = session_of()
    session.execute(do.Step("example", 1))
    session.execute(do.Step("example", -1))
    graph, _ = scenes_of(session)
    known = {box.index for box in graph.boxes if box.value}
    assert known == {box.index for box in graph.boxes if not box.operation}
    seen = 0
    columns = {box.x for box in graph.boxes if box.operation}
    for _ in columns:
        session.execute(do.Step("layer", 1))
        graph, _ = scenes_of(session)
        current = [box for box in graph.boxes if box.stage == "current"]
        made = [box for box in graph.boxes if box.operation and box.value]
        assert {box.x for box in current} == {max(box.x for box in made)}
        assert sum(bool(box.value) for box in graph.boxes) > seen
        seen = sum(bool(box.value) for box in graph.boxes)
        assert not any(box.gradient for box in graph.boxes)
    assert seen == len(graph.boxes)


def test_walking_back_gradients_appear_from_the_loss_on() -> None:
    session = session_of()
    frame = session.snapshot().frame
    made = [node for node in frame.operations if node.parents]
    varying = [node for node in frame.operations if node.varies]
    for _ in made:
        session.execute(do.Step("product", 1))
    reached: list[int] = []
    for count in range(1, len(varying) + 1):
        session.execute(do.Step("product", 1))
        graph, rule = scenes_of(session)
        with_gradient = [box.index for box in graph.boxes if box.gradient]
        assert len(with_gradient) == count
        (current,) = (box for box in graph.boxes if box.stage == "current")
        assert rule.subtitle == next(
            node.label for node in frame.operations if node.index == current.index
        )
        reached.append(current.index)
    assert reached[0] == frame.loss
    for _ in varying:
        session.execute(do.Step("product", -1))
    graph, _ = scenes_of(session)
    assert not any(box.gradient for box in graph.boxes)
    assert all(box.value for box in graph.boxes)


def test_a_gradient_is_known_before_those_it_is_passed_to() -> None:
    session = session_of(depth=2)
    phases = session.observer.phases("product")
    back = [phase.neuron for phase in phases if phase.direction == "backward"]
    place = {index: number for number, index in enumerate(back)}
    for node in session.snapshot().frame.operations:
        for parent in node.parents:
            if parent in place:
                assert place[node.index] < place[parent]


def test_a_neuron_alone_is_shown_with_what_feeds_it() -> None:
    session = session_of(depth=2, width=2)
    ask(session, ChooseOption("scope", "2.1"))
    graph, _ = scenes_of(session)
    assert graph.scope == "2.1"
    titles = {box.title for box in graph.boxes}
    assert {"a₁⁽¹⁾", "a₂⁽¹⁾", "w₁₂⁽²⁾", "w₂₂⁽²⁾", "b₂⁽²⁾"} <= titles
    assert "tanh  a₂⁽²⁾" in titles
    assert not any("⁽³⁾" in title or "x" in title for title in titles)
    assert scenes_of(session)[1].subtitle == "a₂⁽²⁾"
    whole = session.snapshot().frame
    assert len(shown(whole, "2.1")) == len(graph.boxes) == 9


def test_a_scope_that_is_gone_is_the_whole_network() -> None:
    session = session_of(depth=2)
    ask(session, ChooseOption("scope", "2.0"))
    session.execute(do.Change(GraphSettings(depth=1)))
    session.execute(do.Look(GraphWatch(scope="2.0")))
    graph, _ = scenes_of(session)
    assert graph.scope == "2.0"
    session.execute(do.Look(GraphWatch(scope="3.0")))
    graph, _ = scenes_of(session)
    assert graph.scope == "network"


def test_a_click_opens_the_rule_with_its_numbers() -> None:
    session = session_of()
    frame = session.snapshot().frame
    node = next(each for each in frame.operations if each.label == "a₁⁽¹⁾")
    ask(session, SelectOperation(node.index))
    graph, rule = scenes_of(session)
    assert graph.selected == node.index
    assert rule.subtitle == "a₁⁽¹⁾"
    forward, slopes, backward = rule.sections
    assert forward.lines[0].formula == "a₁⁽¹⁾ = tanh(z₁⁽¹⁾)"
    assert slopes.lines[0].formula == "∂a₁⁽¹⁾/∂z₁⁽¹⁾ = 1 − (a₁⁽¹⁾)²"
    assert float(slopes.lines[0].numbers.replace("−", "-")) == pytest.approx(
        1.0 - np.tanh(np.arctanh(node.value)) ** 2, rel=1e-3
    )
    assert backward.lines[-1].total
    assert float(backward.lines[-1].numbers.replace("−", "-")) == pytest.approx(
        node.gradient, rel=1e-3
    )
    ask(session, SelectOperation(node.index))
    assert scenes_of(session)[0].selected == -1


def test_examples_are_chosen_and_stepped_through() -> None:
    session = session_of()
    ask(session, WatchExample(7))
    assert session.snapshot().frame.example == 7
    ask(session, StepExample(-8))
    frame = session.snapshot().frame
    assert frame.example == frame.examples - 1


def test_what_cannot_be_written_down_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from visualizer.engine.tape_functions import TapeError
    from visualizer.exhibits.inside_graph import observer

    def refuse(*_: object) -> None:
        raise TapeError("loss unknown cannot be written")

    monkeypatch.setattr(observer, "record", refuse)
    graph, rule = scenes_of(session_of())
    assert (graph.boxes, graph.hint) == ((), "loss unknown cannot be written")
    assert rule.hint == graph.hint


def test_between_turns_the_last_frame_stands() -> None:
    session = session_of()
    first = session.snapshot(frozenset({"graph"})).frame
    session.advance(1)
    assert session.snapshot(frozenset()).frame is first
    assert session.snapshot(frozenset({"graph"})).frame.update == first.update + 1
