"""The main window: rail, transport, exhibit, timeline, and what holds them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from visualizer.exhibits import (
    DETAILS,
    StepUnit,
    entries,
    exhibits,
    pages,
)
from visualizer.files import SUFFIX, Opened
from visualizer.files.opening import is_project
from visualizer.files.replacing import replace_file
from visualizer.information import lines
from visualizer.language import set_language, tr
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent
from visualizer.scenes.lecture import LectureScene
from visualizer.scenes.walk import VisitStation
from visualizer.scenes.why import AskWhy, LeaveWhy, Quantity, What
from visualizer.session import commands as do
from visualizer.session.errands import Errand, at_once
from visualizer.session.experiment import (
    Experiment,
    ExperimentError,
    encode,
    preset,
    read,
    to_fields,
)
from visualizer.session.pace import PACE_BY_KEY
from visualizer.session.snapshot import RIGHT, PairSnapshot, Snapshot
from visualizer.session.views import (
    bookmarks,
    lecture_scene,
    line_of,
    timeline_scene,
    transport_scene,
)
from visualizer.settings import to_plain
from visualizer.ui.advisor import Advisor
from visualizer.ui.coach import Coach
from visualizer.ui.comparison import Comparison
from visualizer.ui.documents import Documents, with_suffix
from visualizer.ui.drawing import Pacer
from visualizer.ui.exhibit_view import FAST_PANELS, ExhibitView
from visualizer.ui.file_dialog import ask_for_file, ask_where_to_save
from visualizer.ui.icons import icon
from visualizer.ui.late_parts import LateParts
from visualizer.ui.lecture_notes import LectureNotes
from visualizer.ui.memory import Memory
from visualizer.ui.panel_frame import PanelFrame
from visualizer.ui.panels.curve_panel import CurvePanel
from visualizer.ui.panels.neuron_panel import NeuronPanel
from visualizer.ui.presenter import Presenter
from visualizer.ui.qt_texts import translate_qt
from visualizer.ui.rail import Rail
from visualizer.ui.scripts import Scripts
from visualizer.ui.style import style_sheet
from visualizer.ui.theme import Theme, load_theme
from visualizer.ui.timeline import Timeline
from visualizer.ui.transport_bar import TransportBar
from visualizer.ui.typography import BASE_PIXELS, application_font
from visualizer.ui.widgets import Banner
from visualizer.ui.widgets.chips import Chips
from visualizer.ui.window_actions import WindowActions

if TYPE_CHECKING:
    from visualizer.ui.arrivals import Arrivals
    from visualizer.ui.links import Links

LEAST_SIZE = (960, 600)
TIMELINE_HEIGHT = 132
COMPACT_TIMELINE_HEIGHT = 104
FONT_SCALES = (0.8, 2.5)
MOST_RECENT = 8

HAND_MILLISECONDS = 120
"""Between two looks at whether a mouse button is still down."""

FIRST_PANELS = frozenset({"network", "output"})
"""What a newcomer sees before all else."""

MOST_RECALLED = 50_000
"""Updates that the next start trains again to restore the last moment."""

CLOSING = ("average", "update")
"""Stations of a walk that the table of the batch shows."""

Kind = str


class MainWindow(QMainWindow):
    """Shows snapshots and sends commands; knows nothing of threads.

    Parameters
    ----------
    send : callable
        Takes a command for the session.
    memory : Memory
        State of the last time; changed in place.
    experiment : Experiment
        What the session starts with.
    give : callable
        Takes what is to be done beside window and session.
    newcomer : bool
        Whether to begin with few panels, as `begin_first_start` shows them.

    Signals
    -------
    sight_changed : frozenset, frozenset
        Names of the fast and of the slow panels in sight.
    rejected : str
        A command was refused; may be emitted from any thread.
    failed : str
        The report of an error that nobody caught; from any thread.
    worth_keeping
        There is something new that a crash should not take away.
    busy : bool
        The window has much to do at once, such as to wear another theme, or has done
        it; training may rest meanwhile.
    closing
        The window is about to close.
    """

    sight_changed = Signal(object, object)
    rejected = Signal(str)
    failed = Signal(str)
    worth_keeping = Signal()
    busy = Signal(bool)
    closing = Signal()

    def __init__(
        self,
        send: Callable[[do.Command], None],
        memory: Memory,
        experiment: Experiment,
        give: Callable[[Errand], None] = at_once,
        newcomer: bool = False,
    ) -> None:
        super().__init__()
        self._send_command = send
        self._sent = 0
        self._undertakings = 0
        self._memory = memory
        self._snapshot: Snapshot | None = None
        self._name = experiment.name
        self._step_units: dict[str, StepUnit] = {}
        self._carried: tuple[str, int] | None = None
        self._troubled = ""
        self._report = ""
        self._saved_font_scale = memory.font_scale
        self.setMinimumSize(*LEAST_SIZE)
        self.setAcceptDrops(True)
        self.setObjectName("main")
        self._theme: Theme = load_theme(memory.theme)
        self.setWindowIcon(icon("neuronaut", self._theme, "accent"))
        # Before the widgets are made: some measure their texts at once.
        self._set_type()
        self.late = LateParts()
        self._give = give
        self._make_widgets(experiment)
        self.scripts = Scripts(self)
        self.actions_ = WindowActions(self)
        self.actions_.show_recent(memory.recent)
        self.actions_.follow_exhibit(self.view.exhibit, self.view.watch)
        self._coach = Coach(self, self._coach_target)
        self._coach.pause_wanted.connect(lambda: self.send(do.Pause()))
        self._coach.finished.connect(self._on_coach_finished)
        self._notes = LectureNotes(memory.notes)
        self._documents = Documents(self, give)
        self._documents.changed.connect(self._show_title)
        self._presenter = Presenter(self)
        self._advisor = Advisor(self)
        self._telling = Pacer(self._tell_run, self)
        self._heard = 0
        self._speech = QTimer(self)
        self._speech.setSingleShot(True)
        self._speech.setInterval(HAND_MILLISECONDS)
        self._speech.timeout.connect(self._speak)
        self.rejected.connect(lambda text: self.say("error", text))
        self.failed.connect(self._on_failed)
        # First, so that panels are made and laid out once, and for this size.
        if newcomer:
            self.view.show_only(FIRST_PANELS)
        self._restore_geometry()
        self._restore_arrangement()
        self._wear()
        self.retranslate()

    def _make_widgets(self, experiment: Experiment) -> None:
        self._rail = Rail(self)
        self._rail.exhibit_chosen.connect(self._on_exhibit_chosen)
        self._pages = Chips(self)
        self._pages.chosen.connect(self._on_page_chosen)
        self._last_pages: dict[str, str] = {}
        self._transport = TransportBar(self)
        self._transport.action_triggered.connect(self._on_transport)
        self._transport.step_unit_chosen.connect(self._on_step_unit)
        self._transport.why_wanted.connect(
            lambda quantity: self.view.ask(AskWhy(quantity))
        )
        self._transport.pace_chosen.connect(lambda key: self.send(do.SetPace(key)))
        self._banner = Banner(self)
        self._banner.action_triggered.connect(self._on_banner_action)
        self._timeline = Timeline(self)
        self._timeline.intent.connect(self._on_intent)
        self._arrival: Opened | None = None
        self._views: dict[str, ExhibitView] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._home = self._new_view(experiment)
        self._views[experiment.exhibit] = self._home
        self._comparison = Comparison(self._home, self._new_view, self._place, self)
        self._comparison.changed.connect(self._on_compared)
        self._comparison.command_wanted.connect(self.send)
        content = QVBoxLayout()
        content.setContentsMargins(10, 8, 10, 10)
        content.setSpacing(8)
        content.addWidget(self._transport)
        content.addWidget(self._banner)
        content.addWidget(self._pages)
        content.addWidget(self._home, 1)
        content.addWidget(self._timeline)
        self._content = content
        # Without a place of its own, Qt would give the focus to the first button.
        center = QWidget(self)
        center.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        center.setFocus(Qt.FocusReason.OtherFocusReason)
        row = QHBoxLayout(center)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(content, 1)
        self.setCentralWidget(center)

    def _new_view(self, experiment: Experiment) -> ExhibitView:
        exhibit = experiment.exhibit_class()()
        view = ExhibitView(exhibit, experiment.settings, self)
        view.settings_wanted.connect(
            lambda settings, gesture: self._take_up(view, do.Change(settings, gesture))
        )
        view.watch_changed.connect(
            lambda watch: self.send(self._comparison.addressed_by(view, do.Look(watch)))
        )
        view.intent_left.connect(lambda intent: self._on_intent_of(view, intent))
        view.sight_changed.connect(self.announce_sight)
        view.data_wanted.connect(lambda: self._open_data_of(view))
        view.said.connect(self.say)
        return view

    def _enter_exhibit(self, experiment: Experiment) -> None:
        """Show the exhibit of an experiment in place of another; both are kept."""
        left, known = self._home, self._views.get(experiment.exhibit)
        left.arrangement.put_all_back()
        home = self._home = known or self._new_view(experiment)
        self._views[experiment.exhibit] = home
        self._comparison.move_to(home)
        self._content.replaceWidget(left, home)
        left.hide()
        home.show()
        home.set_theme(self._theme)
        home.retranslate()
        self._fit()
        if known is None:
            self._restore_arrangement()
        home.set_column_shown(not self._presenter.active)
        if self._presenter.active:
            left.show_only(None)
            home.show_only(home.exhibit.presented)
        self._show_place()
        self.actions_.follow_exhibit(home.exhibit, home.watch)
        self._follow_hidden()
        carried, self._carried = self._carried, None
        if carried is not None and carried[0] == experiment.exhibit:
            home.watch = replace(home.watch, example=carried[1])
        self.send(self.look_command())
        self.announce_sight()

    def _show_place(self) -> None:
        """Mark the exhibit in sight in the rail and among the pages of its entry."""
        exhibit = self._home.exhibit
        entry = exhibit.page_of or exhibit.key
        self._last_pages[entry] = exhibit.key
        self._rail.set_chosen(entry)
        siblings = pages(entry)
        self._pages.set_items([(e.key, tr(e.page or e.title)) for e in siblings])
        self._pages.set_chosen(exhibit.key)
        self._pages.setVisible(len(siblings) > 1 and not self._presenter.active)

    # What others may ask.

    @property
    def theme(self) -> Theme:
        """The theme worn."""
        return self._theme

    @property
    def view(self) -> ExhibitView:
        """The exhibit in sight; of two the one of the chosen side."""
        return self._comparison.view

    @property
    def views(self) -> tuple[ExhibitView, ...]:
        """The exhibits in sight: one, or the left and the right one."""
        return self._comparison.views

    @property
    def comparison(self) -> Comparison:
        """What puts two experiments side by side."""
        return self._comparison

    @property
    def home_snapshot(self) -> Snapshot | None:
        """The moment of the present session, which stands at the left."""
        pair = self._comparison.pair
        return self._snapshot if pair is None else pair.left

    @property
    def transport(self) -> TransportBar:
        """The transport bar."""
        return self._transport

    @property
    def timeline(self) -> Timeline:
        """The timeline."""
        return self._timeline

    @property
    def rail(self) -> Rail:
        """The rail of exhibits."""
        return self._rail

    @property
    def pages(self) -> Chips:
        """The pages of the entry of the rail that is chosen."""
        return self._pages

    @property
    def banner(self) -> Banner:
        """The messages."""
        return self._banner

    @property
    def coach(self) -> Coach:
        """The hints of the first start."""
        return self._coach

    @property
    def presenter(self) -> Presenter:
        """The presenter mode."""
        return self._presenter

    @property
    def documents(self) -> Documents:
        """The file that the work belongs to."""
        return self._documents

    @property
    def work_name(self) -> str:
        """What the work is called: a file, a preset, or nothing yet."""
        return self._name

    @property
    def comes_back(self) -> bool:
        """Whether the next start trains all of the work again by itself."""
        shown = self._snapshot
        if shown is None or self._documents.path is not None or len(shown.runs) > 1:
            return False
        if self._comparison.active:
            return False
        near = shown.recipe is not None and shown.tip <= MOST_RECALLED
        return near and shown.update == shown.tip

    @property
    def notes(self) -> LectureNotes:
        """What the lecturer wants to say."""
        return self._notes

    @property
    def own_look(self) -> tuple[Theme, float]:
        """Theme and scale of type that the person chose, even while presenting."""
        return load_theme(self._memory.theme), self._saved_font_scale

    @property
    def snapshot(self) -> Snapshot | None:
        """The moment shown."""
        return self._snapshot

    def panel(self, name: str) -> PanelFrame:
        """Return the frame of a panel.

        Raises
        ------
        KeyError
            If the exhibit has no such panel.
        """
        frame = self.view.frame(name)
        if frame is None:
            raise KeyError(name)
        return frame

    def send(self, command: do.Command) -> None:
        """Send a command to the session."""
        self._sent += 1
        self._send_command(self._comparison.addressed(command))

    @property
    def sent(self) -> int:
        """How many commands were sent: those above a snapshot's are not in it yet."""
        return self._sent

    def look_command(self) -> do.Look:
        """Return the command that says what is in sight now."""
        return do.Look(self.view.watch)

    def show_snapshot(self, shown: Snapshot | PairSnapshot) -> None:
        """Draw a moment."""
        left = shown.left if isinstance(shown, PairSnapshot) else shown
        self._comparison.expect(shown)
        if left.experiment.exhibit != self._home.exhibit.key:
            with self.undisturbed():
                self._enter_exhibit(left.experiment)
        self._places[left.experiment.exhibit] = (left.run, left.update)
        settled = left.handled >= self._sent
        snapshot = self._comparison.show(shown, settled)
        if settled and self._arrival is not None:
            self._arrive()
        self._snapshot = snapshot
        if DETAILS in snapshot.panels or not snapshot.playing:
            # While it runs, nobody reads numbers sixty times a second.
            self._show_run(snapshot)

    def _show_run(self, snapshot: Snapshot, now: bool = False) -> None:
        """Say where the run is and what it can be told to do.

        Words follow a run that goes on at reading speed, and an act of a hand at once.
        """
        self._timeline.set_scene(
            self._comparison.timeline() or timeline_scene(snapshot)
        )
        obeyed = snapshot.handled != self._heard
        self._heard = snapshot.handled
        self._telling.request(now=now or obeyed or not snapshot.playing)

    def _tell_run(self) -> None:
        snapshot = self._snapshot
        assert snapshot is not None
        self._show_transport(snapshot)
        self._speak()
        self.actions_.follow(snapshot)
        self._documents.follow(self.home_snapshot or snapshot)
        self._coach.follow(snapshot)
        self._presenter.follow()

    def _speak(self) -> None:
        """Say in the banner what goes wrong, once no hand holds anything.

        A banner that comes or goes moves all that is below it: not while somebody
        drags through the run or pulls at a slider.
        """
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._speech.start()
        elif self._snapshot is not None:
            self._show_trouble(self._snapshot)
            self._advisor.follow(self._snapshot)

    def _show_transport(self, snapshot: Snapshot) -> None:
        scene = transport_scene(snapshot, self._shown_unit())
        if self._comparison.can_go_on:
            # Though the chosen side may have stopped, the other one has not.
            scene = msgspec.structs.replace(scene, can_go_forward=True)
        self._transport.set_scene(scene)

    def say(self, kind: Kind, text: str) -> None:
        """Show a sentence in the banner."""
        level: Any = kind if kind in ("info", "warning", "error") else "info"
        self._banner.show_message("said", text, level)

    def begin_first_start(self) -> None:
        """Play, with hints, and show only what a newcomer needs."""
        self.view.show_only(FIRST_PANELS)
        self._coach.start()
        self.send(do.Play())

    def show_all_panels(self) -> None:
        """Show every panel of the exhibit."""
        self.view.show_only(None)

    def remember(self) -> Memory:
        """Return the state to keep for the next start."""
        memory = self._memory
        memory.font_scale = self._saved_font_scale
        geometry = bytes(self.saveGeometry().data())
        memory.geometry = base64.b64encode(geometry).decode("ascii")
        memory.name = self._name
        memory.notes = self._notes.to_plain()
        for key, view in self._views.items():
            memory.arrangements[key] = view.arrangement.state()
        memory.arrangements[self._home.exhibit.key] = (
            self._comparison.arrangement_state()
        )
        if self.home_snapshot is not None:
            self._remember_moment(self.home_snapshot)
        return memory

    def keep_notes(self) -> None:
        """Ask for what is remembered to be written, if there are new notes."""
        if self._notes.to_plain() != LectureNotes(self._memory.notes).to_plain():
            self.worth_keeping.emit()

    def _remember_moment(self, snapshot: Snapshot) -> None:
        """Keep the experiment and, where it is near enough, how to come here."""
        memory, recipe = self._memory, snapshot.recipe
        memory.experiment = to_fields(snapshot.experiment)
        memory.changes, memory.update, memory.bookmarks = [], 0, []
        memory.bookmark_names = []
        if recipe is not None and recipe.update <= MOST_RECALLED:
            near = [each for each in recipe.bookmarks if each <= MOST_RECALLED]
            last = max((recipe.update, *near))
            memory.experiment = to_fields(recipe.start)
            memory.changes = [
                (u, to_plain(each)) for u, each in recipe.changes if u <= last
            ]
            memory.update, memory.bookmarks = recipe.update, near
            memory.bookmark_names = [each for each in recipe.names if each[0] in near]

    # Appearance.

    def set_theme(self, key: str) -> None:
        """Wear another theme."""
        self._memory.theme = key
        self.dress(key, self._memory.font_scale)

    def dress(self, theme: str, font_scale: float) -> None:
        """Wear a theme and a scale of type for a time; neither is remembered."""
        self._theme = load_theme(theme)
        self._memory.font_scale = font_scale
        with self.undisturbed():
            self._wear()

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Let training rest while the window has much to do at once."""
        self._undertakings += 1
        if self._undertakings == 1:
            self.busy.emit(True)
        try:
            yield
        finally:
            self._undertakings -= 1
            if self._undertakings == 0:
                self.busy.emit(False)

    def set_language(self, code: str) -> None:
        """Speak another language."""
        self._memory.language = code
        set_language(code)
        translate_qt(code)
        with self.undisturbed():
            self.retranslate()

    def set_font_scale(self, scale: float) -> None:
        """Scale all type, from 0.8 to 2.5."""
        low, high = FONT_SCALES
        self._saved_font_scale = max(low, min(scale, high))
        self.dress(self._theme.key, self._saved_font_scale)

    @property
    def font_scale(self) -> float:
        """The present scale of all type."""
        return self._memory.font_scale

    def _wear(self) -> None:
        """Give theme and font to everything."""
        theme = self._theme
        self._set_type()
        for part in (
            self._rail,
            self._transport,
            self._banner,
            self._timeline,
            self._comparison,
            self._coach,
            self.late,
        ):
            part.set_theme(theme)
        self.actions_.set_theme(theme)
        self._presenter.dress_speaker()
        self._fit()

    def _set_type(self) -> None:
        """Give the application its font and palette, the window its style sheet.

        As a sheet of the application Qt would style each widget again for each one
        that it lies in, which takes five times as long.
        """
        theme, scale = self._theme, self._memory.font_scale
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        font = application_font(scale)
        sheet = style_sheet(theme, round(BASE_PIXELS * scale))
        # Each of them makes Qt style every widget anew, even if nothing changed.
        if application.font() != font:
            application.setFont(font)
        if application.palette() != theme.palette():
            application.setPalette(theme.palette())
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self._rail.set_exhibits([(e.key, tr(e.title), e.icon) for e in entries()])
        self._show_place()
        for part in (
            self._transport,
            self._banner,
            self._timeline,
            self._comparison,
            self._coach,
            self.late,
        ):
            part.retranslate()
        self.actions_.retranslate()
        self._presenter.retranslate()
        self._documents.retranslate()
        # What was said in passing goes; trouble that lasts is said again.
        self._banner.take_back("said")
        self._troubled = ""
        self._advisor.retranslate()
        if self._snapshot is not None:
            self.show_snapshot(self._comparison.pair or self._snapshot)
            self._show_run(self._snapshot, now=True)
        self._show_title()

    def _show_title(self) -> None:
        title = self._documents.marked(self._title())
        self.setWindowTitle(f"{title} — Neuronaut")

    def _title(self) -> str:
        return tr(Path(self._name).name) if self._name else tr("untitled")

    def lecture(self) -> LectureScene | None:
        """Return what the lecturer sees alone; None before the first moment."""
        if self._snapshot is None:
            return None
        return lecture_scene(self._snapshot, self._name, self._title())

    def _fit(self) -> None:
        self._comparison.fit()
        if self._presenter.active:
            height = self._timeline.minimumSizeHint().height()
        else:
            wide = TIMELINE_HEIGHT * max(1.0, self._memory.font_scale)
            narrow = COMPACT_TIMELINE_HEIGHT * max(1.0, self._memory.font_scale)
            height = round(narrow if self._home.compact else wide)
        self._timeline.setFixedHeight(height)

    def _restore_geometry(self) -> None:
        self.resize(1280, 720)
        if self._memory.geometry:
            geometry = base64.b64decode(self._memory.geometry, validate=False)
            self.restoreGeometry(QByteArray(geometry))
        screen = QGuiApplication.primaryScreen()
        if screen is not None and not self._memory.geometry:
            room = screen.availableGeometry()
            self.resize(min(1600, room.width()), min(1000, room.height()))

    def _restore_arrangement(self) -> None:
        state = self._memory.arrangements.get(self.view.exhibit.key)
        if isinstance(state, dict):
            self.view.arrangement.restore(state)

    # Hands.

    def play_pause(self) -> None:
        """Play, or pause."""
        playing = self._snapshot is not None and self._snapshot.playing
        self.send(do.Pause() if playing else do.Play())

    def step(self, count: int) -> None:
        """Go `count` of the chosen units forward or back."""
        self.send(do.Step(self._unit(), count))

    def _unit(self) -> StepUnit:
        """Return the unit of a step: finer than an example where the pace is."""
        unit, finer = self._shown_unit(), ("product", "neuron", "layer", "example")
        if self._snapshot is not None and unit in finer:
            pace = PACE_BY_KEY[self._snapshot.pace]
            if pace.unit in finer[: finer.index(unit)]:
                return pace.unit
        return unit

    def _shown_unit(self) -> StepUnit:
        """Return the unit chosen in this exhibit; at first the one that it names."""
        exhibit = self.view.exhibit
        units = [unit for unit, _ in exhibit.terms().units]
        wanted = self._step_units.get(exhibit.key, exhibit.first_unit)
        return wanted if wanted in units else units[0]

    def change_pace(self, rungs: int) -> None:
        """Go up or down the speed ladder."""
        if self._snapshot is None:
            return
        scene = transport_scene(self._snapshot, self._shown_unit())
        keys = [key for key, _ in scene.paces]
        place = keys.index(scene.pace) + rungs
        self.send(do.SetPace(keys[max(0, min(place, len(keys) - 1))]))

    def new_seed(self) -> None:
        """Start with other initial weights."""
        self.send(do.Change(self.view.exhibit.reseeded(self.view.settings)))

    def show_in(self, exhibit: str) -> None:
        """Show the present network in another exhibit, with the example watched."""
        self._carried = (exhibit, max(0, self.view.watch.example))
        self.send(do.ShowIn(exhibit))

    def ask_why(self) -> None:
        """Show what made the number that is selected."""
        self.view.ask(LeaveWhy(-1))
        self.view.bring_to_front("why")

    def ask_why_measure(self, what: What) -> None:
        """Show the examples that made the loss or accuracy of a set."""
        self.view.ask(AskWhy(Quantity(what)))

    def open_preset(self, key: str) -> None:
        """Start a shipped experiment."""
        self._open(preset(key))

    def open_file(self, path: str) -> None:
        """Open a project or an experiment; a bad file is told and changes nothing."""
        if is_project(path):
            self._documents.open(Path(path))
            return
        try:
            self._open(read(Path(path)))
        except ExperimentError as error:
            self.say("error", str(error))
            return
        self.remember_file(path)

    def remember_file(self, path: str) -> None:
        """List a file among those opened or saved last."""
        recent = [path, *(known for known in self._memory.recent if known != path)]
        self._memory.recent = recent[:MOST_RECENT]
        self.actions_.show_recent(self._memory.recent)

    def start(self, opened: Opened) -> None:
        """Start what was opened."""
        self._open(opened.experiment)
        self._arrival = opened
        if self.view.exhibit.key == opened.experiment.exhibit:
            self._arrive()
        if opened.scene is not None:
            self.actions_.scenes.rehearse(opened.scene)

    def _arrive(self) -> None:
        """Look at what was opened as it asks, now that its exhibit is in sight."""
        opened, self._arrival = self._arrival, None
        if opened is not None and self.view.exhibit.key == opened.experiment.exhibit:
            self.look_as(opened.options, opened.remarks, opened.hidden)

    def look_as(
        self,
        options: Mapping[str, bool],
        remarks: Sequence[str],
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        """Look with other options of panels, and say what there is to remark.

        Parameters
        ----------
        options : mapping
            Options of panels by their names.
        remarks : sequence of str
        hidden : frozenset of str
            Controls that are left out; all others are shown.
        """
        if options:
            self.view.set_options(options)
        self.hide_controls(hidden)
        if remarks:
            self.say("info", " ".join(remarks))

    def hide_controls(self, names: frozenset[str]) -> None:
        """Leave out the controls that a lesson hides, and show all others."""
        if names != self.view.hidden_controls:
            self.view.hide_controls(names)
        self._follow_hidden()

    def _follow_hidden(self) -> None:
        """Let transport bar and menus know what the exhibit in sight leaves out."""
        names = self.view.hidden_controls
        self._transport.hide_controls(names)
        self.actions_.book.action("show_controls").setEnabled(bool(names))

    def _open(self, experiment: Experiment) -> None:
        # What was said was of the work before, or of a file that was none.
        self._banner.take_back("said")
        self.send(do.Open(experiment))
        # At the right of the same exhibit it is beside the work, not in its place.
        if self._comparison.chosen == 0 or experiment.exhibit != self._home.exhibit.key:
            self._name = experiment.name
            self._documents.leave_file()

    def call(self, name: str) -> None:
        """Let other work be on screen, called so."""
        self._name = name

    def rename(self, name: str) -> None:
        """Let the same work be called otherwise; its notes go along."""
        self._notes.take_along(self._name, name)
        self._name = name

    def show_offers(self, any_: bool) -> None:
        """Tell whether there is unsaved work of earlier windows to restore."""
        for name in ("restore_kept", "discard_kept"):
            self.actions_.book.action(name).setEnabled(any_)

    def ask_for_file(self) -> None:
        """Let the person choose a file to open; the run goes on meanwhile."""
        ask_for_file(
            self,
            tr("Open"),
            tr("Projects and experiments"),
            (f"*{SUFFIX}", "*.json"),
            self.open_file,
        )

    @cached_property
    def links(self) -> Links:
        """What opens links of TensorFlow Playground, and makes them."""
        from visualizer.ui.links import Links

        return Links(self)

    @cached_property
    def arrivals(self) -> Arrivals:
        """What takes in data, pictures and files of one's own."""
        from visualizer.ui.arrivals import Arrivals

        return Arrivals(self, self._give)

    def ask_where_to_save(self) -> None:
        """Let the person choose where to save the work, or its settings alone."""
        kinds = {
            tr("Projects: the work with its whole past"): (SUFFIX,),
            tr("Experiments: the settings alone"): (".json",),
        }
        name = Path(self._title()).stem + SUFFIX
        ask_where_to_save(self, tr("Save as"), kinds, self.save_file, name)

    def save_file(self, path: str) -> None:
        """Save the work as a project, or its settings in an experiment file."""
        if not path.lower().endswith(".json"):
            self._documents.save_as(with_suffix(path))
            return
        if self._snapshot is None:
            return
        try:
            text = encode(self._snapshot.experiment)
            replace_file(Path(path), lambda file: file.write(text))
        except OSError as error:
            self.say(
                "error",
                tr(
                    "{file}: cannot be written: {reason}",
                    file=path,
                    reason=error.strerror,
                ),
            )
            return
        if self._documents.path is None:
            self.rename(path)
        self._show_title()
        self.say("info", tr("Saved as {path}", path=path))

    def ask_where_to_export(self) -> None:
        """Let the person choose where to write the table of the exhibit in sight."""
        kinds = {tr("Tables"): (".csv",)}
        name = Path(self._title()).stem + ".csv"
        ask_where_to_save(self, tr("Export the runs"), kinds, self.export_table, name)

    def export_table(self, path: str) -> None:
        """Write the table of the exhibit in sight, as it is now, as CSV."""
        from visualizer.files.csv_rows import lines as csv_lines

        if self._snapshot is None:
            return
        exhibit, shown = self.view.exhibit, self._snapshot
        text = csv_lines(exhibit.table(shown.frame, shown.experiment.settings))
        try:
            replace_file(Path(path), lambda file: file.write(text))
        except OSError as error:
            self.say(
                "error",
                tr(
                    "{file}: cannot be written: {reason}",
                    file=path,
                    reason=error.strerror,
                ),
            )
            return
        self.say("info", tr("Saved as {path}", path=path))

    def reset_arrangement(self) -> None:
        """Bring the shipped arrangement of panels back."""
        self.view.reset_arrangement()

    def toggle_option(self, name: str) -> None:
        """Switch an option of the view."""
        value = bool(getattr(self.view.watch, name))
        self.view.ask(intents.SetOption(name, not value))

    def choose_option(self, name: str, key: str) -> None:
        """Choose one of several for an option of the view."""
        self.view.ask(intents.ChooseOption(name, key))

    def slide_kernel(self, count: int) -> None:
        """Select the next value of a map, as a kernel slides."""
        self.view.ask(intents.SlideKernel(count))

    def toggle_smoothing(self) -> None:
        """Smooth the curves of the loss panel, or show them as they are."""
        panel = self.panel("loss").panel()
        if isinstance(panel, CurvePanel):
            self.show_panel("loss")
            panel.toggle_smoothing()

    def seek_end(self, first: bool) -> None:
        """Show the first or the last moment of the present line."""
        if self._snapshot is not None:
            target = line_of(self._snapshot)[0].first if first else self._snapshot.tip
            self._on_intent(intents.Seek(target))

    def go_to_bookmark(self, number: int) -> None:
        """Show bookmark 1, 2, … of the present line."""
        moments = self._bookmarks()
        if 1 <= number <= len(moments):
            self._on_intent(intents.Seek(moments[number - 1]))
        elif not moments:
            self.say("info", tr("There is no bookmark yet; the flag sets one here"))
        else:
            text = tr(
                "There is no bookmark {number}; the last is number {last}",
                number=number,
                last=len(moments),
            )
            self.say("info", text)

    def step_bookmark(self, count: int) -> None:
        """Show the next bookmark, or the one before, as a clicker does."""
        if self._snapshot is None:
            return
        here, moments = self._snapshot.update, self._bookmarks()
        ahead = [m for m in moments if m > here]
        behind = [m for m in moments if m < here]
        target = ahead[:1] if count > 0 else behind[-1:]
        if target:
            self._on_intent(intents.Seek(target[0]))

    def _bookmarks(self) -> list[int]:
        if self._snapshot is None:
            return []
        return [mark.update for mark in bookmarks(self._snapshot)]

    def choose_unit(self, unit: StepUnit) -> None:
        """Let the arrow keys step by another unit."""
        self._on_step_unit(unit)

    def step_example(self, count: int) -> None:
        """Watch another example."""
        self.view.ask(intents.StepExample(count))

    def remove_last_layer(self) -> None:
        """Remove the hidden layer before the output."""
        self.view.ask(intents.RemoveLayer(None))

    def hold_selected(self, name: str) -> None:
        """Freeze, switch off or lock what is selected, or take that back.

        Parameters
        ----------
        name : "freeze", "disable" or "lock"
        """
        target = self.view.watch.selection
        if name == "lock":
            if isinstance(target, intents.WeightRef):
                self.view.ask(intents.ToggleLocked(target))
            else:
                self.say("info", tr("Select a weight or a bias first."))
            return
        if isinstance(target, intents.WeightRef):
            target = intents.NeuronRef(target.layer, target.destination)
        last = len(self.view.settings.hidden) + (name == "freeze")
        if target is None or not 1 <= target.layer <= last:
            self.say(
                "info",
                tr("Select a hidden neuron or an output first.")
                if name == "freeze"
                else tr("Select a hidden neuron first."),
            )
            return
        toggle = intents.ToggleFrozen if name == "freeze" else intents.ToggleDisabled
        self.view.ask(toggle(target))

    def nudge_weight(self) -> None:
        """Make the first weight of a layer a little greater, and show what follows."""
        from visualizer.ui.panels.twins_panel import TwinsPanel

        self.show_panel("twins")
        panel = self.panel("twins").panel()
        if isinstance(panel, TwinsPanel):
            panel.nudge()

    def choose_neuron_activation(self) -> None:
        """Put the keyboard into the list of activations of the selected neuron."""
        self.show_panel("neuron")
        panel = self.panel("neuron").panel()
        if isinstance(panel, NeuronPanel) and panel.function_box.isVisible():
            panel.function_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.say("info", tr("Select a hidden neuron first."))

    def open_layer(self, number: int) -> None:
        """Open the card of a hidden layer, if the network has it."""
        if number <= len(self.view.settings.hidden):
            self.view.bring_to_front("network")
            self.view.ask(intents.OpenLayer(number))
        else:
            self.say("info", tr("There is no hidden layer {number}.", number=number))

    def choose_dataset(self, key: str) -> None:
        """Take other data, with its default settings."""
        self.view.choose("dataset", key)

    def choose_terrain(self, key: str) -> None:
        """Take another terrain, with its default settings."""
        self.view.choose("terrain", key)

    def focus_field(self, name: str) -> None:
        """Put the keyboard into a field of the settings."""
        self.view.form.focus_field(name)

    def show_panel(self, name: str) -> None:
        """Show a panel, wherever it is hidden."""
        with self.undisturbed():
            self.view.bring_to_front(name)

    def escape(self) -> None:
        """Close a card, or else end spotlight or presenting, or else select nothing.

        A card closes by itself where it has the focus, which may have gone elsewhere.
        """
        if self.late.close() or self.view.end_spotlight():
            return
        if self._presenter.active:
            self.leave_presenter()
        else:
            self.view.ask(intents.Select(None))

    def toggle_presenter(self) -> None:
        """Begin or end presenting."""
        with self.undisturbed():
            self._presenter.toggle()

    def leave_presenter(self) -> None:
        """End presenting."""
        with self.undisturbed():
            self._presenter.leave()

    def toggle_blank(self) -> None:
        """Make the screen black, or show the window again."""
        self._presenter.toggle_blank()

    def open_speaker(self) -> None:
        """Show the lecturer's own window, on another screen if there is one."""
        self._presenter.open_speaker()

    def toggle_spotlight(self) -> None:
        """Light the neuron or layer that the person points at, or end it there."""
        if not self.view.toggle_spotlight():
            self.say(
                "info",
                tr("Point at a neuron or at the title of a layer, then press S."),
            )

    def set_presenting(self, presenting: bool) -> None:
        """Hide what an audience need not see, or show it again."""
        self._rail.setVisible(not presenting)
        self._show_place()
        self.menuBar().setVisible(not presenting)
        self._comparison.set_presenting(presenting)
        self._transport.set_presenting(presenting)
        self.actions_.set_presenting(presenting)

    def show_hints(self) -> None:
        """Begin the hints of the first start again."""
        self._coach.start()

    def show_about(self) -> None:
        """Say what the program is."""
        self.actions_.licenses.open_text(
            lambda: tr("About Neuronaut"),
            lambda: "\n".join(f"- {line}" for line in lines()),
        )

    def copy_picture(self) -> None:
        """Put a picture of the window on the clipboard."""
        from visualizer.ui.picture_export import copy_picture

        copy_picture(self)
        self.say("info", tr("The picture is on the clipboard."))

    def ask_where_to_save_picture(self) -> None:
        """Let the person choose where to save a picture of the window."""
        kinds = {tr("Pictures"): (".png", ".svg", ".pdf")}
        ask_where_to_save(self, tr("Save picture"), kinds, self.save_picture)

    def save_picture(self, path: str) -> None:
        """Save a picture of the window."""
        from visualizer.ui.picture_export import PictureError, render

        try:
            render(self, Path(path), None)
        except PictureError as error:
            self.say("error", str(error))
            return
        self.say("info", tr("Saved as {path}", path=path))

    def _on_transport(self, name: str) -> None:
        self.actions_.trigger(name)

    def _on_step_unit(self, unit: StepUnit) -> None:
        self._step_units[self.view.exhibit.key] = unit
        if self._snapshot is not None:
            self._show_transport(self._snapshot)

    def choose_exhibit(self, key: str) -> None:
        """Go to an exhibit: where it was left, or to its first experiment."""
        if key == self._home.exhibit.key:
            return
        # Places are known by the runs of the left side, which goes there.
        self._comparison.choose(0)
        if key in self._places:
            self.send(do.Pause())
            self.send(do.Return(*self._places[key]))
        else:
            self._open(preset(exhibits[key].first_preset))

    def _on_exhibit_chosen(self, entry: str) -> None:
        # The view follows when the session has gone there.
        self._show_place()
        self.choose_exhibit(self._last_pages.get(entry) or pages(entry)[0].key)

    def _on_page_chosen(self, key: str) -> None:
        self._show_place()
        self.choose_exhibit(key)

    def _take_up(self, view: ExhibitView, command: do.Command) -> None:
        """Send what was done in a view, whose side is then the chosen one."""
        self._comparison.choose_view(view)
        self.send(command)

    def _on_intent_of(self, view: ExhibitView, intent: Intent) -> None:
        self._comparison.choose_view(view)
        self._on_intent(intent)

    def _open_data_of(self, view: ExhibitView) -> None:
        self._comparison.choose_view(view)
        self.arrivals.open_data()

    def _on_compared(self) -> None:
        """Show what goes with the chosen side."""
        self._fit()
        self.announce_sight()
        self.actions_.compare.follow_comparison()
        self._banner.take_back(self._troubled)
        self._troubled = ""
        self._advisor.retranslate()
        pair = self._comparison.pair
        if pair is not None:
            side = pair.sides[self._comparison.chosen]
            self._snapshot = msgspec.structs.replace(side, playing=pair.playing)
            self._show_run(self._snapshot, now=True)

    def announce_sight(self) -> None:
        """Say again which panels are in sight, of both sides of a comparison."""
        fast: set[str] = set()
        slow: set[str] = set()
        for prefix, view in zip(("", RIGHT), self.views, strict=False):
            for name in view.watch.visible:
                (fast if name in FAST_PANELS else slow).add(prefix + name)
        self.sight_changed.emit(frozenset(fast), frozenset(slow))

    def _place(self, middle: QWidget) -> None:
        """Let a widget stand between transport and timeline."""
        self._content.insertWidget(self._content.indexOf(self._timeline), middle, 1)

    def _on_intent(self, intent: Intent) -> None:
        opened = self.view.exhibit.opened(intent, self.view.settings)
        if opened is not None:
            self._open(Experiment(*opened))
            return
        match intent:
            case intents.Seek(update, None):
                self.send(do.Pause())
                self.send(do.Seek(update))
            case intents.Seek(update, run) if run is not None:
                self.send(do.Pause())
                self.send(do.Return(run, update))
            case intents.RenameBookmark(update, name):
                self.send(do.NameBookmark(update, name))
            case intents.RemoveBookmark(update):
                self.send(do.RemoveBookmark(update))
            case intents.EditParameter(target, value, gesture):
                self.send(
                    do.Edit(
                        target.layer, target.source, target.destination, value, gesture
                    )
                )
            case intents.MoveOnSurface(_, gesture):
                self.send(do.PutAt(intent, gesture))
            case VisitStation(example, phase):
                self.send(do.Visit(example, phase))
                closing = phase is not None and phase.direction in CLOSING
                self.view.bring_to_front("batch" if closing else "network")
            case intents.Act(name):
                self.actions_.trigger(name)

    # Trouble.

    def _show_trouble(self, snapshot: Snapshot) -> None:
        place, pair = self._comparison.troubled(), self._comparison.pair
        status = snapshot.status
        if pair is not None and place is not None:
            status = pair.sides[place].status
        name = f"{status.condition}:{status.update}:{place}"
        if status.condition == "ok":
            if self._troubled:
                self._banner.take_back(self._troubled)
                self._troubled = ""
            return
        if name == self._troubled:
            return
        self._troubled = name
        if status.condition == "diverged":
            said = self.view.exhibit.terms().diverged
            text = said.format(update=f"{status.update:,}")
            actions = [
                ("go_back", tr("Go back")),
                ("halve", tr("Go back and halve the learning rate")),
            ]
        else:
            text = tr("The run stopped: {cause}", cause=status.cause)
            actions = [("go_back", tr("Go back"))]
        level: Any = "warning" if status.condition == "diverged" else "error"
        text = self._comparison.told_of(text, place)
        self._banner.show_message(name, text, level, actions)

    def _on_failed(self, report: str) -> None:
        """Say that something went wrong, once, with the report to copy."""
        self._report = report
        last = report.strip().splitlines()[-1] if report.strip() else report
        text = tr("Something went wrong; the window goes on. {error}", error=last)
        actions = [("copy_report", tr("Copy the report"))]
        self._banner.show_message("failed", text, "error", actions)

    def _on_banner_action(self, name: str) -> None:
        if name == "copy_report":
            QGuiApplication.clipboard().setText(self._report)
        if name in ("go_back", "halve"):
            place = self._comparison.troubled()
            if place is not None:
                self._comparison.choose(place)
            self.send(do.GoBack(halve_learning_rate=name == "halve"))
        if name in ("restore_kept", "discard_kept"):
            self.actions_.trigger(name)

    # First start.

    def _coach_target(self, name: str) -> QWidget | None:
        if name == "timeline":
            return self._timeline
        if name == "data":
            return self.view.form
        return self.view.frame(name)

    def _on_coach_finished(self) -> None:
        self._memory.hints_done = True
        self._presenter.show_all_afterwards()
        if not self._presenter.active:
            self.view.show_only(None)

    # Qt.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._presenter.fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.arrivals.knows(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        if not self.arrivals.take(data):
            # An address of another kind: told as a link that is none.
            self.links.open(data.text())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._presenter.leave()
        self._presenter.close_speaker()
        self.late.close()
        for view in self.views:
            view.arrangement.put_all_back()
        self.closing.emit()
        super().closeEvent(event)
