"""The output panel: what a neuron answers over the plane of a 2-D input."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes.intents import (
    ChooseOutput,
    ChoosePlane,
    Erase,
    MoveProbe,
    Paint,
    SetOption,
    WatchExample,
)
from visualizer.scenes.plane import PlaneScene, PointSet
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.icons import icon
from visualizer.ui.output_chooser import OutputChooser
from visualizer.ui.paint_bar import PaintBar
from visualizer.ui.paint_layer import PaintLayer
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plane_view import PlaneView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular
from visualizer.ui.widgets.check_box import CheckBox
from visualizer.ui.widgets.choice_box import ChoiceBox
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.push_button import PushButton

_NO_POINTS = PointSet(np.empty((0, 2)), np.empty(0), np.empty(0, np.bool_))

_LOW = 21
"""Below this height, in ems, the value goes up to the title."""


_PRINCIPAL = "principal"
"""Key of the principal plane among the numbers of the inputs."""


@panels.register
class PlanePanel(Panel):
    """A map of the answer in blue and orange, the examples, and the probe.

    Pressing on the map puts the probe there, and dragging moves it; a click on
    a training example watches that example. The switches below show the test
    examples, the sign alone, and a scale that stays at ±1. Inputs of more than two
    dimensions can be looked at along two of them or on their principal plane.
    """

    key = "plane"
    title = "Output"
    rank = 20
    scene_class = PlaneScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PlaneView(self)
        self._value = ElidedLabel(parent=self)
        self._value_text = ""
        self._title = self._subtitle = ""
        self._low = False
        self._chip = PushButton("", "chip", self)
        self._chip.setProperty("dense", "true")
        self._chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._probed = False
        self._boxes = {
            name: CheckBox("", self)
            for name in ("show_test", "discretize", "fixed_scale")
        }
        self._left_out: frozenset[str] = frozenset()
        self._rows: list[list[str]] = []
        self._long_texts: dict[str, str] = {}
        self._short_texts: dict[str, str] = {}
        self._axes = (ChoiceBox(self), ChoiceBox(self))
        self._options: tuple[str, ...] = ()
        self._chosen: tuple[int, int] | None = None
        for place, axis in enumerate(self._axes):
            axis.hide()
            axis.chosen.connect(lambda key, place=place: self._on_axis(place, key))
        self._output = OutputChooser(False, self)
        self._output.output_chosen.connect(
            lambda output: self.intent.emit(ChooseOutput(output))
        )
        self._paint = PushButton("", "chip", self)
        self._paint.setProperty("dense", True)
        self._paint.setCheckable(True)
        self._bar, self._layer = PaintBar(self), PaintLayer(self)
        self._bar.hide()
        self._layer.hide()
        self._shown: PlaneScene | None = None
        self._fresh = self._pictured = False
        self._paint.clicked.connect(self._on_painting)
        self._bar.brush_changed.connect(self._on_brush_changed)
        self._bar.cleared.connect(lambda: self._begin_anew(True))
        self._layer.stroke_made.connect(self._on_stroke_made)
        self._layer.digit_pressed.connect(self._bar.choose)
        self._layer.left.connect(lambda: self._on_painting(False))
        self._numbers = Pacer(self._print_value, self)
        self._view.probe_moved.connect(self._on_probe_moved)
        self._view.example_clicked.connect(
            lambda index: self.intent.emit(WatchExample(index))
        )
        self._view.resized.connect(self._arrange_rows)
        self._view.room_changed.connect(self._arrange)
        self._chip.clicked.connect(self._on_chip_clicked)
        for name, box in self._boxes.items():
            box.clicked.connect(
                lambda checked, name=name: self.intent.emit(SetOption(name, checked))
            )
        self.retranslate()

    @property
    def view(self) -> PlaneView:
        """The map, without the switches below it."""
        return self._view

    @property
    def axes(self) -> tuple[ChoiceBox, ChoiceBox]:
        """The lists of what is along the horizontal and the vertical axis."""
        return self._axes

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)
        self._layer.set_theme(theme)
        self._bar.set_theme(theme)
        self._chip.setIcon(icon("close", theme, "text_secondary"))
        self._arrange()

    @property
    def output_chooser(self) -> OutputChooser:
        """Chooses the output that is drawn, where there are several."""
        return self._output

    @property
    def bar(self) -> PaintBar:
        """What the hand paints with."""
        return self._bar

    @property
    def layer(self) -> PaintLayer:
        """Where the hand paints."""
        return self._layer

    def set_scene(self, scene: PlaneScene) -> None:
        self._follow_painting(scene)
        self._view.set_scene(
            replace(scene, points=_NO_POINTS) if self._fresh else scene
        )
        if self._pictured != (scene.picture is not None):
            self._pictured = scene.picture is not None
            self._arrange()
        self._offer_axes(scene)
        self._output.set_outputs(scene.outputs, scene.output)
        changed = (scene.title, scene.subtitle) != (self._title, self._subtitle)
        for name, shown in (
            ("show_test", scene.show_test),
            ("discretize", scene.discretize),
            ("fixed_scale", scene.fixed_scale),
        ):
            self._boxes[name].setChecked(shown)
        self._subtitle = scene.subtitle
        if self._fresh:
            self._subtitle = tr("cleared; the run has its points until you paint")
        self._title = scene.title
        self._value_text = scene.value_text
        self._numbers.request(now=changed)
        self._show_chip()

    def retranslate(self) -> None:
        self._long_texts = {
            "show_test": tr("test data"),
            "discretize": tr("discretize"),
            "fixed_scale": tr("fixed scale ±1"),
        }
        self._short_texts = self._long_texts | {
            "show_test": tr("test"),
            "fixed_scale": "±1",
        }
        hints = {
            "show_test": tr("Show the examples kept for testing, with a ring"),
            "discretize": tr("Show the sign alone: the decision"),
            "fixed_scale": tr("Full color stands for ±1, whatever the values are"),
        }
        for name, box in self._boxes.items():
            box.setAccessibleName(self._long_texts[name])
            box.setToolTip(hints[name])
        self._chip.setText(tr("probe"))
        self._chip.setAccessibleName(tr("Take the probe away"))
        self._chip.setToolTip(tr("Take the probe away and go back to the example"))
        self._axes[0].setAccessibleName(tr("Horizontal axis of the map"))
        self._axes[1].setAccessibleName(tr("Vertical axis of the map"))
        self._fill_axes()
        self._view.retranslate()
        self._output.retranslate()
        self._paint.setText(tr("paint"))
        self._paint.setAccessibleName(tr("Paint points"))
        self._paint.setToolTip(tr("Paint points of your own onto the map"))
        self._bar.retranslate()
        self._layer.retranslate()
        self._arrange()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("map"),
                tr(
                    "What the network answers at each place of the plane: blue is"
                    " positive, orange negative, the color of the panel zero"
                ),
            ),
            (tr("scale"), tr("The values of the colors; it follows the map or is ±1")),
            (
                tr("points"),
                tr(
                    "Examples in the color of their true value: with a plain outline"
                    " for training, with a ring for test; a large ring around the one"
                    " being watched"
                ),
            ),
            (
                tr("picture"),
                tr(
                    "Of a picture the colors that the network answers at each place,"
                    " beside the original; the ring marks the same place in both"
                ),
            ),
            (
                tr("axes"),
                tr(
                    "Of data with more than two inputs: two of them, the others held"
                    " at their training mean, or the plane along which the inputs vary"
                    " most"
                ),
            ),
            (
                tr("classes"),
                tr(
                    "Of several classes each place has the color of the most likely"
                    " one, the paler the closer the second one comes"
                ),
            ),
            (
                tr("paint"),
                tr(
                    "Points of your own: each stroke of the brush is a change of the"
                    " data, which starts a new run and can be undone"
                ),
            ),
            (
                tr("probe"),
                tr(
                    "A point of your own: press on the map and drag, and every neuron"
                    " answers it"
                ),
            ),
        ]

    def _offer_axes(self, scene: PlaneScene) -> None:
        """Show the choice of axes where there is one."""
        if (scene.axes_options, scene.axes) == (self._options, self._chosen):
            return
        self._options, self._chosen = scene.axes_options, scene.axes
        self._fill_axes()
        across, up = self._axes
        across.setVisible(bool(self._options))
        up.setVisible(bool(self._options) and self._chosen is not None)
        self._arrange()

    def _fill_axes(self) -> None:
        inputs = [(str(place), name) for place, name in enumerate(self._options)]
        across, up = self._axes
        across.set_items([(_PRINCIPAL, tr("principal plane")), *inputs])
        up.set_items(inputs)
        across.set_chosen(_PRINCIPAL if self._chosen is None else str(self._chosen[0]))
        up.set_chosen("" if self._chosen is None else str(self._chosen[1]))

    def _on_axis(self, place: int, key: str) -> None:
        if key == _PRINCIPAL:
            self.intent.emit(ChoosePlane(None))
            return
        number = int(key)
        old = self._chosen or ((1, 0) if number == 0 else (0, 0))
        # An input that is on the other axis changes places with this one.
        other = old[1 - place] if old[1 - place] != number else old[place]
        self.intent.emit(
            ChoosePlane((number, other) if place == 0 else (other, number))
        )

    def hide_controls(self, names: frozenset[str]) -> None:
        self._left_out = names
        self._arrange()

    def header_widgets(self) -> list[QWidget]:
        return [self._output, self._paint]

    def _follow_painting(self, scene: PlaneScene) -> None:
        """Show or hide brush and layer, and the data that a stroke has become."""
        before, self._shown = self._shown, scene
        if before is None or scene.points is not before.points:
            self._layer.settle()
            self._fresh = False
        self._paint.setVisible(scene.paintable)
        on = scene.painting is not None
        self._paint.setChecked(on)
        if scene.painting is not None:
            self._bar.set_painting(scene.painting)
        if on is self._bar.isHidden():
            self._fresh = False
            self._bar.setVisible(on)
            self._layer.setVisible(on)
            self._arrange()
        if before is None or scene.domain != before.domain:
            self._cover()

    def _cover(self) -> None:
        if self._shown is not None:
            self._layer.setGeometry(self._view.geometry())
            self._layer.cover(self._view.map_rect(), self._shown.domain)

    def _begin_anew(self, fresh: bool) -> None:
        """Let the next stroke take the place of the points, which hide till then."""
        self._fresh = fresh
        if self._shown is not None:
            self.set_scene(self._shown)
            self._print_value()

    def _on_painting(self, on: bool) -> None:
        self.intent.emit(SetOption("painting", on))
        if on:
            self._layer.setFocus()

    def _on_brush_changed(self) -> None:
        self._layer.set_brush(self._bar.brush())
        self._layer.set_choices(self._bar.choices())
        self._arrange()

    def _on_stroke_made(self, places: tuple[tuple[float, float], ...]) -> None:
        brush = self._layer.brush
        if brush.kind == "eraser":
            if not self._fresh:
                self.intent.emit(Erase(places, brush.radius))
        else:
            self.intent.emit(Paint(places, brush.kind, brush.mark, self._fresh))

    def _on_probe_moved(self, point: tuple[float, float] | None) -> None:
        self._show_chip()
        self.intent.emit(MoveProbe(point))

    def _on_chip_clicked(self) -> None:
        self._view.setFocus()
        self._view.put_probe(None)

    def _show_chip(self) -> None:
        probed = self._view.probe is not None
        if probed != self._probed:
            self._probed = probed
            self._arrange()

    def _print_value(self) -> None:
        """Write the value below the map or, where that is low, beside the title."""
        subtitle = self._subtitle
        if self._low:
            subtitle = " · ".join(part for part in (subtitle, self._value_text) if part)
        else:
            self._value.set_text(self._value_text)
        self.set_heading(self._title, subtitle)

    def _arrange(self) -> None:
        """Divide the height between the map and the rows below it.

        By hand, because the map is as high as its width asks for and the
        switches run over as many rows as they need.
        """
        gap = self._gap()
        factor = min(self._view.type_factor(), 1.35)
        self._value.setFont(tabular(sized(self.font(), factor)))
        low = self.height() < _LOW * self._em()
        if low != self._low:
            self._low = low
            self._print_value()
        self._rows = self._rows_of_boxes()
        painting = not self._bar.isHidden()
        if (low and painting) or self._pictured:
            # A low map needs the height; the View menu has the switches too. In a
            # picture there is nothing to switch.
            self._rows = []
        for name, box in self._boxes.items():
            box.setVisible(any(name in row for row in self._rows))
        below = len(self._rows) * (gap + self._row())
        if not low:
            below += gap + self._line()
        if not self._axes[0].isHidden():
            below += gap + self._axes[0].sizeHint().height()
        if painting:
            below += gap + self._bar.place(self.width())
        tall = min(self.height() - below, self._view.height_for(self.width()))
        self._view.setGeometry(0, 0, self.width(), max(1, tall))
        self._arrange_rows()

    def _arrange_rows(self) -> None:
        """Place what stands below the map, flush with it where there is room."""
        gap = self._gap()
        span = self._view.content_rect()
        left, right = round(span.left()), round(span.right())
        widths = {
            name: box.sizeHint().width()
            for name, box in self._boxes.items()
            if name not in self._left_out
        }
        switches = sum(widths.values()) + 2 * gap * max(0, len(widths) - 1)
        wanted = max(switches, 24 * self._em())
        left = max(0, min(left, self.width() - wanted))
        right = max(right, min(left + wanted, self.width()))
        y = self._view.height() + gap
        # The word gives way before what stands beside it does; the icon stays.
        self._chip.setText(tr("probe"))
        room = self.width() - switches - 2 * gap if self._low else right - left
        if room < (self._chip.sizeHint().width() if self._low else 19 * self._em()):
            self._chip.setText("")
        chip = self._chip.sizeHint().width()
        self._chip.setVisible(self._probed)
        self._value.setVisible(not self._low)
        if self._low:
            # Beside the switches, for which the map then makes room.
            if self._probed:
                left = max(0, min(left, self.width() - switches - 2 * gap - chip))
            high = max(self._row(), self._chip.sizeHint().height())
            at = y + (self._row() - high) // 2
            self._chip.setGeometry(self.width() - chip, at, chip, high)
        else:
            self._chip.setGeometry(right - chip, y, chip, self._line())
            room = right - left - (chip + 2 * gap if self._probed else 0)
            self._value.setGeometry(left, y, max(0, room), self._line())
            y += self._line() + gap
        if not self._bar.isHidden():
            high = self._bar.place(self.width())
            self._bar.setGeometry(0, self.height() - high, self.width(), high)
        self._cover()
        for names in self._rows:
            x = left
            for name in names:
                self._boxes[name].setGeometry(x, y, widths[name], self._row())
                x += widths[name] + 2 * gap
            y += self._row() + gap
        across, up = self._axes
        half = (right - left - gap) // 2
        height = across.sizeHint().height()
        across.setGeometry(left, y, half, height)
        up.setGeometry(left + half + gap, y, half, height)

    def _rows_of_boxes(self) -> list[list[str]]:
        """Choose long or short texts and break the switches into rows."""
        gap = 2 * self._gap()
        room = self.width()
        if self._low:
            room -= self._chip_icon_width() + gap
        boxes = {n: b for n, b in self._boxes.items() if n not in self._left_out}
        if not boxes:
            return []
        widths: dict[str, int] = {}
        for texts in (self._long_texts, self._short_texts):
            for name, box in boxes.items():
                box.setText(texts[name])
            widths = {name: box.sizeHint().width() for name, box in boxes.items()}
            if sum(widths.values()) + gap * (len(widths) - 1) <= room:
                return [list(widths)]
        rows: list[list[str]] = [[]]
        taken = 0
        for name, wide in widths.items():
            if rows[-1] and taken + wide > room:
                rows.append([])
                taken = 0
            rows[-1].append(name)
            taken += wide + gap
        return rows

    def _chip_icon_width(self) -> int:
        self._chip.setText("")
        return self._chip.sizeHint().width()

    def _em(self) -> int:
        return font_pixels(self)

    def _gap(self) -> int:
        return max(4, round(0.4 * self._em()))

    def _row(self) -> int:
        return self._boxes["show_test"].sizeHint().height()

    def _line(self) -> int:
        text = QFontMetrics(self._value.font()).height()
        return max(self._chip.sizeHint().height(), text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(190 * unit), round(190 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / 13
        return QSize(round(340 * unit), round(370 * unit))
