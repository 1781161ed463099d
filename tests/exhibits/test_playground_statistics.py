"""Statistics of a run, against the learner and against PyTorch."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from tests.peers import Peer
from visualizer.engine.optimizers import optimizers
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.frame import StatisticsView
from visualizer.exhibits.playground.statistics import (
    BINS,
    COLUMNS,
    MOST_KEPT,
    StatisticsStudy,
    decades,
    multiplications,
    signed_bins,
)
from visualizer.scenes.intents import ChooseStatistic
from visualizer.scenes.numbers import significant
from visualizer.session import commands as do
from visualizer.session.session import Session

torch = Peer("torch")
flop_counter = Peer("torch.utils.flop_counter")


def in_sight(session: Session, **watch: Any) -> StatisticsView:
    """Look at the statistics until all the past is counted."""
    look(session, visible=frozenset({"statistics"}), **watch)
    # Its clock stands still, that of the work does not.
    while session.work(1e12):
        pass
    view = frame_of(session).statistics
    assert view is not None
    return view


def test_out_of_sight_they_cost_nothing() -> None:
    session = session_of()
    session.advance(50)
    assert frame_of(session).statistics is None
    study = session.observer._statistics  # type: ignore[attr-defined]
    assert "_trace" not in vars(study)


def test_looking_does_not_disturb_training() -> None:
    for key in ("sgd", "adam", "lbfgs"):
        watched, plain = (session_of(optimizer=optimizers[key]()) for _ in range(2))
        for _ in range(8):
            watched.advance(9)
            plain.advance(9)
            in_sight(watched)
        np.testing.assert_array_equal(watched.learner.state, plain.learner.state)
        np.testing.assert_array_equal(watched.learner.scalars, plain.learner.scalars)


def test_the_last_column_is_the_present_histogram() -> None:
    session = session_of()
    session.advance(300)
    learner = learner_of(session)
    view = in_sight(session)
    assert (view.first, view.update) == (0, 300)
    for layer, block in zip(view.layers, learner.parameters.blocks, strict=True):
        assert layer.strip is not None
        assert layer.strip.shape == (BINS, COLUMNS)
        assert np.isfinite(layer.strip).all()
        np.testing.assert_array_equal(layer.strip[:, -1], layer.histogram)
        np.testing.assert_array_equal(layer.histogram, signed_bins(block[:-1]))
        np.testing.assert_allclose(layer.strip.sum(axis=0), 1.0)


def test_the_past_is_that_of_the_run() -> None:
    session = session_of()
    start = signed_bins(learner_of(session).parameters.weights[0])
    session.advance(300)
    strip = in_sight(session).layers[0].strip
    assert strip is not None
    np.testing.assert_array_equal(strip[:, 0], start)
    session.execute(do.Seek(120))
    view = in_sight(session)
    assert view.update == 120
    assert view.layers[0].strip is not None
    np.testing.assert_array_equal(view.layers[0].strip[:, 0], start)
    weights = learner_of(session).parameters.weights[0]
    np.testing.assert_array_equal(view.layers[0].strip[:, -1], signed_bins(weights))


def test_what_is_not_yet_counted_is_left_open() -> None:
    session = session_of()
    session.advance(300)
    look(session, visible=frozenset({"statistics"}))
    view = frame_of(session).statistics
    assert view is not None
    strip = view.layers[0].strip
    assert strip is not None
    assert np.isnan(strip[:, 0]).all()
    assert np.isfinite(strip[:, -1]).all()


def test_activations_and_gradients_are_those_of_pytorch() -> None:
    session = session_of(precision="float64", train_share=0.3)
    session.advance(40)
    learner = learner_of(session)
    count = learner.train.count
    assert count <= 200
    blocks = [
        torch.tensor(block, requires_grad=True) for block in learner.parameters.blocks
    ]
    answers = [torch.tensor(learner.train.x)]
    for block in blocks:
        ones = torch.ones(1, count, dtype=torch.float64)
        answers.append(torch.tanh(block.T @ torch.cat([answers[-1], ones])))
    loss = ((answers[-1] - torch.tensor(learner.train.y)) ** 2).sum(0).mean()
    loss.backward()
    activations = in_sight(session, statistic="activations")
    gradients = in_sight(session, statistic="gradients")
    for number, block in enumerate(blocks):
        assert block.grad is not None
        grad = block.grad[:-1].numpy()
        layer = gradients.layers[number]
        assert layer.gradient == pytest.approx(np.linalg.norm(grad), rel=1e-9)
        expected = decades(np.abs(grad), (-8.0, 2.0))
        np.testing.assert_allclose(layer.histogram, expected)
        shares = signed_bins(answers[number + 1].detach().numpy())
        np.testing.assert_allclose(
            activations.layers[number].histogram, shares, atol=2 / count
        )


def test_the_ratio_is_that_of_the_next_update() -> None:
    session = session_of(optimizer=optimizers["adam"]())
    session.advance(30)
    view = in_sight(session)
    before = [weights.copy() for weights in learner_of(session).parameters.weights]
    session.advance(1)
    after = learner_of(session).parameters.weights
    for layer, old, new in zip(view.layers, before, after, strict=True):
        moved = np.linalg.norm(new - old) / np.linalg.norm(old)
        assert layer.ratio == pytest.approx(moved, rel=1e-5)
        assert layer.rates is not None
        low, median, high = layer.rates
        assert 0.0 < low <= median <= high


def test_without_adaption_all_rates_are_equal() -> None:
    session = session_of(learning_rate=0.05)
    view = in_sight(session, statistic="rates")
    for layer in view.layers:
        assert layer.rates == pytest.approx((0.05, 0.05, 0.05))
        assert layer.strip is None
        assert layer.histogram is not None
        assert layer.histogram.max() == 1.0


def test_an_optimizer_without_rates_is_told() -> None:
    session = session_of(optimizer=optimizers["lion"]())
    in_sight(session, statistic="rates")
    scene = scene_of(session, "statistics")
    assert scene.note == "This optimizer has no rate of each parameter."
    assert {row.rate for row in scene.rows} == {"–"}


@pytest.mark.parametrize("sizes", [(2, 4, 2, 1), (64, 10), (3, 5, 5, 2)])
def test_the_cost_is_what_pytorch_counts(sizes: tuple[int, ...]) -> None:
    layers = [torch.nn.Linear(n, m, bias=False) for n, m in pairwise(sizes)]
    network = torch.nn.Sequential(*layers)
    with flop_counter.FlopCounterMode(display=False) as forward:
        answer = network(torch.ones(1, sizes[0]))
    with flop_counter.FlopCounterMode(display=False) as backward:
        answer.sum().backward()
    costs = multiplications(tuple(pairwise(sizes)))
    # A product and a sum are two operations.
    assert 2 * sum(cost for cost, _ in costs) == forward.get_total_flops()
    assert 2 * sum(cost for _, cost in costs) == backward.get_total_flops()


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=30))
def test_every_value_is_counted_once(values: list[float]) -> None:
    array = np.array(values)
    finite = np.isfinite(array).mean()
    assert signed_bins(array).sum() == pytest.approx(finite)
    assert decades(np.abs(array), (-8.0, 2.0)).sum() == pytest.approx(finite)


def test_bins_are_where_the_axis_says() -> None:
    assert signed_bins(np.array([0.0])).argmax() == BINS // 2
    assert signed_bins(np.array([-99.0])).argmax() == 0
    assert signed_bins(np.array([10.0])).argmax() == BINS - 1
    middle = 0.5 + 0.5 * np.log(10 + np.sqrt(101)) / np.log(100 + np.sqrt(10001))
    assert signed_bins(np.array([1.0])).argmax() == int(BINS * middle)
    assert decades(np.array([0.0]), (-8.0, 2.0)).argmax() == 0
    assert decades(np.array([1e-3]), (-8.0, 2.0)).argmax() == BINS // 2


def test_what_is_kept_is_bounded() -> None:
    session = session_of()
    study = StatisticsStudy(learner_of(session))
    for number in range(MOST_KEPT + 20):
        study._count(number, learner_of(session).parameters.flat)
    assert len(study._counted) == MOST_KEPT


def test_a_scene_says_what_was_measured() -> None:
    session = session_of(hidden=(4, 2))
    session.advance(100)
    view = in_sight(session)
    scene = scene_of(session, "statistics")
    assert [row.name for row in scene.rows] == ["h⁽¹⁾", "h⁽²⁾", "y"]
    assert scene.rows[0].cost == "8 + 8"
    assert scene.rows[1].cost == "8 + 16"
    for row, layer in zip(scene.rows, view.layers, strict=True):
        assert row.gradient == significant(layer.gradient, 2)
        share = (np.log10(layer.gradient) + 8.0) / 10.0
        assert row.gradient_share == pytest.approx(share)
    assert "18 products forward, 28 back" in " ".join(scene.notes)


def test_another_quantity_is_chosen() -> None:
    session = session_of()
    frame, settings = frame_of(session), session.snapshot().experiment.settings
    answer = Playground().respond(
        ChooseStatistic("rates"), settings, session.watch, frame
    )
    assert answer == (settings, replace(session.watch, statistic="rates"))
