"""The training loop as a picture: its numbers are those of the run."""

from __future__ import annotations

import numpy as np
import pytest

from tests.session.builders import session_of
from visualizer.engine.optimizers.adam import Adam
from visualizer.scenes.cycle import CycleScene
from visualizer.scenes.intents import MoveProbe
from visualizer.scenes.why import Quantity
from visualizer.session import commands as do


def scene_of(session) -> CycleScene:  # type: ignore[no-untyped-def]
    taken = session.snapshot(frozenset({"cycle"}))
    scenes = session._exhibit.scenes(
        taken.frame, taken.experiment.settings, taken.watch, frozenset({"cycle"})
    )
    found = scenes["cycle"]
    assert isinstance(found, CycleScene)
    return found


def number(text: str) -> float:
    return float(text.rpartition(" ")[2].replace("−", "-"))


def test_numbers_are_those_of_the_learner() -> None:
    session = session_of("circle", optimizer=Adam(), learning_rate=0.1)
    session.advance(40)
    scene, learner = scene_of(session), session.learner
    example = session.watch.example
    one = slice(example, example + 1)
    trace = learner.new_trace(1, backward=False)
    trace.set_inputs(learner.train.x[:, one])
    trace.forward.run()
    answer, target = float(trace.output[0, 0]), float(learner.train.y[0, example])
    assert number(scene.prediction) == pytest.approx(answer, rel=5e-3)
    assert number(scene.target) == target
    assert number(scene.loss) == pytest.approx((answer - target) ** 2, rel=5e-3)
    assert [int(layer.weights) for layer in scene.layers] == [12, 10, 3]
    for layer, block in zip(scene.layers, learner.parameters.blocks, strict=True):
        assert number(layer.size) == pytest.approx(np.linalg.norm(block), rel=5e-3)
    assert (scene.optimizer, scene.rate) == ("Adam", "η = 0.100")
    assert scene.rule == "θ ← θ − η m̂ / (√v̂ + ε)"
    assert [layer.title for layer in scene.layers] == ["layer 1", "layer 2", "output"]


def test_numbers_follow_the_run() -> None:
    session = session_of("circle")
    before = scene_of(session)
    session.advance(50)
    after = scene_of(session)
    assert before.layers[0].size != after.layers[0].size
    assert before.prediction != after.prediction


def test_of_many_layers_the_first_and_the_output_are_drawn() -> None:
    session = session_of("circle", hidden=(5, 4, 3, 2))
    scene = scene_of(session)
    assert [layer.title for layer in scene.layers] == ["layer 1", "layer 2", "output"]
    assert "3 of 5 layers" in scene.subtitle


def test_a_probe_has_no_target_and_no_loss() -> None:
    session = session_of("circle")
    taken = session.snapshot()
    answer = session._exhibit.respond(
        MoveProbe((1.0, 2.0)), taken.experiment.settings, taken.watch, taken.frame
    )
    assert answer is not None
    session.execute(do.Look(answer[1]))
    scene = scene_of(session)
    assert (scene.target, scene.loss, scene.subtitle) == ("–", "–", "the probe")
    assert scene.input == "1.0, 2.0"


@pytest.mark.parametrize("key", ["circle", "inside-loop"])
def test_each_box_opens_a_number_that_there_is(key: str) -> None:
    session = session_of(key, hidden=(5, 4, 3, 2))
    session.advance(10)
    scene = scene_of(session)
    assert [name for name, _ in scene.asks] == [
        "input",
        *(f"{part} {n}" for n in range(3) for part in ("layer", "weights")),
        *("prediction", "target", "loss", "optimizer"),
    ]
    asked = dict(scene.asks)
    # The third one drawn is the output, of five.
    assert asked["weights 2"] == Quantity("sum", 5)
    taken = session.snapshot(frozenset({"why"}))
    step = taken.frame.step
    for quantity in asked.values():
        assert step.has(quantity)
    assert step.value(asked["loss"]) == pytest.approx(number(scene.loss), rel=5e-3)
    shown = number(scene.prediction)
    assert step.value(asked["prediction"]) == pytest.approx(shown, rel=5e-3)


def test_the_page_shows_the_run_that_it_is_shown_in() -> None:
    session = session_of("circle", optimizer=Adam())
    session.advance(33)
    before = session.learner.checkpoint()
    told = scene_of(session)
    session.execute(do.ShowIn("inside-loop"))
    assert session.snapshot().experiment.exhibit == "inside-loop"
    after = session.learner.checkpoint()
    assert after.position == before.position
    np.testing.assert_array_equal(after.state, before.state)
    assert scene_of(session) == told
    session.advance(20)
    assert scene_of(session).loss != told.loss
