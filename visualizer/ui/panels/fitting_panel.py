"""The fit of a curve: pieces to move by hand, or the curve itself to draw."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import (
    DrawTarget,
    FittingScene,
    Handle,
    MoveHandle,
    NudgeHandle,
    NudgePen,
    Point,
    Score,
)
from visualizer.scenes.intents import Intent, SetOption
from visualizer.ui.drawing import Pacer
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import MovingPanel
from visualizer.ui.plots.fitting_view import FittingView
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.theme import Theme
from visualizer.ui.typography import tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.runner_mark import RunnerMark
from visualizer.ui.widgets.tab_order import keep_with


@panels.register
class FittingPanel(MovingPanel):
    """Target, what is built and what is trained, with both scores below.

    Alt+arrows move the held handle, or draw while the target is drawn; Shift:
    further. `[` and `]` hold another handle.
    """

    key: ClassVar[str] = "fitting"
    title: ClassVar[str] = "Fit"
    rank: ClassVar[int] = 73
    scene_class: ClassVar[type[Scene]] = FittingScene
    least = (260, 170)
    usual = (560, 320)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: FittingScene | None = None
        self._theme: Theme | None = None
        self._held: Handle | None = None
        self._stroke: list[Point] = []
        self._drawing = False
        self._strokes = LatestIntent(self._emit_stroke, self)
        body = QWidget(self)
        self._view = FittingView(body)
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(8)
        self._legend.setVerticalSpacing(0)
        self._legend.setColumnStretch(2, 1)
        self._rows: list[tuple[RunnerMark, ElidedLabel, ElidedLabel]] = []
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._view, 1)
        column.addLayout(self._legend)
        self._draw = PushButton("", "chip", self)
        self._draw.setProperty("dense", True)
        self._draw.setCheckable(True)
        self._draw.clicked.connect(
            lambda on: self.intent.emit(SetOption("draw_target", on))
        )
        self._numbers = Pacer(self._write_numbers, self)
        self.fill(self._view, body)
        self._view.pressed.connect(self._on_pressed)
        self._view.dragged.connect(self._on_dragged)
        self._view.released.connect(self._on_released)
        self._view.hovered.connect(self._view.show_cursor)
        self.retranslate()

    @property
    def view(self) -> FittingView:
        """The plot."""
        return self._view

    @property
    def draw_button(self) -> PushButton:
        """The switch between moving pieces and drawing the target."""
        return self._draw

    def scores(self) -> list[tuple[str, str]]:
        """Return name and score of each fit, as written."""
        return [(name.full_text(), facts.full_text()) for _, name, facts in self._rows]

    def mark(self, number: int) -> RunnerMark:
        """Return the button that shows or hides a fit; the first is 0."""
        return self._rows[number][0]

    def header_widgets(self) -> list[QWidget]:
        return [self._draw]

    def set_scene(self, scene: FittingScene) -> None:
        """Draw a scene; scores follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._draw.setChecked(scene.pen is not None)
        while len(self._rows) < len(scene.scores):
            self._add_row(scene.scores[len(self._rows)])
        for score, (mark, name, _) in zip(scene.scores, self._rows, strict=True):
            mark.setChecked(score.shown)
            title = tr("Show or hide: {name}", name=score.name)
            mark.setAccessibleName(title)
            mark.setToolTip(title)
            name.set_text(score.name)
        self._view.set_scene(scene)
        still = before is None or before.handles != scene.handles
        self._numbers.request(now=still)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._view.set_theme(theme)
        for mark, _, _ in self._rows:
            mark.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Fit"))
        self._view.setAccessibleName(tr("Fit"))
        self.setAccessibleDescription(
            tr(
                "Alt+arrows move the held handle or draw the target, Shift: further; "
                "[ and ] hold another handle"
            )
        )
        self._draw.setText(tr("Draw target"))
        self._draw.setToolTip(tr("Draw the target over the plot"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        return [
            (tr("Dashed"), tr("The target: what both are to follow")),
            (tr("Square"), tr("What the steps and bumps built by hand add up to")),
            (tr("Triangle"), tr("What the trained network answers")),
            (
                tr("Rings"),
                tr("Drag them: sides of steps and bumps, or their height and place"),
            ),
            (tr("Space"), tr("Lets training do it, beside what is built by hand")),
            (
                tr("Below"),
                tr("How far each is from the target; a marker shows or hides it"),
            ),
        ]

    def nudge(self, across: float, up: float) -> bool:
        if self._scene is None:
            return False
        make = NudgeHandle if self._scene.pen is None else NudgePen
        self.intent.emit(make(across, up, self._gesture))
        return True

    def _add_row(self, score: Score) -> None:
        mark = RunnerMark(score.number, self)
        place = len(self._rows)
        mark.clicked.connect(lambda: self._on_marked(place))
        if self._theme is not None:
            mark.set_theme(self._theme)
        row = (mark, ElidedLabel("", "", self), ElidedLabel("", "secondary", self))
        for column, widget in enumerate(row):
            self._legend.addWidget(widget, place, column)
        self._rows.append(row)
        keep_with(self, (each[0] for each in self._rows))

    def _on_marked(self, place: int) -> None:
        if self._scene is not None:
            score = self._scene.scores[place]
            self.intent.emit(SetOption(score.option, not score.shown))

    def _write_numbers(self) -> None:
        scores = () if self._scene is None else self._scene.scores
        for score, (_, _, facts) in zip(scores, self._rows, strict=False):
            facts.setFont(tabular(self.font()))
            facts.set_text(score.facts)

    def _on_pressed(self, point: QPointF) -> None:
        if self._scene is None:
            return
        self.begin_gesture()
        self._drawing = self._scene.pen is not None
        if self._drawing:
            self._stroke = [self._view.coordinates(point)]
            self._offer_stroke()
            return
        self._held = self._view.handle_at(point)
        self._on_dragged(point)

    def _on_dragged(self, point: QPointF) -> None:
        x, y = self._view.coordinates(point)
        if self._drawing:
            self._stroke.append((x, y))
            self._offer_stroke()
        elif self._held is not None:
            held = self._held
            self._moves.offer(MoveHandle(held.piece, held.name, x, y, self._gesture))

    def _on_released(self) -> None:
        self._held, self._drawing = None, False
        self._moves.flush()
        self._strokes.flush()

    def _offer_stroke(self) -> None:
        self._strokes.offer(DrawTarget(tuple(self._stroke), self._gesture))

    def _emit_stroke(self, intent: Intent) -> None:
        # What was told need not be told again; the next part goes on from its end.
        del self._stroke[:-1]
        self.intent.emit(intent)
