"""Projects bring the tables along that their data come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.files.builders import saved
from tests.session.builders import digest, settings_of
from visualizer.datasets.table_draft import draft
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.files.opening import begin
from visualizer.files.project import read_project
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session


@pytest.fixture
def own(tmp_path: Path) -> Path:
    random = np.random.default_rng(5)
    rows = random.normal(size=(60, 3))
    lines = [f"{a:.3f},{b:.3f},{c:.3f},{a - b:.3f}" for a, b, c in rows]
    path = tmp_path / "mine" / "own.csv"
    path.parent.mkdir()
    path.write_text("\n".join(["a,b,c,y", *lines]) + "\n", encoding="utf-8")
    return path


def session_on(path: Path, **changes: object) -> Session:
    table = draft(path.name, path.read_bytes()).table(str(path))
    settings = changed(PlaygroundSettings(), dataset=table)
    session = Session(Experiment("playground", changed(settings, **changes)))
    session.advance(20)
    return session


@pytest.mark.parametrize("changes", [{}, {"hidden": (3, 3)}])
def test_a_table_travels_with_the_project(
    own: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    session = session_on(own, **changes)
    path = saved(tmp_path, session)
    own.unlink()
    other = begin(read_project(path, tmp_path / "data"))
    assert digest(other) == digest(session)
    assert Path(settings_of(other).dataset.path).parent.parent == tmp_path / "data"
    session.advance(30)
    other.advance(30)
    assert digest(other) == digest(session)
