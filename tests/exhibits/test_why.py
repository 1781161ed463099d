"""Explanations add up, and what they explain is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.exhibits.inside_builders import (
    INSIDE_PRESETS,
    all_quantities,
    frame_inside,
    inside,
)
from tests.exhibits.plain_step import FUNCTIONS, plain_steps
from visualizer.engine.losses import losses
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.playground.step_reader import MOST_EXAMPLES
from visualizer.exhibits.why.explanation import explain
from visualizer.exhibits.why.passes import StepPass
from visualizer.exhibits.why.wording import MOST_ROWS, why_scene
from visualizer.language import set_language
from visualizer.scenes.why import Quantity


def step_of(key: str, updates: int = 3, **changes: Any) -> StepPass:
    return frame_inside(inside(key, updates, **changes)).step


@pytest.mark.parametrize("key", INSIDE_PRESETS)
@pytest.mark.parametrize("updates", [0, 25])
def test_the_parts_of_every_number_make_it(key: str, updates: int) -> None:
    step = step_of(key, updates)
    explained = 0
    for quantity in all_quantities(step):
        made = explain(step, quantity)
        assert made.value == step.value(quantity)
        given = quantity.what in (
            *("input", "target", "weight", "bias", "gain", "shift", "mask"),
        )
        assert bool(made.terms) != given, quantity
        if made.terms:
            assert made.combined() == pytest.approx(made.value, abs=1e-12), quantity
            explained += 1
        for term in made.terms:
            for part in term.parts:
                if part.quantity is not None and part.caption[:2] != "ln":
                    assert step.has(part.quantity)
    assert explained > 300


@pytest.mark.parametrize("key", INSIDE_PRESETS)
@pytest.mark.parametrize("updates", [0, 25])
def test_every_request_is_a_central_difference(key: str, updates: int) -> None:
    step = step_of(key, updates)
    batch, watched = plain_steps(step, True)
    compared = 0
    for quantity in all_quantities(step):
        if quantity.what not in ("desired", "sum_request", "request"):
            continue
        network = watched if quantity.example is None else batch
        wanted = network.by_difference(quantity)
        assert step.value(quantity) == pytest.approx(wanted, abs=1e-6), quantity
        compared += 1
    assert compared > 60


@pytest.mark.parametrize("key", INSIDE_PRESETS)
def test_losses_and_answers_are_those_of_the_plain_network(key: str) -> None:
    step = step_of(key)
    batch, watched = plain_steps(step, True)
    losses = [step.value(Quantity("loss", example=n)) for n in range(step.shown)]
    assert sum(losses) == pytest.approx(batch.run(), abs=1e-12)
    assert sum(losses) == pytest.approx(watched.run(), abs=1e-12)


@pytest.mark.parametrize("key", INSIDE_PRESETS)
def test_the_update_is_the_one_that_is_done(key: str) -> None:
    session = inside(key, 4)
    step = frame_inside(session).step
    before = session.learner.state[0].copy()
    session.advance(1)
    blocks = [layer.parameters(of) for layer in step.layers for of in layer.blocks()]
    change = np.concatenate([block.change.ravel() for block in blocks])
    np.testing.assert_array_equal(session.learner.state[0] - before, change)
    averages = np.concatenate([block.average.ravel() for block in blocks])
    np.testing.assert_allclose(change, step.rate * averages, rtol=0.0, atol=1e-15)


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": Adam()},
        {"optimizer": SGD(momentum=0.9)},
        {"l2": 0.1},
        {"clip_norm": 0.001},
    ],
    ids=["adam", "momentum", "penalty", "clipped"],
)
def test_what_else_an_update_does_is_a_term_of_its_own(changes: dict[str, Any]) -> None:
    step = step_of("inside-one-pass", **changes)
    named = 0
    for quantity in all_quantities(step):
        if quantity.what != "update" or quantity.example is not None:
            continue
        made = explain(step, quantity)
        assert made.combined() == pytest.approx(made.value, abs=1e-12)
        named += len(made.terms) == 2
    assert named > 20


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        *(("gauss", key) for key in ("binary_cross_entropy", "huber", "hinge")),
        *(("gauss", key) for key in ("mean_absolute", "exponential", "cosine")),
        ("iris", "softmax_cross_entropy"),
        ("iris", "kl_divergence"),
        ("iris", "hellinger"),
        ("iris", "mean_squared"),
    ],
)
def test_any_loss_is_explained(data: str, loss: str) -> None:
    from visualizer.datasets import datasets

    step = step_of(
        "inside-one-pass",
        dataset=datasets[data](),
        loss=losses[loss](),
        output_per_class=False,
    )
    for quantity in all_quantities(step):
        made = explain(step, quantity)
        if made.terms:
            assert made.combined() == pytest.approx(made.value, abs=1e-11), quantity


def test_smoothed_labels_are_explained_by_the_loss_itself() -> None:
    loss = losses["softmax_cross_entropy"](smoothing=0.2)
    step = step_of("inside-softmax", loss=loss)
    for what in ("loss", "desired", "sum_request"):
        asked = Quantity("loss") if what == "loss" else Quantity(what, 2, 0)  # type: ignore[arg-type]
        made = explain(step, asked)
        assert made.combined() == pytest.approx(made.value, abs=1e-12)


def test_of_a_large_batch_the_others_are_summed_up() -> None:
    step = step_of("inside-one-pass", batch_size=50)
    assert (step.shown, step.batch) == (MOST_EXAMPLES, 50)
    made = explain(step, Quantity("average", 1, 0, 1))
    assert len(made.terms) == MOST_EXAMPLES + 1
    assert made.combined() == pytest.approx(made.value, abs=1e-15)
    scene = why_scene(step, [made.quantity], Quantity("loss"))
    assert len(scene.rows) == MOST_ROWS - 1


@pytest.mark.parametrize(
    "wrong",
    [
        Quantity("sum", 9, 0),
        Quantity("sum", 1, 40),
        Quantity("request", 1, 0, 7),
        Quantity("request", 1, 0, 0, 30),
        Quantity("sum", 1),
    ],
)
def test_a_number_that_there_is_not_is_refused(wrong: Quantity) -> None:
    with pytest.raises(ValueError, match="there is no"):
        explain(step_of("inside-one-pass"), wrong)


# Words.


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", INSIDE_PRESETS)
def test_every_number_can_be_written(key: str, language: str) -> None:
    set_language(language)
    step = step_of(key)
    for quantity in all_quantities(step):
        scene = why_scene(step, [quantity], Quantity("loss"))
        assert scene.title
        assert scene.formula
        assert not scene.following
        named = [cell for row in scene.rows for cell in row.cells]
        named += [cell for ask in scene.asks for cell in ask.cells]
        for cell in named:
            assert cell.text
            assert cell.quantity is None or step.has(cell.quantity)
        if scene.whole is not None:
            assert why_scene(step, [scene.whole], quantity).grids


def grid_of(step: StepPass, quantity: Quantity) -> list[Any]:
    """Return the values of a layer's vectors and matrices as arrays."""
    scene = why_scene(step, [quantity], Quantity("loss"))
    return [
        np.array([[step.value(cell.quantity) for cell in row] for row in grid.rows])
        for grid in scene.grids
    ]


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_matrices_multiply_to_what_stands_behind_them(layer: int) -> None:
    step = step_of("inside-one-pass")
    weights, given, biases, sums = grid_of(step, Quantity("sum", layer))
    np.testing.assert_allclose(weights @ given + biases, sums, atol=1e-14)
    given, wishes, requests = grid_of(step, Quantity("request", layer))
    np.testing.assert_allclose(given @ wishes, requests, atol=1e-14)
    if layer < 3:
        behind, wishes, desired = grid_of(step, Quantity("desired", layer))
        np.testing.assert_allclose(behind @ wishes, desired, atol=1e-14)
    wishes, slopes, requests = grid_of(step, Quantity("sum_request", layer))
    np.testing.assert_allclose(wishes * slopes, requests, atol=1e-14)
    sums, activations = grid_of(step, Quantity("activation", layer))
    np.testing.assert_allclose(FUNCTIONS["sigmoid"](sums), activations, atol=1e-14)


def test_the_trail_names_what_was_opened() -> None:
    step = step_of("inside-one-pass")
    opened = [Quantity("desired", 2, 0), Quantity("weight", 3, 1, 0)]
    scene = why_scene(step, opened, Quantity("loss"))
    assert scene.trail == ("desired change a₁⁽²⁾", "weight w₂₁⁽³⁾")
    assert scene.result == scene.title.removeprefix("Why is this ").removesuffix("?")
    gone = replace(opened[1], layer=9)
    assert why_scene(step, [gone], opened[0]).following


def test_a_desired_change_is_written_as_lecturers_do() -> None:
    step = step_of("inside-one-pass", 0)
    asked = Quantity("desired", 2, 0)
    scene = why_scene(step, [asked], Quantity("loss"))
    assert scene.formula == "−∂C/∂a₁⁽²⁾ = Σⱼ −∂C/∂aⱼ⁽³⁾ · f′(zⱼ⁽³⁾) · wⱼ₁⁽³⁾"
    assert [row.label for row in scene.rows] == ["a₁⁽³⁾", "a₂⁽³⁾"]
    captions = [cell.caption for cell in scene.rows[0].cells]
    assert captions == ["how wrong", "how steep", "how strong"]
    top, own = step.layers[2], step.layers[1]
    products = -top.da[:, -1] * top.slope[:, -1] * top.weights[0]
    assert [float(row.result.replace("−", "-")) for row in scene.rows] == pytest.approx(
        products, rel=5e-3
    )
    bias, weights, before = scene.asks
    assert len(weights.cells) == len(before.cells) == 4
    request = -own.dz[0, -1]
    shown = float(bias.cells[0].text.replace("−", "-"))
    assert shown == pytest.approx(request, rel=5e-2)
