"""The lecturer's own window: the clock, the moments that come, and notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTime, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QHideEvent,
    QIcon,
    QPixmap,
    QScreen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes.lecture import LectureScene, Moment
from visualizer.ui.drawing import Pacer
from visualizer.ui.icons import icon
from visualizer.ui.lecture_notes import MOST_CHARACTERS, LectureNotes
from visualizer.ui.stopwatch import Stopwatch, spoken_time
from visualizer.ui.style import style_sheet
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, application_font, tabular
from visualizer.ui.widgets import ElidedLabel, IconButton, PushButton
from visualizer.ui.widgets.note_field import NoteField

TICK = 250
"""Milliseconds between two looks at the clock."""

SIZE = QSize(1040, 640)
"""At the usual height of type; it grows with the type."""

MOST_SCALE = 1.5
"""Of type; in larger type its parts would not stand on a small screen."""

MARGIN = 40
"""Pixels that stay free around it on a small screen."""


class SpeakerWindow(QWidget):
    """Stands on a screen that the audience does not see.

    It wears what the lecturer chose, whatever the main window wears while it
    presents. Keys that are not typed into a note do what they do there.

    Parameters
    ----------
    parent : QWidget
        The main window; this one closes with it.
    notes : LectureNotes
        Changed in place.
    stopwatch : Stopwatch
        Time since presenting began.
    actions : sequence of QAction
        Those of the main window whose keys work here too.

    Signals
    -------
    moment_wanted : int
        1 for the first moment.
    step_wanted : int
        1 for the next moment, -1 for the one before.
    closed
        A person has closed it.
    """

    moment_wanted = Signal(int)
    step_wanted = Signal(int)
    closed = Signal()

    def __init__(
        self,
        parent: QWidget,
        notes: LectureNotes,
        stopwatch: Stopwatch,
        actions: Sequence[QAction],
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._notes = notes
        self._stopwatch = stopwatch
        self._theme: Theme | None = None
        self._scene: LectureScene | None = None
        self._noted: Moment | None = None
        self._blanked = False
        self._presenting = False
        self.setObjectName("speaker")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.addActions(list(actions))
        self._make_clock()
        self._make_moments()
        self._make_notes()
        self._make_layout()
        self._headline = Pacer(self._write_headline, self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._write_time)
        # Without a place of its own, Qt would give the focus to the first button.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()
        self.retranslate()

    def _make_clock(self) -> None:
        self._seen = ElidedLabel(role="value", parent=self)
        self._clock = QLabel(self)
        self._clock.setProperty("role", "clock")
        self._watch = PushButton("", "watch", self)
        self._watch.clicked.connect(self._on_watch)
        self._reset = IconButton("refresh", parent=self)
        self._reset.clicked.connect(self._on_reset)
        self._watch_state = ElidedLabel(role="small", parent=self)

    def _make_moments(self) -> None:
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._list = QListWidget(self)
        self._list.setProperty("role", "moments")
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.itemClicked.connect(self._on_row)
        self._list.itemActivated.connect(self._on_row)
        self._none = QLabel(self)
        self._none.setProperty("role", "secondary")
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._next = ElidedLabel(role="next", parent=self)
        self._next_text = ElidedLabel(role="secondary", parent=self)
        self._back = PushButton("", "step", self)
        self._back.clicked.connect(lambda: self.step_wanted.emit(-1))
        self._forth = PushButton("", "primary", self)
        self._forth.clicked.connect(lambda: self.step_wanted.emit(1))

    def _make_notes(self) -> None:
        self._note_title = ElidedLabel(role="title", parent=self)
        self._note = NoteField(MOST_CHARACTERS, self)
        self._note.edited.connect(self._on_note)
        self._note.left.connect(self._show_note)
        self._whole_title = ElidedLabel(role="title", parent=self)
        self._whole = NoteField(MOST_CHARACTERS, self)
        self._whole.edited.connect(self._on_whole)
        self._keys = ElidedLabel(role="small", parent=self)

    def _make_layout(self) -> None:
        top = self._card()
        line = QHBoxLayout(top)
        line.setContentsMargins(14, 9, 14, 9)
        line.addWidget(self._seen)
        time = self._card()
        row = QHBoxLayout(time)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._clock)
        row.addSpacing(10)
        row.addWidget(self._watch_state, 1)
        row.addWidget(self._watch)
        row.addWidget(self._reset)
        moments = self._card()
        column = QVBoxLayout(moments)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._list, 1)
        column.addWidget(self._none, 1)
        column.addWidget(self._next)
        column.addWidget(self._next_text)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back, 1)
        buttons.addWidget(self._forth, 1)
        column.addSpacing(4)
        column.addLayout(buttons)
        notes = self._card()
        page = QVBoxLayout(notes)
        page.setContentsMargins(14, 10, 14, 12)
        page.setSpacing(6)
        page.addWidget(self._note_title)
        page.addWidget(self._note, 3)
        page.addSpacing(4)
        page.addWidget(self._whole_title)
        page.addWidget(self._whole, 2)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(time)
        left.addWidget(moments, 1)
        halves = QHBoxLayout()
        halves.setSpacing(8)
        halves.addLayout(left, 8)
        halves.addWidget(notes, 7)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 8)
        whole.setSpacing(8)
        whole.addWidget(top)
        whole.addLayout(halves, 1)
        whole.addWidget(self._keys)

    def _card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "panel")
        # Both halves keep their shares, whatever stands in them.
        card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return card

    # What others may ask.

    def set_scene(self, scene: LectureScene) -> None:
        """Show where the lecture stands."""
        before, self._scene = self._scene, scene
        elsewhere = before is None or _place(before) != _place(scene)
        self._headline.request(now=elsewhere)
        if before is None or before.moments != scene.moments:
            self._fill()
        elif elsewhere:
            self._show_place()
        another = before is None or before.experiment != scene.experiment
        if another:
            self._whole.show_text(self._notes.text(scene.experiment, None))
        if another or not self._note.hasFocus():
            self._show_note()

    def set_audience(self, presenting: bool, blanked: bool) -> None:
        """Say whether there is an audience, and whether it sees a black screen."""
        self._presenting, self._blanked = presenting, blanked
        self._write_headline()
        self._write_time()

    def set_look(self, theme: Theme, scale: float) -> None:
        """Wear a theme and a scale of type, which need not be the application's."""
        self._theme = theme
        font = application_font(min(scale, MOST_SCALE))
        pixels = font.pixelSize()
        # Where there are style sheets, Qt hands the application's font and palette to
        # each widget, and not those of the window.
        own = f"""
QWidget {{ font-size: {pixels}px; color: {theme.text}; }}
SpeakerWindow {{ background: {theme.window}; }}
"""
        self.setStyleSheet(own + style_sheet(theme, pixels))
        # Behind the sheet, which brings those back that were there before it.
        self.setPalette(theme.palette())
        self.setFont(font)
        for widget in (self._clock, self._watch, self._list):
            widget.setFont(tabular(font))
        self._reset.set_theme(theme)
        self._fill()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.setWindowTitle(tr("Speaker's window") + " — Neuronaut")
        self._watch.setAccessibleName(tr("Time since presenting began"))
        self._reset.set_title(tr("Count from zero again"))
        self._title.setText(tr("Moments"))
        self._list.setAccessibleName(tr("Moments"))
        self._none.setText(
            tr(
                "No moment yet. Ctrl+B bookmarks the one on"
                " screen; rehearsed so, a lecture is walked with Page Down."
            )
        )
        self._back.setText(tr("Previous"))
        self._back.setToolTip(tr("Previous bookmark"))
        self._forth.setText(tr("Next"))
        self._forth.setToolTip(tr("Next bookmark"))
        self._note.setPlaceholderText(tr("What to say at this moment"))
        self._whole_title.set_text(tr("Note for the whole lecture"))
        self._whole.setAccessibleName(tr("Note for the whole lecture"))
        self._whole.setPlaceholderText(tr("What to keep in mind throughout"))
        self._keys.set_text(
            tr(
                "Space, arrows, Page Up and Page Down, 1–9, B and Esc drive the"
                " presentation from here, too; in a note they are typed."
            )
        )
        self._write_headline()
        self._write_time()
        self._show_place()
        self._show_note()

    def open_on(self, screen: QScreen, activate: bool) -> None:
        """Come up on a screen; without taking the keyboard if not to be active."""
        wanted = SIZE * max(1.0, self.font().pixelSize() / BASE_PIXELS)
        self.setGeometry(_centered(wanted, screen.availableGeometry()))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not activate)
        self.show()
        if activate:
            self.come_forward()

    def come_forward(self) -> None:
        """Lie over other windows, with the keyboard."""
        self.raise_()
        self.activateWindow()

    # Parts.

    @property
    def moment_list(self) -> QListWidget:
        """The list of moments."""
        return self._list

    @property
    def watch(self) -> PushButton:
        """The time since presenting began; a click pauses it."""
        return self._watch

    @property
    def reset_button(self) -> IconButton:
        """Begins to count again."""
        return self._reset

    @property
    def buttons(self) -> tuple[PushButton, PushButton]:
        """To the previous moment and to the next one."""
        return self._back, self._forth

    @property
    def fields(self) -> tuple[NoteField, NoteField]:
        """The note of the moment, and that of the whole lecture."""
        return self._note, self._whole

    # Drawing.

    def _write_headline(self) -> None:
        if self._scene is None:
            return
        headline = self._scene.headline
        if self._blanked:
            headline = tr("The screen is black") + " · " + headline
        self._seen.set_text(headline)

    def _write_time(self) -> None:
        _say(self._clock, QTime.currentTime().toString("HH:mm"))
        passed = spoken_time(self._stopwatch.seconds)
        _say(self._watch, passed)
        if passed != self._watch.accessibleDescription():
            self._watch.setAccessibleDescription(passed)
        if self._stopwatch.running:
            state, hint = tr("presenting for"), tr("Pause the stopwatch")
        elif self._presenting:
            state, hint = tr("paused at"), tr("Let the stopwatch go on")
        else:
            state, hint = tr("not presenting"), ""
        self._watch_state.set_text(state)
        self._watch.setToolTip(hint)
        self._watch.setEnabled(self._presenting)
        self._reset.setEnabled(self._presenting)

    def _fill(self) -> None:
        """List the moments."""
        if self._scene is None or self._theme is None:
            return
        self._list.clear()
        for number, moment in enumerate(self._scene.moments, start=1):
            told = f"{number}   {moment.name} · {moment.text}"
            item = QListWidgetItem(told, self._list)
            item.setToolTip(told)
        some = bool(self._scene.moments)
        self._list.setVisible(some)
        self._none.setVisible(not some)
        self._show_place()

    def _show_place(self) -> None:
        """Mark the present moment and announce the next one."""
        scene = self._scene
        if scene is None or self._theme is None:
            return
        present, nothing = icon("play", self._theme, "accent"), QPixmap(64, 64)
        nothing.fill(Qt.GlobalColor.transparent)
        for row in range(self._list.count()):
            item = self._list.item(row)
            here = row == scene.here
            item.setIcon(present if here else QIcon(nothing))
            font = item.font()
            font.setBold(here)
            item.setFont(font)
        self._list.setCurrentRow(-1 if scene.here is None else scene.here)
        if scene.next is None:
            self._next.set_text(tr("Next: nothing"))
            self._next_text.set_text("")
        else:
            moment = scene.moments[scene.next]
            told = f"{scene.next + 1} · {moment.name}"
            self._next.set_text(tr("Next: {moment}", moment=told))
            self._next_text.set_text(moment.text)
        self._back.setEnabled(scene.can_go_back)
        self._forth.setEnabled(scene.next is not None)

    def _show_note(self) -> None:
        """Show the note of the present moment."""
        scene = self._scene
        moment = None
        if scene is not None and scene.here is not None:
            moment = scene.moments[scene.here]
        self._noted = moment
        self._note.setEnabled(moment is not None)
        if scene is None or moment is None:
            title, text = tr("Note for a moment"), ""
        else:
            title = tr("Note for {moment}", moment=moment.name)
            text = self._notes.text(scene.experiment, moment.update)
        self._note_title.set_text(title)
        self._note.setAccessibleName(title)
        self._note.show_text(text)

    # The hand.

    def _on_row(self, item: QListWidgetItem) -> None:
        self.moment_wanted.emit(self._list.row(item) + 1)

    def _on_watch(self) -> None:
        self._stopwatch.toggle()
        self._write_time()

    def _on_reset(self) -> None:
        self._stopwatch.reset()
        self._write_time()

    def _on_note(self, text: str) -> None:
        if self._scene is not None and self._noted is not None:
            kept = [moment.update for moment in self._scene.moments]
            self._notes.write(self._scene.experiment, self._noted.update, text, kept)

    def _on_whole(self, text: str) -> None:
        if self._scene is not None:
            kept = [moment.update for moment in self._scene.moments]
            self._notes.write(self._scene.experiment, None, text, kept)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write_time()
        self._timer.start()


def _centered(wanted: QSize, room: QRect) -> QRect:
    size = wanted.boundedTo(room.size() - QSize(MARGIN, MARGIN))
    place = QRect(room.topLeft(), size)
    place.moveCenter(room.center())
    return place


def _place(scene: LectureScene) -> tuple[int | None, int | None, bool]:
    return scene.here, scene.next, scene.can_go_back


def _say(widget: QLabel | PushButton, text: str) -> None:
    if widget.text() != text:
        widget.setText(text)
