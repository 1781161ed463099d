"""Presenter mode: few panels, large type, high contrast, and a pointer of light."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QPalette,
    QPixmap,
    QScreen,
)
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.language import tr
from visualizer.ui.icons import icon_pixmap
from visualizer.ui.stopwatch import Stopwatch
from visualizer.ui.typography import BASE_PIXELS

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.speaker_window import SpeakerWindow
    from visualizer.ui.wakefulness import Wakefulness

TYPE_PIXELS = 24
"""Height of the type in a window of `BASE_SIZE`; it grows with the window."""

BASE_SIZE = (1280, 720)

PATIENCE = 300
"""Milliseconds until the window has the size that it gets."""

LASER_PIXELS = 26
LASER_COLOR = "#ff3b30"


class Presenter(QObject):
    """Shows the window to an audience, and puts everything back afterwards.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._active = False
        self._theme_before = ""
        self._scale_before = 1.0
        self._state_before = Qt.WindowState.WindowNoState
        self._only_before: frozenset[str] | None = None
        self._stopwatch = Stopwatch()
        self._speaker: SpeakerWindow | None = None
        self._blank = QWidget(window)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor("black"))
        self._blank.setPalette(palette)
        self._blank.setAutoFillBackground(True)
        self._blank.hide()
        self._laser = QLabel(window)
        self._laser.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._laser.setFixedSize(LASER_PIXELS, LASER_PIXELS)
        self._laser.hide()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(PATIENCE)
        self._settling.timeout.connect(self.fit)

    @property
    def active(self) -> bool:
        """Whether an audience is being shown the window."""
        return self._active

    @property
    def blanked(self) -> bool:
        """Whether the screen is black."""
        return not self._blank.isHidden()

    @property
    def laser_shown(self) -> bool:
        """Whether the dot of light follows the pointer."""
        return not self._laser.isHidden()

    def toggle(self) -> None:
        """Begin or end presenting."""
        if self._active:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """Begin: large type, high contrast, full screen."""
        if self._active:
            return
        window = self._window
        self._active = True
        self._theme_before = window.theme.key
        self._scale_before = window.font_scale
        self._state_before = window.windowState()
        self._only_before = window.view.arrangement.only()
        window.set_presenting(True)
        window.dress("contrast", self._scale_for(window.screen().size()))
        window.setWindowState(self._state_before | Qt.WindowState.WindowFullScreen)
        for view in window.views:
            view.show_only(view.exhibit.presented)
        self._wakefulness.keep_awake()
        self._watch_keys(True)
        self._stopwatch.start()
        if _screen_beside(window.screen()) is not None:
            self._show_speaker(activate=False)
        self._tell_speaker()
        # Not every system gives the whole screen.
        self._settling.start()

    def leave(self) -> None:
        """End: everything as it was."""
        if not self._active:
            return
        window = self._window
        self._active = False
        self._settling.stop()
        self._watch_keys(False)
        self._blank.hide()
        self._laser.hide()
        self._wakefulness.let_sleep()
        self._stopwatch.stop()
        self.close_speaker()
        window.set_presenting(False)
        window.dress(self._theme_before, self._scale_before)
        for view in window.views:
            view.show_only(self._only_before)
        window.setWindowState(self._state_before)
        window.keep_notes()

    def show_all_afterwards(self) -> None:
        """Show every panel when presenting ends, though few were shown before."""
        self._only_before = None

    def fit(self) -> None:
        """Follow the size of the window, e.g. when a projector is plugged in."""
        if self._active:
            self._blank.setGeometry(self._window.rect())
            self._fit_type()

    def toggle_blank(self) -> None:
        """Make the screen black, or show the window again."""
        self._blank.setAccessibleName(tr("Blank screen"))
        self._blank.setGeometry(self._window.rect())
        self._blank.setVisible(self._blank.isHidden())
        self._blank.raise_()
        self._tell_speaker()

    # The speaker's window.

    @property
    def speaker(self) -> SpeakerWindow | None:
        """The lecturer's own window, once it was opened."""
        return self._speaker

    def open_speaker(self) -> None:
        """Show the lecturer's own window and give it the keyboard."""
        self._show_speaker(activate=True)

    def close_speaker(self) -> None:
        """Take the lecturer's own window away."""
        if self._speaker is not None:
            self._speaker.hide()
            self._tell_speaker()

    def follow(self) -> None:
        """Show the lecturer where the lecture stands."""
        if self._speaker is not None and self._speaker.isVisible():
            lecture = self._window.lecture()
            if lecture is not None:
                self._speaker.set_scene(lecture)

    def dress_speaker(self) -> None:
        """Give the lecturer's window what the lecturer chose to wear."""
        if self._speaker is not None:
            self._speaker.set_look(*self._window.own_look)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        if self._speaker is not None:
            self._speaker.retranslate()

    @cached_property
    def _wakefulness(self) -> Wakefulness:
        from visualizer.ui.wakefulness import Wakefulness

        return Wakefulness()

    def _show_speaker(self, activate: bool) -> None:
        window = self._window
        if self._speaker is None:
            from visualizer.ui.speaker_window import SpeakerWindow

            self._speaker = SpeakerWindow(
                window,
                window.notes,
                self._stopwatch,
                window.actions_.lecture_actions(),
            )
            self._speaker.moment_wanted.connect(window.go_to_bookmark)
            self._speaker.step_wanted.connect(window.step_bookmark)
            self._speaker.closed.connect(self._on_speaker_closed)
            self.dress_speaker()
        own = window.screen()
        other = _screen_beside(own)
        placed = other is None or self._speaker.screen() is not own
        if not (self._speaker.isVisible() and placed):
            self._speaker.open_on(other or own, activate)
        elif activate:
            self._speaker.come_forward()
        self._tell_speaker()
        self.follow()

    def _on_speaker_closed(self) -> None:
        # While presenting, the looks are not those to be remembered.
        if not self._active:
            self._window.keep_notes()

    def _tell_speaker(self) -> None:
        if self._speaker is not None:
            self._speaker.set_audience(self._active, self.blanked)

    def _fit_type(self) -> None:
        scale = self._scale_for(self._window.size())
        if scale != self._window.font_scale:
            self._window.dress(self._window.theme.key, scale)

    def _scale_for(self, size: QSize) -> float:
        """Return the scale of type for a size; it makes whole pixels."""
        share = min(size.width() / BASE_SIZE[0], size.height() / BASE_SIZE[1])
        return max(BASE_PIXELS, round(TYPE_PIXELS * share)) / BASE_PIXELS

    def _watch_keys(self, wanted: bool) -> None:
        # The window of the system gets keys and the pointer alone. A filter of
        # the application would be asked about every event of every widget.
        handle = self._window.windowHandle()
        if handle is not None and wanted:
            handle.installEventFilter(self)
        elif handle is not None:
            handle.removeEventFilter(self)

    def _show_laser(self) -> None:
        ratio = self._window.devicePixelRatioF()
        dot: QPixmap = icon_pixmap("laser", LASER_COLOR, LASER_PIXELS, ratio)
        self._laser.setPixmap(dot)
        self._follow()
        self._laser.show()
        self._laser.raise_()

    def _follow(self) -> None:
        at = self._window.mapFromGlobal(QCursor.pos())
        self._laser.move(at - QPoint(LASER_PIXELS // 2, LASER_PIXELS // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and self.laser_shown:
            self._follow()
        elif kind == QEvent.Type.FocusOut:
            # The key may be let go where nobody tells.
            self._laser.hide()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_L:
            return self._on_laser_key(event)
        return False

    def _on_laser_key(self, event: QKeyEvent) -> bool:
        """Show the dot while the key is held, unless it is typed into a field."""
        focused = self._window.focusWidget()
        typing = Qt.WidgetAttribute.WA_InputMethodEnabled
        if focused is not None and focused.testAttribute(typing):
            return False
        if event.type() == QEvent.Type.KeyPress:
            if not self.laser_shown:
                self._show_laser()
        elif not event.isAutoRepeat():
            self._laser.hide()
        return True


def _screen_beside(screen: QScreen) -> QScreen | None:
    """Return a screen other than that one; None where there is none."""
    others = [each for each in QGuiApplication.screens() if each is not screen]
    return others[0] if others else None
