"""What galleries have in common: functions as cards, one of them large."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes.gallery import Card, GalleryScene
from visualizer.scenes.intents import SetOption
from visualizer.scenes.line_plot import LinePlot
from visualizer.scenes.neuron_intents import ChooseActivation, OpenCard, StepCard
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.clipping import clipped
from visualizer.ui.plots.layers_view import LayersView
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.plots.polyline import broken_path
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import Chips, PushButton, TileChooser
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.formula_label import FormulaLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.keys import claims
from visualizer.ui.widgets.tile_chooser import PICTURE_HEIGHT

PICTURE = QSize(132, 72)
"""The picture on a small card, in pixels at the base font."""

MOST_COLUMNS, LEAST_COLUMNS = 8, 4
"""Cards side by side: few large ones where there is room."""

_BESIDE, _BELOW = 8, 24
"""Between two cards side by side, and for the name below one, at the base size."""


class GalleryPanel(Panel):
    """A grid of cards; a click enlarges one, with its facts and references.

    Escape leads back to all; the buttons beside it to the neighbors. A subclass
    names its scene class.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: GalleryScene | None = None
        self._theme: Theme | None = None
        self._share = 1.0
        self._label = Chips(self, dense=True)
        self._label.hide()
        self._label.chosen.connect(
            lambda key: self.intent.emit(SetOption("label", key == "yes"))
        )
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_grid())
        self._large = _LargeCard(self)
        self._large.stepped.connect(self._on_stepped)
        self._pages.addWidget(self._large)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.retranslate()

    def _make_grid(self) -> QWidget:
        self._tiles = TileChooser(self, columns=MOST_COLUMNS)
        self._tiles.chosen.connect(self._on_chosen)
        page = QWidget(self)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 4, 0)
        inside.addWidget(self._tiles)
        inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        # A scroll area lets its widget paint a background of its own.
        page.setAutoFillBackground(False)
        return scroll

    @property
    def tiles(self) -> TileChooser:
        """The small cards."""
        return self._tiles

    @property
    def large(self) -> _LargeCard:
        """The large card."""
        return self._large

    @property
    def label(self) -> Chips:
        """The choice of the label."""
        return self._label

    def enlarged(self) -> bool:
        """Return whether one card is shown alone."""
        return self._pages.currentWidget() is self._large

    def set_scene(self, scene: GalleryScene) -> None:
        """Draw a scene."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self.setAccessibleName(scene.title)
        self._label.setVisible(scene.switch is not None)
        if scene.switch is not None:
            no, yes, second = scene.switch
            self._label.set_items([("no", no), ("yes", yes)])
            self._label.set_chosen("yes" if second else "no")
        if before is None or scene.cards != before.cards:
            self._tiles.set_items([(card.key, card.name) for card in scene.cards])
            self._fill()
            self._picture_tiles()
        self._tiles.set_chosen(scene.opened)
        opened = next((c for c in scene.cards if c.key == scene.opened), None)
        if opened is not None:
            usable = scene.gallery == "activations" and opened.key in scene.usable
            self._large.show_card(opened, usable, opened.key == scene.used)
        page = 0 if opened is None else 1
        if self._pages.currentIndex() != page:
            focused = self._pages.isAncestorOf(self.focusWidget() or self)
            self._pages.setCurrentIndex(page)
            if focused and page:
                self._large.back.setFocus(Qt.FocusReason.TabFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._tiles.set_theme(theme)
        self._large.set_theme(theme)
        self._picture_tiles()

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._tiles.retranslate()
        self._label.setAccessibleName(tr("Label"))
        self._large.retranslate()

    def header_widgets(self) -> list[QWidget]:
        """Return the choice of the label."""
        return [self._label]

    def explanation(self) -> list[tuple[str, str]]:
        """Say how it is used."""
        return [
            (tr("cards"), tr("All members of the family; a click enlarges one")),
            (tr("curve"), tr("The function; dashed: its slope")),
            (
                tr("gray columns"),
                tr(
                    "How often each value occurs in each of ten layers: a column that"
                    " shrinks to a line has lost the signal"
                ),
            ),
        ]

    def _picture_tiles(self) -> None:
        if self._scene is None or self._theme is None:
            return
        ratio = self.devicePixelRatioF()
        unit = self._share * font_pixels(self) / BASE_PIXELS
        self._tiles.set_pictures(
            {
                card.key: _picture(card.plot, self._theme, ratio, unit)
                for card in self._scene.cards
            }
        )

    def _on_chosen(self, key: str) -> None:
        if self._scene is not None:
            self.intent.emit(OpenCard(self._scene.gallery, key))

    def _on_stepped(self, step: str) -> None:
        scene = self._scene
        if scene is None:
            return
        if step == "use":
            self.intent.emit(ChooseActivation(scene.opened))
        elif step == "back":
            self.intent.emit(OpenCard(scene.gallery, ""))
        else:
            count = 1 if step == "next" else -1
            self.intent.emit(StepCard(scene.gallery, count))

    def event(self, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and self.enlarged()
        if pressed and claims(event, (Qt.Key.Key_Escape,)):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.enlarged():
            self._on_stepped("back")
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        """Make the cards as large as all of them have room."""
        count = 0 if self._scene is None else len(self._scene.cards)
        if not count:
            return
        unit = font_pixels(self) / BASE_PIXELS
        best, columns = 0.0, MOST_COLUMNS
        for wanted in range(LEAST_COLUMNS, MOST_COLUMNS + 1):
            rows = -(-count // wanted)
            wide = self.width() / wanted - _BESIDE * unit
            high = self.height() / rows - _BELOW * unit
            size = min(wide / PICTURE.width() * PICTURE.height(), high)
            if size >= best:
                best, columns = size, wanted
        size = max(best, PICTURE_HEIGHT * unit)
        self._tiles.arrange(columns, int(size))
        share = max(1.0, size / (PICTURE.height() * unit))
        if share != self._share:
            self._share = share
            self._picture_tiles()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fill()
            self._picture_tiles()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(530 * unit), round(180 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(760 * unit), round(320 * unit))


class _LargeCard(QWidget):
    """One member, with all that is known of it.

    Signals
    -------
    stepped : str
        "back", "previous", "next" or "use".
    """

    stepped = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.back = PushButton("", "", self)
        self.previous = IconButton("step_back", "", self)
        self.next = IconButton("step_forward", "", self)
        self.use = PushButton("", "primary", self)
        for name, button in (
            ("back", self.back),
            ("previous", self.previous),
            ("next", self.next),
            ("use", self.use),
        ):
            button.clicked.connect(lambda _=False, name=name: self.stepped.emit(name))
        self.plot = LineView(self)
        self.layers = LayersView(self)
        self._name = ElidedLabel("", "title", self)
        self._formula = FormulaLabel("", "value", wraps=False, parent=self)
        self._texts = [QLabel(self) for _ in range(4)]
        for text, role in zip(self._texts, ("", "", "small", "small"), strict=True):
            text.setProperty("role", role)
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()

    def _lay_out(self) -> None:
        about, facts, layers_text, references = self._texts
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for widget in (self.back, self.previous, self.next):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(self.use)
        told = QVBoxLayout()
        told.setSpacing(5)
        told.addLayout(buttons)
        named = QHBoxLayout()
        named.setSpacing(10)
        named.addWidget(self._name)
        named.addWidget(self._formula, 1)
        told.addLayout(named)
        for label in (about, facts, references):
            told.addWidget(label)
        told.addStretch(1)
        drawn = QVBoxLayout()
        drawn.setSpacing(3)
        drawn.addWidget(self.plot, 5)
        self._spread = QWidget(self)
        spread = QVBoxLayout(self._spread)
        spread.setContentsMargins(0, 0, 0, 0)
        spread.setSpacing(3)
        spread.addWidget(self.layers, 1)
        spread.addWidget(layers_text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(drawn, 4)
        row.addWidget(self._spread, 3)
        row.addLayout(told, 4)

    def texts(self) -> list[str]:
        """Return name, formula, what it is, facts, the layers and the references."""
        named = [self._name.full_text(), self._formula.full_text()]
        return named + [text.text() for text in self._texts]

    def show_card(self, card: Card, usable: bool, used: bool) -> None:
        """Show a member; `usable` and `used`: whether the neuron can have or has it."""
        self.use.setVisible(usable)
        self.use.setEnabled(not used)
        if card == self._card:
            return
        self._card = card
        self._name.set_text(card.name)
        self._formula.set_text(card.formula)
        facts = "\n".join(f"{name}: {text}" for name, text in card.facts)
        layers = card.layers_text if card.layers is not None else ""
        said = (card.about, facts, layers, card.references)
        for label, text in zip(self._texts, said, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.plot.set_plot(card.plot)
        self.plot.setAccessibleName(card.name)
        self.layers.set_shares(card.layers)
        self.layers.setAccessibleName(layers)
        self._spread.setVisible(card.layers is not None)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self.plot.set_theme(theme)
        self.layers.set_theme(theme)
        self.previous.set_theme(theme)
        self.next.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts of the buttons again."""
        self.back.setText(tr("All cards"))
        self.use.setText(tr("Use it"))
        self.use.setToolTip(tr("Give the neuron this activation function"))
        self.previous.set_title(tr("Previous card"))
        self.next.set_title(tr("Next card"))


def _picture(plot: LinePlot, theme: Theme, ratio: float, unit: float) -> QPixmap:
    """Draw curve and slope without axes, for a small card."""
    wide, high = PICTURE.width() * unit, PICTURE.height() * unit
    pixmap = QPixmap(round(wide * ratio), round(high * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(0, 0, 0, 0))
    (left, right), (low, top) = plot.x, plot.y
    rect = QRectF(0.0, 0.0, wide, high)

    def across(x: float) -> float:
        return (x - left) / (right - left) * wide

    def up(y: float) -> float:
        return high - (y - low) / (top - low) * high

    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("ghost"), 1.0))
        if low < 0.0 < top:
            painter.drawLine(0, round(up(0.0)), round(wide), round(up(0.0)))
        for mark in plot.marks:
            painter.drawLine(round(across(mark)), 0, round(across(mark)), round(high))
        for line in reversed(plot.lines):
            pen = QPen(theme.color("text"), 2.0 * unit)
            if line.dashed:
                pen = QPen(theme.color("text_secondary"), 1.4 * unit)
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            x = (np.asarray(line.x, float) - left) / (right - left) * wide
            y = high - (np.asarray(line.y, float) - low) / (top - low) * high
            painter.drawPath(broken_path(*clipped(x, y, rect)))
    return pixmap
