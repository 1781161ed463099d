"""The file that the work belongs to, and what of the work is not in it yet."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from visualizer.files import SUFFIX, ContainerError
from visualizer.files.opening import is_project
from visualizer.files.recovery import (
    SIDE_BYTES,
    Kept,
    forget,
    kept_work,
    new_side_file,
    write_side_file,
)
from visualizer.files.watch import plain_watch, read_watch
from visualizer.information import data_folder
from visualizer.language import tr
from visualizer.session import commands as do
from visualizer.session.errands import Errand
from visualizer.session.history import ARCHIVE_BYTES
from visualizer.session.session import Session
from visualizer.session.snapshot import Edition, Snapshot

if TYPE_CHECKING:
    from visualizer.files.project import Project
    from visualizer.session.archive import SessionArchive
    from visualizer.ui.main_window import MainWindow

KEEP_MILLISECONDS = 20_000
"""Between two looks at whether there is work to be kept in the side file."""

NOTHING: Edition = (-1, -1)
"""The edition of no session."""


class _Opened(Struct, frozen=True):
    """A project that was read, and where from; `kept` if it was not saved."""

    path: Path
    project: Project
    kept: Kept | None


class _Saved(Struct, frozen=True):
    """A project that was written."""

    path: Path
    edition: Edition


class Documents(QObject):
    """Opens and saves projects, and keeps what was not saved in a side file.

    Files are read and written by errands, so that neither window nor training
    waits for them. The work is known by its edition: what is in a file, or in the
    side file, is an edition too.

    Parameters
    ----------
    window : MainWindow
    give : callable
        Takes errands.

    Signals
    -------
    changed
        Another file, or the same with more or less to save.
    """

    changed = Signal()
    _opened = Signal(object)
    _saved = Signal(object)
    _kept = Signal(object)
    _failed = Signal(str, object)

    def __init__(self, window: MainWindow, give: Callable[[Errand], None]) -> None:
        super().__init__(window)
        self._window = window
        self._give = give
        self._path: Path | None = None
        self._lock: QLockFile | None = None
        self._read_only = False
        self._restored = 0
        self._edition: Edition = (0, 0)
        self._saved_edition: Edition = (0, 0)
        self._modified = False
        self._locks: dict[Path, QLockFile] = {}
        self._folder: Path | None = None
        self._side: Path | None = None
        self._side_lock: QLockFile | None = None
        self._side_edition: Edition = NOTHING
        self._side_trouble = False
        self._offers: list[Kept] = []
        self._offer_locks: dict[Path, QLockFile] = {}
        self._opened.connect(self._on_opened)
        self._saved.connect(self._on_saved)
        self._kept.connect(self._on_kept)
        self._failed.connect(self._on_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_MILLISECONDS)
        self._timer.timeout.connect(self.keep)

    @property
    def path(self) -> Path | None:
        """The project file that the work belongs to; None where there is none."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether there is anything that is in no file."""
        return self._modified

    @property
    def read_only(self) -> bool:
        """Whether another window has the file."""
        return self._read_only

    @property
    def offers(self) -> tuple[Kept, ...]:
        """Work of earlier windows that was not saved, newest first."""
        return tuple(self._offers)

    def marked(self, title: str) -> str:
        """Return a title with what is to be known of its file."""
        star = "*" if self._modified else ""
        if self._read_only:
            return tr("{title} (read-only)", title=title + star)
        return title + star

    def follow(self, snapshot: Snapshot) -> None:
        """See whether there is anything new to save."""
        self._edition = snapshot.edition
        self._show_modified()

    def _show_modified(self) -> None:
        # A restore that is still on its way counts as done: its edition is known.
        now = max(self._edition, (self._restored, 0))
        if self._modified != (now != self._saved_edition):
            self._modified = not self._modified
            self.changed.emit()

    def do_later(self, errand: Errand) -> None:
        """Read or write files while the window goes on."""
        self._give(errand)

    # Opening.

    def begin(self, project: Project, path: Path) -> None:
        """Let the work be that of a project, with which the session has begun."""
        self._restored += 1
        self._edition = self._saved_edition = (self._restored, 0)
        self._take_path(path)
        self._show_view(project)
        self.changed.emit()
        if self._read_only:
            self._say_read_only()

    def open(self, path: Path) -> None:
        """Open a project; one that is not allowed is told and changes nothing."""
        self._read(path.absolute(), None)

    def _read(self, path: Path, kept: Kept | None) -> None:
        folder = data_folder()

        def read() -> None:
            from visualizer.files.project import read_project

            try:
                project = read_project(path, folder)
            except ContainerError as error:
                self._failed.emit(str(error), None)
            else:
                self._opened.emit(_Opened(path, project, kept))

        self._give(read)

    def _on_opened(self, opened: _Opened) -> None:
        project, kept = opened.project, opened.kept
        if kept is not None and kept not in self._offers:
            # Asked for twice.
            return
        self._leave()
        self._window.banner.take_back("said")
        self._window.send(do.Restore(project.session))
        self._restored += 1
        self._saved_edition = (self._restored, 0)
        if kept is not None:
            self._saved_edition = NOTHING
            self._side, self._side_edition = kept.path, (self._restored, 0)
            self._side_lock = self._offer_locks.pop(kept.path, None)
            self._offers.remove(kept)
            self._take_path(Path(project.document) if project.document else None)
            self._window.call(project.document or project.name)
        else:
            self._take_path(opened.path)
            self._window.call(str(opened.path))
            self._window.remember_file(str(opened.path))
        self._show_view(project)
        self._show_modified()
        self.changed.emit()
        if self._read_only:
            self._say_read_only()
        else:
            self._offer()

    def _show_view(self, project: Project) -> None:
        view, comparison = project.view, self._window.comparison
        shown = comparison.home
        arrangement = view.get("arrangement")
        if isinstance(arrangement, dict):
            comparison.restore_arrangement(arrangement)
        shown.look_at(read_watch(shown.watch, view.get("watch")))

    def leave_file(self) -> None:
        """Let the work belong to no file, as when another experiment begins."""
        self._take_path(None)
        self._saved_edition = NOTHING if self._modified else self._saved_edition
        self.changed.emit()

    def _leave(self) -> None:
        """Keep what was not saved of the work that another one takes the place of."""
        if self._modified and self._folder is not None:
            self._write_side(self._fresh_side())
            assert self._side is not None
            self._offers.insert(0, Kept(self._side, self._title(), time.time()))
            if self._side_lock is not None:
                self._offer_locks[self._side] = self._side_lock
        elif self._side is not None:
            self._drop_side()
        self._side, self._side_lock, self._side_edition = None, None, NOTHING

    def _take_path(self, path: Path | None) -> None:
        """Be the only window that writes a file, or else open it read-only."""
        if path is not None and path == self._path and not self._read_only:
            return
        if self._lock is not None:
            self._lock.unlock()
        self._path, self._lock, self._read_only = path, None, False
        if path is not None:
            self._lock = _locked(path)
            self._read_only = self._lock is None

    def _say_read_only(self) -> None:
        text = tr(
            "{file} is open in another window, or its folder cannot be written to: "
            "it can be looked at here, and saved under another name.",
            file=self._title(),
        )
        self._window.say("warning", text)

    # Saving.

    def save(self) -> None:
        """Save the work in its file, or ask for one where it has none."""
        if self._path is None or self._read_only:
            if self._read_only:
                self._say_read_only()
            self._window.ask_where_to_save()
        else:
            self._write(self._path)

    def save_as(self, path: Path) -> None:
        """Save the work in a file, to which it belongs from then on."""
        path = path.absolute()
        if (path == self._path and not self._read_only) or path in self._locks:
            self._write(path)
            return
        lock = _locked(path)
        if lock is None:
            self._window.say(
                "error",
                tr(
                    "{file}: is open in another window, or its folder cannot be "
                    "written to; allowed: another name",
                    file=path,
                ),
            )
            return
        self._locks[path] = lock
        self._write(path)

    def _write(self, path: Path) -> None:
        make, restored = self._maker(""), self._restored

        def deliver(archive: SessionArchive) -> None:
            self._give(lambda: write(archive))

        def write(archive: SessionArchive) -> None:
            from visualizer.files.project import save_project

            if archive.edition[0] != restored:
                # The session refused what was opened last: it is no such file's.
                said = tr("{file}: was not saved: it is of other work", file=path)
                self._failed.emit(said, path)
                return
            try:
                save_project(make(archive), path)
            except (OSError, ContainerError) as error:
                self._failed.emit(_reason(path, error), path)
            else:
                self._saved.emit(_Saved(path, archive.edition))

        self._window.send(do.Export(deliver, ARCHIVE_BYTES))

    def _maker(self, document: str) -> Callable[[SessionArchive], Project]:
        """Return what makes a project of a session, with the present view."""
        from visualizer.files.project import Project

        comparison = self._window.comparison
        plain: dict[str, Any] = {
            "watch": plain_watch(comparison.home.watch),
            "arrangement": comparison.arrangement_state(),
        }
        name = self._window.work_name
        return lambda archive: Project(archive, name, plain, document)

    def _on_saved(self, saved: _Saved) -> None:
        lock = self._locks.pop(saved.path, None)
        self._window.say("info", tr("Saved as {path}", path=saved.path))
        self._window.remember_file(str(saved.path))
        if saved.edition[0] != self._restored:
            # Another project was opened meanwhile.
            if lock is not None:
                lock.unlock()
            return
        if lock is not None:
            if self._lock is not None:
                self._lock.unlock()
            self._path, self._lock, self._read_only = saved.path, lock, False
            self._window.rename(str(saved.path))
        self._saved_edition = saved.edition
        self._show_modified()
        if not self._modified:
            self._drop_side()
        self.changed.emit()

    def _on_failed(self, sentence: str, path: Path | None) -> None:
        """Say why a file could not be opened, or, with its path, not be saved."""
        lock = self._locks.pop(path, None) if path is not None else None
        if lock is not None:
            lock.unlock()
        self._window.say("error", sentence)

    # What was not saved.

    def start_keeping(self, folder: Path) -> None:
        """Keep unsaved work in a folder from now on, and offer what is there."""
        self._folder = folder
        self._timer.start()
        for kept in kept_work(folder):
            lock = _locked(kept.path)
            # Another window is at work on it.
            if lock is not None:
                self._offers.append(kept)
                self._offer_locks[kept.path] = lock
        self._offer()

    def keep(self) -> None:
        """Write the side file if there is anything new that is in no file."""
        if self._folder is None or not self._modified:
            return
        if self._edition != self._side_edition:
            self._write_side(self._fresh_side())

    def _fresh_side(self) -> Path:
        """Return the path of the side file, which nobody else writes."""
        if self._side is None:
            assert self._folder is not None
            self._side = new_side_file(self._folder)
        if self._side_lock is None:
            # Where there can be no folder, writing says so.
            with contextlib.suppress(OSError):
                self._side.parent.mkdir(parents=True, exist_ok=True)
            self._side_lock = _locked(self._side)
        return self._side

    def _write_side(self, path: Path) -> None:
        make = self._maker(str(self._path or ""))

        def deliver(archive: SessionArchive) -> None:
            self._give(lambda: write(archive))

        def write(archive: SessionArchive) -> None:
            try:
                write_side_file(make(archive), path)
            except (OSError, ContainerError) as error:
                self._kept.emit(_reason(path, error))
            else:
                self._kept.emit(archive.edition)

        self._window.send(do.Export(deliver, SIDE_BYTES))

    def _on_kept(self, outcome: Edition | str) -> None:
        if isinstance(outcome, str):
            if not self._side_trouble:
                self._window.say("warning", outcome)
            self._side_trouble = True
            return
        self._side_trouble = False
        if outcome[0] == self._restored:
            self._side_edition = outcome

    def _drop_side(self) -> None:
        if self._side is not None:
            forget(self._side)
        if self._side_lock is not None:
            self._side_lock.unlock()
        self._side, self._side_lock, self._side_edition = None, None, NOTHING

    def _offer(self) -> None:
        """Ask what is to become of the newest work that was not saved."""
        self._window.show_offers(bool(self._offers))
        if not self._offers:
            self._window.banner.take_back("kept")
            return
        kept = self._offers[0]
        moment = time.strftime("%Y-%m-%d %H:%M", time.localtime(kept.seconds))
        title = tr(kept.title) if kept.title else tr("untitled")
        text = tr(
            "Unsaved work on {title} of {moment} was kept.", title=title, moment=moment
        )
        actions = [
            ("restore_kept", tr("Bring it back")),
            ("discard_kept", tr("Throw away")),
        ]
        self._window.banner.show_message("kept", text, "info", actions)

    def retranslate(self) -> None:
        """Say again what stands in the banner."""
        if self._window.banner.message() == "kept":
            self._offer()

    def restore_kept(self) -> None:
        """Go on with the newest work that was not saved."""
        if self._offers:
            kept = self._offers[0]
            self._window.banner.take_back("kept")
            self._read(kept.path, kept)

    def discard_kept(self) -> None:
        """Throw the newest work that was not saved away."""
        if self._offers:
            kept = self._offers.pop(0)
            forget(kept.path)
            lock = self._offer_locks.pop(kept.path, None)
            if lock is not None:
                lock.unlock()
            self._offer()

    def finish(self, session: Session) -> None:
        """Keep what is in no file, and let go of all files; the thread has ended.

        What the next start brings back by itself needs no side file.
        """
        self._timer.stop()
        if self._folder is not None:
            self._edition = session.edition
            self._show_modified()
            if not self._modified or self._window.comes_back:
                self._drop_side()
            elif self._edition != self._side_edition:
                side = self._fresh_side()
                project = self._maker(str(self._path or ""))(session.export(SIDE_BYTES))
                try:
                    write_side_file(project, side)
                except (OSError, ContainerError) as error:
                    self._window.say("error", _reason(side, error))
        held = [self._lock, self._side_lock, *self._offer_locks.values()]
        for lock in (*held, *self._locks.values()):
            if lock is not None:
                lock.unlock()
        self._lock = self._side_lock = None
        self._folder = None

    def _title(self) -> str:
        return self._path.name if self._path is not None else self._window.work_name


def with_suffix(path: str) -> Path:
    """Return the path of a project, with the ending that projects have."""
    return Path(path if is_project(path) else path + SUFFIX)


def _locked(path: Path) -> QLockFile | None:
    """Lock a file for this window; None if another has it or none can.

    The lock of a process that is no more does not count.
    """
    lock = QLockFile(str(path.with_name(f".{path.name}.lock")))
    # It does not grow old while its window lives.
    lock.setStaleLockTime(0)
    return lock if lock.tryLock(0) else None


def _reason(path: Path, error: OSError | ContainerError) -> str:
    if isinstance(error, ContainerError):
        return str(error)
    reason = error.strerror or str(error)
    return tr("{file}: cannot be written: {reason}", file=path, reason=reason)
