"""Side files: written, found again, and taken away."""

from __future__ import annotations

import os
from pathlib import Path

from tests.files.builders import project_of
from tests.session.builders import digest, small_session
from visualizer.files.opening import begin
from visualizer.files.project import read_project
from visualizer.files.recovery import (
    forget,
    kept_work,
    new_side_file,
    write_side_file,
)


def test_work_is_found_again_newest_first(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "recovery"
    assert kept_work(folder) == []
    paths = []
    for number, document in enumerate(("", "/there/lecture.nnv")):
        session = small_session()
        session.advance(10 * number + 7)
        path = new_side_file(folder)
        write_side_file(project_of(session, name="xor", document=document), path)
        os.utime(path, (1000.0 + number, 1000.0 + number))
        paths.append(path)
    found = kept_work(folder)
    assert [kept.path for kept in found] == paths[::-1]
    assert [kept.title for kept in found] == ["lecture.nnv", "xor"]
    assert [kept.seconds for kept in found] == [1001.0, 1000.0]
    session = small_session()
    session.advance(17)
    assert digest(begin(read_project(found[0].path, tmp_path))) == digest(session)
    forget(paths[1])
    forget(paths[1])
    assert [kept.path for kept in kept_work(folder)] == paths[:1]


def test_a_side_file_is_replaced_without_another_one_beside_it(tmp_path: Path) -> None:
    path = new_side_file(tmp_path)
    for _ in range(3):
        write_side_file(project_of(small_session()), path)
    assert list(tmp_path.iterdir()) == [path]


def test_one_that_cannot_be_read_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "0123.nnv"
    path.write_bytes(b"nonsense")
    assert kept_work(tmp_path) == []
    assert (tmp_path / "0123.nnv.bad").read_bytes() == b"nonsense"
