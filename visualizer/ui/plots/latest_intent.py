"""Send an intent at most once in a turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from visualizer.scenes.intents import Intent


class LatestIntent(QObject):
    """Passes on the last intent offered during a turn of the event loop.

    A mouse reports up to a thousand moves a second; the session needs to hear
    only of the place where the hand is now.
    """

    def __init__(self, emit: Callable[[Intent], None], parent: QObject) -> None:
        super().__init__(parent)
        self._emit = emit
        self._intent: Intent | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.flush)

    def offer(self, intent: Intent) -> None:
        """Emit this intent soon, unless another one follows before."""
        self._intent = intent
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Emit what is waiting now, as at the end of a drag."""
        self._timer.stop()
        intent, self._intent = self._intent, None
        if intent is not None:
            self._emit(intent)
