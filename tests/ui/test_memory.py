"""What is remembered from one start to the next, and what if it is broken."""

from __future__ import annotations

import json
import os
import sys

import pytest

from visualizer.session.experiment import preset, to_fields
from visualizer.ui.lecture_notes import (
    MOST_CHARACTERS,
    MOST_EXPERIMENTS,
    MOST_NOTES,
    LectureNotes,
)
from visualizer.ui.memory import FILE, MAX_BYTES, Memory, load, save


def test_what_was_saved_is_loaded_again(tmp_path):
    memory = Memory(
        theme="light",
        language="zh",
        font_scale=1.3,
        geometry="AAAA",
        arrangements={"playground": {"hidden": ["loss"]}},
        experiment=to_fields(preset("spiral")),
        changes=[(120, {"learning_rate": 0.1})],
        update=500,
        hints_done=True,
        recent=["/a.json", "/b.json"],
        name="spiral",
        notes={"spiral": {"lecture": "slowly", "120": "ask them"}},
    )
    save(memory, tmp_path)
    loaded, first, trouble = load(tmp_path)
    assert loaded == memory
    assert not first
    assert trouble == ""


def test_the_first_start_has_nothing_to_remember(tmp_path):
    memory, first, trouble = load(tmp_path / "not yet there")
    assert memory == Memory()
    assert first
    assert trouble == ""


@pytest.mark.parametrize(
    "content",
    [
        b"{nonsense",
        b"[1, 2]",
        b'{"font_scale": "large"}',
        b'{"recent": 3}',
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_a_broken_file_is_put_aside_and_told(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    memory, first, trouble = load(tmp_path)
    assert not first
    assert memory.hints_done
    assert memory.theme == "dark"
    assert FILE in str(trouble)
    assert not (tmp_path / FILE).exists()
    assert (tmp_path / f"{FILE}.bad").read_bytes() == content
    assert load(tmp_path)[1]


@pytest.mark.parametrize("notes", [3, "text", [1], {"spiral": 7}, {"a": {"b": 1}}])
def test_damaged_notes_lose_nothing_else(tmp_path, notes):
    fields = {"theme": "light", "recent": ["/a.json"], "notes": notes}
    (tmp_path / FILE).write_text(json.dumps(fields))
    memory, _, trouble = load(tmp_path)
    assert (memory.theme, memory.recent, trouble) == ("light", ["/a.json"], "")
    assert LectureNotes(memory.notes).to_plain() == {}


def test_as_many_notes_as_are_kept_can_be_read_again(tmp_path):
    signs = "\n🙂" * (MOST_CHARACTERS // 2)
    every = range(1, MOST_NOTES)
    one = {"lecture": signs, **{str(update): signs for update in every}}
    notes = {"n" * 4000 + str(n): one for n in range(MOST_EXPERIMENTS)}
    kept = LectureNotes(notes).to_plain()
    assert kept == notes
    save(Memory(notes=kept), tmp_path)
    memory, _, trouble = load(tmp_path)
    assert trouble == ""
    assert memory.notes == notes


def test_a_file_of_absurd_size_is_not_read(tmp_path):
    (tmp_path / FILE).write_bytes(b" " * (MAX_BYTES + 1))
    assert load(tmp_path)[2]


def test_fields_of_a_later_version_do_no_harm(tmp_path):
    fields = {"theme": "light", "something_new": {"a": 1}}
    (tmp_path / FILE).write_text(json.dumps(fields))
    memory, first, trouble = load(tmp_path)
    assert memory.theme == "light"
    assert not first
    assert trouble == ""


def test_saving_leaves_no_other_file(tmp_path):
    folder = tmp_path / "new" / "folder"
    for _ in range(3):
        save(Memory(), folder)
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_a_failed_save_keeps_the_old_file(tmp_path, monkeypatch):
    save(Memory(theme="light"), tmp_path)

    def fail(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        save(Memory(theme="contrast"), tmp_path)
    assert load(tmp_path)[0].theme == "light"
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be closed there")
def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        save(Memory(), tmp_path / "file")
