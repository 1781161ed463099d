"""The bar at the top that means the same in every exhibit: play, step, pace."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSpacerItem, QWidget

from visualizer.language import tr
from visualizer.scenes.transport import TransportScene
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.chips import Chips
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.labeled_slider import LabeledSlider
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.readout import EDGE, Readout
from visualizer.ui.widgets.tab_order import keep_with

_BUTTONS = {
    "to_start": "to_start",
    "step_back": "step_back",
    "play_pause": "play",
    "step_forward": "step_forward",
    "to_end": "to_end",
    "run_until": "until",
}
"""Icon of each button, by the name of its action, from left to right."""

_KEYS = {
    "to_start": "",
    "step_back": "←",
    "play_pause": "Space",
    "step_forward": "→",
    "to_end": "",
    "run_until": "Ctrl+U",
}

_WIDE_GAP = 40
_NARROW_GAP = 8

_APART = 8
"""More than a gap between the speed and the numbers, whose columns have no frame."""

_WORTH_A_TITLE = 4
"""Read-outs that are worth more than the words before the controls."""

_TITLES = ((True, True), (True, False), (False, True), (False, False))
"""Whether the units and the speed are named, from most words to none."""


class TransportBar(QFrame):
    """Draws a `TransportScene` and says what a person does to it.

    In a narrow window the gaps shrink, then the words at the controls go that the
    first read-outs need, then the last read-outs; nothing is ever cut off.

    Signals
    -------
    action_triggered : str
        ``to_start``, ``step_back``, ``play_pause``, ``step_forward``,
        ``to_end``, ``run_until`` or ``present``.
    step_unit_chosen : str
        Key of the unit.
    pace_chosen : str
        Key of the rung of the speed ladder.
    why_wanted : Quantity
        A read-out whose number is to be explained.
    """

    why_wanted = Signal(object)

    action_triggered = Signal(str)
    step_unit_chosen = Signal(str)
    pace_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: TransportScene | None = None
        self._presenting = False
        self._left_out: frozenset[str] = frozenset()
        self._readouts: dict[str, Readout] = {}
        self._applied: tuple[object, ...] | None = None
        self._buttons: dict[str, IconButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 14, 6)
        self._row.setSpacing(0)
        # The bar itself decides what to leave out; the layout must not make
        # the whole window wider instead.
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for name, icon_name in _BUTTONS.items():
            role = "on_accent" if name == "play_pause" else "text"
            size = 24 if name == "play_pause" else 22
            button = IconButton(icon_name, "", self, role=role, size=size)
            if name == "play_pause":
                button.setProperty("role", "play")
            button.clicked.connect(
                lambda _=False, name=name: self.action_triggered.emit(name)
            )
            self._buttons[name] = button
        self._steps_title = QLabel(self)
        self._steps_title.setProperty("role", "secondary")
        self._steps = Chips(self)
        self._steps.chosen.connect(self.step_unit_chosen)
        self._pace = LabeledSlider("", self)
        self._pace.set_typing(False)
        self._pace.value_changed.connect(self._on_pace_moved)
        self._numbers = QWidget(self)
        self._numbers_row = QHBoxLayout(self._numbers)
        self._numbers_row.setContentsMargins(0, 0, 0, 0)
        self._present = PushButton("", "quiet", self)
        self._present.clicked.connect(lambda: self.action_triggered.emit("present"))
        self._fill()
        self.retranslate()

    def set_scene(self, scene: TransportScene) -> None:
        """Show the state of the run."""
        before = self._scene
        self._scene = scene
        if before is None or before.playing != scene.playing:
            self._show_playing(scene.playing)
        for name in ("to_start", "step_back"):
            self._buttons[name].setEnabled(scene.can_go_back)
        for name in ("step_forward", "to_end", "run_until"):
            self._buttons[name].setEnabled(scene.can_go_forward)
        if before is None or before.goal != scene.goal:
            self._show_goal(scene.goal)
        self._steps.set_items(scene.step_units)
        if self._steps.chosen_key() != scene.step_unit:
            self._steps.set_chosen(scene.step_unit)
        if before is None or before.paces != scene.paces:
            self._show_paces(scene.paces)
        keys = [key for key, _ in scene.paces]
        if scene.pace in keys:
            self._pace.set_value(float(keys.index(scene.pace)))
        self._show_readouts(scene)
        if before is None or _shape(before) != _shape(scene):
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        for button in self._buttons.values():
            button.set_theme(theme)

    def set_presenting(self, presenting: bool) -> None:
        """Leave out what an audience need not see, and offer the way back."""
        self._presenting = presenting
        self._steps.setVisible(not presenting)
        self._show_buttons()
        self.retranslate()

    def hide_controls(self, names: frozenset[str]) -> None:
        """Leave out the buttons that a lesson hides; their keys still do the same."""
        self._left_out = names
        self._show_buttons()

    def _show_buttons(self) -> None:
        for name, button in self._buttons.items():
            unneeded = self._presenting and name == "run_until"
            button.setVisible(not unneeded and name not in self._left_out)
        self._applied = None
        self._fit()

    def retranslate(self) -> None:
        """Say the bar's own texts again in the language in use."""
        titles = {
            "to_start": tr("To the start"),
            "step_back": tr("Step back"),
            "play_pause": tr("Play or pause"),
            "step_forward": tr("Step forward"),
            "to_end": tr("To the present"),
            "run_until": tr("Run until…"),
        }
        for name, title in titles.items():
            keys = tr("Space") if name == "play_pause" else _KEYS[name]
            self._buttons[name].set_title(title, keys)
        if self._scene is not None:
            self._show_goal(self._scene.goal)
        self._steps_title.setText(tr("Step by"))
        self._steps.setAccessibleName(tr("Step by"))
        self._pace.set_name(tr("Speed"))
        for readout in self._readouts.values():
            readout.retranslate()
        if self._presenting:
            self._present.setText(tr("End Esc"))
            self._present.setAccessibleName(tr("End presenting"))
            self._present.setToolTip(tr("End presenting"))
        else:
            self._present.setText(tr("Present F5"))
            self._present.setAccessibleName(tr("Present"))
            self._present.setToolTip(tr("Show the window to an audience"))
        self._fit()

    def button(self, name: str) -> IconButton:
        """Return the button of an action other than ``present``."""
        return self._buttons[name]

    def present_button(self) -> PushButton:
        """Return the button that begins presenting, or ends it."""
        return self._present

    def steps(self) -> Chips:
        """Return the row of units to step by."""
        return self._steps

    def pace(self) -> LabeledSlider:
        """Return the speed slider; its values count the rungs of the ladder."""
        return self._pace

    def shown_readouts(self) -> tuple[str, ...]:
        """Return the keys of the read-outs that the bar has room for."""
        return tuple(k for k, r in self._readouts.items() if not r.isHidden())

    def readout(self, key: str) -> Readout:
        """Return the read-out with a key."""
        return self._readouts[key]

    def _fill(self) -> None:
        self._lead, self._middle, self._trail = (QSpacerItem(0, 0) for _ in range(3))
        for name, button in self._buttons.items():
            if name == "play_pause":
                self._row.addSpacing(6)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._row.addSpacing(6)
        self._row.addItem(self._lead)
        self._row.addWidget(self._steps_title)
        self._row.addSpacing(8)
        self._row.addWidget(self._steps)
        self._row.addItem(self._middle)
        self._row.addWidget(self._pace, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addItem(self._trail)
        self._row.addWidget(self._numbers, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        self._row.addWidget(self._present, 0, Qt.AlignmentFlag.AlignVCenter)

    def _show_playing(self, playing: bool) -> None:
        self._buttons["play_pause"].set_icon("pause" if playing else "play")

    def _show_goal(self, goal: str) -> None:
        """Color the flag while there is a goal, and say which."""
        button = self._buttons["run_until"]
        button.set_icon("until", "accent" if goal else "text")
        title = tr("runs until: {goal}", goal=goal) if goal else tr("Run until…")
        button.set_title(title, _KEYS["run_until"])

    def _show_paces(self, paces: tuple[tuple[str, str], ...]) -> None:
        names = [name for _, name in paces]
        self._pace.set_values(range(len(paces)), whole=True)
        # Of another exhibit's ladder, which may have been longer, until it is set.
        last = len(names) - 1
        self._pace.set_format(lambda value: names[min(round(value), last)])

    def _show_readouts(self, scene: TransportScene) -> None:
        keys = tuple(readout.key for readout in scene.readouts)
        other = keys != tuple(self._readouts)
        if other:
            for old in self._readouts.values():
                self._numbers_row.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._applied = None
            self._readouts = {key: Readout(self._numbers) for key in keys}
            for key, widget in self._readouts.items():
                widget.asked.connect(partial(self._on_asked, key))
                self._numbers_row.addWidget(widget)
        for readout in scene.readouts:
            widget = self._readouts[readout.key]
            widget.set_name(readout.name, readout.widest)
            widget.set_value(readout.value)
            widget.set_asks(readout.asks is not None)
        if other:
            keep_with(self._numbers, self._readouts.values())

    def _on_asked(self, key: str) -> None:
        readouts = () if self._scene is None else self._scene.readouts
        for readout in readouts:
            if readout.key == key:
                self.why_wanted.emit(readout.asks)

    def _on_pace_moved(self, position: float) -> None:
        if self._scene is not None:
            self.pace_chosen.emit(self._scene.paces[round(position)][0])

    def _fit(self) -> None:
        """Leave out what the width has no room for."""
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        # The edges of the read-outs are a part of the gaps between them.
        widths = [readout.width() - 2 * EDGE for readout in self._readouts.values()]
        wide, narrow = round(_WIDE_GAP * unit), round(_NARROW_GAP * unit)
        rooms = [self.width() - self._fixed_width(each, narrow) for each in _TITLES]
        counts = [_count(widths, narrow, room) for room in rooms]
        wanted = min(_WORTH_A_TITLE, max(counts))
        fitting = (
            number
            for number, (room, count) in enumerate(zip(rooms, counts, strict=True))
            if room >= 0 and count >= wanted
        )
        chosen = next(fitting, len(_TITLES) - 1)
        gap, count = narrow, counts[chosen]
        if count == len(widths):
            spare = rooms[chosen] - sum(widths) - count * narrow
            gap = min(wide, narrow + spare // (count + 3))
        self._apply(_TITLES[chosen], gap, count)

    def _apply(self, titled: tuple[bool, bool], gap: int, count: int) -> None:
        # Each change asks for a layout, and each layout comes back to here.
        steps, pace = titled
        width = self._pace_width(pace)
        if (titled, gap, count, width) == self._applied:
            return
        self._applied = (titled, gap, count, width)
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        self._steps_title.setVisible(steps and not self._presenting)
        self._pace.set_titled(pace)
        self._pace.setFixedWidth(width)
        self._numbers_row.setSpacing(gap - 2 * EDGE)
        for spacer in (self._lead, self._middle):
            spacer.changeSize(gap, 0)
        self._trail.changeSize(max(gap, round((_NARROW_GAP + _APART) * unit)), 0)
        for index, readout in enumerate(self._readouts.values()):
            readout.setVisible(index < count)
        # The layout placed everything before it was known what is left out.
        self._numbers_row.activate()
        self._row.invalidate()
        self._row.activate()

    def _pace_width(self, titled: bool) -> int:
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        names = [] if self._scene is None else [name for _, name in self._scene.paces]
        self._pace.ensurePolished()
        metrics = self._pace.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        title = metrics.horizontalAdvance(tr("Speed")) if titled else 0
        # The value is bold, which the font of the whole is not.
        return max(round(110 * unit), round(widest * 1.08) + title + 18)

    def _fixed_width(self, titled: tuple[bool, bool], gap: int) -> int:
        steps, pace = titled
        unit = self.fontInfo().pixelSize() / BASE_PIXELS
        margins = self._row.contentsMargins()
        width = margins.left() + margins.right() + 3 * gap + 6 + 2
        width += round(_APART * unit)
        shown = [b for b in self._buttons.values() if not b.isHidden()]
        width += sum(b.sizeHint().width() + 6 for b in shown)
        if not self._presenting:
            width += self._steps.sizeHint().width() + 8
        if steps and not self._presenting:
            width += self._steps_title.sizeHint().width()
        return width + self._pace_width(pace) + self._present.sizeHint().width()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # Style sheets and fonts reach the parts after their texts do, and then
        # some of them want more room than they said at first.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(
            self._fixed_width(_TITLES[-1], _NARROW_GAP), self.sizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _shape(scene: TransportScene) -> tuple[object, ...]:
    """Return what decides how much room the bar needs."""
    readouts = tuple((item.name, item.widest) for item in scene.readouts)
    return scene.step_units, scene.paces, readouts


def _count(widths: list[int], gap: int, room: int) -> int:
    """Return how many of the first widths fit, with a gap after each."""
    total = 0
    for index, width in enumerate(widths):
        total += width + gap
        if total > room:
            return index
    return len(widths)
