from __future__ import annotations

import pytest
from PySide6.QtCore import QObject

from visualizer.scenes.intents import Seek
from visualizer.ui.plots.seeker import Seeker


@pytest.fixture
def caught():
    return []


@pytest.fixture
def seeker(qapp, caught):
    owner = QObject()
    seeker = Seeker(caught.append, owner)
    seeker.follow(100)
    yield seeker
    owner.deleteLater()


def test_only_the_last_moment_of_a_turn_is_sent(seeker, caught, qtbot):
    for update in (90, 80, 70):
        seeker.ask(update)
    assert caught == []
    assert seeker.moment == 70
    qtbot.waitUntil(lambda: caught == [Seek(70)])


def test_releasing_sends_at_once_and_only_once(seeker, caught, qapp):
    seeker.hold()
    seeker.ask(40)
    seeker.release()
    assert caught == [Seek(40)]
    qapp.processEvents()
    assert caught == [Seek(40)]


def test_a_late_scene_does_not_throw_the_handle_back(seeker):
    seeker.hold()
    seeker.ask(40)
    seeker.follow(100)
    assert seeker.moment == 40
    seeker.follow(60)
    assert seeker.moment == 40, "while it is held, the handle is the hand's"


def test_after_the_drag_the_next_scene_has_its_say(seeker):
    seeker.hold()
    seeker.ask(40)
    seeker.release()
    seeker.follow(100)
    assert seeker.moment == 40
    seeker.follow(41)
    assert seeker.moment == 41


def test_the_handle_does_not_wait_forever(seeker, qtbot):
    seeker.ask(40)
    with qtbot.waitSignal(seeker.moved, timeout=3000):
        pass
    assert seeker.moment == 100
