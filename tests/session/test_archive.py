"""A session that was taken out and brought back goes on as if never stopped."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec import structs

from tests.session.builders import (
    branched,
    digest,
    session_of,
    settings_of,
    small_session,
)
from visualizer.engine.optimizers import optimizers
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.playground.settings import changed
from visualizer.language import Phrase, set_language, tr
from visualizer.session import commands as do
from visualizer.session.archive import (
    ArchiveError,
    RunArchive,
    SessionArchive,
    check_archive,
)
from visualizer.session.runs import Run
from visualizer.session.session import Session


def brought_back(session: Session, **options: Any) -> Session:
    """Return another session, at work on something else, that takes it over."""
    archive = session.export(**options)
    check_archive(archive)
    other = session_of("spiral")
    other.advance(40)
    other.restore(archive)
    return other


def told(session: Session) -> list[Any]:
    """Return what a person sees of the past."""
    shown = session.snapshot()
    runs = [
        (
            *(run.number, run.parent, run.first, run.tip, run.marks),
            run.updates.tobytes(),
            run.values.tobytes(),
        )
        for run in shown.runs
    ]
    labels = shown.undo_label, shown.redo_label
    return [shown.run, shown.update, shown.tip, shown.metrics, *labels, runs]


@pytest.mark.parametrize("key", optimizers.keys())
def test_going_on_is_the_same_to_the_bit(key: str) -> None:
    # 10 updates are in the middle of the second epoch, and of no spacing.
    session = small_session(optimizer=optimizers[key]())
    session.advance(10)
    other = brought_back(session)
    assert digest(other) == digest(session)
    session.advance(37)
    other.advance(37)
    assert digest(other) == digest(session)
    assert told(other) == told(session)


def test_training_as_tensorflow_playground_goes_on_the_same() -> None:
    session = small_session()
    faithful = changed(settings_of(session), method="tf_playground", l1=0.03)
    session.execute(do.Change(replace(faithful, batch_size=4)))
    # 22 examples in batches of 4: two wait for the next epoch.
    session.advance(13)
    other = brought_back(session)
    session.advance(40)
    other.advance(40)
    assert digest(other) == digest(session)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_both_precisions_keep_every_bit(precision: str) -> None:
    session = small_session(precision=precision, optimizer=SGD(momentum=0.9))
    session.advance(21)
    other = brought_back(session)
    assert other.learner.state.dtype == np.dtype(precision)
    session.advance(5)
    other.advance(5)
    assert digest(other) == digest(session)


def test_the_whole_past_comes_back() -> None:
    session = branched()
    other = brought_back(session)
    assert told(other) == told(session)
    for run in list(session.runs):
        for update in (0, 17, 41, 48, 61, 70, 999):
            for each in (session, other):
                each.execute(do.Return(run, update))
            assert digest(other) == digest(session), (run, update)
            assert settings_of(other) == settings_of(session)


def test_playing_on_from_the_past_is_the_same() -> None:
    session = branched()
    other = brought_back(session)
    for each in (session, other):
        each.execute(do.Seek(30))
        each.advance(70)
    assert digest(other) == digest(session)
    assert told(other) == told(session)


def test_undo_and_redo_go_on_as_before() -> None:
    session = branched()
    other = brought_back(session)
    steps: list[do.Command] = [do.Undo()] * 6 + [do.Redo()] * 7
    for step in steps:
        session.execute(step)
        other.execute(step)
        assert digest(other) == digest(session)
        assert told(other) == told(session)
    assert session.snapshot().redo_label == ""


def test_an_edit_that_was_dragged_at_the_tip_comes_back() -> None:
    session = small_session()
    session.advance(12)
    session.execute(do.Edit(1, 0, 0, 0.1, gesture=1))
    session.advance(3)
    # The same drag goes on: this moment is pinned.
    session.execute(do.Edit(1, 0, 0, 0.9, gesture=1))
    session.advance(6)
    other = brought_back(session)
    for update in (15, 14, 18, 21):
        for each in (session, other):
            each.execute(do.Seek(update))
        assert digest(other) == digest(session), update


def test_a_moment_in_the_past_is_the_one_shown() -> None:
    session = small_session()
    session.advance(60)
    session.execute(do.Seek(23))
    other = brought_back(session)
    assert (other.update, other.tip, other.playing) == (23, 60, False)
    assert digest(other) == digest(session)


def test_thinned_checkpoints_lead_to_the_same_moments() -> None:
    session = branched()
    whole = session.export()
    size = sum(run.frames.states.nbytes for run in whole.runs)
    other = brought_back(session, history_bytes=size // 4)
    thin = session.export(size // 4)
    assert sum(run.frames.states.nbytes for run in thin.runs) <= size // 4
    assert all(len(run.frames.places) >= 1 for run in thin.runs)
    for update in (5, 41, 50, 60, 66):
        for each in (session, other):
            each.execute(do.Seek(update))
        assert digest(other) == digest(session), update
    for each in (session, other):
        each.execute(do.Seek(999))
        each.advance(100)
    assert digest(other) == digest(session)


def test_however_little_room_the_start_of_each_run_stays() -> None:
    archive = branched().export(history_bytes=0)
    assert [len(run.frames.places) for run in archive.runs] == [1] * len(archive.runs)
    check_archive(archive)


def test_an_archive_is_a_copy() -> None:
    session = small_session()
    session.advance(20)
    archive = session.export()
    before = [run.frames.states.copy() for run in archive.runs]
    moment = archive.moment.state.copy()
    session.advance(2000)
    session.execute(do.Edit(1, 0, 0, 3.0))
    for run, states in zip(archive.runs, before, strict=True):
        np.testing.assert_array_equal(run.frames.states, states)
    np.testing.assert_array_equal(archive.moment.state, moment)
    first, second = (session_of() for _ in range(2))
    first.restore(archive)
    first.advance(500)
    second.restore(archive)
    assert second.update == 20


def test_a_smaller_memory_is_kept_to() -> None:
    session = small_session(hidden=(8,))
    session.advance(4000)
    for _ in range(3):
        session.execute(do.Reset())
        session.advance(2000)
    archive = session.export()
    limit = session.history_bytes // 3
    other = session_of(history_bytes=limit)
    other.restore(archive)
    assert other.history_bytes <= limit
    other.execute(do.Seek(1234))
    session.execute(do.Seek(1234))
    assert digest(other) == digest(session)


def test_a_run_that_diverged_comes_back_diverged() -> None:
    session = session_of("reg-plane", learning_rate=100.0)
    session.advance(400)
    assert session.status.condition == "diverged"
    other = brought_back(session)
    assert other.status == session.status
    for each in (session, other):
        each.execute(do.GoBack())
    assert other.status.condition == "ok"
    assert digest(other) == digest(session)


def test_marks_are_said_in_any_language() -> None:
    other = brought_back(branched())
    marks = [mark.text for run in other.snapshot().runs for mark in run.marks]
    assert any(isinstance(mark, Phrase) for mark in marks)
    set_language("zh")
    assert any("学习率" in tr(mark) for mark in marks)


def test_a_command_hands_it_over_and_takes_it_back() -> None:
    session = small_session()
    session.advance(8)
    given: list[SessionArchive] = []
    session.execute(do.Export(given.append, 1 << 20))
    session.advance(8)
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    session.execute(do.Restore(given[0]))
    shown = session.snapshot()
    assert (shown.update, shown.tip, shown.playing) == (8, 8, False)
    assert shown.pace == "moderate"


# What a file would keep.


def test_an_edition_counts_what_a_file_would_keep() -> None:
    session = small_session()
    start = session.snapshot().edition

    def differs(act: Any) -> bool:
        before = session.snapshot().edition
        act()
        return session.snapshot().edition != before

    assert start == (0, 0)
    assert differs(lambda: session.advance(5))
    for command in (do.Seek(2), do.SetPace("full"), do.Look(session.watch), do.Pause()):
        assert not differs(lambda command=command: session.execute(command))
    # What is repeated was there before.
    assert not differs(lambda: session.advance(3))
    assert differs(lambda: session.advance(1))
    assert not differs(lambda: session.execute(do.Step("batch", -1)))
    for command in (
        *(do.Bookmark(), do.Edit(1, 0, 0, 0.5), do.Undo(), do.Redo(), do.Reset()),
        do.Change(replace(settings_of(session), l2=0.1)),
    ):
        assert differs(lambda command=command: session.execute(command)), command
    archive = session.export()
    assert archive.edition == session.snapshot().edition
    session.restore(archive)
    assert session.snapshot().edition == (1, 0)


def test_what_is_remembered_is_nothing_new() -> None:
    session = small_session()
    session.execute(do.Recall((), 30, (12,)))
    assert session.snapshot().edition == (0, 0)


# Archives that are refused.


def with_run(archive: SessionArchive, place: int, **changes: Any) -> SessionArchive:
    runs = list(archive.runs)
    runs[place] = structs.replace(runs[place], **changes)
    return structs.replace(archive, runs=tuple(runs))


def frames(archive: SessionArchive, **changes: Any) -> SessionArchive:
    kept = structs.replace(archive.runs[0].frames, **changes)
    return with_run(archive, 0, frames=kept)


def shifted(archive: SessionArchive, column: int, value: int) -> SessionArchive:
    places = archive.runs[0].frames.places.copy()
    places[-1, column] = value
    return frames(archive, places=places)


def moved(archive: SessionArchive, **position: int) -> SessionArchive:
    moment = archive.moment
    place = replace(moment.position, **position)
    return structs.replace(archive, moment=replace(moment, position=place))


def longer(run: RunArchive) -> Any:
    return np.concatenate([run.frames.states, run.frames.states[-1:]])


REFUSED: dict[str, tuple[Any, str]] = {
    "the same number twice": (
        lambda a: with_run(a, 1, number=0),
        r"runs\[1\]: run 0 is there twice",
    ),
    "a parent that is not there": (
        lambda a: with_run(a, 1, parent=9),
        r"runs\[1\].parent: 9 is not allowed; allowed: 0",
    ),
    "its own parent": (lambda a: with_run(a, 0, parent=0), r"runs\[0\].parent: 0"),
    "a parent that ends before": (
        lambda a: with_run(a, 0, tip=40, changes=(), marks=()),
        r"runs\[0\]",
    ),
    "an end before the start": (
        lambda a: with_run(a, 1, tip=3),
        r"runs\[1\].tip: 3 is not allowed; allowed: from 41 to",
    ),
    "a spacing of nothing": (
        lambda a: frames(a, spacing=0),
        r"runs\[0\].spacing: 0 is not allowed; allowed: from 1",
    ),
    "another spacing": (lambda a: frames(a, spacing=4), r"runs\[0\].places"),
    "an update of its own": (lambda a: shifted(a, 0, 3), r"runs\[0\].places"),
    "an epoch before the first": (
        lambda a: shifted(a, 1, -1),
        r"runs\[0\].places\[10\].epoch: -1 is not allowed; allowed: from 0",
    ),
    "more seen than there is": (
        lambda a: shifted(a, 2, 22),
        r"runs\[0\].places\[10\].seen: 22 is not allowed; allowed: from 0 to 21",
    ),
    "a row too many": (
        lambda a: frames(a, states=longer(a.runs[0])),
        r"runs\[0\]: states has shape",
    ),
    "another type": (
        lambda a: frames(a, states=a.runs[0].frames.states.astype(np.float64)),
        r"runs\[0\]: state has type float64; expected float32",
    ),
    "too few scalars": (
        lambda a: frames(a, scalars=a.runs[0].frames.scalars[:, :0]),
        r"runs\[0\]: scalars has shape",
    ),
    "changes out of order": (
        lambda a: with_run(a, 0, changes=a.runs[0].changes * 2),
        r"runs\[0\].changes\[1\]: 50 is not allowed; allowed: from 51 to 83",
    ),
    "a change that cannot be live": (
        lambda a: with_run(
            a, 0, changes=((50, replace(a.runs[0].experiment.settings, hidden=(1,))),)
        ),
        r"runs\[0\].changes\[0\]: changes more than can change",
    ),
    "a mark beyond the end": (
        lambda a: with_run(
            a, 0, marks=(msgspec.structs.replace(a.runs[0].marks[0], update=99),)
        ),
        r"runs\[0\].marks\[0\].update: 99 is not allowed; allowed: from 0 to 83",
    ),
    "a curve of no points": (
        lambda a: with_run(
            a, 0, updates=np.empty(0, np.int64), values=np.empty((4, 0))
        ),
        r"runs\[0\].curve: 0 is not allowed; allowed: from 1 to 65536",
    ),
    "a curve that turns back": (
        lambda a: with_run(a, 0, updates=a.runs[0].updates[::-1]),
        r"runs\[0\].curve\[1\]",
    ),
    "a present that is not there": (
        lambda a: structs.replace(a, present=77),
        "present: 77 is not allowed; allowed: 0, 1",
    ),
    "an unknown pace": (
        lambda a: structs.replace(a, pace="warp"),
        "pace: warp is not allowed; allowed: product",
    ),
    "a moment beyond the end": (
        lambda a: moved(a, update=4000),
        "moment.update: 4000 is not allowed; allowed: from",
    ),
    "a moment before the start": (
        lambda a: moved(a, update=-1),
        "moment.update: -1 is not allowed",
    ),
    "a moment with no example left": (
        lambda a: moved(a, seen=22),
        "moment.seen: 22 is not allowed; allowed: from 0 to 21",
    ),
    "a state of another network": (
        lambda a: structs.replace(
            a, moment=replace(a.moment, state=np.zeros((3, 5), np.float32))
        ),
        r"moment: state has shape \(3, 5\)",
    ),
    "an undo of a run that is not there": (
        lambda a: structs.replace(a, undo=(structs.replace(a.undo[0], run=44),)),
        r"undo\[0\].run: 44 is not allowed; allowed: 0, 1",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_session_would_keep_is_refused(what: str) -> None:
    spoil, expected = REFUSED[what]
    archive = branched().export()
    check_archive(archive)
    with pytest.raises(ArchiveError, match=expected):
        check_archive(spoil(archive))


def test_nothing_happens_where_an_archive_does_not_fit() -> None:
    archive = branched().export()
    moment = replace(archive.moment, state=np.zeros((3, 5), np.float32))
    session = session_of("xor")
    session.advance(30)
    before, seen = digest(session), told(session)
    with pytest.raises(ValueError, match="state"):
        session.execute(do.Restore(structs.replace(archive, moment=moment)))
    assert digest(session) == before
    assert told(session) == seen


def test_new_runs_get_numbers_of_their_own() -> None:
    other = brought_back(branched())
    numbers = set(other.runs)
    other.execute(do.Reset())
    new = set(other.runs) - numbers
    assert len(new) == 1
    assert isinstance(other.runs.present, Run)
    assert other.runs.present.number == max(itertools.chain(numbers, new))
