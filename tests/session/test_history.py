import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import learner_of
from tests.engine.layer_examples import image_learner, network_with
from tests.session.builders import change, digest, session_of, small_session
from visualizer.engine.learner import Metrics, SupervisedLearner
from visualizer.engine.optimizers.adam import Adam
from visualizer.session import commands as do
from visualizer.session import history
from visualizer.session.history import (
    Curve,
    Keyframes,
    is_epoch_measured,
    next_measured,
)


def train(learner: SupervisedLearner, keyframes: Keyframes, updates: int) -> None:
    for _ in range(updates):
        learner.step()
        if learner.update == keyframes.next_update:
            keyframes.record(learner)


def row_bytes(learner: SupervisedLearner) -> int:
    return learner.state.nbytes + learner.scalars.nbytes + 16


# Checkpoints.


@settings(deadline=None, max_examples=25)
@given(
    rows=st.integers(2, 40),
    updates=st.integers(0, 600),
    asked=st.lists(st.integers(0, 600), max_size=8),
)
def test_a_checkpoint_is_found_before_any_moment(
    rows: int, updates: int, asked: list[int]
) -> None:
    learner, twin = (learner_of((2,), optimizer=Adam()) for _ in range(2))
    keyframes = Keyframes(learner.checkpoint(), rows * row_bytes(learner), 8)
    train(learner, keyframes, updates)
    held = keyframes.updates
    assert held[0] == 0
    assert len(held) <= rows
    assert keyframes.bytes_used <= rows * row_bytes(learner)
    assert held[-1] <= updates < keyframes.next_update
    assert (np.diff(held) == keyframes.spacing).all()
    for update in asked:
        found = keyframes.before(update)
        assert found.position.update == held[held <= update][-1]
        twin.restore(found)
        again = learner_of((2,), optimizer=Adam())
        while again.update < twin.update:
            again.step()
        np.testing.assert_array_equal(twin.state, again.state)
        np.testing.assert_array_equal(twin.scalars, again.scalars)
        assert twin.position == again.position


@pytest.mark.parametrize("key", ["batch_normalization", "dropout", "residual"])
def test_checkpoints_hold_running_statistics_and_repeat_draws(key: str) -> None:
    learner, twin = (image_learner(network_with(key)) for _ in range(2))
    keyframes = Keyframes(learner.checkpoint(), 100 * row_bytes(learner), 8)
    train(learner, keyframes, 20)
    twin.restore(keyframes.before(13))
    assert 0 < twin.update <= 13
    while twin.update < 20:
        twin.step()
    assert twin.state.tobytes() == learner.state.tobytes()
    assert twin.scalars.tobytes() == learner.scalars.tobytes()


def test_spacing_doubles_only_when_memory_is_full() -> None:
    learner = learner_of((2,))
    keyframes = Keyframes(learner.checkpoint(), 10 * row_bytes(learner), 8)
    first = keyframes.spacing
    train(learner, keyframes, 9 * first)
    assert (keyframes.spacing, len(keyframes.updates)) == (first, 10)
    train(learner, keyframes, first)
    assert keyframes.spacing == 2 * first
    assert keyframes.updates.tolist() == [2 * first * n for n in range(6)]
    train(learner, keyframes, 1000 * first)
    assert 5 <= len(keyframes.updates) <= 10


def test_what_is_found_is_a_copy() -> None:
    learner = learner_of((2,))
    keyframes = Keyframes(learner.checkpoint(), 10 * row_bytes(learner), 8)
    found = keyframes.before(0)
    kept = found.state.copy()
    found.state[:] = 0.0
    np.testing.assert_array_equal(keyframes.before(0).state, kept)


def test_pinned_moments_stay() -> None:
    learner = learner_of((2,))
    keyframes = Keyframes(learner.checkpoint(), 4 * row_bytes(learner), 8)
    train(learner, keyframes, 37)
    learner.put(learner.state[0] * 2.0)
    keyframes.pin(learner.checkpoint())
    pinned = learner.state.copy()
    used = keyframes.bytes_used
    train(learner, keyframes, 500)
    assert keyframes.before(37).position.update == 37
    np.testing.assert_array_equal(keyframes.before(37).state, pinned)
    assert keyframes.before(36).position.update < 37
    assert keyframes.pinned(37) is keyframes.before(37)
    assert keyframes.pinned(36) is None
    assert keyframes.pins_between(0, 37) == [37]
    assert keyframes.pins_between(37, 99) == keyframes.pins_between(0, 36) == []
    assert used > row_bytes(learner)


@settings(deadline=None, max_examples=25)
@given(updates=st.integers(1, 400), stop=st.integers(0, 400), most=st.integers(1, 30))
def test_the_path_is_thinned_evenly(updates: int, stop: int, most: int) -> None:
    learner = learner_of((2,))
    keyframes = Keyframes(learner.checkpoint(), 20 * row_bytes(learner), 8)
    train(learner, keyframes, updates)
    path, at = keyframes.path(stop, most)
    assert len(path) == len(at) <= most
    assert (at < max(1, stop)).all()
    assert set(at.tolist()) <= set(keyframes.updates.tolist())
    assert len(set(np.diff(at).tolist())) <= 1
    if stop > 0:
        assert at[0] == 0
    for row, update in zip(path, at, strict=True):
        np.testing.assert_array_equal(row, keyframes.before(update).state[0])


def test_a_run_that_is_left_shrinks_and_grows_again() -> None:
    learner = learner_of((2,))
    row = row_bytes(learner)
    keyframes = Keyframes(learner.checkpoint(), 100 * row, 8)
    train(learner, keyframes, 700)
    keyframes.shrink(20 * row)
    assert keyframes.bytes_used <= 20 * row
    assert len(keyframes._states) == len(keyframes.updates)
    held = keyframes.updates
    keyframes.grow(100 * row)
    np.testing.assert_array_equal(keyframes.updates, held)
    assert keyframes.next_update > learner.update
    train(learner, keyframes, 700)
    assert keyframes.before(1400).position.update == keyframes.updates[-1]
    assert (np.diff(keyframes.updates) == keyframes.spacing).all()


# Memory of a whole session.


def test_memory_stays_within_its_budget() -> None:
    session = small_session(history_bytes=40_000)
    used = []
    for _ in range(30):
        session.advance(400)
        used.append(session.history_bytes)
    assert max(used) <= 40_000
    assert min(used[5:]) >= 15_000, "what is allowed is used"
    shown = session.snapshot()
    assert (shown.history_bytes, shown.history_limit) == (used[-1], 40_000)


@pytest.mark.parametrize("at_once", [1, 700, 1 << 20])
def test_thinning_moves_checkpoints_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(history, "BYTES_AT_ONCE", at_once)
    learner = learner_of((2,), optimizer=Adam())
    keyframes = Keyframes(learner.checkpoint(), 33 * row_bytes(learner), 8)
    train(learner, keyframes, 32 * 8)
    before = keyframes.kept()
    keyframes.thin()
    after = keyframes.kept()
    assert (before.spacing, after.spacing, len(after.places)) == (8, 16, 17)
    for name in ("states", "scalars", "places"):
        assert np.array_equal(getattr(after, name), getattr(before, name)[::2])


def test_thinning_needs_little_memory_of_its_own() -> None:
    learner = learner_of((32, 32), optimizer=Adam())
    rows = 4 * history.BYTES_AT_ONCE // row_bytes(learner)
    keyframes = Keyframes(learner.checkpoint(), rows * row_bytes(learner), 1)
    while keyframes.count < rows:
        learner.step()
        keyframes.record(learner)
    tracemalloc.start()
    keyframes.thin()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert keyframes.count == (rows + 1) // 2
    assert most < 1.2 * history.BYTES_AT_ONCE


def test_seeking_is_exact_after_thinning() -> None:
    session = small_session(history_bytes=6_000, optimizer=Adam())
    stations = {0: digest(session)}
    for _ in range(200):
        session.advance(7)
        stations[session.update] = digest(session)
    assert session.runs.present.keyframes.spacing > 32
    for update in [*list(stations)[::-9], *list(stations)[::17]]:
        session.execute(do.Seek(update))
        assert digest(session) == stations[update]


def test_many_runs_share_the_budget() -> None:
    limit = 200_000
    session = small_session(history_bytes=limit)
    stations: dict[tuple[int, int], Any] = {}
    for number in range(25):
        session.advance(150)
        stations[session.snapshot().run, session.update] = digest(session)
        assert session.history_bytes <= limit
        if number % 2:
            session.execute(do.Edit(1, 0, 0, 0.1 * number))
        else:
            change(session, seed=number + 2)
    for (run, update), state in stations.items():
        session.execute(do.Return(run, update))
        assert digest(session) == state
        assert session.history_bytes <= limit
        session.advance(20)
        assert session.history_bytes <= limit


def test_ghosts_share_half_of_the_budget() -> None:
    limit = 60_000
    session = small_session(history_bytes=limit)
    stations = {}
    for run in range(6):
        session.advance(3000)
        stations[run] = digest(session)
        assert session.history_bytes <= limit
        session.execute(do.Reset())
        ghosts = session.history_bytes - session.runs.present.keyframes.bytes_used
        assert 0.1 * limit < ghosts <= 0.5 * limit
    for run, state in stations.items():
        session.execute(do.Return(run, 3000))
        assert digest(session) == state
        assert session.history_bytes <= limit


def test_ghosts_of_large_states_keep_but_their_start() -> None:
    session = small_session(optimizer=Adam(), hidden=(20,))
    row = session.runs.present.keyframes.bytes_used
    limit = 20 * row
    session = small_session(optimizer=Adam(), hidden=(20,), history_bytes=limit)
    stations = {}
    for run in range(9):
        session.advance(300)
        stations[run] = digest(session)
        session.execute(do.Reset())
        assert session.history_bytes <= limit
    for run, state in stations.items():
        session.execute(do.Return(run, 300))
        assert digest(session) == state
        assert session.history_bytes <= limit
        session.execute(do.Seek(0))
        session.advance(300)
        assert digest(session) == state


def test_the_start_takes_no_memory_of_its_own() -> None:
    learner = learner_of((2,))
    keyframes = Keyframes(learner.checkpoint(), 100 * row_bytes(learner), 8)
    train(learner, keyframes, 300)
    start = keyframes.before(0)
    for act in (
        lambda: keyframes.shrink(9 * row_bytes(learner)),
        lambda: keyframes.shrink(0),
        lambda: keyframes.grow(50 * row_bytes(learner)),
        lambda: train(learner, keyframes, 999),
    ):
        act()
        assert np.shares_memory(keyframes.start.state, keyframes._states)
        np.testing.assert_array_equal(keyframes.start.state, start.state)
        np.testing.assert_array_equal(keyframes.start.scalars, start.scalars)
        assert keyframes.start.position == start.position


def test_a_run_entered_again_goes_on_remembering() -> None:
    session = small_session(history_bytes=60_000)
    session.advance(500)
    session.execute(do.Reset())
    session.advance(500)
    session.execute(do.Undo())
    stations = {}
    for _ in range(60):
        session.advance(11)
        stations[session.update] = digest(session)
    for update, state in stations.items():
        session.execute(do.Seek(update))
        assert digest(session) == state


# Curves.


def metrics(loss: float) -> Metrics:
    return Metrics(loss, loss + 1.0, 0.5, 0.25)


def test_a_curve_holds_what_it_was_given() -> None:
    curve = Curve()
    for update in range(3000):
        curve.append(2 * update, metrics(1.0 / (1 + update)))
    updates, values = curve.arrays()
    np.testing.assert_array_equal(updates, 2 * np.arange(3000))
    np.testing.assert_allclose(values[0], 1.0 / np.arange(1, 3001))
    np.testing.assert_allclose(values[1], values[0] + 1.0)
    assert set(values[2]) == {0.5}
    assert set(values[3]) == {0.25}


def test_a_point_at_the_same_update_is_replaced() -> None:
    curve = Curve()
    for update, loss in ((0, 1.0), (5, 2.0), (5, 3.0), (6, 4.0)):
        curve.append(update, metrics(loss))
    updates, values = curve.arrays()
    assert updates.tolist() == [0, 5, 6]
    assert values[0].tolist() == [1.0, 3.0, 4.0]


def test_what_was_handed_out_stays() -> None:
    curve = Curve()
    for update in range(5):
        curve.append(update, metrics(update))
    updates, values = curve.arrays()
    kept = updates.copy(), values.copy()
    curve.append(4, metrics(99.0))
    for update in range(5, 200_000):
        curve.append(update, metrics(update))
    np.testing.assert_array_equal(updates, kept[0])
    np.testing.assert_array_equal(values, kept[1])
    with pytest.raises(ValueError, match="read-only"):
        values[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        updates[0] = 1


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 1000),
    count=st.integers(1, 700),
    bad=st.lists(st.integers(0, 699), max_size=3),
)
def test_a_thinned_curve_keeps_its_extremes(
    seed: int, count: int, bad: list[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "CURVE_CAPACITY", 64)
        patch.setattr(history, "FIRST_ROOM", 8)
        curve = Curve()
        losses = np.random.default_rng(seed).normal(size=count)
        losses[[place for place in bad if place < count]] = np.nan
        for update, loss in enumerate(losses.tolist()):
            curve.append(update, metrics(loss))
        updates, values = curve.arrays()
    assert len(updates) <= 64
    assert (np.diff(updates) > 0).all()
    assert updates[-1] == count - 1
    np.testing.assert_array_equal(values[0], losses[updates])
    if not np.isnan(losses).all():
        assert np.nanmin(values[0]) == np.nanmin(losses)
    if not np.isnan(losses).any():
        assert values[0].max() == losses.max()
    if count <= 64:
        assert len(updates) == count


def test_a_short_curve_takes_little_memory() -> None:
    curve = Curve()
    curve.append(0, metrics(1.0))
    assert curve._values.nbytes + curve._updates.nbytes < 100_000


# When a curve is measured.


def measured(first: int, per_epoch: int, updates: int) -> list[int]:
    found, at = [], first
    while (at := next_measured(at, first, per_epoch)) != -1 and at < first + updates:
        found.append(at)
    return found


@pytest.mark.parametrize("first", [0, 37])
def test_early_updates_are_measured_one_by_one(first: int) -> None:
    assert measured(first, 1000, 128) == list(range(first + 1, first + 128))


def test_what_takes_long_is_measured_after_a_pause_at_least() -> None:
    found, at = [], 0
    while (at := next_measured(at, 0, 150, 64)) < 128:
        found.append(at)
    assert (found, at) == ([64], 128)
    assert next_measured(400, 0, 50, 64) == -1


def test_later_updates_are_measured_half_as_often_each_octave() -> None:
    found = np.array(measured(0, 10**9, 4096))
    for octave, spacing in ((128, 2), (256, 4), (512, 8), (2048, 32)):
        inside = found[(found >= octave) & (found < 2 * octave)]
        assert (np.diff(inside) == spacing).all()
        assert len(inside) == pytest.approx(octave / spacing, abs=1)


@pytest.mark.parametrize("per_epoch", [1, 2, 25, 1000])
def test_measuring_within_epochs_ends_when_epochs_are_closer(per_epoch: int) -> None:
    found = measured(0, per_epoch, 10**7)
    assert found[:127] == list(range(1, 128))
    assert next_measured(10**6, 0, per_epoch) == -1
    if per_epoch > 2:
        assert np.diff(found).max() < per_epoch


@settings(deadline=None, max_examples=100)
@given(
    update=st.integers(0, 10**6),
    first=st.integers(0, 10**6),
    per_epoch=st.integers(1, 10**5),
)
def test_the_next_one_lies_ahead(update: int, first: int, per_epoch: int) -> None:
    update = max(update, first)
    found = next_measured(update, first, per_epoch)
    assert found == -1 or found > update
    if found != -1:
        # Asked again on the way there, the answer is the same.
        between = (update + found) // 2
        assert next_measured(between, first, per_epoch) == found


def test_ends_of_epochs_are_measured_half_as_often_each_octave() -> None:
    measured_epochs = [n for n in range(1, 10_000) if is_epoch_measured(n)]
    assert measured_epochs[:1023] == list(range(1, 1024))
    assert [n for n in measured_epochs if 1024 <= n < 2048] == [*range(1024, 2048, 2)]
    assert [n for n in measured_epochs if 4096 <= n < 8192] == [*range(4096, 8192, 8)]


def test_a_long_run_of_short_epochs_has_a_curve_of_some_thousand_points() -> None:
    session = small_session(batch="full")
    session.advance(20_000)
    updates = session.snapshot().runs[0].updates
    assert 1024 + 4 * 500 <= len(updates) <= 1024 + 5 * 520
    assert updates[-1] > 19_900
    assert np.diff(updates).max() <= 32


def test_a_session_measures_as_the_rule_says_and_at_ends_of_epochs() -> None:
    session = session_of()
    session.advance(1000)
    updates = set(session.snapshot().runs[0].updates.tolist())
    assert set(range(129)) <= updates
    assert set(range(0, 1001, 25)) <= updates
    assert len(updates) < 600
    values = session.snapshot().runs[0].values
    assert np.isfinite(values).all()
    session.execute(do.Seek(125))
    at = sorted(updates).index(125)
    assert session.snapshot().metrics.train_loss == values[0, at]


def test_cutting_the_way_into_pieces_gives_the_same_curve() -> None:
    whole, pieces = small_session(), small_session()
    whole.advance(700)
    for size in (1, 5, 64, 130, 3, 497):
        pieces.advance(size)
    first, second = whole.snapshot().runs[0], pieces.snapshot().runs[0]
    assert set(first.updates.tolist()) == set(second.updates.tolist())
    np.testing.assert_array_equal(first.values, second.values)


def test_the_test_curve_of_regression_has_no_accuracy() -> None:
    session = session_of("reg-plane")
    session.advance(30)
    values = session.snapshot().runs[0].values
    assert np.isnan(values[2:]).all()
    assert np.isfinite(values[:2]).all()


def test_the_history_of_digits_fits_too() -> None:
    session = session_of("digits", history_bytes=1 << 20)
    session.advance(300)
    assert session.history_bytes <= 1 << 20
    there = digest(session)
    session.execute(do.Seek(123))
    session.execute(do.Seek(300))
    assert digest(session) == there
    settings_now = session.snapshot().experiment.settings
    session.execute(do.Change(replace(settings_now, hidden=(16,))))
    session.advance(100)
    assert session.history_bytes <= 1 << 20
