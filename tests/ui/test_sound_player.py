"""Sound: what is missing for it, and what is handed to the device."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from visualizer.ui import sound_player
from visualizer.ui.sound_player import MODULE, SoundPlayer, missing_for_sound, pcm


class Sink(QObject):
    """Stands for the output of a machine; keeps what it was given."""

    stateChanged = Signal(object)  # noqa: N815
    made: list[Sink]

    def __init__(self, device, form, parent):
        super().__init__(parent)
        self.form, self.stopped, self.data = form, False, b""
        type(self).made.append(self)

    def start(self, buffer):
        self.data = bytes(buffer.data())

    def stop(self):
        self.stopped = True


class Form:
    SampleFormat = SimpleNamespace(Int16="16 bits")

    def setSampleRate(self, rate):
        self.rate = rate

    def setChannelCount(self, count):
        self.channels = count

    def setSampleFormat(self, kind):
        self.kind = kind


@pytest.fixture
def multimedia(monkeypatch):
    """Put a module in the place of Qt Multimedia, with or without a device."""
    Sink.made = []

    def install(silent):
        device = SimpleNamespace(isNull=lambda: silent)
        module = SimpleNamespace(
            QMediaDevices=SimpleNamespace(defaultAudioOutput=lambda: device),
            QAudioFormat=Form,
            QAudioSink=Sink,
            QAudio=SimpleNamespace(State=SimpleNamespace(IdleState="idle")),
        )
        monkeypatch.setitem(sys.modules, MODULE, module)
        return module

    return install


@pytest.fixture
def player(qtbot):
    owner = QObject()
    made = SoundPlayer(owner)
    # Otherwise its owner goes with the last reference to it.
    made.owner = owner
    return made


def test_samples_become_whole_numbers_of_16_bits():
    found = np.frombuffer(pcm(np.array([0.0, 0.5, -1.0, 1.0, 9.0])), "<i2")
    assert found.tolist() == [0, 16384, -32767, 32767, 32767]


def test_what_is_missing_is_told(monkeypatch):
    for found, said in ((None, "To hear it, install neuronaut[sound]"), ("spec", "")):
        monkeypatch.setattr(
            sound_player.importlib.util, "find_spec", lambda name, found=found: found
        )
        assert missing_for_sound() == said


def test_a_sound_is_played_to_its_end(player, multimedia, qtbot):
    multimedia(silent=False)
    samples = np.array([0.25, -0.25])
    with qtbot.waitSignal(player.changed):
        player.toggle(samples, 8_000)
    (sink,) = Sink.made
    assert player.playing
    assert sink.data == pcm(samples)
    form = sink.form
    assert (form.rate, form.channels, form.kind) == (8_000, 1, "16 bits")
    sink.stateChanged.emit("active")
    assert player.playing
    with qtbot.waitSignal(player.changed):
        sink.stateChanged.emit("idle")
    assert not player.playing
    assert sink.stopped


def test_asked_again_it_stops(player, multimedia):
    multimedia(silent=False)
    player.toggle(np.zeros(3), 8_000)
    player.toggle(np.zeros(3), 8_000)
    (sink,) = Sink.made
    assert sink.stopped
    assert not player.playing


def test_what_cannot_be_loaded_is_said(player, monkeypatch):
    # None in its place is what an import of it fails at.
    monkeypatch.setitem(sys.modules, MODULE, None)
    player.toggle(np.zeros(3), 8_000)
    assert not player.playing
    assert player.problem.startswith("Qt Multimedia cannot be loaded: ")


def test_without_a_device_that_is_said(player, multimedia, qtbot):
    multimedia(silent=True)
    with qtbot.waitSignal(player.changed):
        player.toggle(np.zeros(3), 8_000)
    assert not player.playing
    assert player.problem == "There is no device to hear it with."
