"""Collects cyclic garbage where it does no harm: on the thread of the window."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 1000
"""Milliseconds between two looks at how much has gathered."""


class Housekeeper(QObject):
    """Takes the collection of garbage over from the interpreter.

    The interpreter collects on whatever thread happens to make the next object.
    On the session's it would destroy parts of the window there, which ends the
    process. And a collection looks at every object alive; what was alive when
    the window came up is spared, so that no frame waits for it.

    Parameters
    ----------
    parent : QObject
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.tidy)

    def start(self) -> None:
        """Begin; until `stop` nobody else collects."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Hand the collection back; safe to call twice."""
        if self._timer.isActive():
            self._timer.stop()
            gc.unfreeze()
            gc.enable()

    def tidy(self) -> None:
        """Collect the oldest generation whose limit is exceeded."""
        limits = gc.get_threshold()
        full = [
            generation
            for generation, count in enumerate(gc.get_count())
            if count > limits[generation]
        ]
        if full:
            gc.collect(full[-1])
