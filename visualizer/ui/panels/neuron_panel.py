"""The inspector: the inside of the selected neuron for the watched example."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from visualizer.language import tr
from visualizer.scenes.intents import (
    Act,
    Intent,
    Select,
    SetActivation,
    ToggleDisabled,
    ToggleFrozen,
    WeightRef,
)
from visualizer.scenes.neuron import NeuronScene
from visualizer.scenes.why import AskWhy, Quantity
from visualizer.ui.drawing import KEYBOARD_FOCUS, Canvas, Pacer, font_pixels
from visualizer.ui.icons import icon_pixmap
from visualizer.ui.inspector.activation_plot import ActivationPlot
from visualizer.ui.inspector.gradient_chain import GradientChain
from visualizer.ui.inspector.sum_table import SumTable
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular
from visualizer.ui.widgets.choice_box import ChoiceBox
from visualizer.ui.widgets.icon_button import IconButton

_USUAL = ("", "tanh", "relu", "sigmoid", "linear", "sine")
"""Activations that are listed at first."""


@panels.register
class NeuronPanel(Panel):
    """The sum of a neuron, its activation, and the gradient it gets.

    Left the products of the sum as signed bars, right the activation curve with
    the point where the neuron stands, below what came back from the loss. A
    click on a row selects its weight, as do Up, Down and Enter.
    """

    key = "neuron"
    title = "Neuron"
    rank = 30
    scene_class = NeuronScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme: Theme | None = None
        self._drawn: NeuronScene | None = None
        self._canvas = PlotCanvas(self)
        self._table = SumTable(self._canvas)
        self._plot = ActivationPlot(self._canvas)
        self._chain = GradientChain(self._canvas)
        self._result = self._canvas.text()
        self._result_at = (0.0, 0.0, 0.0)
        self._note = self._canvas.text()
        self._note_sign = self._canvas.scene().addPixmap(QPixmap())
        self._sketch = self._canvas.scene().addPath(QPainterPath())
        self._hint = QLabel(self)
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._function = ChoiceBox(self)
        self._function.setSizePolicy(
            QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
        )
        self._function.chosen.connect(self._on_function)
        self._why = IconButton("help", parent=self)
        self._why.clicked.connect(lambda: self.intent.emit(Act("ask_why")))
        self._freeze = IconButton("freeze", parent=self)
        self._power = IconButton("power", parent=self)
        self._freeze.clicked.connect(self._on_freeze)
        self._power.clicked.connect(self._on_power)
        self._current = 0
        self._tabbed = False
        self._pointer: QPointF | None = None
        self._numbers = Pacer(self._print_numbers, self)
        self._canvas.resized.connect(self._lay_out)
        self._canvas.pressed.connect(self._on_pressed)
        self._canvas.hovered.connect(self._on_hovered)
        self._canvas.left.connect(self._on_left)
        self.retranslate()

    @property
    def canvas(self) -> Canvas:
        """Everything that is drawn."""
        return self._canvas

    @property
    def plot(self) -> ActivationPlot:
        """The curve with the point."""
        return self._plot

    @property
    def function_box(self) -> ChoiceBox:
        """The list of activations that the neuron can have."""
        return self._function

    @property
    def why_button(self) -> IconButton:
        """The button that opens the number."""
        return self._why

    @property
    def freeze_button(self) -> IconButton:
        """The button that keeps the neuron from being trained."""
        return self._freeze

    @property
    def power_button(self) -> IconButton:
        """The button that switches the neuron off."""
        return self._power

    def header_widgets(self) -> list[QWidget]:
        return [self._function, self._why, self._freeze, self._power]

    def targets(self) -> list[tuple[WeightRef, QRectF]]:
        """Return the rows that can be selected, and where they stand."""
        if self._drawn is None or not self._drawn.terms:
            return []
        return self._table.targets(self._drawn)

    def places(self) -> list[tuple[Intent, QRectF]]:
        """Return all that a click or Enter opens, and where it stands."""
        rows: list[tuple[Intent, QRectF]] = [
            (Select(weight), box) for weight, box in self.targets()
        ]
        scene = self._drawn
        if scene is None or not scene.terms:
            return rows
        asked: list[tuple[Quantity, QRectF]] = []
        if scene.activation_asks is not None and not self._plot.area.isEmpty():
            asked.append((scene.activation_asks, self._plot.area))
        asked += zip(scene.gradient_asks, self._chain.rects, strict=False)
        return [*rows, *((AskWhy(quantity), box) for quantity, box in asked)]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._table, self._plot, self._chain):
            part.set_theme(theme)
        for button in (self._why, self._freeze, self._power):
            button.set_theme(theme)
        self._canvas.set_ground(theme.color("panel"))
        self._lay_out()

    def set_scene(self, scene: NeuronScene) -> None:
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        if before is None or _held(before) != _held(scene):
            self._show_buttons()
        if before is None or _structure(before) != _structure(scene):
            self._current = 0
            self._lay_out()
            return
        if scene.terms:
            self._table.draw_bars(scene)
            self._plot.draw(scene)
            self._numbers.request()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Neuron"))
        self._canvas.setAccessibleName(tr("Weighted sum and activation"))
        self._show_buttons()
        self._lay_out()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("rows"),
                tr(
                    "Each input times its weight; the bar is the product, blue to the"
                    " right for positive, orange to the left for negative"
                ),
            ),
            ("Σ", tr("The sum of all products and the bias")),
            (
                tr("curve"),
                tr(
                    "The activation function: the point stands above the sum at the"
                    " activation, the green line shows how steep the curve is there;"
                    " a click opens what made the activation"
                ),
            ),
            (
                tr("going backward"),
                tr(
                    "How the loss changes with the activation, times the slope, is how"
                    " it changes with the sum"
                ),
            ),
        ]

    def _show_buttons(self) -> None:
        """Show in the buttons whether the neuron is frozen, and whether it is off."""
        scene = self._drawn
        frozen = scene is not None and scene.frozen
        disabled = scene is not None and scene.disabled
        choices = () if scene is None else scene.activations
        self._function.setVisible(bool(choices))
        self._function.set_items(choices, _USUAL)
        self._function.set_chosen("" if scene is None else scene.own_activation)
        self._function.setAccessibleName(tr("Activation of this neuron"))
        self._function.setToolTip(tr("Activation of this neuron"))
        self._why.setEnabled(scene is not None and scene.neuron is not None)
        self._why.set_title(tr("Why is it this number?"))
        self._freeze.setEnabled(scene is not None and scene.neuron is not None)
        self._power.setEnabled(scene is not None and scene.can_disable)
        self._freeze.set_icon("freeze", "accent" if frozen else "text_secondary")
        self._power.set_icon("power", "accent" if disabled else "text_secondary")
        self._freeze.set_title(
            tr("Frozen: its weights are not trained; press to thaw")
            if frozen
            else tr("Freeze: its weights and bias are not trained")
        )
        self._power.set_title(
            tr("Switched off: it answers 0; press to switch on")
            if disabled
            else tr("Switch off: it answers 0")
        )

    def _on_function(self, key: str) -> None:
        if self._drawn is not None and self._drawn.neuron is not None:
            self.intent.emit(SetActivation(self._drawn.neuron, key))

    def _on_freeze(self) -> None:
        if self._drawn is not None and self._drawn.neuron is not None:
            self.intent.emit(ToggleFrozen(self._drawn.neuron))

    def _on_power(self) -> None:
        if self._drawn is not None and self._drawn.neuron is not None:
            self.intent.emit(ToggleDisabled(self._drawn.neuron))

    def _factor(self) -> float:
        """Return how much larger the type is on a large panel."""
        size = self._canvas.viewport().size()
        return min(max(min(size.width() / 440, size.height() / 260), 1.0), 2.2)

    def _lay_out(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        font = tabular(sized(self.font(), self._factor()))
        small = tabular(sized(self.font(), 0.85 * self._factor()))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.Bold)
        self._result.dress(strong, theme.color("text"))
        self._note.dress(font, theme.color("warning"))
        self._place_hint(scene, font)
        width = float(self._canvas.viewport().width())
        height = float(self._canvas.viewport().height())
        line = self._result.line_height()
        bottom = height
        if scene.note:
            bottom -= 1.3 * line
        self._place_note(scene, bottom + 0.65 * line, width)
        chain = QRectF()
        if scene.gradient_lines and height > 8.5 * line:
            # Side by side, names and values need more width, but less height.
            least = 15 if width > 27 * line else 12
            tall = 3.2 * line if height > least * line else 2.0 * line
            chain = QRectF(0, bottom - tall, width - 1, tall)
            bottom -= tall + 0.5 * line
        body = QRectF(0, 0, width, max(bottom, 1.0))
        if body.height() > 0.85 * width and body.height() > 18 * line:
            self._lay_out_above(scene, body, font, small)
        else:
            self._lay_out_beside(scene, body, font, small)
        self._chain.lay_out(scene, chain, font, small)
        self._table.draw_bars(scene)
        self._plot.draw(scene)
        self._numbers.request(now=True)

    def _lay_out_beside(
        self, scene: NeuronScene, body: QRectF, font: QFont, small: QFont
    ) -> None:
        """Put the curve at the right of the rows; where it is tight, it goes."""
        line = self._result.line_height()
        width = body.width()
        share = 0.38 if width < 30 * line else 0.42
        plot_wide = min(share * width, 1.5 * body.height())
        plotted = bool(scene.terms) and width > 16 * line and body.height() > 4 * line
        left_wide = width - plot_wide - line if plotted else width
        wide = self._result.advance_of(_result_text(scene)) + 0.5 * line
        beside = wide <= left_wide
        table_bottom = body.bottom() - 1.6 * line
        area = QRectF(0, 0, left_wide, max(line, table_bottom))
        self._table.lay_out(scene, area, font, small)
        # Beside the curve the result follows the rows, otherwise it ends them.
        ends = self._table.bottom if beside else table_bottom
        room = left_wide if beside else width
        self._result_at = (0.35 * line, ends + 0.8 * line, room)
        plot_tall = min(body.bottom() if beside else table_bottom, 1.3 * plot_wide)
        plot = QRectF(width - plot_wide, 0, plot_wide, plot_tall)
        self._plot.lay_out(plot if plotted else QRectF(), small)

    def _lay_out_above(
        self, scene: NeuronScene, body: QRectF, font: QFont, small: QFont
    ) -> None:
        """Put the curve below the rows, in a panel that is higher than wide."""
        line = self._result.line_height()
        area = QRectF(0, 0, body.width(), 0.55 * body.height())
        self._table.lay_out(scene, area, font, small)
        middle = self._table.bottom + 0.8 * line
        self._result_at = (0.35 * line, middle, body.width())
        top = middle + 1.2 * line
        tall = min(body.bottom() - top, body.width())
        plot = QRectF(0, top, min(body.width(), 2.4 * tall), tall)
        self._plot.lay_out(plot if scene.terms else QRectF(), small)

    def _place_note(self, scene: NeuronScene, middle: float, width: float) -> None:
        theme = self._theme
        assert theme is not None
        line = self._note.line_height()
        side = round(1.05 * line)
        self._note_sign.setVisible(bool(scene.note))
        ratio = max(2.0, self._canvas.devicePixelRatioF())
        color = theme.color("warning").name()
        self._note_sign.setPixmap(icon_pixmap("warning", color, side, ratio))
        self._note_sign.setPos(0.35 * line, middle - side / 2)
        x = 0.35 * line + 1.3 * side
        self._note.place(scene.note, x, middle, width=width - x)

    def _place_hint(self, scene: NeuronScene, font: QFont) -> None:
        """Invite to select a neuron, with a small sketch of one above the words."""
        theme = self._theme
        assert theme is not None
        shown = bool(scene.hint) and not scene.terms
        self._hint.setVisible(shown)
        line = self._result.line_height()
        self._sketch.setVisible(shown and self.height() > 7 * line)
        if not shown:
            return
        self._hint.setFont(font)
        self._hint.setText(scene.hint)
        wide = round(0.86 * self.width())
        tall = self._hint.heightForWidth(wide)
        lead = 3.6 * line if self._sketch.isVisible() else 0.0
        top = max(0.0, (self.height() - lead - tall) / 2)
        left = round((self.width() - wide) / 2)
        self._hint.setGeometry(left, round(top + lead), wide, tall)
        middle = QPointF(self.width() / 2, top + 1.3 * line)
        self._sketch.setPath(_neuron_sketch(middle, line))
        self._sketch.setPen(QPen(theme.color("ghost"), 0.1 * line))
        self._sketch.setBrush(theme.color("panel"))

    def _print_numbers(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        if not scene.terms:
            self._result.hide()
            return
        self._table.print_numbers(scene)
        self._chain.print_numbers(scene)
        x, middle, room = self._result_at
        self._result.place(_result_text(scene), x, middle, width=room - x)
        self._canvas.setAccessibleDescription(_result_text(scene))
        self._mark_row()

    def _row_at(self, at: QPointF | None) -> int | None:
        if at is not None:
            for place, (_, box) in enumerate(self.places()):
                if box.contains(at):
                    return place
        return None

    def _mark_row(self) -> None:
        """Set off the row under the pointer, or the one that the keys are at."""
        place = self._row_at(self._pointer)
        focused = place is None and self._tabbed and self.hasFocus()
        places = self.places()
        if focused and places:
            place = min(self._current, len(places) - 1)
        box = None if place is None else places[place][1]
        over = place is not None and place >= len(self.targets())
        self._table.mark(box, focused, over)
        over = self._row_at(self._pointer) is not None
        shape = (
            Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        )
        self._canvas.viewport().setCursor(shape)

    def _on_pressed(self, at: QPointF) -> None:
        place = self._row_at(at)
        if place is not None:
            self._current = place
            self.intent.emit(self.places()[place][0])

    def _on_hovered(self, at: QPointF) -> None:
        self._pointer = at
        self._mark_row()

    def _on_left(self) -> None:
        self._pointer = None
        self._mark_row()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = self.places()
        key = event.key()
        if not places:
            event.ignore()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            # The first key only shows where the keys are.
            if self._tabbed:
                self._current = min(max(self._current + step, 0), len(places) - 1)
            self._tabbed = True
            self._pointer = None
            self._mark_row()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.intent.emit(places[min(self._current, len(places) - 1)][0])
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tabbed = event.reason() in KEYBOARD_FOCUS
        super().focusInEvent(event)
        self._mark_row()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_row()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(300 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(430 * unit), round(240 * unit))


def _result_text(scene: NeuronScene) -> str:
    """Return the last line of the sum, e.g. ``Σ = −0.04  →  tanh(Σ) = −0.04``."""
    return f"{scene.sum_text}  →  {scene.activation_text}"


def _held(scene: NeuronScene) -> tuple[object, ...]:
    held = (scene.neuron, scene.frozen, scene.disabled, scene.can_disable)
    return (*held, scene.activations, scene.own_activation)


def _structure(scene: NeuronScene) -> tuple[object, ...]:
    """Return what the layout depends on; equal as long as only numbers change."""
    return (
        scene.title,
        scene.hint,
        scene.note,
        scene.activation_name,
        bool(scene.rest_text),
        tuple(term.source for term in scene.terms),
        tuple(name for name, _, _ in scene.gradient_lines),
    )


def _neuron_sketch(center: QPointF, line: float) -> QPainterPath:
    """Return three inputs that lead into a circle, and the way out of it."""
    path = QPainterPath()
    for step in (-1, 0, 1):
        start = QPointF(center.x() - 2.4 * line, center.y() + 0.95 * line * step)
        path.addEllipse(start, 0.2 * line, 0.2 * line)
        path.moveTo(start + QPointF(0.3 * line, 0))
        path.lineTo(center + QPointF(-0.95 * line, 0.25 * line * step))
    path.addEllipse(center, 0.85 * line, 0.85 * line)
    path.moveTo(center + QPointF(0.95 * line, 0))
    path.lineTo(center + QPointF(2.2 * line, 0))
    return path
