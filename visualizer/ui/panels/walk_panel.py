"""The walk panel: the stations of one training step, and what happens here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes.walk import Station, WalkScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.tab_order import keep_with

_AROUND_TEXT = 12
"""Pixels that a button needs beside its text, at the base size of type."""


@panels.register
class WalkPanel(Panel):
    """A bar of stations and a sentence. A click on a station goes there."""

    key = "walk"
    title = "One training step"
    rank = 12
    scene_class = WalkScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: WalkScene | None = None
        self._buttons: list[PushButton] = []
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setSpacing(5)
        self._caption = QLabel(self)
        self._caption.setWordWrap(True)
        self._caption.setAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._bar)
        column.addWidget(self._caption, 1)
        self.retranslate()

    @property
    def buttons(self) -> tuple[PushButton, ...]:
        """The stations in sight."""
        return tuple(self._buttons)

    def caption_text(self) -> str:
        """Return the sentence below the stations."""
        return self._caption.text()

    def set_scene(self, scene: WalkScene) -> None:
        before, self._drawn = self._drawn, scene
        if scene == before:
            return
        self.set_heading(scene.title, scene.subtitle)
        self._caption.setText(scene.caption)
        if before is None or len(before.stations) != len(scene.stations):
            self._make_buttons(len(scene.stations))
        for button, station in zip(self._buttons, scene.stations, strict=True):
            button.setChecked(station.progress == "current")
            ahead = station.progress == "ahead"
            if button.property("ahead") != ahead:
                button.setProperty("ahead", ahead)
                button.style().unpolish(button)
                button.style().polish(button)
        if before is None or _titles(before) != _titles(scene):
            self._write()

    def set_theme(self, theme: Theme) -> None:
        self._write()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Stations of a training step"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("stations"),
                tr(
                    "One training step from left to right: forward, the loss, back"
                    " through the layers, the average of the batch, the update"
                ),
            ),
            (
                tr("→ ←"),
                tr(
                    "Go on and back by the unit in the transport bar; at a slow speed,"
                    " Space plays"
                ),
            ),
            (tr("click"), tr("Goes to a station of the same example")),
        ]

    def _make_buttons(self, count: int) -> None:
        for button in self._buttons:
            self._bar.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for number in range(count):
            button = PushButton("", "chip", self)
            button.setProperty("dense", True)
            button.setProperty("packed", True)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self._on_clicked, number))
            self._bar.addWidget(button, 1)
            button.show()
            self._buttons.append(button)
        keep_with(self, self._buttons)

    def _on_clicked(self, number: int) -> None:
        if self._drawn is None:
            return
        station = self._drawn.stations[number]
        # The scene that answers says which one is the present one.
        self._buttons[number].setChecked(station.progress == "current")
        self.intent.emit(station.visit)

    def _write(self) -> None:
        """Write the names of the stations, short ones where room is scarce."""
        if self._drawn is None or not self._buttons:
            return
        stations = self._drawn.stations
        room = self.width() - self._bar.spacing() * (len(stations) - 1)
        around = _AROUND_TEXT * font_pixels(self) / BASE_PIXELS
        bold = QFont(self._buttons[0].font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        widths = [metrics.horizontalAdvance(one.title) + around for one in stations]
        roomy = sum(widths) <= room
        for button, station, width in zip(self._buttons, stations, widths, strict=True):
            button.setText(station.title if roomy else station.short)
            button.setMinimumWidth(round(width) if roomy else 0)
            button.setToolTip("" if roomy else station.title)
            button.setAccessibleName(_spoken(station))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(380 * unit), round(66 * unit))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


def _titles(scene: WalkScene) -> tuple[str, ...]:
    return tuple(station.title for station in scene.stations)


def _spoken(station: Station) -> str:
    return tr("station {name}", name=station.title)
