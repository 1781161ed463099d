"""Presenter mode: few panels, large type, high contrast, and a pointer of light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from visualizer.language import tr
from visualizer.ui.icons import icon_pixmap
from visualizer.ui.wakefulness import Wakefulness

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow

PANELS = frozenset({"network", "output"})
"""What an audience sees besides the loss strip."""

TYPE_PIXELS = 24
"""Height of the type at 720 logical pixels of height."""

BASE_PIXELS = 13
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
        self._full_before = False
        self._wakefulness = Wakefulness()
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
        self._full_before = window.isFullScreen()
        window.set_frame_shown(False)
        window.set_theme("contrast", keep=False)
        window.showFullScreen()
        self._fit_type()
        window.view.show_only(PANELS)
        self._wakefulness.keep_awake()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        window.actions_.set_presenting(True)

    def leave(self) -> None:
        """End: everything as it was."""
        if not self._active:
            return
        window = self._window
        self._active = False
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._blank.hide()
        self._laser.hide()
        self._wakefulness.let_sleep()
        window.set_frame_shown(True)
        if not self._full_before:
            window.showNormal()
        window.set_theme(self._theme_before, keep=False)
        window.set_font_scale(self._scale_before, keep=False)
        window.view.show_only(None)
        window.actions_.set_presenting(False)

    def toggle_blank(self) -> None:
        """Make the screen black, or show the window again."""
        self._blank.setAccessibleName(tr("Blank screen"))
        self._blank.setGeometry(self._window.rect())
        self._blank.setVisible(self._blank.isHidden())
        self._blank.raise_()

    def _fit_type(self) -> None:
        height = max(480, self._window.height())
        scale = TYPE_PIXELS * height / 720.0 / BASE_PIXELS
        self._window.set_font_scale(scale, keep=False)

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
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_L:
            if kind == QEvent.Type.KeyPress and not self.laser_shown:
                self._show_laser()
            elif kind == QEvent.Type.KeyRelease and not event.isAutoRepeat():
                self._laser.hide()
            return True
        return super().eventFilter(watched, event)
