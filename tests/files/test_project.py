"""Project files: round trips to the bit, and files that are refused."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.files.builders import (
    Fields,
    members_of,
    project_of,
    replace_arrays,
    saved,
    spoil,
    write_members,
)
from tests.session.builders import (
    branched,
    change,
    digest,
    session_of,
    settings_of,
    small_session,
)
from visualizer.engine.optimizers import optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.files import ContainerError
from visualizer.files.manifest import ARRAYS, MANIFEST, MOST_MANIFEST
from visualizer.files.opening import begin
from visualizer.files.project import read_heading, read_project, save_project
from visualizer.files.tensors import encode_arrays
from visualizer.language import Phrase, set_language
from visualizer.session import commands as do
from visualizer.session.session import Session


def reopened(folder: Path, session: Session) -> Session:
    return begin(read_project(saved(folder, session), folder / "data"))


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
    return [shown.run, shown.update, shown.experiment, shown.pace, *labels, runs]


# Round trips.


@pytest.mark.parametrize("key", optimizers.keys())
def test_opening_and_going_on_equals_never_having_stopped(
    tmp_path: Path, key: str
) -> None:
    session = small_session(optimizer=optimizers[key](), l2=0.001)
    session.advance(16)
    other = reopened(tmp_path, session)
    assert digest(other) == digest(session)
    for each in (session, other):
        each.advance(31)
    assert digest(other) == digest(session)
    for each in (session, other):
        each.execute(do.Seek(11))
    assert digest(other) == digest(session)


def test_runs_marks_undo_and_curves_come_back(tmp_path: Path) -> None:
    session = branched()
    session.execute(do.SetPace("slow"))
    other = reopened(tmp_path, session)
    assert told(other) == told(session)
    assert digest(other) == digest(session)
    for command in [*[do.Undo()] * 5, *[do.Redo()] * 6]:
        for each in (session, other):
            each.execute(command)
        assert told(other) == told(session)
        assert digest(other) == digest(session)
    for run in list(session.runs):
        for update in (3, 41, 55, 64, 999):
            for each in (session, other):
                each.execute(do.Return(run, update))
            assert digest(other) == digest(session)


def test_a_moment_that_an_edit_was_dragged_to_comes_back(tmp_path: Path) -> None:
    session = small_session()
    session.advance(9)
    session.execute(do.Edit(1, 0, 0, 0.1, gesture=1))
    session.advance(3)
    session.execute(do.Edit(1, 0, 0, 0.9, gesture=1))
    session.advance(4)
    other = reopened(tmp_path, session)
    for update in (12, 11, 14, 16):
        for each in (session, other):
            each.execute(do.Seek(update))
        assert digest(other) == digest(session)


def test_numbers_that_are_no_numbers_come_back(tmp_path: Path) -> None:
    session = session_of("reg-plane", learning_rate=100.0)
    session.advance(600)
    assert not np.isfinite(session.runs.present.curve.arrays()[1]).all()
    other = reopened(tmp_path, session)
    assert other.status == session.status
    assert told(other) == told(session)
    assert digest(other) == digest(session)


def test_what_else_a_project_holds_comes_back(tmp_path: Path) -> None:
    view = {"watch": {"example": 3}, "arrangement": {"hidden": ["loss"]}}
    path = saved(tmp_path, name="螺旋", view=view, document="/there/螺旋.nnv")
    project = read_project(path, tmp_path)
    assert (project.name, project.view) == ("螺旋", view)
    assert project.document == "/there/螺旋.nnv"
    assert read_heading(path) == ("螺旋", "/there/螺旋.nnv")


def test_the_same_work_gives_the_same_bytes(tmp_path: Path) -> None:
    session = branched()
    first = saved(tmp_path, session).read_bytes()
    again = begin(read_project(tmp_path / "work.nnv", tmp_path))
    assert saved(tmp_path, again).read_bytes() == first


def test_other_programs_can_read_it(tmp_path: Path) -> None:
    session = branched()
    members = members_of(saved(tmp_path, session))
    fields = json.loads(members[MANIFEST])
    assert fields["format"] == "neuronaut project"
    assert fields["version"] == 1
    # The format: the header's length, the header, the numbers.
    (length,) = struct.unpack("<Q", members[ARRAYS][:8])
    header = json.loads(members[ARRAYS][8 : 8 + length])
    start, stop = header["moment.state"]["data_offsets"]
    numbers = members[ARRAYS][8 + length :][start:stop]
    state = np.frombuffer(numbers, np.float32)
    np.testing.assert_array_equal(state, session.learner.state.ravel())


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 60)),
        st.tuples(st.just("seek"), st.integers(0, 90)),
        st.tuples(st.just("rate"), st.floats(0.001, 1.0)),
        st.tuples(st.just("batch"), st.integers(1, 22)),
        st.tuples(st.just("hidden"), st.integers(1, 5)),
        st.tuples(st.just("edit"), st.floats(-2.0, 2.0, width=32)),
        st.tuples(st.just("bookmark"), st.just(0)),
        st.tuples(st.just("undo"), st.just(0)),
    ),
    max_size=14,
)


def act_on(session: Session, name: str, value: Any) -> None:
    match name:
        case "advance":
            session.advance(value)
        case "seek":
            session.execute(do.Seek(value))
        case "rate":
            change(session, learning_rate=value)
        case "batch":
            change(session, batch_size=value)
        case "hidden":
            change(session, hidden=(value,))
        case "edit":
            session.execute(do.Edit(1, 0, 0, value))
        case "bookmark":
            session.execute(do.Bookmark())
        case "undo":
            session.execute(do.Undo())


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=ACTS, after=ACTS, rest=st.integers(0, 1 << 14))
def test_whatever_was_done_is_saved_and_goes_on(
    tmp_path: Path, before: Any, after: Any, rest: int
) -> None:
    session = small_session(optimizer=Adam())
    for name, value in before:
        act_on(session, name, value)
    # However few checkpoints are kept.
    project = replace(project_of(session), session=session.export(rest))
    save_project(project, tmp_path / "work.nnv")
    other = begin(read_project(tmp_path / "work.nnv", tmp_path))
    assert digest(other) == digest(session)
    for name, value in after:
        for each in (session, other):
            act_on(each, name, value)
        assert digest(other) == digest(session)
    assert told(other) == told(session)


# Files that are refused.


def refusal(path: Path) -> str:
    """Return the one sentence about a file, which names it first."""
    with pytest.raises(ContainerError) as caught:
        read_project(path, path.parent / "data")
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert len(said.splitlines()) == 1
    assert not (path.parent / "data").exists()
    return said.removeprefix(f"{path}: ")


def run(fields: Fields, place: int = 0) -> Fields:
    found: Fields = fields["session"]["runs"][place]
    return found


SPOILED: dict[str, tuple[Any, str]] = {
    "a later version": (
        lambda f: f.update(version=2),
        "version 2 is not allowed; allowed: 1",
    ),
    "a version that is a word": (
        lambda f: f.update(version="1"),
        "version '1' is not allowed; allowed: 1",
    ),
    "a version that is true": (
        lambda f: f.update(version=True),
        "version True is not allowed; allowed: 1",
    ),
    "no version": (lambda f: f.pop("version"), "version None is not allowed"),
    "another format": (
        lambda f: f.update(format="zip"),
        "manifest.json is of no project file",
    ),
    "a field that is unknown": (
        lambda f: run(f).update(color=3),
        "unknown field `color` - at `$.session.runs[0]`",
    ),
    "a field that is missing": (lambda f: run(f, 1).pop("tip"), "`tip`"),
    "a text for a number": (
        lambda f: run(f).update(tip="many"),
        "Expected `int`, got `str` - at `$.session.runs[0].tip`",
    ),
    "a number below all": (
        lambda f: run(f).update(spacing=-8),
        "Expected `int` >= 1 - at `$.session.runs[0].spacing`",
    ),
    "a number beyond all": (
        lambda f: run(f).update(tip=1 << 60),
        "Expected `int` <= 9007199254740992",
    ),
    "no runs": (lambda f: f["session"].update(runs=[]), "$.session.runs"),
    "another exhibit": (
        lambda f: run(f)["experiment"].update(exhibit="opera"),
        "runs[0]: exhibit 'opera' is not allowed; allowed: playground",
    ),
    "a setting out of range": (
        lambda f: run(f)["experiment"]["settings"].update(learning_rate=-3),
        "settings.learning_rate: -3 is out of range; allowed: from 1e-06 to 100",
    ),
    "a change out of range": (
        lambda f: run(f)["changes"][0][1].update(l2=-1),
        "runs[0].changes[0].l2: -1 is out of range; allowed: from 0 to 100",
    ),
    "an undo of settings out of range": (
        lambda f: f["session"]["undo"][0]["before"].update(l2=-1),
        "undo[0].before.l2: -1 is out of range",
    ),
    "another network": (
        lambda f: run(f)["experiment"]["settings"].update(hidden=[7]),
        "runs[0].changes[0]: changes more than can change while a run goes on",
    ),
    "another network everywhere": (
        lambda f: run(f, 3)["experiment"]["settings"].update(hidden=[7, 7]),
        "runs[3]: states has shape",
    ),
    "a mark of another kind": (
        lambda f: run(f)["marks"][0].update(kind="stain"),
        "Invalid enum value 'stain' - at `$.session.runs[0].marks[0].kind`",
    ),
    "a text that is none": (
        lambda f: run(f)["marks"][0].update(text=[1]),
        "runs[0].marks[0] has no text that is allowed",
    ),
    "a text that looks into things": (
        lambda f: run(f)["marks"][0].update(
            text={"pattern": "{a.__class__}", "values": {"a": "b"}}
        ),
        "runs[0].marks[0] has no text that is allowed",
    ),
    "a text that swells": (
        lambda f: run(f)["marks"][0].update(
            text={"pattern": "{a:>999999999}", "values": {"a": "b"}}
        ),
        "runs[0].marks[0] has no text that is allowed",
    ),
    "a parent to come": (
        lambda f: run(f, 1).update(parent=3),
        "runs[1].parent: 3 is not allowed; allowed: 0",
    ),
    "an unknown pace": (
        lambda f: f["session"].update(pace="warp"),
        "pace: warp is not allowed; allowed: product",
    ),
    "arrays that do not fit in": (
        lambda f: f["arrays"]["0.states"].update(shape=[1 << 30, 3, 13]),
        "session.safetensors has",
    ),
    "arrays of another shape": (
        lambda f: f["arrays"]["moment.state"].update(shape=[1, 3]),
        "session.safetensors has other arrays than manifest.json says",
    ),
    "arrays of too many axes": (
        lambda f: f["arrays"]["moment.state"].update(shape=[1] * 7),
        "Expected `array` of length <= 6 - at `$.arrays[...].shape`",
    ),
    "arrays of another type": (
        lambda f: f["arrays"]["moment.state"].update(dtype="object"),
        "Invalid enum value 'object'",
    ),
    "another size": (
        lambda f: f["members"][ARRAYS].update(size=77),
        "session.safetensors is damaged",
    ),
    "another checksum": (
        lambda f: f["members"][ARRAYS].update(sha256="0" * 64),
        "session.safetensors is damaged",
    ),
    "no checksum": (lambda f: f["members"].clear(), "session.safetensors is damaged"),
    "a member that is not there": (
        lambda f: f["members"].update(extra={"size": 1, "sha256": "0" * 64}),
        "extra is missing",
    ),
    "a data file that is not there": (
        lambda f: f["data"].append(
            {"path": "/no/table.csv", "sha256": "0" * 64, "member": None}
        ),
        "the data file /no/table.csv is missing or was changed",
    ),
    "a data file in another member": (
        lambda f: f["data"].append(
            {"path": "/no/table.csv", "sha256": "0" * 64, "member": ARRAYS}
        ),
        f"data/{'0' * 64} is missing",
    ),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return saved(tmp_path_factory.mktemp("project")).read_bytes()


@pytest.mark.parametrize("what", SPOILED)
def test_a_project_that_is_not_allowed_is_told_in_one_sentence(
    tmp_path: Path, whole: bytes, what: str
) -> None:
    change_fields, expected = SPOILED[what]
    path = tmp_path / "work.nnv"
    path.write_bytes(whole)
    spoil(path, change_fields)
    assert expected in refusal(path)


def test_files_that_are_no_projects_are_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "work.nnv"
    path.write_bytes(whole)
    members = members_of(path)
    for name, expected in ((MANIFEST, "is missing"), (ARRAYS, "is missing")):
        write_members(path, {n: c for n, c in members.items() if n != name})
        assert refusal(path) == f"{name} {expected}"
    write_members(path, {**members, "more.bin": b"1"})
    assert refusal(path) == "more.bin does not belong there"
    for text in (b"", b"[]", b"3", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}'):
        write_members(path, {**members, MANIFEST: text})
        assert "manifest.json" in refusal(path)
    path.write_bytes(b'{"version": 1, "exhibit": "playground"}')
    assert refusal(path) == "is not a whole project file"
    assert "cannot be read" in refusal(tmp_path / "missing.nnv")


def test_a_manifest_of_absurd_size_is_not_read(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "work.nnv"
    path.write_bytes(whole)
    write_members(path, {**members_of(path), MANIFEST: b" " * (MOST_MANIFEST + 1)})
    assert "manifest.json has 33554433 bytes; allowed: at most 33554432" in refusal(
        path
    )


def test_arrays_in_another_form_are_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "work.nnv"
    path.write_bytes(whole)
    data = members_of(path)[ARRAYS]
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])

    def with_header(**changes: Any) -> bytes:
        text = json.dumps({**header, **changes}).encode()
        return struct.pack("<Q", len(text)) + text + data[8 + length :]

    state = header["moment.state"]
    for content in (
        data[:-1],
        data + b"\0",
        b"\x80\x04\x95" * 999,
        struct.pack("<Q", 1 << 60) + data[8:],
        with_header(**{"moment.state": {**state, "dtype": "BF16"}}),
        with_header(**{"moment.state": {**state, "dtype": "F8_E4M3"}}),
        with_header(**{"moment.state": {**state, "shape": [1 << 40]}}),
        with_header(**{"moment.state": {**state, "data_offsets": [0, 4]}}),
    ):
        replace_arrays(path, content)
        assert "session.safetensors" in refusal(path)
    assert read_project_bytes(whole, path) is not None


def read_project_bytes(content: bytes, path: Path) -> Any:
    path.write_bytes(content)
    return read_project(path, path.parent / "none")


def test_arrays_that_are_no_session_are_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "work.nnv"
    path.write_bytes(whole)
    entry = {"dtype": "float64", "shape": [3, 3, 3]}
    cube = np.zeros((3, 3, 3))
    replace_arrays(path, encode_arrays({"cube": cube}))
    spoil(path, lambda f: f.update(arrays={"cube": entry}))
    assert refusal(path) == "session.safetensors: moment.state is missing"
    replace_arrays(path, encode_arrays({"moment.state": cube}))
    spoil(path, lambda f: f.update(arrays={"moment.state": entry}))
    expected = "session.safetensors has arrays of another shape or type than a session"
    assert refusal(path) == expected


def test_a_file_cut_anywhere_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "work.nnv"
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert refusal(path) == "is not a whole project file"


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_bytes_changed_anywhere_are_found_out_or_do_no_harm(
    tmp_path: Path, whole: bytes, data: st.DataObject
) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.integers(0, 255)
        )
    path = tmp_path / "work.nnv"
    path.write_bytes(content)
    with contextlib.suppress(ContainerError):
        # Only dates and the like are not watched over.
        project = read_project(path, tmp_path / "data")
        assert digest(begin(project)) == digest(branched())


def test_all_is_said_in_chinese(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "work.nnv"
    path.write_bytes(whole)
    spoil(path, lambda f: f["session"].update(pace="warp"))
    set_language("zh")
    with pytest.raises(ContainerError, match="不允许的值 warp；允许：product"):
        read_project(path, tmp_path)


# Writing.


def test_what_was_not_written_well_does_not_take_the_old_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path)
    before = path.read_bytes()
    write = zipfile.ZipFile.writestr

    def damaged(archive: zipfile.ZipFile, info: Any, content: bytes) -> None:
        flipped = bytes([content[0] ^ 1]) + content[1:]
        write(archive, info, flipped if info.filename == ARRAYS else content)

    monkeypatch.setattr(zipfile.ZipFile, "writestr", damaged)
    with pytest.raises(ContainerError, match=r"session\.safetensors is damaged"):
        save_project(project_of(small_session()), path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["work.nnv"]


def test_a_project_beyond_the_limit_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualizer.files.project.MOST_BYTES", 1000)
    with pytest.raises(ContainerError, match=r"allowed: at most 1000$"):
        save_project(project_of(small_session()), tmp_path / "work.nnv")
    assert not list(tmp_path.iterdir())


def test_the_one_before_is_kept(tmp_path: Path) -> None:
    session = small_session()
    first = saved(tmp_path, session).read_bytes()
    session.advance(5)
    saved(tmp_path, session)
    assert (tmp_path / "work.nnv.bak").read_bytes() == first
    names = sorted(os.listdir(tmp_path))
    assert names == ["work.nnv", "work.nnv.bak"]


def test_bookmarks_keep_both_languages(tmp_path: Path) -> None:
    other = reopened(tmp_path, branched())
    marks = [mark.text for run in other.snapshot().runs for mark in run.marks]
    assert "bookmark A" in marks
    phrase = marks[marks.index("bookmark A")]
    assert isinstance(phrase, Phrase)
    assert phrase.said_in("zh") == "书签 A"
    assert settings_of(other).batch_size == 5
