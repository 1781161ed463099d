"""The hints of the first start: each when its time has come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs
from PySide6.QtWidgets import QWidget

from visualizer.scenes.intents import NeuronRef
from visualizer.session.experiment import preset
from visualizer.session.session import Session
from visualizer.ui.coach import Coach
from visualizer.ui.theme import load_theme

TARGETS = ("network", "timeline", "output", "data")


class Room:
    """A window with four things to point at, and a session to follow."""

    def __init__(self, qtbot) -> None:
        self.window = QWidget()
        self.window.resize(800, 600)
        qtbot.addWidget(self.window)
        self.targets = {}
        for number, name in enumerate(TARGETS):
            target = QWidget(self.window)
            target.setGeometry(
                20 + 380 * (number % 2), 20 + 280 * (number // 2), 360, 260
            )
            self.targets[name] = target
        self.coach = Coach(self.window, self.targets.get)
        self.coach.set_theme(load_theme("dark"))
        self.pauses, self.ends = [], []
        self.coach.pause_wanted.connect(lambda: self.pauses.append(True))
        self.coach.finished.connect(lambda: self.ends.append(True))
        self.window.show()
        qtbot.waitExposed(self.window)
        self.session = Session(preset("circle"))
        self.snapshot = self.session.snapshot()

    def follow(self, **changes) -> str:
        """Show a moment that differs in something; return where the hints are."""
        self.snapshot = structs.replace(self.snapshot, **changes)
        self.coach.follow(self.snapshot)
        return self.coach.station

    def learn(self) -> None:
        metrics = replace(
            self.snapshot.metrics, train_loss=0.01, test_loss=0.01, test_accuracy=1.0
        )
        self.follow(metrics=metrics, update=100, tip=100)


@pytest.fixture
def room(qtbot):
    return Room(qtbot)


def test_nothing_is_said_before_the_start(room):
    assert room.follow() == "done"
    assert not room.coach.hint.is_open()


def test_each_hint_waits_for_its_moment(room):
    coach = room.coach
    coach.start()
    assert room.follow() == "signs"
    assert "orange is negative" in coach.hint.text()
    assert room.follow(update=50, tip=50) == "signs"
    room.learn()
    assert coach.station == "learnt"
    assert room.pauses == [True]
    assert room.follow() == "learnt"
    assert room.follow(update=40) == "probe"
    watch = room.snapshot.watch
    assert room.follow(watch=replace(watch, probe=(1.0, 2.0))) == "neuron"
    chosen = replace(room.snapshot.watch, selection=NeuronRef(1, 0))
    assert room.follow(watch=chosen) == "spiral"
    assert not room.ends
    assert room.follow(runs=room.snapshot.runs * 2) == "done"
    assert room.ends == [True]
    assert not coach.hint.is_open()


def test_a_branch_on_the_way_does_not_end_the_last_hint(room):
    room.coach.start()
    room.follow()
    room.learn()
    room.follow(update=40, runs=room.snapshot.runs * 3)
    watch = replace(room.snapshot.watch, probe=(0.0, 0.0), selection=NeuronRef(1, 0))
    room.follow(watch=watch)
    assert room.follow() == "spiral"
    assert room.follow() == "spiral"
    assert room.follow(runs=room.snapshot.runs * 2) == "done"


def test_each_hint_points_at_what_it_speaks_of(room, qtbot):
    room.coach.start()
    room.follow()
    seen = []
    while room.coach.hint.is_open():
        target = room.coach.hint.target_rect()
        seen += [n for n, w in room.targets.items() if w.geometry() == target]
        room.coach.hint.next_button().click()
    assert seen == ["network", "timeline", "output", "network", "data"]
    assert room.ends == [True]


def test_leaving_the_first_hint_by_hand_stops_the_run(room):
    room.coach.start()
    room.follow()
    room.coach.hint.next_button().click()
    assert room.pauses == [True]
    assert room.coach.station == "learnt"


def test_closing_a_hint_ends_them_all(room):
    room.coach.start()
    room.follow()
    room.coach.hint.close_button().click()
    assert room.coach.station == "done"
    assert room.ends == [True]
    assert room.follow(update=3) == "done"


def test_hints_begin_again_on_request(room):
    for _ in range(2):
        room.coach.start()
        room.follow()
        assert room.coach.hint.is_open()
        room.coach.finish()


def test_a_hint_waits_for_its_target(room):
    room.targets["network"].hide()
    room.coach.start()
    room.follow()
    assert not room.coach.hint.is_open()
    room.targets["network"].show()
    room.follow()
    assert room.coach.hint.is_open()


def test_regression_has_no_accuracy_and_is_never_learnt_by_itself(room):
    room.coach.start()
    metrics = replace(room.snapshot.metrics, train_loss=0.0, test_accuracy=float("nan"))
    assert room.follow(metrics=metrics) == "signs"


def test_a_hint_is_said_again_in_another_language(room):
    from visualizer.language import set_language

    room.coach.start()
    room.follow()
    english = room.coach.hint.text()
    set_language("zh")
    room.coach.retranslate()
    room.follow()
    assert room.coach.hint.text() != english
    assert room.coach.station == "signs"
