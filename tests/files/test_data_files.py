"""Data files inside of projects, and named ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.files.builders import (
    Notebook,
    members_of,
    notebooks,
    project_of,
    spoil,
    write_notebook,
)
from tests.session.builders import change, digest, session_of, settings_of
from visualizer.datasets.own_file import chosen
from visualizer.exhibits.raw_data import RawDataSettings
from visualizer.files import ContainerError
from visualizer.files.manifest import MANIFEST
from visualizer.files.opening import begin
from visualizer.files.project import read_project, save_project
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session


@pytest.fixture(autouse=True)
def _with_notebooks() -> Iterator[None]:
    with notebooks():
        yield


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return write_notebook(tmp_path / "own" / "my points.txt")


def session_on(table: Path) -> Session:
    session = session_of(dataset=Notebook(path=str(table)))
    session.advance(12)
    change(session, learning_rate=0.1)
    session.advance(8)
    change(session, hidden=(2,))
    session.advance(5)
    return session


def kept(session: Session, folder: Path, **options: Any) -> Path:
    path = folder / "work.nnv"
    save_project(project_of(session), path, **options)
    return path


def entry_of(path: Path) -> Any:
    (found,) = json.loads(members_of(path)[MANIFEST])["data"]
    return found


def test_data_inside_of_a_project_need_no_other_file(
    tmp_path: Path, table: Path
) -> None:
    session = session_on(table)
    digest_of_file = hashlib.sha256(table.read_bytes()).hexdigest()
    path = kept(session, tmp_path)
    assert f"data/{digest_of_file}" in members_of(path)
    content = table.read_bytes()
    table.unlink()
    other = begin(read_project(path, tmp_path / "data"))
    unpacked = Path(settings_of(other).dataset.path)
    assert unpacked == tmp_path / "data" / digest_of_file / "my points.txt"
    assert digest(other) == digest(session)
    other.execute(do.Return(0, 12))
    table.write_bytes(content)
    session.execute(do.Return(0, 12))
    for each in (session, other):
        each.advance(3)
    assert digest(other) == digest(session)


def test_a_file_is_unpacked_once_and_repaired(tmp_path: Path, table: Path) -> None:
    path = kept(session_on(table), tmp_path)
    content = table.read_bytes()
    folder = tmp_path / "data"
    first = Path(settings_of(begin(read_project(path, folder))).dataset.path)
    times = first.stat().st_mtime_ns
    read_project(path, folder)
    assert first.stat().st_mtime_ns == times
    first.write_bytes(b"spoiled")
    read_project(path, folder)
    assert first.read_bytes() == content
    assert len([each for each in folder.rglob("*") if each.is_file()]) == 1


def test_a_project_that_was_opened_is_saved_with_its_data_again(
    tmp_path: Path, table: Path
) -> None:
    session = session_on(table)
    other = begin(read_project(kept(session, tmp_path), tmp_path / "data"))
    (tmp_path / "again").mkdir()
    again = kept(other, tmp_path / "again")
    table.unlink()
    third = begin(read_project(again, tmp_path / "elsewhere"))
    assert digest(third) == digest(session)
    assert Path(settings_of(third).dataset.path).name == "my points.txt"


def test_large_data_are_named_with_their_checksum(tmp_path: Path, table: Path) -> None:
    session = session_on(table)
    path = kept(session, tmp_path, embedded_bytes=100)
    entry = entry_of(path)
    assert entry["member"] is None
    assert entry["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()
    assert digest(begin(read_project(path, tmp_path / "data"))) == digest(session)
    # Moved along with the project, it is found beside it.
    table.rename(tmp_path / "my points.txt")
    other = begin(read_project(path, tmp_path / "data"))
    assert digest(other) == digest(session)
    assert not (tmp_path / "data").exists()


def test_named_data_that_are_gone_or_changed_are_told(
    tmp_path: Path, table: Path
) -> None:
    path = kept(session_on(table), tmp_path, embedded_bytes=0)
    for act in (lambda: write_notebook(table, seed=4), table.unlink):
        act()
        with pytest.raises(ContainerError) as caught:
            read_project(path, tmp_path / "data")
        expected = f"{path}: the data file {table} is missing or was changed; allowed: "
        assert str(caught.value).startswith(expected)


def test_data_that_cannot_be_read_any_more_do_not_hinder_saving(
    tmp_path: Path, table: Path
) -> None:
    session, content = session_on(table), table.read_bytes()
    table.unlink()
    path = kept(session, tmp_path)
    assert entry_of(path) == {"path": str(table), "sha256": None, "member": None}
    with pytest.raises(ContainerError, match=r"work\.nnv: runs\[0\]: .*my points"):
        read_project(path, tmp_path / "data")
    table.write_bytes(content)
    assert digest(begin(read_project(path, tmp_path / "data"))) == digest(session)


@pytest.mark.parametrize(
    "name", ["/a/../../x", "C:\\here\\..", "..", "/etc/", "a\0b", "x" * 300, ".ssh"]
)
def test_a_name_cannot_lead_out_of_the_folder(
    tmp_path: Path, table: Path, name: str
) -> None:
    path = kept(session_on(table), tmp_path)
    spoil(path, lambda fields: fields["data"][0].update(path=name))
    folder = tmp_path / "data"
    read_project(path, folder)
    (unpacked,) = (each for each in folder.rglob("*") if each.is_file())
    assert unpacked.parent.parent == folder
    assert unpacked.name in ("data", "etc", "x")


def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, table: Path
) -> None:
    path = kept(session_on(table), tmp_path)
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(ContainerError, match=r"my points\.txt: cannot be written: "):
        read_project(path, tmp_path / "data")


def test_undo_leads_to_data_inside_too(tmp_path: Path, table: Path) -> None:
    session = session_on(table)
    archive = session.export()
    lost = replace(archive.undo[0], settings=archive.undo[0].before)
    project = replace(
        project_of(session), session=replace(archive, undo=(lost, *archive.undo[1:]))
    )
    path = tmp_path / "work.nnv"
    save_project(project, path)
    table.unlink()
    undo = read_project(path, tmp_path / "data").session.undo
    for entry in undo:
        assert Path(entry.before.dataset.path).exists()
    assert Path(undo[0].settings.dataset.path).exists()


def test_a_file_that_is_no_data_set_is_taken_along_too(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    own = tmp_path / "own" / "words.txt"
    own.write_text("one two one three", encoding="utf-8")
    file = chosen(str(own))
    settings = RawDataSettings(kind="text", coding="words", text_file=file)
    session = Session(Experiment("raw-data", settings))
    session.advance(4)
    path = kept(session, tmp_path)
    own.unlink()
    other = begin(read_project(path, tmp_path / "data"))
    moved = other.snapshot().experiment.settings.text_file
    assert moved.path == str(tmp_path / "data" / file.sha256 / "words.txt")
    assert other.update == 4
    other.advance(3)
    assert other.update == 7
