"""Projects in the window: saved, opened, kept after a crash, one writer each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from tests.files.builders import project_of
from tests.session.builders import digest
from tests.ui.hosting import speak_chinese
from tests.ui.stages import Show, Stage
from visualizer import app
from visualizer.files.opening import begin, open_named
from visualizer.files.project import Project, read_project, save_project
from visualizer.files.recovery import kept_work
from visualizer.scenes.intents import NeuronRef, Select
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.ui.documents import with_suffix
from visualizer.ui.memory import Memory

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot)


def title(stage: Any) -> str:
    return stage.window.windowTitle().removesuffix(" — Neuronaut")


def banner(stage: Any) -> str:
    return stage.window.banner.text() if stage.window.banner.isVisible() else ""


def advance(stage: Stage, updates: int) -> None:
    stage.session.advance(updates)
    stage.settle()


def change(stage: Stage, **changes: Any) -> None:
    stage.window.send(do.Change(replace(stage.settings, **changes)))
    stage.settle()


def kept_in(stage: Stage, folder: Path) -> Stage:
    stage.window.documents.start_keeping(folder)
    return stage


# Saving and opening.


def test_work_is_saved_and_opened_again(stage, qtbot, tmp_path):
    path = tmp_path / "work.nnv"
    advance(stage, 30)
    change(stage, learning_rate=0.1)
    advance(stage, 21)
    stage.window.save_file(str(path))
    assert "work.nnv" in banner(stage)
    before = digest(stage.session)
    advance(stage, 40)
    stage.window.open_file(str(path))
    stage.settle()
    assert digest(stage.session) == before
    assert not stage.session.playing
    assert stage.settings.learning_rate == 0.1
    assert title(stage) == "work.nnv"
    stage.window.send(do.Seek(12))
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings.learning_rate == 0.03


def test_the_title_tells_what_is_not_saved(stage, tmp_path):
    path = tmp_path / "work.nnv"
    assert title(stage) == "circle"
    advance(stage, 5)
    assert title(stage) == "circle*"
    stage.window.save_file(str(path))
    assert title(stage) == "work.nnv"
    for command in (do.Seek(2), do.SetPace("slow"), do.Seek(5)):
        stage.window.send(command)
        stage.settle()
        assert title(stage) == "work.nnv"
    stage.window.send(do.Bookmark())
    stage.settle()
    assert title(stage) == "work.nnv*"
    stage.key(Qt.Key.Key_S, CONTROL)
    stage.settle()
    assert title(stage) == "work.nnv"
    assert open_named(str(path)).work.session.runs[0].marks[0].kind == "bookmark"
    assert (tmp_path / "work.nnv.bak").exists()


def test_saving_asks_for_a_file_where_there_is_none(stage, qtbot, tmp_path):
    advance(stage, 5)
    stage.key(Qt.Key.Key_S, CONTROL)
    dialog = stage.window.findChild(QFileDialog)
    assert not dialog.isModal()
    assert dialog.defaultSuffix() == "nnv"
    assert [Path(f).name for f in dialog.selectedFiles()] == ["circle.nnv"]
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "json"
    dialog.fileSelected.emit(str(tmp_path / "mine.nnv"))
    assert isinstance(open_named(str(tmp_path / "mine.nnv")).work, Project)
    dialog.close()
    stage.settle(1)
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    advance(stage, 5)
    # Now there is one: nobody is asked, but for another name.
    stage.key(Qt.Key.Key_S, CONTROL)
    assert stage.window.findChild(QFileDialog) is None
    assert begin(open_named(str(tmp_path / "mine.nnv")).work).update == 10
    stage.key(Qt.Key.Key_S, CONTROL | SHIFT)
    dialog = stage.window.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.close()
    stage.settle(1)


def test_opening_offers_both_kinds_of_files(stage):
    stage.key(Qt.Key.Key_O, CONTROL)
    dialog = stage.window.findChild(QFileDialog)
    assert "*.nnv" in dialog.nameFilters()[0]
    assert "*.json" in dialog.nameFilters()[0]
    dialog.close()
    stage.settle(1)


def test_an_ending_is_added_where_it_is_missing(stage, tmp_path):
    assert with_suffix("/a/b.v2") == Path("/a/b.v2.nnv")
    assert with_suffix("/a/b.NNV") == Path("/a/b.NNV")
    stage.window.save_file(str(tmp_path / "work"))
    assert (tmp_path / "work.nnv").exists()


def test_settings_alone_are_still_saved_and_leave_the_work_unsaved(stage, tmp_path):
    advance(stage, 5)
    stage.window.save_file(str(tmp_path / "work.nnv"))
    advance(stage, 5)
    stage.window.save_file(str(tmp_path / "settings.json"))
    assert title(stage) == "work.nnv*"
    assert stage.window.documents.path == tmp_path / "work.nnv"


def test_files_are_listed_as_recent(stage, tmp_path):
    for name in ("first.nnv", "second.nnv", "first.nnv"):
        stage.window.save_file(str(tmp_path / name))
    actions = stage.window.actions_._recent.actions()
    assert [action.text() for action in actions] == ["first.nnv", "second.nnv"]
    advance(stage, 9)
    actions[1].trigger()
    stage.settle()
    assert (title(stage), stage.session.update) == ("second.nnv", 0)


def test_a_project_is_dropped_on_the_window(stage, tmp_path):
    path = tmp_path / "work.nnv"
    advance(stage, 8)
    stage.window.save_file(str(path))
    advance(stage, 8)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    left = Qt.MouseButton.LeftButton
    stage.window.dropEvent(QDropEvent(QPointF(QPoint(9, 9)), copy, data, left, none))
    stage.settle()
    assert (stage.session.update, title(stage)) == (8, "work.nnv")


def test_what_was_looked_at_comes_back(stage, qtbot, tmp_path):
    stage.window.view.ask(Select(NeuronRef(1, 2)))
    stage.window.toggle_option("discretize")
    stage.window.send(do.SetPace("slow"))
    stage.settle()
    stage.window.save_file(str(tmp_path / "work.nnv"))
    other = Stage(qtbot)
    other.window.open_file(str(tmp_path / "work.nnv"))
    other.settle()
    watch = other.session.watch
    assert (watch.selection, watch.discretize) == (NeuronRef(1, 2), True)
    assert watch.visible == other.window.view.watch.visible
    assert other.session.pace.key == "slow"


def test_a_file_that_is_not_allowed_is_told_and_changes_nothing(stage, tmp_path):
    path = tmp_path / "work.nnv"
    advance(stage, 8)
    stage.window.save_file(str(path))
    whole = path.read_bytes()
    advance(stage, 3)
    before = digest(stage.session), title(stage), len(stage.sent)
    for content in (b"", whole[:-9], whole[:2000], b"{}"):
        bad = tmp_path / "bad.nnv"
        bad.write_bytes(content)
        stage.window.open_file(str(bad))
        stage.glance()
        assert banner(stage) == f"{bad}: is not a whole project file"
        stage.window.banner.dismiss()
    assert (digest(stage.session), title(stage), len(stage.sent)) == before
    assert stage.window.documents.path == path


@pytest.mark.parametrize("name", ["work.nnv", "work.json"])
def test_what_was_wrong_with_a_file_is_forgotten_with_the_next(stage, tmp_path, name):
    stage.window.save_file(str(tmp_path / name))
    bad = tmp_path / f"bad-{name}"
    bad.write_bytes(b"")
    stage.window.open_file(str(bad))
    assert stage.window.banner.isVisible()
    stage.window.open_file(str(tmp_path / name))
    stage.settle()
    assert not stage.window.banner.isVisible()


def test_a_file_that_cannot_be_written_is_told(stage, tmp_path):
    advance(stage, 3)
    stage.window.save_file(str(tmp_path / "no folder" / "work.nnv"))
    assert "no folder" in banner(stage)
    assert title(stage) == "circle*"
    assert stage.window.documents.path is None


def test_a_failed_save_leaves_the_work_unsaved(stage, tmp_path, monkeypatch):
    path = tmp_path / "work.nnv"
    stage.window.save_file(str(path))
    whole = path.read_bytes()
    advance(stage, 3)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        stage.key(Qt.Key.Key_S, CONTROL)
    assert banner(stage) == f"{path}: cannot be written: No space left on device"
    assert title(stage) == "work.nnv*"
    assert path.read_bytes() == whole
    stage.key(Qt.Key.Key_S, CONTROL)
    stage.settle()
    assert title(stage) == "work.nnv"


def test_another_experiment_is_no_longer_that_file(stage, tmp_path):
    path = tmp_path / "work.nnv"
    advance(stage, 4)
    stage.window.save_file(str(path))
    stage.window.open_preset("xor")
    stage.settle()
    assert stage.window.documents.path is None
    assert title(stage) == "xor*"
    # The old run is still there, and the file as it was.
    assert len(stage.session.runs) == 2
    assert begin(open_named(str(path)).work).update == 4


def test_notes_stay_with_the_work_that_they_are_of(stage, tmp_path):
    path = tmp_path / "work.nnv"
    stage.window.notes.write("circle", None, "slowly")
    stage.window.save_file(str(path))
    assert stage.window.notes.text(str(path), None) == "slowly"
    stage.window.open_preset("xor")
    stage.settle()
    stage.window.notes.write("xor", None, "four squares")
    stage.window.open_file(str(path))
    stage.settle()
    assert stage.window.notes.text(str(path), None) == "slowly"
    assert stage.window.notes.text("xor", None) == "four squares"


# One writer.


def test_a_second_window_opens_read_only(stage, qtbot, tmp_path):
    path = tmp_path / "work.nnv"
    advance(stage, 4)
    stage.window.save_file(str(path))
    whole = path.read_bytes()
    other = Stage(qtbot)
    other.window.open_file(str(path))
    other.settle()
    assert other.session.update == 4
    assert title(other) == "work.nnv (read-only)"
    assert banner(other).startswith("work.nnv is open in another window")
    advance(other, 6)
    assert title(other) == "work.nnv* (read-only)"
    other.key(Qt.Key.Key_S, CONTROL)
    dialog = other.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.close()
    other.window.save_file(str(path))
    assert "allowed: another name" in banner(other)
    assert path.read_bytes() == whole
    other.window.save_file(str(tmp_path / "mine.nnv"))
    other.settle()
    assert title(other) == "mine.nnv"
    assert begin(open_named(str(tmp_path / "mine.nnv")).work).update == 10


def test_a_file_is_free_when_its_window_has_left_it(stage, qtbot, tmp_path):
    path = tmp_path / "work.nnv"
    stage.window.save_file(str(path))
    stage.window.documents.finish(stage.session)
    other = Stage(qtbot)
    other.window.open_file(str(path))
    other.settle()
    assert title(other) == "work.nnv"


# What was not saved.


def test_unsaved_work_is_kept_and_offered_after_a_crash(stage, qtbot, tmp_path):
    folder = tmp_path / "recovery"
    kept_in(stage, folder)
    documents = stage.window.documents
    documents.keep()
    assert not folder.exists()
    advance(stage, 33)
    documents._timer.timeout.emit()
    (side,) = folder.glob("*.nnv")
    first = side.read_bytes()
    documents.keep()
    assert side.read_bytes() == first
    stage.window.send(do.Seek(7))
    change(stage, l2=0.01)
    documents.keep()
    before = digest(stage.session)
    # As after a crash: nobody holds the lock any more.
    documents._side_lock.unlock()
    other = kept_in(Stage(qtbot, "spiral"), folder)
    assert banner(other).startswith("Unsaved work on circle of ")
    assert [b.text() for b in other.window.banner.buttons()] == [
        "Bring it back",
        "Throw away",
    ]
    other.press(other.window.banner.buttons()[0])
    other.settle()
    assert digest(other.session) == before
    assert len(other.session.runs) == 2
    assert title(other) == "circle*"
    assert not other.window.actions_.book.action("restore_kept").isEnabled()
    # It stays until it is saved.
    assert side.exists()
    other.window.save_file(str(tmp_path / "work.nnv"))
    assert not side.exists()
    assert begin(open_named(str(tmp_path / "work.nnv")).work).update == 7


def test_work_on_a_file_comes_back_to_its_file(stage, qtbot, tmp_path):
    path, folder = tmp_path / "work.nnv", tmp_path / "recovery"
    kept_in(stage, folder)
    advance(stage, 5)
    stage.window.save_file(str(path))
    advance(stage, 5)
    stage.window.documents.keep()
    for lock in (stage.window.documents._side_lock, stage.window.documents._lock):
        lock.unlock()
    other = kept_in(Stage(qtbot), folder)
    assert "Unsaved work on work.nnv" in banner(other)
    other.window.actions_.trigger("restore_kept")
    other.settle()
    assert (title(other), other.session.update) == ("work.nnv*", 10)
    assert begin(open_named(str(path)).work).update == 5
    other.key(Qt.Key.Key_S, CONTROL)
    other.settle()
    assert begin(open_named(str(path)).work).update == 10


def test_unsaved_work_is_thrown_away_or_stays(stage, qtbot, tmp_path):
    folder = tmp_path / "recovery"
    kept_in(stage, folder)
    advance(stage, 5)
    stage.window.documents.keep()
    stage.window.documents._side_lock.unlock()
    other = kept_in(Stage(qtbot), folder)
    other.window.banner.dismiss()
    assert len(kept_work(folder)) == 1
    assert other.window.documents.offers
    other.window.actions_.trigger("discard_kept")
    assert kept_work(folder) == []
    assert other.window.documents.offers == ()


def test_the_work_of_a_window_that_is_alive_is_not_offered(stage, qtbot, tmp_path):
    folder = tmp_path / "recovery"
    kept_in(stage, folder)
    advance(stage, 5)
    stage.window.documents.keep()
    other = kept_in(Stage(qtbot), folder)
    assert other.window.documents.offers == ()
    assert banner(other) == ""


def test_opening_a_project_keeps_what_was_not_saved(stage, tmp_path):
    path, folder = tmp_path / "work.nnv", tmp_path / "recovery"
    kept_in(stage, folder)
    advance(stage, 5)
    stage.window.save_file(str(path))
    change(stage, hidden=(3,))
    advance(stage, 12)
    before = digest(stage.session)
    stage.window.open_file(str(path))
    stage.settle()
    assert (stage.session.update, title(stage)) == (5, "work.nnv")
    assert banner(stage).startswith("Unsaved work on work.nnv of ")
    stage.press(stage.window.banner.buttons()[0])
    stage.settle()
    assert digest(stage.session) == before
    assert title(stage) == "work.nnv*"


def test_a_clean_end_leaves_nothing_behind(stage, tmp_path):
    folder = tmp_path / "recovery"
    kept_in(stage, folder)
    advance(stage, 5)
    stage.window.documents.keep()
    assert kept_work(folder)
    # The next start trains these updates again by itself.
    stage.window.documents.finish(stage.session)
    assert kept_work(folder) == []


def test_an_end_with_unsaved_work_keeps_it(stage, qtbot, tmp_path):
    path, folder = tmp_path / "work.nnv", tmp_path / "recovery"
    kept_in(stage, folder)
    stage.window.save_file(str(path))
    advance(stage, 14)
    stage.window.documents.finish(stage.session)
    (kept,) = kept_work(folder)
    assert kept.title == "work.nnv"
    other = kept_in(Stage(qtbot), folder)
    other.window.actions_.trigger("restore_kept")
    other.settle()
    assert digest(other.session) == digest(stage.session)


def test_trouble_with_the_side_file_is_told_once(stage, tmp_path):
    (tmp_path / "recovery").write_text("no folder")
    kept_in(stage, tmp_path / "recovery" / "deeper")
    for _ in range(2):
        advance(stage, 5)
        stage.window.documents.keep()
    assert "cannot be written" in banner(stage)
    stage.window.banner.dismiss()
    advance(stage, 5)
    stage.window.documents.keep()
    assert banner(stage) == ""


def test_the_offer_is_said_in_chinese(stage, qtbot, tmp_path, monkeypatch):
    folder = tmp_path / "recovery"
    kept_in(stage, folder)
    advance(stage, 5)
    stage.window.documents.keep()
    stage.window.documents._side_lock.unlock()
    other = kept_in(Stage(qtbot), folder)
    speak_chinese(monkeypatch)
    other.window.retranslate()
    assert "尚未保存的工作已保留" in banner(other)
    assert [b.text() for b in other.window.banner.buttons()] == ["恢复它", "丢弃"]


# The whole program.


def test_saving_does_not_stop_the_run(qtbot, tmp_path):
    show = Show(qtbot)
    path = tmp_path / "work.nnv"
    show.window.send(do.SetPace("full"))
    show.window.send(do.Play())
    show.wait(lambda: show.update > 50)
    show.window.save_file(str(path))
    show.wait(lambda: show.window.documents.path == path)
    saved = read_project(path, tmp_path).session.moment.position.update
    show.wait(lambda: show.update > saved)
    assert show.snapshot.playing
    assert title(show) == "work.nnv*"


def test_what_is_asked_to_be_saved_at_the_end_is_saved(qtbot, tmp_path):
    show = Show(qtbot)
    show.train(40)
    path = tmp_path / "work.nnv"
    show.window.save_file(str(path))
    show.program.stop()
    assert begin(open_named(str(path)).work).update == show.program.session.update
    assert not show.window.documents.modified


CRASH = """
import os, signal
from PySide6.QtCore import QTimer
from visualizer import app, information
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.ui import documents

documents.KEEP_MILLISECONDS = 100

def end():
    from PySide6.QtWidgets import QApplication
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "main")
    shown = window.snapshot
    folder = information.recovery_folder()
    if shown is None:
        return
    if not shown.playing and shown.update == 0:
        window.send(do.SetPace("full"))
        window.send(do.Play())
    if shown.playing and shown.update > 100 and list(folder.glob("*.nnv")):
        os.kill(os.getpid(), signal.SIGKILL)

timer = QTimer()
timer.timeout.connect(end)
make = app.make_application
def made(*words):
    application = make(*words)
    timer.start(20)
    return application
app.make_application = made
app.run(preset("spiral"))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_after_kill_9_the_next_start_offers_the_work(qtbot, tmp_path):
    variables = {
        name: str(tmp_path / name)
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    }
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", CRASH],
        cwd=root,
        env={**os.environ, **variables, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    folder = tmp_path / "XDG_STATE_HOME" / "neuronaut" / "recovery"
    stage = kept_in(Stage(qtbot), folder)
    assert banner(stage).startswith("Unsaved work on spiral of ")
    stage.press(stage.window.banner.buttons()[0])
    stage.settle()
    assert stage.session.update > 0
    assert stage.settings.dataset.key == "spiral"
    assert title(stage) == "spiral*"


def test_the_next_start_goes_on_with_the_file(tmp_path):
    session = begin(preset("xor"))
    session.advance(60)
    stage_path = tmp_path / "work.nnv"
    save_project(project_of(session), stage_path)
    memory = Memory(name=str(stage_path))
    opened, path, said = app._last_work(memory)
    assert (path, said) == (stage_path, "")
    assert digest(begin(opened)) == digest(session)
    stage_path.write_bytes(b"spoiled")
    opened, path, said = app._last_work(memory)
    assert (path, opened.name) == (None, "circle")
    assert said == f"{stage_path}: is not a whole project file"
