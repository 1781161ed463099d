"""What panels with a plot of curves have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes.intents import SetOption
from visualizer.scenes.line_plot import LinePlotScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.push_button import PushButton

REDRAW_INTERVAL = 66
"""Least time between two drawings of growing curves, in milliseconds."""


class LinePanel(Panel):
    """Curves with their names and markers; a subclass names its scene class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: LinePlotScene | None = None
        self._view = LineView(self)
        self._log = PushButton("", "chip", self)
        self._log.setProperty("dense", True)
        self._log.setCheckable(True)
        self._log.hide()
        self._log.clicked.connect(self._on_log_clicked)
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> LineView:
        """The plot."""
        return self._view

    def set_scene(self, scene: LinePlotScene) -> None:
        """Draw a scene; growing curves follow fifteen times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self.setAccessibleName(scene.title)
        self._view.setAccessibleName(scene.title)
        self._log.setVisible(bool(scene.log_option))
        self._log.setChecked(scene.plot.log)
        still = not scene.plot.grows
        other = before is None or before.plot.log != scene.plot.log
        self._drawing.request(now=still or other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._log.setText(tr("log"))
        self._log.setAccessibleName(tr("Logarithmic axis"))
        self._log.setToolTip(tr("Logarithmic or linear vertical axis"))

    def header_widgets(self) -> list[QWidget]:
        """Return the switch between a logarithmic and a linear axis."""
        return [self._log]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        return [] if self._scene is None else list(self._scene.parts)

    def _on_log_clicked(self, on: bool) -> None:
        if self._scene is not None:
            self.intent.emit(SetOption(self._scene.log_option, on))

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_plot(self._scene.plot)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(200 * unit), round(100 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(340 * unit), round(180 * unit))
