"""The strip at the bottom: the whole run as its loss curve, to drag through."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.curve import Mark, TimelineScene
from visualizer.scenes.intents import Act, RemoveBookmark, RenameBookmark, Seek
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.ghosts import moment_of
from visualizer.ui.plots.seeker import Seeker
from visualizer.ui.plots.strip import LossStrip
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.name_field import NameField
from visualizer.ui.widgets.steady_label import SteadyLabel

REDRAW_INTERVAL = 200
"""Least time between two redraws of a growing curve, in milliseconds."""

ASIDE = 8
"""Half a frame, in milliseconds: a growing curve is drawn between two frames."""

_TABBED = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Timeline(Panel):
    """The run from its first to its last update, with a handle to drag.

    Dragging the handle, or pressing anywhere on the strip, asks for the moment
    under the pointer (`Seek`); a press on a flag asks for the flag's own
    moment. Home and End go to the ends of the run.
    """

    key: ClassVar[str] = "timeline"
    title: ClassVar[str] = "Timeline"
    scene_class: ClassVar[type[Scene]] = TimelineScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: TimelineScene | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._make_widgets()
        self._seeker = Seeker(self.intent.emit, self)
        self._seeker.moved.connect(self._on_moved)
        self._curve = Pacer(self._draw_curve, self, REDRAW_INTERVAL, ASIDE)
        self._numbers = Pacer(self._write_position, self)
        self._strip.pressed.connect(self._on_pressed)
        self._strip.dragged.connect(self._on_dragged)
        self._strip.released.connect(self._seeker.release)
        self._strip.double_clicked.connect(self._on_double_clicked)
        self._name_field = NameField(self._strip)
        self._name_field.named.connect(self._on_named)
        self.retranslate()

    def _make_widgets(self) -> None:
        self._name = QLabel(self)
        self._name.setProperty("role", "title")
        self._hint = ElidedLabel(role="small", parent=self)
        self._position = SteadyLabel("small", self)
        self._position.setFont(tabular(QFont()))
        self._position.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._strip = LossStrip(self)
        self._strip.setCursor(Qt.CursorShape.PointingHandCursor)
        self._keys = ElidedLabel(role="small", parent=self)
        header = QHBoxLayout()
        header.addWidget(self._name)
        header.addWidget(self._hint, 1)
        header.addWidget(self._position)
        self._header = header
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(header)
        self._column.addWidget(self._strip, 1)
        self._column.addWidget(self._keys)

    @property
    def strip(self) -> LossStrip:
        """The canvas with the curve."""
        return self._strip

    def set_scene(self, scene: TimelineScene) -> None:
        """Draw a scene; a growing curve follows ten times a second."""
        before, self._scene = self._scene, scene
        if before is None or (scene.title, scene.hint) != (before.title, before.hint):
            self._name.setText(scene.title)
            self._hint.set_text(scene.hint)
            self.setAccessibleName(scene.title)
            self.set_heading(scene.title, scene.hint)
            self._name_curve()
        self._seeker.follow(scene.cursor)
        growing = (
            before is not None and scene.run == before.run and scene.tip != before.tip
        )
        self._curve.request(now=not growing)
        self._numbers.request(now=before is None or scene.run != before.run)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._strip.set_theme(theme)
        self._fit_to_font()

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._keys.set_text(
            "  ·  ".join(
                (
                    tr("Space play"),
                    tr("← → step"),
                    tr("[ ] example"),
                    tr("Ctrl+Z undo"),
                    tr("Ctrl+K commands"),
                    tr("F1 keys"),
                )
            )
        )
        self._name_curve()
        self._strip.setAccessibleName(tr("Loss over the whole run"))
        self._name_field.setAccessibleName(tr("Name of the bookmark"))

    def rename(self, update: int) -> None:
        """Let a person edit the name of the bookmark at an update, in its place."""
        mark = self._bookmark(update)
        if mark is not None:
            self._name_field.edit(update, mark.text, self._strip.flag_place(update))

    def name_field(self) -> NameField:
        """Return the field in which a bookmark is renamed."""
        return self._name_field

    def menu(self, point: QPointF) -> QMenu:
        """Make the menu of what can be done at a point of the strip."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        update = self._strip.update_at(point)
        if self._bookmark(update) is not None:
            rename = menu.addAction(tr("Rename the bookmark"))
            rename.triggered.connect(lambda: self.rename(update))
            remove = menu.addAction(tr("Remove the bookmark"))
            remove.triggered.connect(lambda: self.intent.emit(RemoveBookmark(update)))
        else:
            self._add(menu, tr("Bookmark here"), update, "bookmark")
        self._add(menu, tr("Branch here…"), update, "branch")
        if self._scene is not None and self._scene.series[-1].asks is not None:
            title = tr("Why is the training loss this number?")
            self._add(menu, title, update, "why:train_loss")
        ghost = self._strip.ghost_at(point)
        if ghost is not None:
            back = menu.addAction(tr("Return to {run}", run=ghost.note))
            wish = Seek(moment_of(ghost, update), ghost.run)
            back.triggered.connect(lambda: self.intent.emit(wish))
        menu.addSeparator()
        runs = menu.addAction(tr("Runs…"))
        runs.triggered.connect(lambda: self.intent.emit(Act("runs")))
        return menu

    def _add(self, menu: QMenu, title: str, update: int, name: str) -> None:
        """Add what is done at a moment to a menu."""

        def act() -> None:
            self.intent.emit(Seek(update))
            self.intent.emit(Act(name))

        menu.addAction(title).triggered.connect(act)

    def _bookmark(self, update: int) -> Mark | None:
        marks = () if self._scene is None else self._scene.marks
        found = (m for m in marks if (m.kind, m.update) == ("bookmark", update))
        return next(found, None)

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the strip."""
        return [
            (
                tr("Curve"),
                tr("Training loss over all updates of this run, on a log axis"),
            ),
            (
                tr("Faint curves"),
                tr("Runs that were left: point for the difference, click to return"),
            ),
            (
                tr("Two named curves"),
                tr("The left and the right side of a comparison"),
            ),
            (
                tr("Band"),
                tr("Training losses of the same experiment with several seeds"),
            ),
            (
                tr("Handle"),
                tr(
                    "The moment that the whole window shows: drag it into the past, "
                    "and weights, surface and curves go back with it"
                ),
            ),
            (tr("Dimmed part"), tr("What came after the moment shown")),
            (
                tr("Flags"),
                tr(
                    "Moments when something was changed; click one to go there, "
                    "double-click a bookmark to name it"
                ),
            ),
        ]

    def _name_curve(self) -> None:
        if self._scene is not None:
            curve = self._scene.series[-1].name
            log = self._strip.logarithmic()
            label = tr("{curve}, log axis", curve=curve) if log else curve
            self._strip.set_curve_label(label)

    def _draw_curve(self) -> None:
        if self._scene is None:
            return
        self._strip.set_scene(self._scene)
        self._name_curve()
        self._strip.set_cursor(self._seeker.moment)

    def _write_position(self) -> None:
        if self._scene is not None:
            self._position.set_text(self._scene.position_text)
            self.setAccessibleDescription(self._scene.position_text)

    def _on_moved(self) -> None:
        self._strip.set_cursor(self._seeker.moment)

    def _on_pressed(self, point: QPointF) -> None:
        if self._scene is None:
            return
        ghost = self._strip.ghost_at(point)
        if ghost is not None:
            moment = moment_of(ghost, self._strip.update_along(point, beyond=True))
            self.intent.emit(Seek(moment, ghost.run))
            return
        self._seeker.hold()
        self._seeker.ask(self._strip.update_at(point))

    def _on_dragged(self, point: QPointF) -> None:
        if self._scene is not None and self._seeker.held:
            self._seeker.ask(self._strip.update_along(point))

    def _on_double_clicked(self, point: QPointF) -> None:
        flag = self._strip.flag_at(point)
        if flag is not None:
            self.rename(flag)

    def _on_named(self, update: int, name: str) -> None:
        self.intent.emit(RenameBookmark(update, name))

    def _fit_to_font(self) -> None:
        self._header.setSpacing(round(10 * font_pixels(self) / BASE_PIXELS))
        self._fold()
        self.updateGeometry()

    def _fold(self) -> None:
        """Leave the line of keys out where the strip needs its room."""
        unit = font_pixels(self) / BASE_PIXELS
        room = self.height() >= self._full_height() - round(8 * unit)
        self._keys.setVisible(room)
        side, edge = round(13 * unit), round((8 if room else 5) * unit)
        self._column.setContentsMargins(side, edge, side, edge)

    def _full_height(self) -> int:
        unit = font_pixels(self) / BASE_PIXELS
        return round(
            self._strip.least_height()
            + self._name.sizeHint().height()
            + self._keys.sizeHint().height()
            + 32 * unit
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._strip.lay_out()
            self._fit_to_font()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._strip.set_focused(event.reason() in _TABBED)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._strip.set_focused(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._scene is not None and event.key() == Qt.Key.Key_Home:
            self._seeker.ask(0)
        elif self._scene is not None and event.key() == Qt.Key.Key_End:
            self._seeker.ask(self._scene.tip)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._scene is None:
            return
        point = QPointF(self._strip.mapFrom(self, event.pos()))
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            point = self._strip.place_of(self._seeker.moment)
        self.menu(point).popup(self._strip.mapToGlobal(point.toPoint()))

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        header = self._name.sizeHint().height()
        return QSize(
            round(320 * unit),
            round(self._strip.least_height() + header + 10 * unit),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(900 * unit), self._full_height())
