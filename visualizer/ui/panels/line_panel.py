"""What panels with a plot of curves have in common."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.intents import SetOption
from visualizer.scenes.line_plot import LinePlotScene
from visualizer.ui.drawing import Pacer
from visualizer.ui.panels.plot_panel import PlotPanel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.push_button import PushButton

REDRAW_INTERVAL = 66
"""Least time between two drawings of growing curves, in milliseconds."""


class LinePanel(PlotPanel):
    """Curves with their names and markers; a subclass names its scene class.

    Where points can be asked about, a click opens what made one; Alt with the arrows
    goes from point to point and from curve to curve, and Enter opens it.
    """

    least: ClassVar[tuple[int, int]] = (200, 100)
    usual: ClassVar[tuple[int, int]] = (340, 180)

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
        self._view.asked.connect(self.intent)
        self.fill(self._view, self._view)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
            asked = bool(self._view.points())
            focus = Qt.FocusPolicy.StrongFocus if asked else Qt.FocusPolicy.NoFocus
            self.setFocusPolicy(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = alt_arrow(event)
        if arrow is not None and self._view.points():
            self.setAccessibleDescription(self._view.step(*arrow))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view.ask()
        else:
            super().keyPressEvent(event)
