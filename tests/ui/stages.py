"""Put the whole window on stage: with the session in it, or on its own thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QGraphicsSimpleTextItem, QWidget

from tests.measuring import measured_once
from tests.ui.rendering_checks import problems_of
from visualizer.app import Program, make_application
from visualizer.language import LANGUAGES
from visualizer.session import commands as do
from visualizer.session.duet import Duet
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session
from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.main_window import MainWindow
from visualizer.ui.memory import Memory

LEFT = Qt.MouseButton.LeftButton
CLOSED = (
    *("mountain", "line", "search", "statistics", "mistakes"),
    *("why", "plan", "cycle"),
)
"""Panels of the Playground that are closed until asked for."""
SMALL, LARGE = QSize(1280, 720), QSize(1600, 1000)


class Hands:
    """What a person does to a window, by the places of what is on screen."""

    window: MainWindow

    def __init__(self, qtbot: Any) -> None:
        self.qtbot = qtbot

    def key(self, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        focused = self.window.focusWidget() or self.window
        self.qtbot.keyClick(focused, key, modifiers)

    def press(self, widget: QWidget) -> None:
        """Click in the middle of a widget."""
        self.qtbot.mouseClick(widget, LEFT)

    def click(self, canvas: Any, place: QPoint) -> None:
        """Click at a place of a canvas."""
        self.qtbot.mouseClick(canvas.viewport(), LEFT, pos=place)

    def drag(self, canvas: Any, places: Iterable[QPoint]) -> None:
        """Press at the first place, move over the others, let go at the last."""
        first, *others = places
        target = canvas.viewport()
        self.qtbot.mousePress(target, LEFT, pos=first)
        for place in others:
            move(target, place, LEFT)
        self.qtbot.mouseRelease(target, LEFT, pos=others[-1] if others else first)

    # Places.

    def panel(self, name: str) -> Any:
        """Return a panel by its name."""
        frame: Any = self.window.panel(name)
        return frame.panel()

    def neuron(self, layer: int, row: int) -> QPoint:
        """Return where a neuron is drawn on the canvas."""
        view = self.panel("network").view
        column = view.arrangement.columns[layer]
        return view.mapFromScene(QPointF(column.x, column.ys[row]))

    def moment(self, update: int) -> QPoint:
        """Return where an update is on the timeline."""
        return self.window.timeline.strip.place_of(update).toPoint()

    def point(self, x: float, y: float) -> QPoint:
        """Return where a point of the plane is on the output map."""
        view = self.panel("output").view
        rect, scene = view.map_rect(), view._drawn
        left, right, low, high = scene.domain
        return QPoint(
            round(rect.left() + (x - left) / (right - left) * rect.width()),
            round(rect.bottom() - (y - low) / (high - low) * rect.height()),
        )

    # What is on screen.

    def canvas_texts(self) -> list[str]:
        """Return all texts on the network canvas."""
        return texts_of(self.panel("network").view)

    def header_texts(self) -> list[str]:
        """Return what stands over the columns of the network."""
        return [
            label.text()
            for label in self.window.panel("network").findChildren(QWidget)
            if label.isVisible() and hasattr(label, "text") and callable(label.text)
        ]

    def map_colors(self) -> bytes:
        """Return the pixels of the output map."""
        view = self.panel("output").view
        return pixels(view, view.map_rect().toRect())


class Stage(Hands):
    """A window and a session in one thread: every answer is there at once."""

    def __init__(
        self,
        qtbot: Any,
        experiment: str | Experiment = "circle",
        epochs: int = 0,
        size: QSize = SMALL,
        **memory: Any,
    ) -> None:
        super().__init__(qtbot)
        opened = preset(experiment) if isinstance(experiment, str) else experiment
        memory.setdefault("hints_done", True)
        self.sent: list[do.Command] = []
        with measured_once(repr((opened, epochs, size.toTuple(), memory))):
            self._build(opened, epochs, size, Memory(**memory))

    def _build(
        self, opened: Experiment, epochs: int, size: QSize, memory: Memory
    ) -> None:
        make_application([])
        self.session = Session(opened)
        self.duet = Duet(self.session)
        self.session.advance(epochs * self.session.learner.updates_per_epoch)
        self.window = MainWindow(self.send, memory, opened)
        self.window.resize(size)
        self.qtbot.addWidget(self.window)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        # The first moment may bring panels that are then laid out.
        self.glance()
        self.glance()

    def send(self, command: do.Command) -> None:
        """Carry a command out, as the session's thread does."""
        self.sent.append(command)
        try:
            self.duet.execute(command)
        except (ValueError, IndexError) as error:
            self.window.rejected.emit(str(error))

    def settle(self, rounds: int = 2) -> None:
        """Let session and window catch up with each other."""
        for _ in range(rounds):
            while self.duet.work(0.5):
                pass
            self.window.show_snapshot(self.duet.snapshot())
            QApplication.processEvents()
        # A timer may have changed a text last, for which nothing was laid out yet.
        QApplication.sendPostedEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def glance(self) -> None:
        """Draw the present moment, without work in the background."""
        self.window.show_snapshot(self.duet.snapshot())
        QApplication.processEvents()

    @property
    def settings(self) -> Any:
        """The settings in force."""
        return self.session.snapshot().experiment.settings

    @property
    def theta(self) -> Any:
        """A copy of the parameters of the network."""
        return np.array(self.session.learner.state[0])


class Show(Hands):
    """The program as people run it: the session on its own thread."""

    def __init__(
        self,
        qtbot: Any,
        experiment: str | Experiment = "circle",
        first: bool = False,
        size: QSize = SMALL,
        **memory: Any,
    ) -> None:
        super().__init__(qtbot)
        make_application([])
        opened = preset(experiment) if isinstance(experiment, str) else experiment
        memory.setdefault("hints_done", not first)
        self.program = Program(opened, Memory(**memory), first)
        self.window = self.program.window
        self.window.resize(size)
        qtbot.addWidget(self.window, before_close_func=lambda _: self.program.stop())
        self.program.start()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.wait(lambda: self.snapshot is not None)

    @property
    def snapshot(self) -> Any:
        """The moment shown."""
        return self.window.snapshot

    @property
    def update(self) -> int:
        """The update shown."""
        return 0 if self.snapshot is None else int(self.snapshot.update)

    def wait(self, condition: Any, seconds: float = 10.0) -> None:
        """Wait until something is on screen."""
        self.qtbot.waitUntil(condition, timeout=round(1000 * seconds))

    def quiet(self) -> None:
        """Wait until every command has been answered and nothing moves."""
        self.wait(
            lambda: (
                self.snapshot.handled >= self.window._sent and not self.snapshot.playing
            )
        )

    def train(self, updates: int) -> None:
        """Play until so many updates were done, then pause."""
        self.window.send(do.SetPace("full"))
        self.window.send(do.Play())
        self.wait(lambda: self.update >= updates)
        self.window.send(do.Pause())
        self.quiet()


def move(target: QWidget, place: QPoint, buttons: Qt.MouseButton) -> None:
    """Move the pointer over a widget while buttons are held."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(target.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def texts_of(view: Any) -> list[str]:
    """Return the texts on a canvas."""
    return [
        item.text()
        for item in view.scene().items()
        if isinstance(item, QGraphicsSimpleTextItem | FormulaShape)
        and item.isVisible()
        and item.text()
    ]


def pixels(widget: QWidget, rect: Any = None) -> bytes:
    """Return what a widget looks like, for comparing."""
    picture = widget.grab() if rect is None else widget.grab(rect)
    image = picture.toImage()
    return bytes(image.constBits())


def problems_in_all_looks(stage: Stage, widget: QWidget) -> list[str]:
    """Return what cannot be read, in both languages and at both sizes of the window."""
    found = []
    for size in (SMALL, LARGE):
        stage.window.resize(size)
        for language in LANGUAGES:
            stage.window.set_language(language)
            stage.settle()
            where = f"{language} at {size.toTuple()}"
            found += [f"{where}: {problem}" for problem in problems_of(widget)]
    return found
