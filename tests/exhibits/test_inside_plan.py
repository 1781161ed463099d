"""The engine's plan: what it lists is what an update does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine.builders import learner_of
from tests.session.builders import session_of
from visualizer.engine.losses import losses
from visualizer.engine.optimizers import optimizers
from visualizer.engine.schedules.cosine import Cosine
from visualizer.exhibits.inside_plan import look_at_plan, plan_scene, typeset
from visualizer.scenes.plan import RunPlan

KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "adam": {"optimizer": optimizers["adam"]()},
    "implicit": {"optimizer": optimizers["implicit_sgd"]()},
    "penalties": {"l1": 0.01, "l2": 0.02, "clip_norm": 0.1, "max_norm": 1.0},
    "schedule": {"schedule": Cosine(), "held": (0, 3)},
    "fused": {"loss": "softmax_cross_entropy", "output": "softmax", "outputs": 2},
}


@pytest.mark.parametrize("kind", KINDS)
def test_all_calls_together_do_the_update(kind: str) -> None:
    learner = learner_of(**KINDS[kind])
    learner.run(2)
    trace, plan = learner.next_update()
    kept = learner.checkpoint()
    plan.run()
    reached = learner.state.copy()
    assert trace.batch == len(learner.upcoming())
    learner.restore(kept)
    learner.run(1)
    np.testing.assert_array_equal(learner.state, reached)


@pytest.mark.parametrize("kind", KINDS)
def test_looking_leaves_the_learner_as_it_was(kind: str) -> None:
    learner, other = learner_of(**KINDS[kind]), learner_of(**KINDS[kind])
    learner.run(3)
    other.run(3)
    gradient = learner.grad.flat.copy()
    for calls in (0, 3, 7, 10_000):
        look_at_plan(learner, calls)
        np.testing.assert_array_equal(learner.state, other.state)
        np.testing.assert_array_equal(learner.scalars, other.scalars)
        np.testing.assert_array_equal(learner.grad.flat, gradient)
    learner.run(30)
    other.run(30)
    learner.run(30)
    other.run(30)
    np.testing.assert_array_equal(learner.state, other.state)


def test_numbers_are_those_of_the_arrays_after_each_call() -> None:
    learner = learner_of(hidden=(2,), output="linear")
    trace = learner.new_trace(10, backward=True)
    chosen = learner.upcoming()
    trace.set_inputs(learner.train.x[:, chosen], learner.train.y[:, chosen])
    trace.forward.run()
    trace.backward.run()
    view = look_at_plan(learner, 10_000)
    by_formula = {entry.formula: entry for entry in view.entries}
    sums = by_formula["Z⁽¹⁾ = W⁽¹⁾ᵀ X + b⁽¹⁾"]
    np.testing.assert_array_equal(sums.values, trace.layers[0].z.flat[:3])
    gradients = by_formula["dW⁽²⁾, db⁽²⁾ = A⁽¹⁾ dZ⁽²⁾ᵀ"]
    np.testing.assert_array_equal(gradients.values, trace.layers[1].grad.flat[:3])
    last = view.entries[-1]
    assert last.formula == "θ ← θ − η g"
    learner.run(1)
    np.testing.assert_array_equal(last.values, learner.state[0, :3])


def test_only_what_was_called_has_numbers() -> None:
    learner = learner_of()
    whole = look_at_plan(learner, 0).calls
    for calls in range(whole + 1):
        view = look_at_plan(learner, calls)
        assert view.done == calls
        behind = 0
        for entry in view.entries:
            behind += len(entry.calls)
            assert bool(entry.values) == (behind <= calls)


def test_shapes_and_stages_are_told() -> None:
    scene = plan_scene(look_at_plan(learner_of(hidden=(4,)), 2))
    first, second, third = scene.rows[:3]
    assert first.shapes == "(4, 4) · (4, 10) → (4, 10)"
    assert [row.stage for row in (first, second, third)] == [
        *("done", "current", "coming")
    ]
    assert (scene.done, scene.call) == (2, "tanh")
    assert {row.part for row in scene.rows} == {"forward", "backward", "update"}
    assert scene.rows[2].first == 2


def test_names_are_typeset() -> None:
    assert typeset("Z2 = W2ᵀ A1 + b2") == "Z⁽²⁾ = W⁽²⁾ᵀ A⁽¹⁾ + b⁽²⁾"
    assert typeset("S1 … S3 = tanh′(Z)") == "S⁽¹⁾ … S⁽³⁾ = tanh′(Z)"
    assert typeset("dA2.1 = dA1") == "dA⁽²·¹⁾ = dA⁽¹⁾"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "method": "tf_playground",
            "reshuffle": False,
            "loss": losses["half_squared"](),
        },
    ],
    ids=["usual", "tf_playground"],
)
def test_the_playground_runs_it_call_by_call(changes: dict[str, Any]) -> None:
    session = session_of("circle", **changes)
    session.advance(3)
    exhibit = session._exhibit
    taken = session.snapshot(frozenset({"plan"}))
    settings = taken.experiment.settings
    state = session.learner.state.copy()
    answer = exhibit.respond(RunPlan(5), settings, taken.watch, taken.frame)
    assert answer is not None
    session.watch = answer[1]
    taken = session.snapshot(frozenset({"plan"}))
    scenes = exhibit.scenes(taken.frame, settings, taken.watch, frozenset({"plan"}))
    assert scenes["plan"].done == 5
    np.testing.assert_array_equal(session.learner.state, state)
