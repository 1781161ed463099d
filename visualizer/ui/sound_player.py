"""Let a sound be heard, where Qt Multimedia is installed beside the program."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np
from PySide6.QtCore import QBuffer, QObject, Signal

from visualizer.language import tr
from visualizer.scenes import FloatArray

MODULE = "PySide6.QtMultimedia"

EXTRA = "neuronaut[sound]"
"""What is to be installed for it."""


def missing_for_sound() -> str:
    """Say what is missing for sounds to be heard; nothing where nothing is."""
    if importlib.util.find_spec(MODULE) is None:
        return tr("To hear it, install {extra}", extra=EXTRA)
    return ""


class SoundPlayer(QObject):
    """Plays samples once.

    Signals
    -------
    changed
        It plays now, or does not any more.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sink: Any = None
        self._buffer: QBuffer | None = None
        self.problem = ""
        """Why nothing was heard when it was asked for last."""

    @property
    def playing(self) -> bool:
        """Whether something is heard."""
        return self._sink is not None

    def toggle(self, samples: FloatArray, rate: int) -> None:
        """Play samples (N,), -1 … 1, from their beginning, or stop."""
        if self.playing:
            self.stop()
        else:
            self._play(samples, rate)

    def stop(self) -> None:
        """Be silent."""
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.stop()
            sink.deleteLater()
            self.changed.emit()

    def _play(self, samples: FloatArray, rate: int) -> None:
        # Loaded when first heard: it opens the devices of the machine.
        try:
            multimedia: Any = importlib.import_module(MODULE)
        except ImportError as error:
            # Installed, but libraries of the system are missing.
            self.problem = tr("Qt Multimedia cannot be loaded: {reason}", reason=error)
            self.changed.emit()
            return
        device = multimedia.QMediaDevices.defaultAudioOutput()
        if device.isNull():
            self.problem = tr("There is no device to hear it with.")
            self.changed.emit()
            return
        form = multimedia.QAudioFormat()
        form.setSampleRate(rate)
        form.setChannelCount(1)
        form.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
        self.problem = ""
        self._buffer = QBuffer(self)
        self._buffer.setData(pcm(samples))
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self._sink = multimedia.QAudioSink(device, form, self)
        idle = multimedia.QAudio.State.IdleState
        self._sink.stateChanged.connect(
            lambda state: self.stop() if state == idle else None
        )
        self._sink.start(self._buffer)
        self.changed.emit()


def pcm(samples: FloatArray) -> bytes:
    """Return samples (N,), -1 … 1, as 16 bits each, low byte first."""
    steps = np.clip(np.rint(samples * 32767.0), -32768, 32767)
    data: bytes = steps.astype("<i2").tobytes()
    return data
