"""The loss panel: curves over updates, to read, zoom and drag through."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.curve import CurveScene
from visualizer.scenes.intents import Seek, SetOption
from visualizer.scenes.why import AskWhy, Quantity
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.reduction import same_series
from visualizer.ui.plots.seeker import Seeker
from visualizer.ui.plots.smoothing import half_life, with_means
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from visualizer.ui.plots.curve_view import CurveView

REDRAW_INTERVAL = 66
"""Least time between two drawings of growing curves, in milliseconds."""


@panels.register
class CurvePanel(Panel):
    """Losses of a run on real axes, with the moment shown and the marks.

    A press or drag on the plot asks for the moment under the pointer (`Seek`), a
    click on a curve for what made its value there as well (`AskWhy`), and
    the chip in the header switches the axis (``SetOption("log_loss", …)``).
    """

    key: ClassVar[str] = "curve"
    title: ClassVar[str] = "Loss"
    rank: ClassVar[int] = 30
    scene_class: ClassVar[type[Scene]] = CurveScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: CurveScene | None = None
        self._theme: Theme | None = None
        self._made: CurveView | None = None
        self._log = PushButton("", "chip", self)
        self._log.setProperty("dense", True)
        self._log.setCheckable(True)
        self._log.clicked.connect(self._on_log_clicked)
        self._smooth = PushButton("", "chip", self)
        self._smooth.setProperty("dense", True)
        self._smooth.setCheckable(True)
        self._smooth.clicked.connect(self._on_smooth_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._seeker = Seeker(self.intent.emit, self)
        self._seeker.moved.connect(self._on_moved)
        self._curves = Pacer(self._draw, self, REDRAW_INTERVAL)
        self._numbers = Pacer(self._write_numbers, self)
        self.retranslate()

    @property
    def view(self) -> CurveView:
        """The plot; made for the first scene.

        It is drawn by pyqtgraph, which takes as long to load as all the rest of
        the window: a panel that nobody looks at does without.
        """
        if self._made is None:
            from visualizer.ui.plots.curve_view import CurveView

            self._made = CurveView(self)
            self._column.addWidget(self._made)
            self._made.seek_wanted.connect(self._on_seek_wanted)
            self._made.run_wanted.connect(self._on_run_wanted)
            self._made.released.connect(self._seeker.release)
            self._made.why_wanted.connect(self._on_why_wanted)
            if self._theme is not None:
                self._made.set_theme(self._theme)
        return self._made

    def set_scene(self, scene: CurveScene) -> None:
        """Draw a scene; growing curves follow fifteen times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self.view.setAccessibleName(scene.title)
        self._log.setChecked(scene.log)
        self._seeker.follow(scene.cursor)
        if before is None or _look(before) != _look(scene):
            self._curves.request(now=True)
        elif scene.cursor != before.cursor or not same_series(
            scene.series, before.series
        ):
            self._curves.request()
        if before is None or scene.readouts != before.readouts:
            self._numbers.request(now=before is None)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        if self._made is not None:
            self._made.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._log.setText(tr("log"))
        self._log.setAccessibleName(tr("Logarithmic axis"))
        self._log.setToolTip(tr("Logarithmic or linear vertical axis"))
        self._smooth.setText(tr("smooth"))
        self._smooth.setAccessibleName(tr("Smoothed curves"))
        self._smooth.setToolTip(
            tr("An exponential mean over about a hundredth of the run")
        )

    def header_widgets(self) -> list[QWidget]:
        """Return the switches of the mean and of the logarithmic axis."""
        return [self._smooth, self._log]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        asks = self._scene is not None and any(one.asks for one in self._scene.series)
        click = tr("A click opens the losses of the examples that made this value")
        return [
            *([(tr("A point of a curve"), click)] if asks else []),
            (tr("Solid curve"), tr("Loss on the training data, after each update")),
            (tr("Dashed curve"), tr("Loss on the test data, never trained on")),
            (
                tr("Smoothed curves"),
                tr(
                    "Means in which what lies a half-life back counts half; the"
                    " curves themselves are faint behind"
                ),
            ),
            (
                tr("Faint curves"),
                tr("Runs that were left: point for the difference, click to return"),
            ),
            (
                tr("Band"),
                tr("Training losses of the same experiment with several seeds"),
            ),
            (
                tr("Vertical line"),
                tr("The moment that the window shows; click or drag to move it"),
            ),
            (
                tr("Flags"),
                tr("Moments when something was changed; click one to go there"),
            ),
            (
                tr("Wheel"),
                tr("Zooms in around the pointer; a double-click shows all again"),
            ),
            (
                tr("Reported loss"),
                tr("Without the regularization penalty, so that runs compare"),
            ),
        ]

    def _draw(self) -> None:
        if self._scene is not None:
            self.view.set_scene(self._with_means(self._scene))
            self.view.set_cursor(self._seeker.moment)

    def _with_means(self, scene: CurveScene) -> CurveScene:
        """Return the scene with smoothed curves, and said so, if that is wanted."""
        if not self._smooth.isChecked():
            return scene
        last = max((float(one.x[-1]) for one in scene.series if len(one.x)), default=0)
        halving = half_life(last)
        label = tr(
            "{name} (smoothed, half-life {count})", name=scene.y_label, count=halving
        )
        return replace(scene, series=with_means(scene.series, halving), y_label=label)

    def _write_numbers(self) -> None:
        if self._scene is not None:
            self.view.set_readouts(self._scene.readouts)

    def _on_seek_wanted(self, update: int) -> None:
        self._seeker.hold()
        self._seeker.ask(update)

    def _on_run_wanted(self, run: int, update: int) -> None:
        self.intent.emit(Seek(update, run))

    def _on_why_wanted(self, quantity: Quantity) -> None:
        self.intent.emit(AskWhy(quantity))

    def _on_moved(self) -> None:
        self.view.set_cursor(self._seeker.moment)

    def toggle_smoothing(self) -> None:
        """Draw means of the curves, or the curves alone."""
        self._smooth.click()

    def _on_smooth_clicked(self) -> None:
        self._curves.request(now=True)

    def _on_log_clicked(self, checked: bool) -> None:
        self.intent.emit(SetOption("log_loss", checked))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._made is not None:
            self._made.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(220 * unit), round(110 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(360 * unit), round(190 * unit))


def _look(scene: CurveScene) -> tuple[object, ...]:
    """Return what changes seldom; it is drawn at once."""
    runs = tuple((s.run, s.kind, s.name, s.note) for s in scene.series)
    band = id(scene.band)
    return runs, scene.log, scene.marks, scene.x_label, scene.y_label, band
