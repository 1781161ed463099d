"""The window asks for snapshots; it never gets more than it can draw."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject

from visualizer.exhibits import DETAILS
from visualizer.session.experiment import preset
from visualizer.session.mailbox import Mailbox
from visualizer.session.session import Session
from visualizer.session.snapshot import RIGHT
from visualizer.ui.frame_clock import SLOW_EVERY, FrameClock

FAST = frozenset({"network"})
SLOW = frozenset({"output", "neuron", "loss", "surface"})


@pytest.fixture
def snapshot():
    return replace(Session(preset("circle")).snapshot(), playing=True)


@pytest.fixture
def owner(qapp):
    owner = QObject()
    yield owner
    owner.deleteLater()


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def clock(owner, mailbox, qtbot):
    clock = FrameClock(mailbox, owner)
    clock.set_panels(FAST, SLOW)
    clock.arrived = []
    clock.snapshot_arrived.connect(clock.arrived.append)
    yield clock
    clock.stop()


def test_it_asks_for_everything_at_first(clock, mailbox):
    clock.start()
    assert mailbox.wanted == FAST | SLOW | {DETAILS}


def test_it_hands_on_what_came_and_asks_for_the_next(clock, mailbox, qtbot, snapshot):
    clock.start()
    mailbox.put(snapshot)
    qtbot.waitUntil(lambda: clock.arrived == [snapshot])
    assert mailbox.wanted is not None
    assert mailbox.wanted >= FAST


def test_it_waits_as_long_as_nothing_comes(clock, mailbox, qtbot):
    clock.start()
    wanted = mailbox.wanted
    qtbot.wait(80)
    assert mailbox.wanted is wanted
    assert clock.arrived == []


def test_nothing_is_asked_for_while_the_window_draws(clock, mailbox, qtbot, snapshot):
    during = []
    clock.snapshot_arrived.connect(lambda _: during.append(mailbox.wanted))
    clock.start()
    mailbox.put(snapshot)
    qtbot.waitUntil(lambda: bool(during))
    assert during == [None]


def test_slow_panels_take_turns_and_each_has_one(clock, mailbox, qtbot, snapshot):
    clock.start()
    wishes = []
    for _ in range(9):
        mailbox.put(snapshot)
        qtbot.waitUntil(lambda: mailbox.wanted is not None)
        wishes.append(mailbox.wanted)
    assert all(wish >= FAST for wish in wishes)
    assert all(len(wish - FAST) <= 1 for wish in wishes)
    assert frozenset().union(*wishes) - FAST == SLOW | {DETAILS}


def test_a_run_at_rest_shows_every_panel(clock, mailbox, qtbot, snapshot):
    clock.start()
    mailbox.put(replace(snapshot, playing=False))
    qtbot.waitUntil(lambda: len(clock.arrived) == 1)
    assert mailbox.wanted == FAST | SLOW | {DETAILS}


def test_it_stops(clock, mailbox, qtbot, snapshot):
    clock.start()
    clock.stop()
    mailbox.put(snapshot)
    qtbot.wait(60)
    assert clock.arrived == []


def test_two_sides_share_the_frames(owner, mailbox, qtbot, snapshot):
    """Each frame costs what it would with one side, and none waits for ever."""
    clock = FrameClock(mailbox, owner)
    right = frozenset({RIGHT + "output"})
    clock.set_panels(FAST | {RIGHT + "network"}, SLOW | right)
    clock.start()
    assert mailbox.wanted == (
        FAST | SLOW | right | {DETAILS, RIGHT + DETAILS, RIGHT + "network"}
    )
    asked = []
    for _ in range(2 * SLOW_EVERY):
        mailbox.put(snapshot)
        qtbot.waitUntil(lambda: mailbox.wanted is not None)
        asked.append(mailbox.wanted)
    clock.stop()
    for wish in asked:
        theirs = {name for name in wish if name.startswith(RIGHT)}
        assert theirs in (set(), wish)
        assert len(wish) <= 2
    assert sum(RIGHT + "network" in wish for wish in asked) == SLOW_EVERY
    assert sum("network" in wish for wish in asked) == SLOW_EVERY
    seen = frozenset().union(*asked)
    assert seen == FAST | SLOW | right | {
        DETAILS,
        RIGHT + DETAILS,
        RIGHT + "network",
    }
