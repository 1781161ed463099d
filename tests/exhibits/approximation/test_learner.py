"""The network beside what is built by hand: its start, and sizes in the background."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.session.builders import Clock
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.approximation import ApproximationSettings
from visualizer.exhibits.approximation.learner import build, resized
from visualizer.exhibits.approximation.size_study import (
    CURVE_EPOCHS,
    CURVE_WIDTHS,
    SEEDS,
    SURFACE_EPOCHS,
    SURFACE_WIDTHS,
    SizeStudy,
)


@pytest.mark.parametrize("width", [1, 10, 64])
def test_spread_steps_stand_within_the_inputs(width: int) -> None:
    first = build(ApproximationSettings(width=width)).parameters.blocks[0]
    np.testing.assert_allclose(np.abs(first[0]), 2.8 * width)
    places = -first[1] / first[0]
    assert places.min() >= 0.0
    assert places.max() <= 1.0


def test_spread_weights_are_nguyens_and_widrows() -> None:
    """A sigmoid on [0, 1] is the tanh of 0.7 H^(1/n) x' + b on [-1, 1]."""
    for inputs, settings in (
        (1, ApproximationSettings(width=12)),
        (2, ApproximationSettings(inputs="two", width=12)),
    ):
        first = build(settings).parameters.blocks[0]
        assert first.shape == (inputs + 1, 12)
        # σ(w x + b) = (1 + tanh((w x + b) / 2)) / 2, and x = (x' + 1) / 2.
        slopes = np.linalg.norm(first[:-1] / 4.0, axis=0)
        np.testing.assert_allclose(slopes, 0.7 * 12 ** (1.0 / inputs))


def test_two_inputs_have_a_second_hidden_layer() -> None:
    learner = build(ApproximationSettings(inputs="two", width=9))
    assert learner.network.sizes == (2, 9, 2, 1)
    assert build(ApproximationSettings(width=9)).network.sizes == (1, 9, 1)
    small = build(ApproximationSettings(inputs="two", width=2))
    assert small.network.sizes == (2, 2, 1, 1)


def test_a_batch_has_at_most_all_examples() -> None:
    assert build(ApproximationSettings(batch_size=100_000)).batch_size == 201


def finished(study: SizeStudy) -> SizeStudy:
    while study.work(float("inf")):
        pass
    return study


def test_sizes_are_what_single_runs_come_to() -> None:
    settings = ApproximationSettings(target="bump", seed=4, batch_size=100)
    study = finished(SizeStudy(settings))
    assert study.view.epochs == study.view.most == CURVE_EPOCHS
    assert study.view.widths == CURVE_WIDTHS
    for width, seed in ((1, 4), (6, 8)):
        learner = resized(settings, width, seed)
        while learner.epoch < CURVE_EPOCHS:
            learner.run(1000)
        found = study.view.losses[CURVE_WIDTHS.index(width), seed - 4]
        assert found == pytest.approx(learner.evaluate().train_loss, rel=1e-3)
    middle = [sorted(row)[SEEDS // 2] for row in study.view.losses.tolist()]
    np.testing.assert_array_equal(study.view.medians(), middle)


def test_more_neurons_come_nearer_in_the_median() -> None:
    medians = finished(SizeStudy(ApproximationSettings())).view.medians()
    few, many = medians[CURVE_WIDTHS.index(2)], medians[CURVE_WIDTHS.index(16)]
    assert many < few / 20.0
    assert medians[0] > few


def test_sizes_stop_at_a_deadline_and_go_on() -> None:
    clock = Clock(beat=1.0)
    study = SizeStudy(ApproximationSettings(), clock)
    first = study.view
    assert np.isnan(first.losses).all()
    while study.view is first:
        assert study.work(clock.now)
    assert np.isfinite(study.view.losses).all()
    assert study.view.epochs == 0
    early = study.view
    while study.view is early:
        assert study.work(clock.now)
    assert study.view.epochs > 0
    assert study.view.losses.mean() < early.losses.mean()
    with pytest.raises(ValueError, match="read-only"):
        study.view.losses[0, 0] = 0.0


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_diverges_counts_as_infinite() -> None:
    settings = ApproximationSettings(optimizer=SGD(), learning_rate=100.0)
    view = finished(SizeStudy(settings)).view
    assert not np.isnan(view.losses).any()
    assert np.isinf(view.losses[-1]).all()
    assert np.isinf(view.medians()[-1])


def test_seeds_go_round_after_the_last() -> None:
    settings = ApproximationSettings(inputs="two", seed=2**32 - 1)
    study = SizeStudy(settings)
    assert study.work(0.0)
    assert study.view.widths == SURFACE_WIDTHS
    assert study.view.most == SURFACE_EPOCHS


def test_a_run_is_repeated_to_the_bit_from_its_seed() -> None:
    one, other = (build(ApproximationSettings(seed=3)) for _ in range(2))
    third = build(replace(ApproximationSettings(), seed=5))
    for learner in (one, other, third):
        learner.run(40)
    np.testing.assert_array_equal(one.state, other.state)
    assert not np.array_equal(one.state, third.state)
