"""The hints of the first start: five things to try, each when its time comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.session.snapshot import Snapshot
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import Hint

Station = Literal["signs", "learnt", "probe", "neuron", "spiral", "done"]

GUIDED = "playground"
"""The exhibit that the hints are about."""

LEARNT_ACCURACY = 0.985
LEARNT_LOSS = 0.012


class _Stop(Struct, frozen=True):
    station: Station
    target: str
    text: str


class Coach(QObject):
    """Points at one thing after another while a newcomer plays.

    Parameters
    ----------
    window : QWidget
    target_of : callable
        Returns the widget of a name: ``network``, ``output``, ``timeline``,
        ``data``; None while it is not there.

    Signals
    -------
    pause_wanted
        The network has learnt; stop, so that one can look.
    finished
        All hints were seen, or the person wants no more.
    """

    pause_wanted = Signal()
    finished = Signal()

    def __init__(
        self, window: QWidget, target_of: Callable[[str], QWidget | None]
    ) -> None:
        super().__init__(window)
        self._target_of = target_of
        self._hint = Hint(window)
        self._hint.next_clicked.connect(self._on_next)
        self._hint.dismissed.connect(self.finish)
        self._station: Station = "done"
        self._shown: Station | None = None
        self._runs_before = 1

    @property
    def station(self) -> Station:
        """The hint that stands on screen or waits for its moment."""
        return self._station

    @property
    def hint(self) -> Hint:
        """The bubble."""
        return self._hint

    def start(self) -> None:
        """Begin with the first hint."""
        self._station = "signs"
        self._shown = None

    def finish(self) -> None:
        """Say no more."""
        if self._station != "done":
            self._station = "done"
            self._hint.close()
            self.finished.emit()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._hint.set_theme(theme)

    def retranslate(self) -> None:
        """Say the present hint again in the language in use."""
        self._hint.retranslate()
        self._shown = None

    def follow(self, snapshot: Snapshot) -> None:
        """See whether the moment of the next hint has come."""
        if self._station == "done":
            return
        if snapshot.experiment.exhibit != GUIDED:
            # The hints wait until the person is back.
            self._hint.close()
            self._shown = None
            return
        if self._station == "signs" and _has_learnt(snapshot):
            self._go_to("learnt")
            self.pause_wanted.emit()
        elif self._station == "learnt" and snapshot.update < snapshot.tip:
            self._go_to("probe")
        elif self._station == "probe" and snapshot.watch.probe is not None:
            self._go_to("neuron")
        elif self._station == "neuron" and snapshot.watch.selection is not None:
            self._go_to("spiral")
        elif self._station == "spiral" and len(snapshot.runs) > self._runs_before:
            self.finish()
            return
        if self._station != "spiral":
            self._runs_before = len(snapshot.runs)
        self._show()

    def _go_to(self, station: Station) -> None:
        self._station = station

    def _on_next(self) -> None:
        order: list[Station] = ["signs", "learnt", "probe", "neuron", "spiral"]
        place = order.index(self._station) if self._station in order else len(order)
        if place + 1 >= len(order):
            self.finish()
            return
        if self._station == "signs":
            self.pause_wanted.emit()
        self._go_to(order[place + 1])
        self._show()

    def _show(self) -> None:
        if self._station == self._shown:
            return
        stop = _stop(self._station)
        target = self._target_of(stop.target)
        if target is None or not target.isVisible():
            return
        self._shown = self._station
        last = self._station == "spiral"
        self._hint.point_at(target, stop.text, tr("Done") if last else tr("Next"))


def _has_learnt(snapshot: Snapshot) -> bool:
    metrics = snapshot.metrics
    return (
        metrics.test_accuracy >= LEARNT_ACCURACY and metrics.train_loss <= LEARNT_LOSS
    )


def _stop(station: Station) -> _Stop:
    """Return where a hint points and what it says."""
    return {
        "signs": _Stop(
            "signs",
            "network",
            tr("Blue is positive, orange is negative: weights, activations, answers."),
        ),
        "learnt": _Stop(
            "learnt",
            "timeline",
            tr("It has learnt. Drag back to see how the network came here."),
        ),
        "probe": _Stop(
            "probe",
            "output",
            tr("Drag the probe over the map: every activation follows your hand."),
        ),
        "neuron": _Stop(
            "neuron", "network", tr("Click a neuron: the sum inside it opens.")
        ),
        "spiral": _Stop(
            "spiral", "data", tr("Now try the spiral: will four neurons do?")
        ),
        "done": _Stop("done", "network", ""),
    }[station]
