"""Names of bookmarks and runs, runs taken away, and their undo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.session.builders import change, digest, session_of, settings_of
from visualizer.language import Phrase
from visualizer.session import commands as do
from visualizer.session.labels import MOST_IN_A_NAME, Labels, clean_name, is_name
from visualizer.session.session import Session
from visualizer.session.snapshot import RunView
from visualizer.session.views import bookmarks


def named(session: Session) -> list[tuple[int, str]]:
    return [(mark.update, mark.text) for mark in bookmarks(session.snapshot())]


def runs(session: Session) -> dict[int, RunView]:
    return {view.number: view for view in session.snapshot().runs}


def marked(*updates: int) -> Session:
    """Return a session with bookmarks, at its end."""
    session = session_of()
    session.advance(max(updates) + 20)
    for update in updates:
        session.execute(do.Seek(update))
        session.execute(do.Bookmark())
    session.execute(do.Seek(session.tip))
    return session


def with_a_branch() -> Session:
    """Return a session that left run 0 at update 20 of 40 for another rate."""
    session = session_of()
    session.advance(40)
    session.execute(do.Seek(20))
    change(session, learning_rate=0.2)
    session.advance(15)
    return session


# Bookmarks.


def test_a_bookmark_is_set_and_taken_away_undoably() -> None:
    session = session_of()
    session.advance(10)
    session.execute(do.Bookmark())
    assert session.snapshot().undo_label == "bookmark A"
    session.execute(do.Undo())
    assert named(session) == []
    session.execute(do.Redo())
    assert named(session) == [(10, "bookmark A")]
    session.execute(do.Bookmark())
    assert named(session) == []
    assert session.snapshot().undo_label == "remove bookmark A"
    session.execute(do.Undo())
    assert named(session) == [(10, "bookmark A")]


def test_a_bookmark_gets_a_name_undoably() -> None:
    session = marked(10, 20)
    session.execute(do.NameBookmark(10, "  first cut "))
    assert named(session) == [(10, "first cut"), (20, "bookmark B")]
    assert session.snapshot().undo_label == "rename bookmark A"
    session.execute(do.NameBookmark(10, "it folds"))
    session.execute(do.Undo())
    assert named(session)[0] == (10, "first cut")
    session.execute(do.Undo())
    assert named(session)[0] == (10, "bookmark A")
    session.execute(do.Redo())
    session.execute(do.Redo())
    assert named(session)[0] == (10, "it folds")


def test_the_same_name_is_no_edit() -> None:
    session = marked(10)
    session.execute(do.NameBookmark(10, "peak"))
    before = session.snapshot().undo_label
    session.execute(do.NameBookmark(10, "peak"))
    session.execute(do.Undo())
    assert before == "rename bookmark A"
    assert named(session) == [(10, "bookmark A")]


def test_a_bookmark_is_removed_wherever_the_session_stands() -> None:
    session = marked(10, 20)
    here = session.update
    session.execute(do.RemoveBookmark(10))
    assert named(session) == [(20, "bookmark B")]
    session.execute(do.Undo())
    assert named(session) == [(10, "bookmark A"), (20, "bookmark B")]
    assert session.update == here


def test_undo_of_a_bookmark_leaves_other_marks_and_the_moment() -> None:
    session = session_of()
    session.advance(10)
    session.execute(do.Bookmark())
    session.advance(5)
    session.execute(do.PlayUntil(_until(20)))
    session.advance(100)
    at = digest(session)
    session.execute(do.Undo())
    assert digest(session) == at
    assert [mark.kind for mark in runs(session)[0].marks] == ["stop"]


def _until(update: int) -> Any:
    from visualizer.session.goals.update import AtUpdate

    return AtUpdate(update)


def test_a_bookmark_of_an_ancestor_is_named_from_its_branch() -> None:
    session = marked(10)
    session.execute(do.Seek(20))
    change(session, learning_rate=0.2)
    session.execute(do.NameBookmark(10, "before"))
    assert named(session) == [(10, "before")]
    assert runs(session)[0].marks[0].text == "before"


def test_a_bookmark_beyond_the_branch_is_not_of_this_line() -> None:
    session = marked(30)
    session.execute(do.Seek(20))
    change(session, learning_rate=0.2)
    for command in (do.NameBookmark(30, "x"), do.RemoveBookmark(30)):
        with pytest.raises(ValueError, match="no bookmark at update 30 of the present"):
            session.execute(command)


@pytest.mark.parametrize("name", ["", "  ", "\n\t", "x" * (MOST_IN_A_NAME + 1)])
def test_a_name_of_another_length_is_refused(name: str) -> None:
    session = marked(10)
    with pytest.raises(ValueError, match="characters is not allowed; allowed: 1 to 60"):
        session.execute(do.NameBookmark(10, name))
    assert named(session) == [(10, "bookmark A")]
    assert not is_name(name)


def test_a_name_loses_control_signs() -> None:
    assert clean_name(" a\x00b\n") == "ab"
    assert is_name("学习率 0.1")


def test_a_name_is_shown_as_it_was_written() -> None:
    """A person's word may be one that the program would translate."""
    session = marked(10)
    session.execute(do.NameBookmark(10, "reset"))
    (mark,) = bookmarks(session.snapshot())
    assert mark.text == "reset"
    assert not isinstance(mark.text, Phrase)


def test_names_are_part_of_the_recipe_and_come_back() -> None:
    session = marked(10, 20)
    session.execute(do.NameBookmark(20, "it folds"))
    recipe = session.snapshot().recipe
    assert recipe is not None
    assert recipe.bookmarks == (10, 20)
    assert recipe.names == ((20, "it folds"),)
    again = Session(recipe.start)
    again.execute(
        do.Recall(recipe.changes, recipe.update, recipe.bookmarks, recipe.names)
    )
    assert named(again) == [(10, "bookmark A"), (20, "it folds")]
    assert again.snapshot().undo_label == ""


def test_letters_are_given_in_order_and_the_first_free_one_first() -> None:
    labels = Labels()
    for update in range(28):
        taken = {mark.text for mark in labels.bookmarks}
        labels = labels.with_bookmark(update, taken)
    texts = [str(mark.text) for mark in labels.bookmarks]
    assert texts[:2] == ["bookmark A", "bookmark B"]
    assert texts[25:] == ["bookmark Z", "bookmark AA", "bookmark BB"]
    fewer = labels.without_bookmark(1)
    again = fewer.with_bookmark(99, {mark.text for mark in fewer.bookmarks})
    assert again.bookmarks[-1].text == "bookmark B"


# Runs.


def test_a_run_gets_a_name_undoably() -> None:
    session = with_a_branch()
    session.execute(do.NameRun(0, " gentle "))
    assert runs(session)[0].name == "gentle"
    session.execute(do.NameRun(0, ""))
    assert runs(session)[0].name == ""
    session.execute(do.Undo())
    assert runs(session)[0].name == "gentle"
    session.execute(do.Undo())
    assert runs(session)[0].name == ""
    assert session.snapshot().run == 1, "the moment stays"


def test_a_ghost_is_removed_and_comes_back_to_the_bit() -> None:
    session = with_a_branch()
    branch = digest(session)
    session.execute(do.Undo())
    session.execute(do.Seek(40))
    there = digest(session)
    session.execute(do.RemoveRun(1))
    assert runs(session)[1].hidden
    assert session.snapshot().undo_label == "remove run 2"
    session.execute(do.Undo())
    assert not runs(session)[1].hidden
    session.execute(do.Return(1, 35))
    assert digest(session) == branch
    session.execute(do.Return(0, 40))
    assert digest(session) == there


def test_a_removed_run_takes_little_memory() -> None:
    session = session_of()
    session.advance(4000)
    session.execute(do.Reset())
    held = session.runs[0].keyframes.bytes_used
    session.execute(do.RemoveRun(0))
    assert session.runs[0].keyframes.bytes_used < held / 50


def test_what_is_shown_cannot_be_removed() -> None:
    session = with_a_branch()
    for number in (0, 1):
        with pytest.raises(ValueError, match=f"Run {number + 1} belongs to what is"):
            session.execute(do.RemoveRun(number))
    with pytest.raises(ValueError, match="run 9 is unknown"):
        session.execute(do.RemoveRun(9))


def test_returning_to_a_removed_run_brings_it_back() -> None:
    session = with_a_branch()
    session.execute(do.Undo())
    session.execute(do.RemoveRun(1))
    session.execute(do.Return(1, 30))
    assert not runs(session)[1].hidden


# What the runs tell of themselves.


def test_runs_say_what_they_began_with_and_how_they_differ() -> None:
    session = with_a_branch()
    first, branch = runs(session).values()
    assert (first.origin, first.began) == (None, "")
    assert (branch.origin, branch.began) == (0, "Learning rate 0.03 → 0.2")
    assert first.differs == "Learning rate 0.2 → 0.03"
    assert branch.differs == ""
    session.execute(do.Return(0, 40))
    first, branch = runs(session).values()
    assert (first.differs, branch.differs) == ("", "Learning rate 0.03 → 0.2")


def test_a_live_change_later_counts_as_a_difference() -> None:
    session = with_a_branch()
    change(session, l2=0.01)
    assert runs(session)[0].differs == "Learning rate 0.2 → 0.03, L2 rate 0.01 → 0"
    assert runs(session)[1].experiment.settings == settings_of(session)


def test_a_drag_of_restarts_keeps_where_it_began() -> None:
    session = session_of()
    session.advance(5)
    for share in (0.6, 0.7):
        change(session, gesture=4, train_share=share)
    last = list(runs(session).values())[-1]
    assert (last.origin, last.began) == (0, "Train share 0.5 → 0.7")


# Branches.


def test_a_branch_at_the_end_leaves_the_run_as_it_is() -> None:
    from dataclasses import replace

    session = session_of()
    session.advance(30)
    at = digest(session)
    other = replace(settings_of(session), learning_rate=0.3)
    session.execute(do.Branch(other))
    assert digest(session) == at
    assert session.snapshot().run == 1
    assert settings_of(session).learning_rate == 0.3
    session.advance(20)
    session.execute(do.Undo())
    assert (session.snapshot().run, session.tip) == (0, 30)
    assert settings_of(session).learning_rate == 0.03
    plain = session_of()
    plain.advance(60)
    session.advance(30)
    assert digest(session) == digest(plain)


def test_a_branch_equals_a_change_in_the_past() -> None:
    from dataclasses import replace

    one, other = session_of(), session_of()
    for session in (one, other):
        session.advance(40)
        session.execute(do.Seek(20))
    change(one, learning_rate=0.2)
    other.execute(do.Branch(replace(settings_of(other), learning_rate=0.2)))
    for session in (one, other):
        session.advance(30)
    assert digest(one) == digest(other)


def test_a_branch_with_the_same_settings_is_one_too() -> None:
    session = session_of()
    session.advance(30)
    session.execute(do.Branch(settings_of(session)))
    assert runs(session)[1].began == "branch"


def test_a_branch_with_another_network_is_refused() -> None:
    from dataclasses import replace

    session = session_of()
    session.advance(30)
    with pytest.raises(ValueError, match=r"Hidden layers .*: a branch goes on with"):
        session.execute(do.Branch(replace(settings_of(session), hidden=(3,))))
    assert len(session.runs) == 1


# Lines over the loss surface.


def test_ghost_lines_are_what_the_runs_went_through() -> None:
    session = session_of()
    line = []
    for _ in range(41):
        line.append(session.learner.state[0].copy())
        session.advance(1)
    session.execute(do.Seek(20))
    change(session, learning_rate=0.2)
    (ghost,) = session.runs.ghosts(line[0].size)
    assert (ghost.run, ghost.tip, ghost.text) == (0, 41, "Learning rate 0.2 → 0.03")
    # Where it was left, then the checkpoints at each eighth update.
    for row, update in zip(ghost.line, (20, 24, 32, 40), strict=True):
        assert row.tobytes() == line[update].tobytes()


def test_ghost_lines_stay_the_same_object_until_something_changes() -> None:
    session = with_a_branch()
    parameters = session.learner.state.shape[1]
    before = session.runs.ghosts(parameters)
    session.advance(50)
    assert session.runs.ghosts(parameters) is before
    session.execute(do.NameRun(0, "gentle"))
    (ghost,) = session.runs.ghosts(parameters)
    assert ghost.text == "gentle"


def test_networks_of_another_size_and_removed_runs_have_no_line() -> None:
    session = with_a_branch()
    parameters = session.learner.state.shape[1]
    session.execute(do.Undo())
    assert [ghost.run for ghost in session.runs.ghosts(parameters)] == [1]
    session.execute(do.RemoveRun(1))
    assert session.runs.ghosts(parameters) == ()
    change(session, hidden=(3,))
    assert session.runs.ghosts(session.learner.state.shape[1]) == ()
