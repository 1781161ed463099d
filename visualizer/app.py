"""The composition root: the one place where session, thread and window meet.

What is heavy to import comes after the splash is on screen: imports inside
functions here are that and nothing else.
"""

from __future__ import annotations

import builtins
import gc
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QSize,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from visualizer import __version__
from visualizer.information import log_folder, recovery_folder, settings_folder
from visualizer.language import set_language, tr
from visualizer.ui.splash import Splash, last_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from visualizer.files.prepared import PreparedScene
    from visualizer.files.project import Project
    from visualizer.session.experiment import Experiment
    from visualizer.ui.memory import Memory

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread gives the interpreter up; the window waits less."""

SPLASH_SECONDS = 0.3
"""How long the splash is waited for; some screens never show it."""

FIRST_PRESET = "circle"


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Return the application object, with the program's name and style."""
    application = _name_application(arguments)
    application.setStyle("Fusion")
    return application


def _name_application(arguments: list[str] | None) -> QApplication:
    _import_plainly()
    present = QApplication.instance()
    if isinstance(present, QApplication):
        application = present
    else:
        application = QApplication(arguments if arguments is not None else sys.argv)
    application.setApplicationName("Neuronaut")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("neuronaut")
    return application


def _import_plainly() -> None:
    """Import without PySide's look at what is imported.

    It reads the source of every module that comes after it, for a switch of spelling
    (``from __feature__ import snake_case``) that nothing here uses; over hundreds of
    modules that takes an eighth of the start.
    """
    plain = getattr(builtins, "__orig_import__", builtins.__import__)
    builtins.__import__ = plain


class Program:
    """A window, a session on its thread, and the clock between them.

    Parameters
    ----------
    work : Experiment or Project
    memory : Memory
    first : bool
        Whether this is the first start: playing, with hints.
    path : Path, optional
        The file of a project.
    """

    def __init__(
        self,
        work: Experiment | Project,
        memory: Memory,
        first: bool,
        path: Path | None = None,
    ) -> None:
        from visualizer.files import experiment_of
        from visualizer.files.opening import begin
        from visualizer.session.duet import Duet
        from visualizer.session.errands import Errands
        from visualizer.session.experiment import Experiment
        from visualizer.session.mailbox import Mailbox
        from visualizer.session.worker import Worker
        from visualizer.ui.frame_clock import FrameClock
        from visualizer.ui.housekeeper import Housekeeper
        from visualizer.ui.main_window import MainWindow

        self.mailbox = Mailbox()
        self.session = begin(work)
        self.duet = Duet(self.session)
        self.errands = Errands(self._report)
        self.window = MainWindow(
            self.mailbox.send, memory, experiment_of(work), self.errands.give, first
        )
        if not isinstance(work, Experiment) and path is not None:
            self.window.call(str(path))
            self.window.documents.begin(work, path)
        self.clock = FrameClock(self.mailbox, self.window)
        self.clock.snapshot_arrived.connect(self.window.show_snapshot)
        self.window.sight_changed.connect(self.clock.set_panels)
        self.window.announce_sight()
        self.window.closing.connect(self.stop)
        self.housekeeper = Housekeeper(self.window)
        self.worker = Worker(self.duet, self.mailbox, self.window.rejected.emit)
        self.window.busy.connect(self.worker.set_resting)
        if first:
            self.window.begin_first_start()

    def _report(self, text: str) -> None:
        self.window.failed.emit(text)

    def recall(self, memory: Memory) -> None:
        """Go on from the last moment of an earlier start, where it is near."""
        from visualizer.session.commands import Recall
        from visualizer.session.labels import is_name
        from visualizer.settings import SettingError, from_plain
        from visualizer.ui.main_window import MOST_RECALLED

        settings_class = self.window.view.exhibit.settings_class
        try:
            changes = tuple(
                (update, from_plain(settings_class, plain))
                for update, plain in memory.changes
            )
        except SettingError:
            # Written by another version: the experiment alone is restored.
            return
        if memory.update or memory.bookmarks:
            near = range(MOST_RECALLED + 1)
            bookmarks = tuple(each for each in memory.bookmarks if each in near)
            names = tuple(
                (update, name)
                for update, name in memory.bookmark_names
                if is_name(name)
            )
            self.window.send(Recall(changes, memory.update, bookmarks, names))

    def start(self) -> None:
        """Show the window, then let the rest follow."""
        sys.setswitchinterval(SWITCH_INTERVAL)
        self.window.show()
        self.housekeeper.start()
        self.errands.start()
        self.worker.start()
        self.clock.start()

    def stop(self) -> None:
        """Stop the clock and the threads; safe to call twice."""
        self.clock.stop()
        if self.worker.is_alive():
            self.worker.stop()
            self._finish()
        self.housekeeper.stop()

    def _finish(self) -> None:
        """Do what was still to be saved, and keep what nobody has saved."""
        from visualizer.session.commands import Export

        while (command := self.mailbox.next_command()) is not None:
            if isinstance(command, Export):
                self.duet.execute(command)
        self.duet.end()
        self.errands.stop()
        # What the errands have to say waits for this thread.
        QCoreApplication.sendPostedEvents(self.window.documents)
        self.window.documents.finish(self.session)


def resume(
    work: Experiment | Project,
    memory: Memory,
    newcomer: bool,
    path: Path | None = None,
) -> tuple[Program, str]:
    """Return the program as it was left, and a sentence about what could not be had.

    Where the data came from a file that is gone or was changed, the first preset
    serves instead.
    """
    from visualizer.session.experiment import preset
    from visualizer.settings import SettingError

    try:
        return Program(work, memory, newcomer, path), ""
    except SettingError as error:
        memory.changes, memory.update, memory.name = [], 0, ""
        memory.bookmarks, memory.bookmark_names = [], []
        return Program(preset(FIRST_PRESET), memory, newcomer), str(error)


def run(
    work: Experiment | Project | None,
    theme: str | None = None,
    language: str | None = None,
    forget: bool = False,
    log_level: str = "warning",
    options: Mapping[str, bool] | None = None,
    hidden: frozenset[str] = frozenset(),
    remarks: Sequence[str] = (),
    path: Path | None = None,
    scene: PreparedScene | None = None,
) -> int:
    """Open the window and return the exit code when it closes.

    Parameters
    ----------
    work : Experiment, Project or None
        What was asked for; else the work of the last time goes on.
    theme, language : str, optional
        Those of the last time if absent.
    forget : bool
        Begin as at the first start.
    log_level : str
    options : mapping, optional
        Options of the view by name, e.g. ``discretize``.
    hidden : frozenset of str
        Controls that a lesson leaves out.
    remarks : sequence of str
        What is to be said about the work.
    path : Path, optional
        The file of a project.
    scene : PreparedScene, optional
        What `work` is the experiment of.
    """
    # Building makes much that stays and hardly any garbage; looking for it takes a
    # twelfth of the start. The housekeeper goes on from here.
    gc.disable()
    application = _name_application(None)
    folder = settings_folder()
    splash = Splash(theme or last_theme(folder))
    splash.show()
    _wait_for(splash)
    # Loading a style takes longer than the splash may wait.
    make_application()
    from visualizer import logs
    from visualizer.ui import memory as remembered
    from visualizer.ui.memory import Memory
    from visualizer.ui.qt_texts import translate_qt

    memory, first, trouble = remembered.load(folder)
    if forget:
        memory, first = Memory(), True
    if theme is not None:
        memory.theme = theme
    if language is not None:
        memory.language = language
    elif first:
        memory.language = _system_language()
    set_language(memory.language)
    translate_qt(memory.language)
    newcomer = first and work is None
    if work is None:
        last, path, said = _last_work(memory)
        program, lost = resume(last, memory, newcomer, path)
        trouble = trouble or said or lost
    else:
        program = Program(work, memory, newcomer, path)
    application.setWindowIcon(program.window.windowIcon())
    logs.start(log_folder(), log_level, program.window.failed.emit)
    qInstallMessageHandler(_log_message)

    def keep() -> None:
        try:
            remembered.save(program.window.remember(), folder)
        except OSError as error:
            reason = error.strerror
            text = tr("{file}: cannot be written: {reason}", file=folder, reason=reason)
            program.window.say("error", text)

    program.window.worth_keeping.connect(keep)
    if trouble:
        program.window.say("warning", tr(trouble))
    if work is None and path is None:
        program.recall(memory)
    program.window.look_as(options or {}, remarks, hidden)
    if scene is not None:
        program.window.actions_.scenes.rehearse(scene)
    program.window.documents.start_keeping(recovery_folder())
    program.start()
    splash.close()
    code = application.exec()
    program.stop()
    logs.stop()
    try:
        remembered.save(program.window.remember(), folder)
    except OSError as error:
        print(f"neuronaut: {folder} cannot be written to: {error}", file=sys.stderr)
    return code


def _wait_for(splash: Splash) -> None:
    """Let the splash be painted before all that is slow to load."""
    until = time.monotonic() + SPLASH_SECONDS
    while not splash.painted and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _log_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Write what Qt has to say into the log."""
    import logging

    levels = {"QtDebugMsg": logging.DEBUG, "QtInfoMsg": logging.INFO}
    level = levels.get(kind.name, logging.WARNING)
    logging.getLogger("qt").log(level, text)


def _last_work(memory: Memory) -> tuple[Experiment | Project, Path | None, str]:
    """Return what was on screen last: a project with its path, or an experiment.

    With it comes a sentence where the project can no longer be opened.
    """
    from visualizer.files import ContainerError
    from visualizer.files.opening import is_project, open_named

    if not is_project(memory.name):
        return _last_experiment(memory), None, ""
    try:
        return open_named(memory.name).work, Path(memory.name), ""
    except ContainerError as error:
        memory.name = ""
        return _last_experiment(memory), None, str(error)


def _last_experiment(memory: Memory) -> Experiment:
    from visualizer.session.experiment import ExperimentError, from_fields, preset

    if memory.experiment:
        try:
            return from_fields(memory.experiment, memory.name)
        except ExperimentError:
            # Written by another version: the first preset serves instead.
            return preset(FIRST_PRESET)
    return preset(FIRST_PRESET)


def _system_language() -> str:
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if name.lower().startswith("zh") else "en"


def draw_figure(
    work: Experiment | Project,
    *,
    what: str,
    epochs: int | None = None,
    updates: int | None = None,
    size: tuple[int, int] | None,
    theme: str,
    language: str,
    path: str,
    options: Mapping[str, bool] | None = None,
    hidden: frozenset[str] = frozenset(),
) -> None:
    """Train without a thread, draw a panel or the whole window, and save it.

    Parameters
    ----------
    work : Experiment or Project
    what : str
        ``window``, or the name of a panel.
    epochs, updates : int or None
        Which moment; one of them at most. Without both it is the present one.
    size : (width, height) or None
        Logical pixels; 1280×720 for the window, 960×600 for a panel if absent.
    path : str
        The suffix decides the format: .png, .svg or .pdf.
    options : mapping, optional
        Options of the view by name, e.g. ``discretize``.
    hidden : frozenset of str
        Controls that a lesson leaves out.

    Raises
    ------
    PictureError
        If the path cannot be written to or its suffix is not allowed.
    """
    from PySide6.QtCore import Qt

    from visualizer.files import experiment_of
    from visualizer.files.opening import begin
    from visualizer.scenes.intents import NeuronRef, Select
    from visualizer.session.batch import go_to, updates_of
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.memory import Memory
    from visualizer.ui.picture_export import kind_of, render

    # Refused before the training, which may take its time.
    kind_of(path)
    application = make_application(["neuronaut"])
    set_language(language)
    memory = Memory(theme=theme, language=language, hints_done=True)
    session = begin(work)
    go_to(session, updates_of(session, epochs, updates))
    window = MainWindow(session.execute, memory, experiment_of(work))
    try:
        width, height = size or ((1280, 720) if what == "window" else (960, 600))
        # Large enough for panels to stand by themselves, not as tabs of another.
        window.resize(*((width, height) if what == "window" else (1600, 1000)))
        window.show_all_panels()
        # Laid out and painted as if shown, but no window system is asked.
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.show()
        window.show_snapshot(session.snapshot())
        application.processEvents()
        if what != "window":
            # What is behind others or closed is not captured.
            window.show_panel(what)
        # A neuron's panel shows nothing before one is chosen.
        window.view.ask(Select(NeuronRef(1, 0)) if what == "neuron" else Select(None))
        window.look_as(options or {}, (), hidden)
        session.execute(window.look_command())
        while session.work(1.0):
            pass
        window.show_snapshot(session.snapshot())
        application.processEvents()
        if what == "window":
            render(window, Path(path), QSize(width, height))
        else:
            window.panel(what).draw_picture(path, QSize(width, height))
    finally:
        window.close()
        window.deleteLater()
