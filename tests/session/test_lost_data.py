"""Data that cannot be had, because a file vanished, cost nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.session.builders import digest, session_of, settings_of
from visualizer.datasets import table
from visualizer.datasets.circle import Circle
from visualizer.datasets.table_draft import draft
from visualizer.exhibits.playground.settings import changed
from visualizer.session import commands as do
from visualizer.session.session import Session
from visualizer.settings import SettingError

ROWS = b"a,b,y\n" + b"".join(b"%d,%d,%d\n" % (n, n * n % 7, n % 2) for n in range(40))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_bytes(ROWS)
    return path


def want(session: Session, dataset: Any) -> None:
    session.execute(do.Change(changed(settings_of(session), dataset=dataset), 0))


def test_a_file_that_cannot_be_read_changes_nothing(file: Path) -> None:
    session = session_of()
    session.advance(30)
    session.execute(do.Change(replace(settings_of(session), hidden=(3,)), 0))
    session.advance(20)
    session.execute(do.Undo())
    before, shown = digest(session), session.snapshot()
    own = draft(file.name, ROWS).table(str(file))
    file.unlink()
    with pytest.raises(SettingError, match=r"own.csv: cannot be read"):
        want(session, own)
    after = session.snapshot()
    assert digest(session) == before
    assert after.run == shown.run
    assert (after.undo_label, after.redo_label) == (shown.undo_label, shown.redo_label)
    assert after.redo_label
    session.execute(do.Redo())
    assert settings_of(session).hidden == (3,)


def test_a_run_whose_file_vanished_is_not_gone_back_to(file: Path) -> None:
    session = session_of()
    want(session, draft(file.name, ROWS).table(str(file)))
    session.advance(10)
    want(session, Circle())
    session.advance(25)
    before, number = digest(session), session.snapshot().run
    file.unlink()
    # What was read before is remembered for a while.
    table._read.cache_clear()
    table._columns.cache_clear()
    table._columns.cache_clear()
    with pytest.raises(SettingError, match=r"own.csv: cannot be read"):
        session.execute(do.Undo())
    assert (digest(session), session.snapshot().run) == (before, number)
    file.write_bytes(ROWS)
    session.execute(do.Undo())
    assert settings_of(session).dataset.key == "table"
    assert session.update == 10
