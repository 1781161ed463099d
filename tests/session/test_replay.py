"""Any row of commands: each moment seen is found again, to the bit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.session.builders import change, digest, settings_of, small_session
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.session import commands as do
from visualizer.session.session import Session

values = st.floats(-1.5, 1.5, width=32)
ACTS: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    st.tuples(st.just("advance"), st.integers(1, 40)),
    st.tuples(st.just("advance"), st.integers(1, 40)),
    st.tuples(st.just("seek"), st.floats(0.0, 1.0)),
    st.tuples(st.just("seek to a branch"), st.integers(0, 5)),
    st.tuples(st.just("live"), st.sampled_from((0.01, 0.03, 0.1, 0.3)), st.just(0)),
    st.tuples(
        st.just("live"), st.sampled_from((0.01, 0.03, 0.1, 0.3)), st.integers(1, 3)
    ),
    st.tuples(st.just("batch"), st.integers(1, 22)),
    st.tuples(st.just("penalty"), st.sampled_from((0.0, 0.01, 0.1))),
    st.tuples(st.just("hidden"), st.integers(1, 4), st.integers(0, 2)),
    st.tuples(st.just("reset")),
    st.tuples(st.just("edit"), values, st.just(0)),
    st.tuples(st.just("edit"), values, st.integers(1, 3)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(
        st.just("step"),
        st.sampled_from(("neuron", "layer", "example", "batch", "epoch")),
        st.sampled_from((-3, -1, 1, 2)),
    ),
    st.tuples(st.just("return"), st.integers(0, 6), st.integers(0, 120)),
    st.tuples(st.just("go back"), st.booleans()),
)
Seen = dict[tuple[int, int], Any]


def carry_out(session: Session, act: tuple[Any, ...]) -> None:
    match act:
        case ("advance", count):
            session.advance(count)
        case ("seek", share):
            session.execute(do.Seek(round(share * session.tip)))
        case ("seek to a branch", place):
            line = session.runs.line()
            session.execute(do.Seek(line[place % len(line)].first))
        case ("live", rate, gesture):
            change(session, gesture, learning_rate=rate)
        case ("batch", size):
            change(session, batch_size=size)
        case ("penalty", rate):
            change(session, l2=rate)
        case ("hidden", units, gesture):
            change(session, gesture, hidden=(units,))
        case ("reset",):
            session.execute(do.Reset())
        case ("edit", value, gesture):
            session.execute(do.Edit(1, 0, 0, value, gesture))
        case ("undo",):
            session.execute(do.Undo())
        case ("redo",):
            session.execute(do.Redo())
        case ("step", unit, count):
            session.execute(do.Step(unit, count))
        case ("return", number, update):
            numbers = sorted(session.runs)
            session.execute(do.Return(numbers[number % len(numbers)], update))
        case ("go back", halve):
            session.execute(do.GoBack(halve))
        case _:
            raise AssertionError(act)


def state(session: Session) -> Any:
    """Return what must come back; the size of the coming batch may change live."""
    return digest(session)[:3]


def check(session: Session, seen: Seen, dragged: bool) -> None:
    shown = session.snapshot()
    runs = {view.number: view for view in shown.runs}
    line = [run.number for run in session.runs.line()]
    assert shown.run == line[-1]
    assert runs[line[0]].first == 0
    assert 0 <= shown.update <= shown.tip == runs[shown.run].tip
    assert shown.history_bytes <= shown.history_limit
    assert 0 <= shown.collected < max(1, shown.batch_size)
    assert shown.metrics == session.learner.evaluate()
    assert session._segment is session.runs.segment_at(shown.update)
    learner, now = session.learner, settings_of(session)
    assert learner.learning_rate == now.learning_rate
    for view in shown.runs:
        assert (np.diff(view.updates) > 0).all()
        assert view.updates[0] == view.first
        assert view.updates[-1] <= view.tip
    holder = next(n for n in reversed(line) if runs[n].first <= shown.update)
    key = (holder, shown.update)
    if dragged:
        seen[key] = state(session)
    assert seen.setdefault(key, state(session)) == state(session)


@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9), Adam()], ids=repr)
@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=25), rows=st.integers(60, 2000))
def test_every_moment_comes_back(
    optimizer: Any, acts: list[tuple[Any, ...]], rows: int
) -> None:
    # Room for so many checkpoints of the largest network in the test.
    session = small_session(optimizer=optimizer, history_bytes=rows * 250)
    seen: Seen = {(0, 0): state(session)}
    for act in acts:
        note(repr(act))
        before = session.update
        runs = set(session.runs)
        carry_out(session, act)
        dragged = (
            act[0] == "edit"
            and act[2] > 0
            and set(session.runs) == runs
            and session.update == before
        )
        for gone in runs - set(session.runs):
            # Runs that a drag passed through.
            for key in [key for key in seen if key[0] == gone]:
                del seen[key]
        check(session, seen, dragged)
    for (number, update), expected in sorted(seen.items()):
        session.execute(do.Return(number, update))
        if session._segment.number == number:
            assert state(session) == expected, (number, update)
    # And once more by training along the last line.
    line = session.runs.line()
    session.execute(do.Seek(0))
    while session.update < session.tip and session.status.condition == "ok":
        session.advance(1)
        holder = session.runs.segment_at(session.update).number
        key = (holder, session.update)
        assert seen.get(key, state(session)) == state(session), key
    assert line == session.runs.line()
