"""The lecturer's own window: what it shows, what it keeps, and whom its keys drive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel

from tests.session.builders import Clock
from tests.ui.screen_texts import screen_texts
from tests.ui.stages import Stage
from visualizer.session import commands as do
from visualizer.session.experiment import encode
from visualizer.ui import speaker_window as module
from visualizer.ui import wakefulness
from visualizer.ui.theme import load_theme

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_helpers(monkeypatch):
    """Start no tool of the system that would keep a screen awake."""
    monkeypatch.setattr(wakefulness, "_command", lambda: None)


@pytest.fixture
def stage(qtbot):
    """A window with bookmarks at the updates 10, 30 and 60."""
    stage = Stage(qtbot)
    for updates in (10, 20, 30):
        stage.session.advance(updates)
        stage.session.execute(do.Bookmark())
    stage.session.advance(15)
    stage.settle()
    return stage


def opened(stage: Stage) -> module.SpeakerWindow:
    """Open the window and give it the keyboard."""
    stage.window.actions_.trigger("speaker")
    speaker = stage.window.presenter.speaker
    stage.qtbot.waitExposed(speaker)
    stage.qtbot.waitUntil(speaker.isActiveWindow)
    stage.settle()
    return speaker


def regain(stage: Stage) -> None:
    """Give the keyboard back to the main window."""
    stage.window.activateWindow()
    stage.qtbot.waitUntil(stage.window.isActiveWindow)


def rows(speaker: module.SpeakerWindow) -> list[str]:
    """Return what the list says."""
    listed = speaker.moment_list
    return [listed.item(row).text() for row in range(listed.count())]


def marked(speaker: module.SpeakerWindow) -> list[int]:
    """Return the rows that are marked as the present one."""
    listed = speaker.moment_list
    every = [listed.item(row) for row in range(listed.count())]
    return [row for row, item in enumerate(every) if item.font().bold()]


def seek(stage: Stage, update: int) -> None:
    stage.session.execute(do.Seek(update))
    stage.settle()


# What it shows.


def test_it_lists_the_bookmarks_and_announces_the_next(stage):
    seek(stage, 35)
    speaker = opened(stage)
    losses = [float(row.rsplit(" ", 1)[1]) for row in rows(speaker)]
    assert [row.rsplit(" ", 1)[0] for row in rows(speaker)] == [
        "1   bookmark A · update 10 · loss",
        "2   bookmark B · update 30 · loss",
        "3   bookmark C · update 60 · loss",
    ]
    assert losses == sorted(losses, reverse=True)
    assert marked(speaker) == [1]
    assert speaker.moment_list.currentRow() == 1
    texts = screen_texts(speaker, only_visible=True)
    assert "Next: 3 · bookmark C" in texts
    assert "Note for bookmark B" in texts


def test_it_says_what_the_audience_sees_in_one_line(stage, qtbot):
    seek(stage, 30)
    speaker = opened(stage)
    metrics = stage.session.snapshot().metrics
    line = speaker._seen.full_text()
    assert line.startswith("circle · update 30 · epoch 1.2 · training loss ")
    assert line.endswith(f" · test loss {metrics.test_loss:.3f}")
    stage.window.presenter.enter()
    stage.window.presenter.toggle_blank()
    assert speaker._seen.full_text() == "The screen is black · " + line
    stage.window.presenter.toggle_blank()
    assert speaker._seen.full_text() == line


def test_before_the_first_and_behind_the_last_moment(stage):
    seek(stage, 5)
    speaker = opened(stage)
    back, forth = speaker.buttons
    assert marked(speaker) == []
    assert not back.isEnabled()
    assert not speaker.fields[0].isEnabled()
    assert "Next: 1 · bookmark A" in screen_texts(speaker)
    seek(stage, 70)
    assert marked(speaker) == [2]
    assert back.isEnabled()
    assert not forth.isEnabled()
    assert "Next: nothing" in screen_texts(speaker)


def test_without_bookmarks_it_says_how_to_set_one(qtbot):
    stage = Stage(qtbot)
    speaker = opened(stage)
    assert not speaker.moment_list.isVisible()
    assert speaker._none.isVisible()
    stage.qtbot.keyClick(speaker, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    stage.settle()
    assert rows(speaker)[0].startswith("1   bookmark A · update 0 · loss ")
    assert speaker.moment_list.isVisible()
    assert not speaker._none.isVisible()


def test_it_follows_only_while_it_is_seen(stage, monkeypatch):
    speaker = opened(stage)
    speaker.close()
    asked = []
    monkeypatch.setattr(speaker, "set_scene", asked.append)
    stage.glance()
    assert asked == []
    stage.window.open_speaker()
    assert len(asked) == 1


# Hands.


def test_a_click_on_a_moment_goes_there(stage, qtbot):
    speaker = opened(stage)
    listed = speaker.moment_list
    place = listed.visualItemRect(listed.item(0)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    stage.settle()
    assert stage.session.update == 10
    assert marked(speaker) == [0]
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    stage.settle()
    assert stage.session.update == 30


def test_the_buttons_walk_through_the_moments(stage):
    speaker = opened(stage)
    back, forth = speaker.buttons
    walked = []
    for button in (back, back, back, forth, forth):
        stage.press(button)
        stage.settle()
        walked.append(stage.session.update)
    assert walked == [60, 30, 10, 30, 60]


def test_its_keys_drive_the_main_window(stage, qtbot):
    seek(stage, 0)
    stage.window.presenter.enter()
    speaker = opened(stage)

    def press(key: Qt.Key) -> int:
        qtbot.keyClick(speaker, key)
        stage.settle()
        return stage.session.update

    assert press(Qt.Key.Key_PageDown) == 10
    assert press(Qt.Key.Key_3) == 60
    assert press(Qt.Key.Key_PageUp) == 30
    assert press(Qt.Key.Key_Right) == 31
    assert press(Qt.Key.Key_Left) == 30
    for playing in (True, False):
        qtbot.keyClick(speaker, Qt.Key.Key_Space)
        assert stage.session.playing == playing
        stage.glance()
    press(Qt.Key.Key_B)
    assert stage.window.presenter.blanked
    press(Qt.Key.Key_Escape)
    assert not stage.window.presenter.active
    assert not speaker.isVisible()


def test_in_a_note_keys_are_typed(stage, qtbot):
    seek(stage, 30)
    stage.window.presenter.enter()
    speaker = opened(stage)
    note = speaker.fields[0]
    qtbot.mouseClick(note.viewport(), Qt.MouseButton.LeftButton)
    assert note.hasFocus()
    qtbot.keyClicks(note, "1 b.s")
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        qtbot.keyClick(note, key)
    stage.settle()
    assert note.toPlainText() == "1 b.s"
    assert stage.session.update == 30
    assert not stage.session.playing
    assert stage.window.presenter.active
    assert not stage.window.presenter.blanked
    # Escape has left the note, and now it means what it means elsewhere.
    assert not note.hasFocus()
    qtbot.keyClick(speaker, Qt.Key.Key_PageDown)
    assert stage.session.update == 60


# The clock.


def test_the_time_since_presenting_began_can_be_paused_and_reset(stage):
    clock = Clock()
    watch = stage.window.presenter._stopwatch
    watch._clock = clock
    stage.window.presenter.enter()
    clock.now = 65.0
    # Opened later, it knows how long it has been.
    speaker = opened(stage)
    assert speaker.watch.text() == "1:05"
    stage.press(speaker.watch)
    clock.now = 80.0
    speaker._timer.timeout.emit()
    assert speaker.watch.text() == "1:05"
    assert "paused at" in screen_texts(speaker)
    stage.press(speaker.watch)
    clock.now = 81.0
    speaker._timer.timeout.emit()
    assert speaker.watch.text() == "1:06"
    stage.press(speaker.reset_button)
    assert speaker.watch.text() == "0:00"
    stage.window.presenter.leave()
    assert not watch.running


def test_the_clock_ticks_only_while_it_is_seen(stage, qtbot, monkeypatch):
    speaker = opened(stage)
    assert speaker._timer.isActive()
    assert not speaker.watch.isEnabled()
    monkeypatch.setattr(
        module.QTime, "currentTime", staticmethod(lambda: module.QTime(14, 7))
    )
    qtbot.waitUntil(lambda: speaker._clock.text() == "14:07")
    speaker.close()
    assert not speaker._timer.isActive()


# Notes.


def test_each_moment_and_the_lecture_have_a_note(stage):
    seek(stage, 30)
    speaker = opened(stage)
    note, whole = speaker.fields
    note.setPlainText("ask them")
    whole.setPlainText("slowly")
    seek(stage, 60)
    assert note.toPlainText() == ""
    note.setPlainText("the end")
    seek(stage, 45)
    assert note.toPlainText() == "ask them"
    assert whole.toPlainText() == "slowly"
    assert stage.window.remember().notes == {
        "circle": {"30": "ask them", "60": "the end", "lecture": "slowly"}
    }


def test_notes_come_back_with_the_experiment(qtbot):
    notes = {"spiral": {"lecture": "of the spiral"}, "circle": {"0": "at first"}}
    stage = Stage(qtbot, notes=notes)
    stage.session.execute(do.Bookmark())
    speaker = opened(stage)
    note, whole = speaker.fields
    assert (note.toPlainText(), whole.toPlainText()) == ("at first", "")
    whole.setFocus()
    stage.window.open_preset("spiral")
    stage.settle()
    assert (note.toPlainText(), whole.toPlainText()) == ("", "of the spiral")
    assert stage.window.remember().notes == notes


def test_a_note_being_typed_stays_with_its_moment(stage):
    seek(stage, 30)
    speaker = opened(stage)
    note, whole = speaker.fields
    note.setFocus()
    stage.qtbot.keyClicks(note, "ask")
    stage.session.advance(30)
    stage.settle()
    assert marked(speaker) == [2]
    stage.qtbot.keyClicks(note, "!")
    assert stage.window.notes.text("circle", 30) == "ask!"
    assert stage.window.notes.text("circle", 60) == ""
    whole.setFocus()
    assert note.toPlainText() == ""
    assert "Note for bookmark C" in screen_texts(speaker)


def test_notes_go_along_when_the_experiment_is_saved(stage, tmp_path):
    stage.window.notes.write("circle", None, "slowly")
    path = tmp_path / "mine.json"
    stage.window.save_file(str(path))
    speaker = opened(stage)
    assert speaker.fields[1].toPlainText() == "slowly"
    assert path.read_bytes() == encode(stage.session.snapshot().experiment)


# When and where.


def test_with_one_screen_it_comes_only_when_it_is_called(stage):
    stage.window.presenter.enter()
    assert stage.window.presenter.speaker is None
    speaker = opened(stage)
    speaker.hide()
    regain(stage)
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert speaker.isVisible()
    assert stage.window.presenter.speaker is speaker


def test_it_closes_with_presenting_and_with_the_window(stage):
    stage.window.presenter.enter()
    speaker = opened(stage)
    stage.window.presenter.leave()
    assert not speaker.isVisible()
    regain(stage)
    opened(stage)
    stage.window.close()
    assert not speaker.isVisible()
    assert not speaker._timer.isActive()


def test_it_wears_what_the_lecturer_chose(qtbot):
    stage = Stage(qtbot, theme="light", font_scale=1.25)
    stage.window.presenter.enter()
    speaker = opened(stage)
    label = next(each for each in speaker.findChildren(QLabel) if each is speaker._none)
    assert stage.window.theme.key == "contrast"
    for _ in range(2):
        QApplication.processEvents()
        assert label.fontInfo().pixelSize() == round(1.25 * 13)
        ground = speaker.grab().toImage().pixelColor(3, 3)
        assert ground == load_theme("light").color("window")
        # As when a projector of another size is plugged in.
        stage.window.dress("contrast", 3.0)
        assert stage.window.font().pixelSize() == 3 * 13
    stage.window.set_theme("dark")
    ground = speaker.grab().toImage().pixelColor(3, 3)
    assert ground == load_theme("dark").color("window")


def test_it_keeps_inside_a_small_screen():
    room = QRect(1920, 0, 1280, 720)
    assert room.contains(module._centered(QSize(1560, 960), room))
    place = module._centered(QSize(1040, 640), room)
    assert place.size() == QSize(1040, 640)
    assert (place.center() - room.center()).manhattanLength() <= 2


TWO_SCREENS = """
import sys
from PySide6.QtWidgets import QApplication
from visualizer.app import make_application
from visualizer.session.experiment import preset
from visualizer.session.session import Session
from visualizer.ui import wakefulness
from visualizer.ui.main_window import MainWindow
from visualizer.ui.memory import Memory

wakefulness._command = lambda: None
application = make_application(["neuronaut"])
session = Session(preset("circle"))
window = MainWindow(session.execute, Memory(hints_done=True), preset("circle"))
window.resize(1280, 720)
window.show()
window.show_snapshot(session.snapshot())
application.processEvents()
assert window.screen().name() == "projector", window.screen()
window.presenter.enter()
application.processEvents()
speaker = window.presenter.speaker
assert speaker is not None and speaker.isVisible()
assert speaker.screen().name() == "laptop", speaker.screen()
assert speaker.screen().availableGeometry().contains(speaker.geometry())
assert window.presenter.speaker.fields[1].isVisible()
# Where it hides what the audience sees, it is sent away; elsewhere it stays.
speaker.move(100, 100)
application.processEvents()
assert speaker.screen().name() == "projector", speaker.screen()
window.open_speaker()
application.processEvents()
assert speaker.screen().name() == "laptop", speaker.screen()
speaker.move(1950, 20)
window.open_speaker()
application.processEvents()
assert speaker.pos().toTuple() == (1950, 20), speaker.pos()
window.presenter.leave()
assert not speaker.isVisible()
window.presenter.enter()
assert window.presenter.speaker is speaker and speaker.isVisible()
window.close()
application.processEvents()
assert not [w for w in application.topLevelWidgets() if w.isVisible()]
print("done")
"""


def test_it_opens_by_itself_on_the_other_screen(tmp_path):
    size = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "projector", "x": 0, "y": 0, "width": 1920, "height": 1080, **size},
        {"name": "laptop", "x": 1920, "y": 0, "width": 1280, "height": 720, **size},
    ]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen:configfile=screens.json",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", TWO_SCREENS],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "done", done.stderr
