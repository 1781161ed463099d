"""Two sessions in lockstep: the same batches, the same moments, each its own past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.session.builders import (
    Clock,
    digest,
    experiment_of,
    session_of,
    settings_of,
    small_session,
)
from visualizer.exhibits import DETAILS
from visualizer.session import commands as do
from visualizer.session.archive import check_archive
from visualizer.session.duet import Duet
from visualizer.session.experiment import preset
from visualizer.session.goals.update import AtUpdate
from visualizer.session.session import Session
from visualizer.session.snapshot import RIGHT, PairSnapshot, Snapshot


def duet_of(updates=0, clock=None, **changes):
    """Return a duet that has just begun, its right side a copy of the left one."""
    session = small_session(**changes)
    session.advance(updates)
    duet = Duet(session, clock or Clock())
    duet.execute(do.Compare())
    return duet


def change(duet, place, **changes):
    side = duet.sides[place]
    settings = replace(settings_of(side), **changes)
    duet.execute(do.On(place, do.Change(settings)))


def updates(duet):
    return [side.update for side in duet.sides]


def orders(session, count):
    """Return the examples of each of the coming updates."""
    found = []
    for _ in range(count):
        found.append(tuple(session.learner.upcoming().tolist()))
        session.advance(1)
    return found


@pytest.mark.parametrize("start", [0, 41])
def test_two_equal_experiments_stay_equal_to_the_bit(start):
    duet = duet_of(start)
    alone = small_session()
    alone.advance(start + 300)
    assert duet.advance(300) == 300
    assert digest(duet.left) == digest(duet.right) == digest(alone)


def test_how_much_is_done_at_a_time_changes_nothing():
    """However the clock cuts the work up, the same comes out."""
    results = []
    for beat in (0.0, 0.0004, 0.05):
        duet = duet_of(7, clock=Clock(beat))
        change(duet, 1, learning_rate=0.3)
        done = 0
        while done < 200:
            done += duet.advance(200 - done, deadline=duet._clock() + 0.01)
        results.append([digest(side) for side in duet.sides])
    assert results[0] == results[1] == results[2]


def test_another_learning_rate_meets_the_same_batches():
    duet = duet_of(5)
    change(duet, 1, learning_rate=0.5)
    seen = [orders(side, 40) for side in duet.sides]
    assert seen[0] == seen[1]
    # They are those that the seed draws, not merely the same mistake twice.
    key = (3 << 64) | settings_of(duet.left).stream_seed
    random = np.random.Generator(np.random.Philox(key=key, counter=0))
    drawn = [random.permutation(duet.left.learner.examples) for _ in range(3)]
    assert [number for batch in seen[0][1:7] for number in batch] == drawn[1].tolist()
    assert [number for batch in seen[0][7:13] for number in batch] == drawn[2].tolist()
    assert digest(duet.left)[0] != digest(duet.right)[0]


def test_the_right_side_learns_as_it_would_alone():
    duet = duet_of(50)
    change(duet, 1, learning_rate=0.2)
    duet.advance(77)
    alone = small_session()
    alone.advance(50)
    alone.execute(do.Change(replace(settings_of(alone), learning_rate=0.2)))
    alone.advance(77)
    assert digest(duet.right) == digest(alone)
    undisturbed = small_session()
    undisturbed.advance(127)
    assert digest(duet.left) == digest(undisturbed)


def test_play_step_seek_and_reset_are_for_both():
    duet = duet_of(20)
    duet.execute(do.SetPace("full"))
    duet.execute(do.Play())
    duet._clock = Clock(0.001)
    duet.tick(0.01, 0.05)
    assert updates(duet)[0] == updates(duet)[1] > 20
    assert duet.playing
    duet.execute(do.Pause())
    assert not any(side.playing for side in duet.sides)
    duet.execute(do.Seek(13))
    assert updates(duet) == [13, 13]
    for count, expected in ((1, 14), (5, 19), (-2, 17), (-30, 0)):
        duet.execute(do.Step("batch", count))
        assert updates(duet) == [expected, expected]
    duet.execute(do.Step("epoch", 2))
    assert updates(duet) == [12, 12]
    duet.execute(do.Step("epoch", -1))
    assert updates(duet) == [6, 6]
    duet.execute(do.Reset())
    assert updates(duet) == [0, 0]
    assert duet.left.pace.key == duet.right.pace.key == "full"


def test_at_a_slow_pace_both_do_what_the_ladder_says():
    duet = duet_of(3)
    duet.execute(do.SetPace("slow"))
    duet.execute(do.Play())
    for _ in range(10):
        duet.tick(0.25, 0.004)
    # One beat at once, then two a second for nine quarters of one.
    assert updates(duet) == [8, 8]


def test_a_side_with_smaller_batches_waits_for_the_other_one():
    duet = duet_of(2)
    change(duet, 1, batch_size=2)
    for place in range(1, 5):
        duet.execute(do.Step("example"))
        collected = [side.snapshot().collected for side in duet.sides]
        assert abs(updates(duet)[0] - updates(duet)[1]) <= 1
        assert collected[0] == place % 4
    assert updates(duet) == [3, 3]
    for _ in range(6):
        duet.execute(do.Step("example", -1))
    assert abs(updates(duet)[0] - updates(duet)[1]) <= 1
    duet.execute(do.Step("batch"))
    assert updates(duet)[0] == updates(duet)[1]


def test_a_side_that_diverges_stops_and_the_other_one_goes_on():
    session = session_of("reg-plane")
    session.advance(10)
    duet = Duet(session, Clock())
    duet.execute(do.Compare())
    change(duet, 0, learning_rate=10.0)
    duet.execute(do.SetPace("full"))
    duet.execute(do.Play())
    assert duet.advance(400) == 400
    left, right = duet.sides
    assert left.status.condition == "diverged"
    assert right.status.condition == "ok"
    assert left.update < right.update == 410
    assert not left.playing
    assert right.playing
    assert duet.playing
    end = left.update
    alone = session_of("reg-plane")
    alone.advance(410)
    assert digest(right) == digest(alone)
    # Looking at it moves nothing; going back in time brings both to one moment.
    duet.execute(do.On(0, do.Look(left.watch)))
    assert updates(duet) == [end, 410]
    duet.execute(do.Seek(end - 1))
    assert updates(duet) == [end - 1, end - 1]
    assert left.status.condition == "ok"
    duet.execute(do.Seek(300))
    assert updates(duet) == [end, 300]
    duet.execute(do.Step("batch", -1))
    assert updates(duet) == [end, 299]
    duet.execute(do.On(0, do.GoBack()))
    assert updates(duet)[0] == updates(duet)[1] < end


def test_undo_on_one_side_leaves_the_settings_of_the_other():
    duet = duet_of(30)
    change(duet, 1, learning_rate=0.3)
    change(duet, 0, l2=0.01)
    duet.advance(10)
    duet.execute(do.On(1, do.Undo()))
    left, right = (settings_of(side) for side in duet.sides)
    start = settings_of(small_session())
    assert right.learning_rate == start.learning_rate
    assert left.l2 == 0.01
    assert updates(duet) == [40, 40]
    duet.execute(do.On(1, do.Redo()))
    assert settings_of(duet.right).learning_rate == 0.3
    # Undo does not reach back to before the comparison.
    for _ in range(3):
        duet.execute(do.On(1, do.Undo()))
    assert settings_of(duet.right) == start


def test_another_shape_starts_one_side_anew_and_the_other_goes_along():
    duet = duet_of(30)
    change(duet, 1, hidden=(5,))
    assert updates(duet) == [0, 0]
    assert duet.left.tip == 30
    duet.advance(30)
    alone = small_session()
    alone.advance(30)
    assert digest(duet.left) == digest(alone)
    assert updates(duet) == [30, 30]
    duet.execute(do.On(1, do.Undo()))
    assert updates(duet) == [30, 30]
    assert settings_of(duet.right).hidden == (3,)


def test_a_goal_of_one_side_stops_both_there():
    for place in (0, 1):
        duet = duet_of(4)
        duet.execute(do.SetPace("full"))
        duet.execute(do.On(place, do.PlayUntil(AtUpdate(57))))
        duet._clock = Clock(0.0001)
        for _ in range(100):
            duet.tick(0.01, 0.004)
        assert updates(duet) == [57, 57]
        assert not duet.playing


def test_a_run_of_the_tree_stands_at_the_right_with_its_whole_past():
    session = small_session()
    session.advance(40)
    first = session.runs.present.number
    session.execute(do.Change(replace(settings_of(session), hidden=(4,))))
    session.advance(25)
    duet = Duet(session, Clock())
    duet.execute(do.Compare(run=first))
    assert updates(duet) == [25, 25]
    assert settings_of(duet.right).hidden == (3,)
    assert duet.right.tip == 40
    assert duet.tip == 25
    duet.advance(20)
    alone = small_session()
    alone.advance(45)
    assert digest(duet.right) == digest(alone)


def test_a_preset_starts_anew_at_the_right_and_both_begin_there():
    duet = Duet(small_session(), Clock())
    duet.left.advance(9)
    duet.execute(do.Compare(preset("spiral")))
    assert updates(duet) == [0, 0]
    assert duet.right.snapshot().experiment.name == "spiral"
    duet.advance(5)
    assert updates(duet) == [5, 5]


@pytest.mark.parametrize("keep_right", [False, True])
def test_whoever_is_kept_the_other_one_stays_as_a_run(keep_right):
    duet = duet_of(30)
    change(duet, 1, learning_rate=0.3)
    change(duet, 0, l2=0.01)
    duet.advance(25)
    ends = [digest(side) for side in duet.sides]
    runs = len(duet.left.runs)
    duet.execute(do.EndCompare(keep_right))
    assert duet.right is None
    session = duet.left
    assert len(session.runs) == runs + 1
    assert digest(session) == ends[int(keep_right)]
    other = [number for number in session.runs if number != session.runs.present.number]
    session.execute(do.Return(other[-1], 55))
    assert digest(session) == ends[int(not keep_right)]
    # Each goes on as if it had never been compared.
    session.execute(do.Return(session.runs.every()[-1].number, 55))
    session.advance(10)
    alone = small_session()
    alone.advance(30)
    alone.execute(do.Change(replace(settings_of(alone), learning_rate=0.3)))
    alone.advance(35)
    assert digest(session) == digest(alone)


def test_keeping_the_right_side_can_be_undone():
    duet = duet_of(30)
    change(duet, 1, learning_rate=0.3)
    duet.advance(5)
    before = digest(duet.left)
    duet.execute(do.EndCompare(keep_right=True))
    assert digest(duet.left) != before
    duet.execute(do.Undo())
    assert digest(duet.left) == before


def test_a_copy_that_did_nothing_leaves_no_run_behind():
    duet = duet_of(30)
    count = len(duet.left.runs)
    duet.execute(do.EndCompare())
    assert len(duet.left.runs) == count


def test_a_settings_change_alone_is_kept_with_the_right_side():
    duet = duet_of(30)
    change(duet, 1, learning_rate=0.3)
    duet.execute(do.EndCompare(keep_right=True))
    assert settings_of(duet.left).learning_rate == 0.3
    assert duet.left.update == 30


def test_all_runs_of_the_right_side_come_over_with_their_relations():
    duet = duet_of(20)
    change(duet, 1, learning_rate=0.3)
    duet.advance(20)
    duet.execute(do.Seek(30))
    change(duet, 1, learning_rate=0.1)
    duet.advance(6)
    end = digest(duet.right)
    duet.execute(do.On(1, do.NameRun(duet.right.runs.present.number, "slow")))
    duet.execute(do.EndCompare())
    runs = {run.number: run for run in duet.left.runs.every()}
    named = next(run for run in runs.values() if run.name == "slow")
    parent = runs[named.parent]
    assert (named.first, parent.first, parent.parent) == (30, 20, 0)
    duet.left.execute(do.Return(named.number, named.tip))
    assert digest(duet.left) == end


def test_a_second_comparison_takes_the_place_of_the_first():
    duet = duet_of(20)
    change(duet, 1, learning_rate=0.3)
    duet.advance(10)
    duet.execute(do.Compare())
    assert digest(duet.left) == digest(duet.right)
    duet.advance(5)
    duet.execute(do.EndCompare())
    assert len({run.number for run in duet.left.runs.every()}) == 3


def test_a_project_can_be_written_and_another_one_restored_meanwhile():
    duet = duet_of(20)
    change(duet, 1, learning_rate=0.3)
    duet.advance(10)
    kept = []
    duet.execute(do.Export(kept.append, 1 << 20))
    end = digest(duet.left)
    duet.advance(10)
    duet.execute(do.Restore(kept[0]))
    assert duet.right is None
    assert digest(duet.left) == end


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (do.EndCompare(), "Nothing is being compared."),
        (do.On(1, do.Bookmark()), "Nothing is being compared."),
        (do.Compare(run=8), "There is no run 9."),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(command, sentence):
    duet = Duet(small_session(), Clock())
    duet.left.advance(5)
    before = digest(duet.left)
    with pytest.raises(ValueError, match=sentence):
        duet.execute(command)
    assert duet.right is None
    assert digest(duet.left) == before


def test_a_setting_out_of_range_is_refused_on_its_side_alone():
    duet = duet_of(5)
    wrong = replace(settings_of(duet.right), learning_rate=-1.0)
    with pytest.raises(ValueError, match="learning_rate"):
        duet.execute(do.On(1, do.Change(wrong)))
    assert digest(duet.left) == digest(duet.right)


def test_one_alone_behaves_as_its_session():
    one, other = Duet(small_session(), Clock()), small_session()
    for command in (do.Step("batch", 7), do.Bookmark(), do.Seek(3), do.Step("epoch")):
        one.execute(command)
        other.execute(command)
    assert digest(one.left) == digest(other)
    shown = one.snapshot(frozenset({"network", RIGHT + "network"}))
    assert isinstance(shown, Snapshot)
    assert shown.panels == {"network"}
    assert shown.handled == 4


def test_a_snapshot_shows_both_with_the_panels_that_each_waits_for():
    duet = duet_of(12)
    wanted = frozenset({"network", RIGHT + "output", RIGHT + DETAILS})
    shown = duet.snapshot(wanted)
    assert isinstance(shown, PairSnapshot)
    assert shown.left.panels == {"network"}
    assert shown.right.panels == {"output", DETAILS}
    assert shown.left.update == shown.right.update == shown.update == shown.tip == 12
    assert shown.left.serial == shown.right.serial == duet.serial
    assert shown.left.handled == shown.right.handled == 1
    assert not np.shares_memory(duet.left.learner.state, duet.right.learner.state)


def test_an_error_stops_both_and_is_noted_on_the_side_where_it_was(monkeypatch):
    duet = duet_of(3)
    duet.execute(do.SetPace("full"))
    duet.execute(do.Play())

    def broken(*_):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(duet.right, "advance", broken)
    with pytest.raises(RuntimeError):
        duet.tick(0.01, 0.004)
    duet.fail("RuntimeError: out of memory")
    assert duet.left.status.condition == "ok"
    assert duet.right.status.condition == duet.status.condition == "failed"
    assert not duet.playing


def test_background_work_is_done_for_both():
    duet = Duet(Session(preset("circle")))
    duet.left.advance(100)
    duet.execute(do.Compare())
    for side in duet.sides:
        side.snapshot()
    rounds = 0
    while duet.work(0.5):
        rounds += 1
    assert rounds
    surfaces = [side.snapshot().frame.surface for side in duet.sides]
    assert all(surface is not None for surface in surfaces)


def test_another_exhibit_cannot_stand_beside_it():
    session = small_session()
    session.execute(do.Open(preset("descent-two-valleys")))
    session.execute(do.Undo())
    duet = Duet(session, Clock())
    other = max(run.number for run in session.runs.every())
    for command in (do.Compare(preset("descent-saddle")), do.Compare(run=other)):
        with pytest.raises(ValueError, match="Exhibit Descent cannot stand beside"):
            duet.execute(command)
    assert duet.right is None
    assert digest(session) == digest(small_session())


@pytest.mark.parametrize("place", [0, 1])
def test_who_goes_to_another_exhibit_ends_the_comparison_and_loses_nothing(place):
    duet = duet_of(20)
    change(duet, 1, learning_rate=0.3)
    duet.advance(10)
    ends = [digest(side) for side in duet.sides]
    duet.execute(do.On(place, do.Open(preset("descent-two-valleys"))))
    assert duet.right is None
    session = duet.left
    assert session.exhibit_class.key == "descent"
    assert session.update == 0
    found = []
    for run in session.runs.every():
        session.execute(do.Return(run.number, run.tip))
        found.append(digest(session))
    assert set(ends) <= set(found)


def test_undo_of_one_side_to_another_exhibit_ends_the_comparison():
    session = Session(preset("descent-two-valleys"), clock=Clock())
    session.execute(do.Open(experiment_of()))
    duet = Duet(session, Clock())
    duet.execute(do.Compare())
    duet.advance(5)
    duet.execute(do.On(0, do.Undo()))
    assert duet.right is None
    assert duet.left.exhibit_class.key == "descent"


def test_methods_on_a_terrain_are_compared_as_networks_are():
    duet = Duet(session_of("descent-two-valleys"), Clock())
    duet.execute(do.Compare())
    change(duet, 1, noise=0.3)
    duet.advance(40)
    alone = session_of("descent-two-valleys")
    alone.advance(40)
    assert digest(duet.left) == digest(alone)
    assert updates(duet) == [40, 40]
    assert digest(duet.right)[0] != digest(alone)[0]


def test_a_project_goes_on_at_the_right_from_its_own_past():
    other = small_session(learning_rate=0.2)
    other.advance(60)
    archive = other.export()
    duet = Duet(small_session(), Clock())
    duet.left.advance(45)
    runs = len(duet.left.runs)
    duet.execute(do.Compare(archive))
    assert updates(duet) == [45, 45]
    assert duet.right.tip == 60
    duet.advance(20)
    other.advance(5)
    assert digest(duet.right) == digest(other)
    duet.execute(do.EndCompare(keep_right=True))
    assert digest(duet.left) == digest(other)
    assert len(duet.left.runs) == runs + 1


@pytest.mark.parametrize("keep_right", [False, True])
def test_a_run_that_both_had_and_one_went_on_with_is_not_lost(keep_right):
    session = small_session()
    session.advance(30)
    session.execute(do.Change(replace(settings_of(session), hidden=(4,))))
    session.advance(30)
    duet = Duet(session, Clock())
    duet.execute(do.Compare())
    duet.execute(do.On(1, do.Return(0, 30)))
    change(duet, 1, learning_rate=0.3)
    duet.advance(25)
    end = digest(duet.right)
    duet.execute(do.EndCompare(keep_right))
    assert duet.left.runs[0].tip == 30
    if keep_right:
        assert digest(duet.left) == end
    last = duet.left.runs.every()[-1]
    duet.execute(do.Return(last.number, last.tip))
    assert digest(duet.left) == end


def test_bookmarks_of_one_side_on_the_past_of_both_stay():
    duet = duet_of(40)
    duet.execute(do.Seek(10))
    duet.execute(do.On(1, do.Bookmark()))
    duet.execute(do.Seek(20))
    for place in (0, 1):
        duet.execute(do.On(place, do.Bookmark()))
    duet.execute(do.EndCompare())
    marks = duet.left.runs[0].labels.bookmarks
    assert sorted(mark.update for mark in marks) == [10, 20]


def test_a_look_that_comes_too_late_is_forgotten():
    duet = duet_of(3)
    watch = duet.right.watch
    duet.execute(do.EndCompare())
    before = digest(duet.left)
    duet.execute(do.On(1, do.Look(watch)))
    assert digest(duet.left) == before


def test_a_file_written_meanwhile_has_the_runs_of_both():
    duet = duet_of(20)
    change(duet, 1, learning_rate=0.3)
    duet.advance(10)
    change(duet, 1, learning_rate=0.1)
    duet.execute(do.On(1, do.NameRun(duet.right.runs.present.number, "bold")))
    duet.advance(10)
    ends = [digest(side) for side in duet.sides]
    kept = []
    duet.execute(do.Export(kept.append, 1 << 20))
    (archive,) = kept
    check_archive(archive)
    # Writing it has moved nothing, and the comparison goes on.
    assert [digest(side) for side in duet.sides] == ends
    later = Session(archive.experiment(), clock=Clock())
    later.restore(archive)
    assert digest(later) == ends[0]
    bold = next(run for run in later.runs.every() if run.name == "bold")
    later.execute(do.Return(bold.number, bold.tip))
    assert digest(later) == ends[1]
    assert settings_of(later).learning_rate == 0.1


def test_an_edition_tells_of_both_sides_and_never_comes_again():
    duet = duet_of(5)
    seen = [duet.edition]
    for place in (1, 0, 1):
        change(duet, place, learning_rate=0.1 * (len(seen) + 1))
        seen.append(duet.edition)
    duet.advance(3)
    seen.append(duet.edition)
    assert duet.snapshot().left.edition == duet.edition
    kept = []
    duet.execute(do.Export(kept.append, 1 << 20))
    assert kept[0].edition == duet.edition
    duet.execute(do.EndCompare())
    seen.append(duet.edition)
    for _ in range(20):
        duet.execute(do.Bookmark())
        seen.append(duet.edition)
    assert seen == sorted(set(seen))
